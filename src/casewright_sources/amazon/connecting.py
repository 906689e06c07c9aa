"""`casewright connect amazon`: the way to the keys, the keys, a check of each part; and the source of a connection."""

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from casewright.cli.options import language_of, language_option
from casewright.domain.words import Language, Words
from casewright_sources.amazon.checking import check_account
from casewright_sources.amazon.opening import amazon_client, amazon_queue
from casewright_sources.amazon.order_look_up import order_look_up
from casewright_sources.amazon.queue_set_up import set_up_queue, show_subscriptions
from casewright_sources.amazon.report_stream import REPORT_TYPES
from casewright_sources.amazon.settings import ENDPOINT, KEYS, TOKEN_ENDPOINT, WAY, amazon_connection
from casewright_sources.amazon.source import FIRST_DAYS, AmazonSource
from casewright_sources.amazon.unsubscribing import still_sent, unsubscribe
from casewright_sources.connections import Connection, Connections
from casewright_sources.errors import SourceError
from casewright_sources.folder_sink import FolderSink
from casewright_sources.homes import home_option

__all__ = ["connect", "let_go", "open_source"]


def _keys(language: Language) -> str:
    """Return the keys as they are sealed: from the environment, else asked for without showing them."""
    given = {name: os.environ.get(key.variable) for name, key in KEYS.items()}
    if not all(given[name] for name, key in KEYS.items() if not key.for_queue):
        for line in WAY:
            click.echo(line.say(language))
    for name, key in KEYS.items():
        if not given[name] and not key.for_queue:
            given[name] = click.prompt(key.title, hide_input=key.hidden, type=str).strip()
    return json.dumps({name: value for name, value in given.items() if value})


def open_source(connection: Connection, secret: str | None) -> AmazonSource:
    """Return the source of one connection."""
    return AmazonSource(
        amazon_client(connection, secret),
        amazon_queue(connection, secret),
        report_types=tuple(connection.settings.get("report_types") or REPORT_TYPES),
        first_days=int(connection.settings.get("first_days") or FIRST_DAYS),
    )


def let_go(connection: Connection, secret: str | None, others: Iterable[Connection]) -> tuple[Words, ...]:
    """Delete at Amazon what lets notifications flow, unless another connection reads the same queue.

    Return in words what could not be deleted.
    """
    url = connection.settings.get("queue_url")
    queue = amazon_queue(connection, secret)
    if queue is None or any(other.settings.get("queue_url") == url for other in others):
        return ()
    try:
        client = amazon_client(connection, secret)
        try:
            return unsubscribe(client, queue.arn())
        finally:
            client.close()
    except SourceError as trouble:
        return (still_sent(str(url), trouble.words),)


def _check(connection: Connection, secret: str | None, language: Language) -> tuple[bool, bool]:
    """Print how each part stands. Return whether the account answers at all, and whether everything works."""
    client, queue = amazon_client(connection, secret), amazon_queue(connection, secret)
    parts = []
    for part in check_account(client, queue, now=datetime.now(UTC)):
        click.echo(f"{'✓' if part.works else '✗'} {part.title.say(language)}")
        if part.trouble is not None:
            click.echo(f"  {part.trouble.say(language)}")
        parts.append(part)
    client.close()
    return parts[0].works, all(part.works for part in parts)


def _check_again(connection: Connection, secret: str | None, language: Language) -> bool:
    """Check a connection that is there, and that its notifications come into the queue."""
    _, whole = _check(connection, secret, language)
    queue = amazon_queue(connection, secret)
    if queue is None or not whole:
        return whole
    client = amazon_client(connection, secret)
    try:
        return show_subscriptions(client, queue.arn(), language)
    finally:
        client.close()


@click.command()
@click.argument("name", default="amazon")
@click.option("--marketplace", help="The site, such as amazon_de. Needed the first time.")
@click.option("--days", default=FIRST_DAYS, show_default=True, help="How many days to read back the first time.")
@click.option("--report", "report_types", multiple=True, help="A report to fetch; repeat for more. Instead of ours.")
@click.option("--queue", "queue_url", help="Address of the SQS queue into which Amazon is to send notifications.")
@click.option("--queue-region", help="Its AWS region, such as eu-west-1.")
@click.option("--queue-endpoint", help="Another address than that of AWS, for trying things out.")
@click.option("--yes", is_flag=True, help="Make the destination and the subscriptions for --queue without asking.")
@click.option("--personal-data", is_flag=True, help="Also fetch reports with names and addresses; needs the role.")
@click.option("--endpoint", envvar=ENDPOINT, help="Another address than Amazon's, for trying things out.")
@click.option("--token-endpoint", envvar=TOKEN_ENDPOINT, help="The address of the token server that goes with it.")
@click.option("--check", "only_check", is_flag=True, help="Only check the connection that is there.")
@click.option("--order", "order_id", help="Look up one order and keep what is said of it.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for what --order finds.")
@home_option
@language_option
def connect(name: str, home: Path, language: str | None, only_check: bool, **given: Any) -> None:  # noqa: ANN401, FBT001 - click passes options by name
    """Connect an Amazon seller account under NAME, and check what it may read.

    连接亚马逊卖家账号（名称 NAME），并检查可读取的内容。

    The keys come from CASEWRIGHT_AMAZON_CLIENT_ID, CASEWRIGHT_AMAZON_CLIENT_SECRET and CASEWRIGHT_AMAZON_REFRESH_TOKEN,
    or are asked for; they are stored sealed.
    """
    tongue, connections = language_of(language), Connections(home)
    try:
        if given["order_id"]:
            _look_up(connections, name, given["order_id"], given["out"] or Path(), tongue)
            return
        if only_check:
            whole = _check_again(connections.get(name), connections.secret(name), tongue)
        else:
            whole = _connect(connections, name, given, tongue)
    except SourceError as trouble:
        raise click.ClickException(trouble.words.say(tongue)) from trouble
    if not whole:
        raise click.exceptions.Exit(1)


def _connect(connections: Connections, name: str, given: dict[str, Any], tongue: Language) -> bool:
    connection = amazon_connection(name, given)
    secret = _keys(tongue)
    answers, whole = _check(connection, secret, tongue)
    if not answers:
        raise SourceError(
            Words("Nothing was stored. Mend what is said above and try again.", "未保存。请按上面的提示修正后重试。"),
            needs_person=True,
        )
    connections.save(connection, secret)
    click.echo(
        Words(
            f"{name} is connected. `casewright work` reads it from now on.",
            f"{name} 已连接。`casewright work` 会开始读取。",
        ).say(tongue)
    )
    return _let_flow(connection, secret, yes=given["yes"], tongue=tongue) and whole


def _let_flow(connection: Connection, secret: str | None, *, yes: bool, tongue: Language) -> bool:
    """See to it that notifications come into the queue of a connection, if it has one."""
    queue = amazon_queue(connection, secret)
    if queue is None:
        return True
    client = amazon_client(connection, secret)
    try:
        return set_up_queue(client, queue, yes=yes, language=tongue)
    finally:
        client.close()


def _look_up(connections: Connections, name: str, order_id: str, out: Path, tongue: Language) -> None:
    client = amazon_client(connections.get(name), connections.secret(name))
    file, content, refused = order_look_up(client, order_id)
    client.close()
    FolderSink(out).keep(file, content)
    words = Words(f"Kept what Amazon says of {order_id} in {out}.", f"已将亚马逊关于 {order_id} 的数据保存到 {out}。")
    click.echo(words.say(tongue))
    if refused:
        click.echo(Words(f"Not given: {', '.join(refused)}", f"未提供：{', '.join(refused)}").say(tongue))
