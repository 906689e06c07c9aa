"""A parcel and the scans that carriers made of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casewright.domain.place import Place

__all__ = ["Scan", "ScanKind", "Shipment"]


class ScanKind(StrEnum):
    """What a carrier event means, whatever words the carrier uses."""

    LABEL = "label"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    ATTEMPTED = "attempted"
    UNDELIVERABLE = "undeliverable"
    REFUSED = "refused"
    RETURNING = "returning"
    LOST = "lost"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Shipment:
    """A dispatch as a report states it: carrier, tracking number, the promised latest day. Unknown stays None."""

    order_id: str
    place: Place
    carrier: str | None = None
    tracking_number: str | None = None
    shipped_at: datetime | None = None
    deliver_by: datetime | None = None
    claims_protected: bool | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One carrier event. `signed_by` is the name the carrier recorded, if any."""

    order_id: str
    place: Place
    kind: ScanKind
    scanned_at: datetime
    carrier: str | None = None
    tracking_number: str | None = None
    text: str | None = None
    city: str | None = None
    country: str | None = None
    signed_by: str | None = None
