"""The step of `casewright connect amazon --queue` that lets notifications flow, and its check."""

from collections.abc import Mapping
from types import MappingProxyType

import click

from casewright.domain.words import Language, Words
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.queue import NotificationQueue
from casewright_sources.amazon.subscribing import plan_subscriptions, subscribe, subscriptions

__all__ = ["set_up_queue", "show_subscriptions"]

_QUESTION = Words("Make this at Amazon?", "确定在亚马逊创建吗？")
_DECLINED = Words(
    "Nothing was changed at Amazon: no notification comes into the queue. Run the command again with --yes.",
    "亚马逊端未作任何更改，队列不会收到通知。需要时请加 --yes 重新运行。",
)


def set_up_queue(client: AmazonClient, queue: NotificationQueue, *, yes: bool, language: Language) -> bool:
    """Say what is missing, make it when the person agrees, and show how it stands. Raise SourceError."""
    arn = queue.arn()
    plan = plan_subscriptions(client, arn)
    refused: Mapping[str, Words] = MappingProxyType({})
    if plan.missing or plan.destination_id is None:
        kinds = ", ".join(plan.missing)
        if plan.destination_id is None:
            click.echo(Words(f"To be made: destination {arn}", f"将创建接收目标：{arn}").say(language))
        if plan.missing:
            click.echo(Words(f"To be made: subscriptions to {kinds}", f"将创建订阅：{kinds}").say(language))
        if not yes and not click.confirm(_QUESTION.say(language), default=False):
            click.echo(_DECLINED.say(language))
            return False
        refused = subscribe(client, plan)
    return show_subscriptions(client, arn, language, refused)


def show_subscriptions(
    client: AmazonClient, arn: str, language: Language, refused: Mapping[str, Words] = MappingProxyType({})
) -> bool:
    """Print each kind of notification as Amazon has it now. Return whether all come into the queue."""
    found = subscriptions(client, arn, refused)
    for one in found:
        click.echo(f"{'✓' if one.works else '✗'} {one.kind}")
        if one.trouble is not None:
            click.echo(f"  {one.trouble.say(language)}")
    return all(one.works for one in found)
