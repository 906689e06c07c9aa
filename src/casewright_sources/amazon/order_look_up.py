"""Everything the interface can say about one order, in one file: what the evidence of a case needs."""

from collections.abc import Iterator, Mapping

from casewright.intake.spapi import wrap_answers
from casewright_sources.amazon.client import AmazonClient, Answered
from casewright_sources.amazon.faults import AmazonDeniedError, AmazonRefusedError

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


def order_look_up(client: AmazonClient, order_id: str) -> tuple[str, bytes, tuple[str, ...]]:
    """Return a name, the answers as one file, and the operations that were refused or denied for this order.

    Raise SourceError when nothing at all could be asked.
    """
    site = {"marketplaceIds": [client.access.marketplace_id]}
    calls: tuple[tuple[str, dict[str, object]], ...] = (
        ("orders_2026.getOrder", {"orderId": order_id, "includedData": list(_INCLUDED)}),
        ("finances_v0.listFinancialEventsByOrderId", {"orderId": order_id}),
        ("messaging.getMessagingActionsForOrder", {"amazonOrderId": order_id, **site}),
        ("messaging.GetAttributes", {"amazonOrderId": order_id, **site}),
        ("solicitations.getSolicitationActionsForOrder", {"amazonOrderId": order_id, **site}),
    )
    answers: list[Answered] = []
    refused: list[str] = []
    last: AmazonRefusedError | AmazonDeniedError | None = None
    for operation, asked in calls:
        try:
            answers.extend(_all_pages(client, operation, asked))
        except (AmazonRefusedError, AmazonDeniedError) as trouble:
            refused.append(operation)
            last = trouble
    if not answers and last is not None:
        raise last
    return f"amazon-order-{order_id}.json", wrap_answers(answer.kept for answer in answers), tuple(refused)


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
