"""Facts about refunds and what can be recovered of them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from casewright.facts.reading import UNKNOWN, Known, Seen
from casewright.facts.returns import return_delivered_at

__all__ = ["FACTS"]

_DISPOSITIONS = {
    "sellable": "sellable",
    "customerdamaged": "customer_damaged",
    "custdamaged": "customer_damaged",
    "carrierdamaged": "carrier_damaged",
    "warehousedamaged": "warehouse_damaged",
    "whsedamaged": "warehouse_damaged",
    "defective": "defective",
    "distributordamaged": "distributor_damaged",
    "distdamaged": "distributor_damaged",
    "expired": "expired",
}


def _item_condition(seen: Seen) -> Known:
    """Read the disposition that Amazon gives a unit; goods that come to the seller are graded by the seller."""
    for row in seen.case.returns:
        code = "".join(letter for letter in (row.disposition or "").casefold() if letter.isalpha())
        if code in _DISPOSITIONS:
            return _DISPOSITIONS[code], (row.place,)
    return UNKNOWN


def _refunded_at(seen: Seen) -> Known:
    dated = [(refund.refunded_at, refund.place) for refund in seen.case.refunds]
    if not dated:
        return UNKNOWN
    refunded_at, place = min(dated, key=lambda one: one[0])
    return refunded_at, (place,)


def _days_since(read: Callable[[Seen], Known]) -> Callable[[Seen], Known]:
    """Count whole calendar days in the marketplace's zone since an instant that was read."""

    def days(seen: Seen) -> Known:
        began_at, places = read(seen)
        if not isinstance(began_at, datetime):
            return UNKNOWN
        today, first = seen.at.astimezone(seen.zone).date(), began_at.astimezone(seen.zone).date()
        return max(0, (today - first).days), places

    return days


def _safe_t_starts_at(seen: Seen) -> Known:
    """Take the later of return scan and refund (C4); while one of them is unknown, so is the later."""
    delivered_at, delivered_places = return_delivered_at(seen)
    refunded_at, refunded_places = _refunded_at(seen)
    if not isinstance(delivered_at, datetime) or not isinstance(refunded_at, datetime):
        return UNKNOWN
    return max(delivered_at, refunded_at), (*delivered_places, *refunded_places)


def _safe_t_filed_before(seen: Seen) -> Known:
    """Say yes with a claim number in the returns report; its layout has the column, so an empty one says no."""
    rows = seen.case.returns
    for row in rows:
        if row.safet_claim_id:
            return True, (row.place,)
    return (False, tuple(row.place for row in rows)) if rows else UNKNOWN


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "item_condition": _item_condition,
        "refunded_at": _refunded_at,
        "days_since_refund": _days_since(_refunded_at),
        "safe_t_starts_at": _safe_t_starts_at,
        "days_since_safe_t_start": _days_since(_safe_t_starts_at),
        "safe_t_filed_before": _safe_t_filed_before,
    }
)
