"""Facts about when the buyer got the goods and how long after that something was asked for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from casewright.domain.message import Direction
from casewright.domain.shipment import ScanKind
from casewright.facts.reading import UNKNOWN, Known, Seen
from casewright.facts.reasons import withdraws
from casewright.facts.returns import return_requested_at

__all__ = ["FACTS"]


def _order_delivered_at(seen: Seen) -> Known:
    delivered = [scan for scan in seen.case.scans if scan.kind is ScanKind.DELIVERED]
    return (delivered[-1].scanned_at, (delivered[-1].place,)) if delivered else UNKNOWN


def _days(seen: Seen, first: Known, last: Known) -> Known:
    """Count whole calendar days between two instants in the marketplace's zone."""
    if not isinstance(first[0], datetime) or not isinstance(last[0], datetime):
        return UNKNOWN
    days = (last[0].astimezone(seen.zone).date() - first[0].astimezone(seen.zone).date()).days
    return days, (*first[1], *last[1])


def _days_since_delivery(seen: Seen) -> Known:
    days, places = _days(seen, _order_delivered_at(seen), (seen.at, ()))
    return (max(0, days), places) if isinstance(days, int) else UNKNOWN


def _return_asked_on(seen: Seen) -> Known:
    asked_at, places = return_requested_at(seen)
    return (asked_at.astimezone(seen.zone).date(), places) if isinstance(asked_at, datetime) else UNKNOWN


def _withdrawal(seen: Seen) -> tuple[Known, Known]:
    """Return whether the buyer declares withdrawal, and when; no where there are words and none declares it."""
    for message in seen.case.messages:
        if message.direction is Direction.FROM_BUYER and withdraws(message.text):
            return (True, (message.place,)), (message.sent_at, (message.place,) if message.sent_at else ())
    for row in seen.case.returns:
        if row.comment and withdraws(row.comment):
            return (True, (row.place,)), return_requested_at(seen)
    spoken = [row.place for row in seen.case.returns] + [notice.place for notice in seen.case.notices]
    return ((False, tuple(spoken)) if spoken else UNKNOWN), UNKNOWN


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "order_delivered_at": _order_delivered_at,
        "days_since_delivery": _days_since_delivery,
        "return_asked_on": _return_asked_on,
        "days_from_delivery_to_request": lambda seen: _days(seen, _order_delivered_at(seen), return_requested_at(seen)),
        "withdrawal_notice": lambda seen: _withdrawal(seen)[0],
        "withdrawal_notice_at": lambda seen: _withdrawal(seen)[1],
        "days_from_delivery_to_withdrawal": lambda seen: _days(seen, _order_delivered_at(seen), _withdrawal(seen)[1]),
    }
)
