"""Have Amazon send its notifications to the seller's queue: one destination, and one subscription per kind.

A destination belongs to the application and is asked for with a token of its own (grantless), a subscription to the
seller. Amazon keeps one subscription per kind, application and seller; one that leads elsewhere is left as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from casewright.domain.words import Words
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.faults import AmazonDeniedError, AmazonRefusedError
from casewright_sources.errors import SourceError

__all__ = [
    "NOTIFICATION_KINDS",
    "Destination",
    "Plan",
    "Subscribed",
    "destination_found",
    "plan_subscriptions",
    "subscribe",
    "subscription_found",
    "subscriptions",
]

NOTIFICATION_KINDS: MappingProxyType[str, str] = MappingProxyType(
    {
        "FULFILLMENT_ORDER_STATUS": "1.0",
        "ORDER_CHANGE": "1.0",
        "SHIPMENT_TRACKING_MILESTONE_CHANGED": "2026-01-30",
        "TRANSACTION_UPDATE": "1.0",
    }
)
"""The notifications that a claims desk needs, each with the version of its schema that we read."""

_AMAZON = "437568002678"
"""The account of Amazon's that writes into sellers' queues."""


_OWN_NAME = "casewright-"


@dataclass(frozen=True, slots=True)
class Destination:
    """A queue as Amazon has it."""

    destination_id: str
    name: str

    @property
    def is_own(self) -> bool:
        """Whether Casewright made it, so that nobody else needs it."""
        return self.name.startswith(_OWN_NAME)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made: the destination when `destination_id` is unknown, and the kinds not yet subscribed to."""

    arn: str
    destination_id: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subscribed:
    """One kind of notification: whether it comes into our queue, and what hinders it."""

    kind: str
    works: bool
    trouble: Words | None = None


def plan_subscriptions(client: AmazonClient, arn: str) -> Plan:
    """Look what Amazon has for the queue and what is missing; changes nothing. Raise SourceError."""
    return Plan(arn, _destination(client, arn), tuple(kind for kind in NOTIFICATION_KINDS if _is_free(client, kind)))


def subscribe(client: AmazonClient, plan: Plan) -> Mapping[str, Words]:
    """Make what is missing. Return the kinds that Amazon refuses, and why. Raise SourceError without a destination."""
    destination_id = plan.destination_id or _make_destination(client, plan.arn)
    refused: dict[str, Words] = {}
    for kind in plan.missing:
        body = {"payloadVersion": NOTIFICATION_KINDS[kind], "destinationId": destination_id}
        try:
            client.call("notifications.createSubscription", {"notificationType": kind}, body)
        except (AmazonRefusedError, AmazonDeniedError) as trouble:
            refused[kind] = trouble.words
    return refused


def subscriptions(
    client: AmazonClient, arn: str, refused: Mapping[str, Words] = MappingProxyType({})
) -> tuple[Subscribed, ...]:
    """Ask Amazon about each kind anew: does it lead to the queue? `refused` are the reasons known already."""
    own = _destination(client, arn)
    return tuple(_state(client, kind, own, refused.get(kind)) for kind in NOTIFICATION_KINDS)


def _state(client: AmazonClient, kind: str, own: str | None, reason: Words | None) -> Subscribed:
    try:
        leads_to = _leads_to(client, kind)
    except (AmazonRefusedError, AmazonDeniedError) as trouble:
        return Subscribed(kind, works=False, trouble=reason or trouble.words)
    if leads_to is not None and leads_to == own:
        return Subscribed(kind, works=True)
    return Subscribed(kind, works=False, trouble=reason or _astray(leads_to))


def _astray(leads_to: str | None) -> Words:
    if leads_to is None:
        return Words(
            "Not subscribed to. Run `casewright connect amazon` with --queue and --yes again.",
            "尚未订阅。请带上 --queue 和 --yes 重新运行 `casewright connect amazon`。",
        )
    return Words(
        f"The application already sends these to another destination ({leads_to}). Use the queue behind it, or delete "
        "that subscription first.",
        f"该应用已把此类通知发往另一个接收目标（{leads_to}）。请改用那个队列，或先删除原订阅。",
    )


def _is_free(client: AmazonClient, kind: str) -> bool:
    """Say whether nobody has subscribed to a kind; one that may not be asked about is tried."""
    try:
        return _leads_to(client, kind) is None
    except (AmazonRefusedError, AmazonDeniedError):
        return True


def _leads_to(client: AmazonClient, kind: str) -> str | None:
    """Return the destination of a kind's subscription, None without one."""
    found = subscription_found(client, kind)
    return None if found is None else found.get("destinationId")


def subscription_found(client: AmazonClient, kind: str) -> Mapping[str, Any] | None:
    """Return the seller's subscription to a kind as Amazon has it, None without one. Raise SourceError."""
    asked = {"notificationType": kind, "payloadVersion": NOTIFICATION_KINDS[kind]}
    try:
        payload = client.call("notifications.getSubscription", asked).json().get("payload")
    except AmazonRefusedError as refused:
        if refused.status == HTTPStatus.NOT_FOUND:
            return None
        raise
    return payload if isinstance(payload, dict) else None


def _destination(client: AmazonClient, arn: str) -> str | None:
    found = destination_found(client, arn)
    return None if found is None else found.destination_id


def destination_found(client: AmazonClient, arn: str) -> Destination | None:
    """Return the queue as Amazon has it, None when it does not know it. Raise SourceError."""
    listed = client.call("notifications.getDestinations").json().get("payload") or []
    ours = (one for one in listed if ((one.get("resource") or {}).get("sqs") or {}).get("arn") == arn)
    known = (one for one in ours if one.get("destinationId"))
    return next((Destination(str(one["destinationId"]), str(one.get("name"))) for one in known), None)


def _make_destination(client: AmazonClient, arn: str) -> str:
    body = {"name": f"{_OWN_NAME}{arn.rpartition(':')[2]}", "resourceSpecification": {"sqs": {"arn": arn}}}
    try:
        made = client.call("notifications.createDestination", {}, body).json()
        return str(made["payload"]["destinationId"])
    except (AmazonRefusedError, AmazonDeniedError, KeyError, TypeError) as trouble:
        raise SourceError(_not_made(arn, trouble), needs_person=True) from trouble


def _not_made(arn: str, trouble: Exception) -> Words:
    said = trouble.words if isinstance(trouble, SourceError) else Words("no destinationId", "没有 destinationId")
    return Words(
        f"Amazon does not take the queue as a destination: {said.en} In AWS, add to the access policy of {arn} that "
        f"the account {_AMAZON} (Amazon's) may sqs:SendMessage and sqs:GetQueueAttributes; a queue that is encrypted "
        "also needs the right to its key. Then run the command again.",
        f"亚马逊未接受该队列为接收目标：{said.zh}请在 AWS 中修改 {arn} 的访问策略，允许亚马逊账号 {_AMAZON} 执行 "
        "sqs:SendMessage 和 sqs:GetQueueAttributes；若队列已加密，还需授予其密钥权限。然后重新运行本命令。",
    )
