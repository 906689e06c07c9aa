"""What an order's item says of a cancellation that its buyer asked for: a mark beside the fields that have names."""

from casewright.domain.report_row import ReportRow, ReportValue

__all__ = ["buyer_asks_to_cancel"]

_ITEMS = frozenset({"spapi_order_item", "spapi_order_items"})
_MARKS = ("BuyerRequestedCancel.IsBuyerRequestedCancel", "IsBuyerRequestedCancel")
_REQUESTER = "cancellation.cancellationRequest.requester"


def buyer_asks_to_cancel(row: ReportRow) -> bool | None:
    """Say whether the buyer asked to cancel through Your Orders, by the row of an order's item; None: it has no mark.

    Version 2026 of the interface names who asked, and is silent where nobody did.
    """
    if row.report not in _ITEMS:
        return None
    if (requester := row.get(_REQUESTER)) is not None:
        return str(requester).strip().casefold() == "buyer"
    return next((_flag(value) for name in _MARKS if (value := row.get(name)) is not None), None)


def _flag(value: ReportValue) -> bool | None:
    return {"true": True, "false": False}.get(str(value).strip().casefold())
