"""Facts about the order: who ships it, how far it is, how old it is."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from casewright.domain.notice import MailKind
from casewright.domain.order import Fulfilment, OrderState
from casewright.domain.place import Place
from casewright.facts.parcels import first_scan
from casewright.facts.reading import UNKNOWN, Known, Seen

__all__ = ["FACTS"]

_ONE_MINUTE = timedelta(minutes=1)
_SENT_TO_WHO_SHIPS = frozenset({MailKind.RETURN_REQUEST, MailKind.CANCEL_REQUEST})


def _order_places(seen: Seen) -> tuple[Place, ...]:
    return tuple(line.place for line in seen.case.order.lines) if seen.case.order else ()


def _case_opened_on(seen: Seen) -> Known:
    opened_at = seen.case.opened_at
    places = tuple(notice.place for notice in seen.case.notices[:1])
    return (opened_at.astimezone(seen.zone).date(), places) if opened_at else UNKNOWN


def _marketplace(seen: Seen) -> Known:
    places = tuple(notice.place for notice in seen.case.notices[:1]) or _order_places(seen)
    return (seen.case.marketplace, places) if seen.case.marketplace else UNKNOWN


def _fulfilment(seen: Seen) -> Known:
    """Read it from order, return or notice; a return or cancellation request is sent only to a seller who ships."""
    if seen.case.order and seen.case.order.fulfilment:
        return seen.case.order.fulfilment.value, _order_places(seen)
    for row in seen.case.returns:
        if row.fulfilment:
            return row.fulfilment.value, (row.place,)
    for notice in (*seen.case.notices, *seen.case.related):
        if notice.fulfilment:
            merchant = notice.fulfilment.value == "merchant"
            return (Fulfilment.SELLER if merchant else Fulfilment.MARKETPLACE).value, (notice.place,)
        if notice.kind in _SENT_TO_WHO_SHIPS:
            return Fulfilment.SELLER.value, (notice.place,)
    if seen.shop.ships_itself is not None:
        return (Fulfilment.SELLER if seen.shop.ships_itself else Fulfilment.MARKETPLACE).value, ()
    return UNKNOWN


def _order_state(seen: Seen) -> Known:
    """Scans are newer than reports: a delivered scan delivers, a carrier's scan ships what a report calls unshipped."""
    case = seen.case
    delivered = [scan for scan in case.scans if scan.kind == "delivered"]
    if delivered:
        return OrderState.DELIVERED.value, (delivered[-1].place,)
    if case.order is None or case.order.state is None:
        return UNKNOWN
    state, places = case.order.state.value, _order_places(seen)
    scan = first_scan(seen)
    if state == OrderState.UNSHIPPED and scan:
        return "shipped_not_confirmed", (*places, scan.place)
    return state, places


def _order_total(seen: Seen) -> Known:
    order = seen.case.order
    return (order.total, _order_places(seen)) if order and order.total else UNKNOWN


def _ordered_on(seen: Seen) -> Known:
    order = seen.case.order
    if order is None or order.purchased_at is None:
        return UNKNOWN
    return order.purchased_at.astimezone(seen.zone).date(), _order_places(seen)


def _minutes_since_order(seen: Seen) -> Known:
    order = seen.case.order
    if order is None or order.purchased_at is None:
        return UNKNOWN
    return max(0, (seen.at - order.purchased_at) // _ONE_MINUTE), _order_places(seen)


def _past_ship_by(seen: Seen) -> Known:
    order = seen.case.order
    return (seen.at > order.ship_by, order.ship_by_places()) if order and order.ship_by else UNKNOWN


def _never_shipped(seen: Seen) -> Known:
    """True when the ship-by instant passed and nothing left; false once something did."""
    state, places = _order_state(seen)
    if state in {"shipped", "delivered", "returned", "shipped_not_confirmed"}:
        return False, places
    late, late_places = _past_ship_by(seen)
    return (late, (*places, *late_places)) if state == "unshipped" and late is not None else UNKNOWN


def _seller_abroad(seen: Seen) -> Known:
    site = seen.site
    return (seen.shop.country != site.country, ()) if seen.shop.country and site else UNKNOWN


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "case.opened_on": _case_opened_on,
        "fulfilment": _fulfilment,
        "marketplace": _marketplace,
        "order_state": _order_state,
        "order_total": _order_total,
        "ordered_on": _ordered_on,
        "minutes_since_order": _minutes_since_order,
        "past_ship_by": _past_ship_by,
        "never_shipped": _never_shipped,
        "seller_abroad": _seller_abroad,
    }
)
