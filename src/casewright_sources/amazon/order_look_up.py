"""Everything the interface can say about one order, in one file: what the evidence of a case needs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casewright.intake.spapi import wrap_answers
from casewright_sources.amazon.client import AmazonClient, Answered
from casewright_sources.amazon.faults import AmazonDeniedError, AmazonRefusedError
from casewright_sources.amazon.order_parcels import (
    buyers_order_id,
    may_be_networks,
    network_parcels,
    shipping_parcels,
)

__all__ = ["order_look_up"]

_INCLUDED = (
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "PAYMENT",
)
_PAGES = 50


def order_look_up(
    client: AmazonClient, order_id: str, told: Callable[[str], None] | None = None
) -> tuple[str, bytes, tuple[str, ...]]:
    """Return a name, the answers as one file, and the operations that were refused or denied for this order.

    `told` hears of each operation before it is asked. The way of the order's parcels is asked for where the interface
    tells it. The file names the order as the buyer sees it, since answers about parcels do not. Raise SourceError when
    nothing at all could be asked.
    """
    site = {"marketplaceIds": [client.access.marketplace_id]}
    found = _Found(client, told)
    order = found.ask("orders_2026.getOrder", {"orderId": order_id, "includedData": list(_INCLUDED)})
    found.ask("finances_v0.listFinancialEventsByOrderId", {"orderId": order_id})
    found.ask("messaging.getMessagingActionsForOrder", {"amazonOrderId": order_id, **site})
    found.ask("messaging.GetAttributes", {"amazonOrderId": order_id, **site})
    found.ask("solicitations.getSolicitationActionsForOrder", {"amazonOrderId": order_id, **site})
    seen_as = _parcels(found, order, order_id)
    if not found.answers and found.last is not None:
        raise found.last
    content = wrap_answers((answer.kept for answer in found.answers), order_id=seen_as)
    return f"amazon-order-{order_id}.json", content, tuple(dict.fromkeys(found.refused))


def _parcels(found: "_Found", order: Mapping[str, Any] | None, order_id: str) -> str:
    """Ask for the way of the order's parcels. Return the order id that the buyer sees."""
    seen_as = order_id
    if may_be_networks(order):
        network = found.ask("fba_outbound.getFulfillmentOrder", {"sellerFulfillmentOrderId": order_id})
        if network is not None:
            seen_as = buyers_order_id(network) or order_id
            for operation, asked in network_parcels(network):
                found.ask(operation, asked)
    for operation, asked in shipping_parcels(order, found.client.access.marketplace_id):
        found.ask(operation, asked)
    return seen_as


@dataclass(slots=True)
class _Found:
    """What was answered so far, and what was refused."""

    client: AmazonClient
    told: Callable[[str], None] | None = None
    answers: list[Answered] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    last: AmazonRefusedError | AmazonDeniedError | None = None

    def ask(self, operation: str, asked: Mapping[str, object]) -> Mapping[str, Any] | None:
        """Ask and keep all pages. Return the first answer as values, None when it is refused."""
        at = len(self.answers)
        if self.told is not None:
            self.told(operation)
        try:
            self.answers.extend(_all_pages(self.client, operation, asked))
        except (AmazonRefusedError, AmazonDeniedError) as trouble:
            self.refused.append(operation)
            self.last = trouble
        told = self.answers[at].json() if len(self.answers) > at else None
        return told if isinstance(told, dict) else None


def _all_pages(client: AmazonClient, operation: str, asked: Mapping[str, object]) -> Iterator[Answered]:
    """Yield an answer and those of its further pages."""
    page: dict[str, object] = {}
    for _ in range(_PAGES):
        answer = client.call(operation, {**asked, **page})
        yield answer
        payload = answer.json().get("payload")
        token = payload.get("NextToken") if isinstance(payload, dict) else None
        if not token or token == page.get("NextToken"):
            return
        page = {"NextToken": token}
