"""Facts about the parcel: its last known state, its first scan, its promised day."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from casewright.domain.shipment import Scan, ScanKind
from casewright.facts.reading import UNKNOWN, Known, Seen

__all__ = ["FACTS", "first_scan"]

_MOVED = frozenset(ScanKind) - {ScanKind.LABEL, ScanKind.OTHER}
_STATES = {
    ScanKind.LABEL: "label_only",
    ScanKind.ACCEPTED: "in_transit",
    ScanKind.IN_TRANSIT: "in_transit",
    ScanKind.OUT_FOR_DELIVERY: "in_transit",
    ScanKind.ATTEMPTED: "in_transit",
    ScanKind.UNDELIVERABLE: "undeliverable",
    ScanKind.REFUSED: "refused_or_returning",
    ScanKind.RETURNING: "refused_or_returning",
    ScanKind.LOST: "lost",
}


def first_scan(seen: Seen) -> Scan | None:
    """Return the first scan by which a carrier had the parcel in hand."""
    return next((scan for scan in seen.case.scans if scan.kind in _MOVED), None)


def _tracking_state(seen: Seen) -> Known:
    """Read the newest scan that says something; without any scan, an unshipped order has none, else it is unknown."""
    telling = [scan for scan in seen.case.scans if scan.kind is not ScanKind.OTHER]
    if telling:
        last = telling[-1]
        if last.kind is ScanKind.DELIVERED:
            return ("delivered_signed" if last.signed_by else "delivered"), (last.place,)
        return _STATES[last.kind], (last.place,)
    order = seen.case.order
    if order and order.state in {"pending", "unshipped"}:
        return "none", tuple(line.place for line in order.lines)
    return UNKNOWN


def _first_scan_on_time(seen: Seen) -> Known:
    scan, order = first_scan(seen), seen.case.order
    if scan is None or order is None or order.ship_by is None:
        return UNKNOWN
    return scan.scanned_at <= order.ship_by, (scan.place, *order.ship_by_places())


def _buy_shipping_protected(seen: Seen) -> Known:
    for shipment in seen.case.shipments:
        if shipment.claims_protected is not None:
            return shipment.claims_protected, (shipment.place,)
    return UNKNOWN


def _days_past_latest_delivery(seen: Seen) -> Known:
    """Count whole calendar days in the marketplace's zone; negative while the promised day is ahead."""
    order = seen.case.order
    promised = [(one.deliver_by, one.place) for one in seen.case.shipments if one.deliver_by]
    promised += [(line.deliver_by, line.place) for line in (order.lines if order else ()) if line.deliver_by]
    if not promised:
        return UNKNOWN
    latest, place = max(promised)
    return (seen.at.astimezone(seen.zone).date() - latest.astimezone(seen.zone).date()).days, (place,)


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "tracking_state": _tracking_state,
        "first_scan_on_time": _first_scan_on_time,
        "buy_shipping_protected": _buy_shipping_protected,
        "days_past_latest_delivery": _days_past_latest_delivery,
    }
)
