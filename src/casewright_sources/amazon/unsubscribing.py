"""Have Amazon stop sending its notifications to a queue that is no longer read."""

from casewright.domain.words import Words
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.faults import AmazonDeniedError, AmazonRefusedError
from casewright_sources.amazon.subscribing import (
    NOTIFICATION_KINDS,
    Destination,
    destination_found,
    subscription_found,
)

__all__ = ["still_sent", "unsubscribe"]


def unsubscribe(client: AmazonClient, arn: str) -> tuple[Words, ...]:
    """Delete the subscriptions that lead to a queue, then the destination. Return in words what stays, and why.

    A destination that another program made is left with all that leads to it. Raise SourceError when Amazon does not
    answer.
    """
    found = destination_found(client, arn)
    if found is None:
        return ()
    if not found.is_own:
        return (_left_alone(found),)
    stays = tuple(words for kind in NOTIFICATION_KINDS if (words := _stop(client, kind, found)) is not None)
    if stays:
        return stays
    try:
        client.call("notifications.deleteDestination", {"destinationId": found.destination_id})
    except (AmazonRefusedError, AmazonDeniedError) as trouble:
        return (_destination_stays(found, trouble.words),)
    return ()


def still_sent(queue: str, why: Words) -> Words:
    """Say that nothing could be deleted at Amazon, and what ends the notifications all the same."""
    return Words(
        f"Amazon could not be told to stop sending notifications to {queue}: {why.en} If nobody else reads that queue, "
        "delete it in AWS: then nothing is sent any more.",
        f"未能通知亚马逊停止向 {queue} 发送通知：{why.zh}若没有其他程序读取该队列，请在 AWS 中将其删除，"
        "亚马逊便不会再发送。",
    )


def _stop(client: AmazonClient, kind: str, destination: Destination) -> Words | None:
    """Delete the subscription to one kind if it leads to the destination. Return why it stays, None when it is gone."""
    try:
        found = subscription_found(client, kind)
        if found is not None and found.get("destinationId") == destination.destination_id:
            which = {"notificationType": kind, "subscriptionId": found.get("subscriptionId")}
            client.call("notifications.deleteSubscriptionById", which)
    except (AmazonRefusedError, AmazonDeniedError) as trouble:
        return Words(
            f"The subscription to {kind} could not be deleted at Amazon: {trouble.words.en}",
            f"未能在亚马逊删除 {kind} 的订阅：{trouble.words.zh}",
        )
    return None


def _left_alone(destination: Destination) -> Words:
    named = f"{destination.name} ({destination.destination_id})"
    return Words(
        f"The destination {named} at Amazon was not made by Casewright and stays, with its subscriptions. Delete it "
        "there if no other program needs it.",
        f"亚马逊端的接收目标 {named} 不是 Casewright 创建的，连同其订阅一并保留。若没有其他程序使用，请自行删除。",
    )


def _destination_stays(destination: Destination, why: Words) -> Words:
    return Words(
        f"The subscriptions are deleted, but the destination {destination.name} stays at Amazon: {why.en} Nothing is "
        "sent to it by this account any more.",
        f"订阅已删除，但接收目标 {destination.name} 仍留在亚马逊：{why.zh}该账号不会再向其发送通知。",
    )
