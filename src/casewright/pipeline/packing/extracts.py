"""Records shown as exhibits: the rows of this one order, never the report they stand in, which holds other people's.

An extract is canonical JSON of the records with the digest of their source; it is what the packet hashes and the vault
keeps in the report's place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType
from zoneinfo import ZoneInfo

import rfc8785

from casewright.domain.case import Case
from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.domain.money import Money
from casewright.domain.order import OrderLine
from casewright.domain.place import Place
from casewright.domain.returns import Refund, Return
from casewright.domain.shipment import Scan, Shipment
from casewright.domain.wire import to_wire
from casewright.evidence.packet.content import TableBody
from casewright.pipeline.packing.story import tell_money
from casewright.pipeline.packing.words import LetterWords

__all__ = ["Extract", "Extracts"]

_Row = OrderLine | Shipment | Scan | Return | Refund
_MEDIA_TYPE = "application/json"
_PARCEL = 3
_TYPES: Mapping[ExhibitKind, tuple[type[_Row], ...]] = MappingProxyType(
    {
        ExhibitKind.ORDER_RECORD: (OrderLine,),
        ExhibitKind.LABEL_PURCHASE: (Shipment,),
        ExhibitKind.TRACKING_HISTORY: (Scan, Shipment),
        ExhibitKind.DELIVERY_ATTEMPTS: (Scan,),
        ExhibitKind.RETURN_REQUEST: (Return,),
        ExhibitKind.REFUND_LINE: (Refund,),
    }
)


@dataclass(frozen=True, slots=True)
class Extract:
    """An exhibit made of records: the exhibit as it is kept, its bytes, and title and table that show it."""

    exhibit: Exhibit
    content: bytes
    title: str
    body: TableBody


@dataclass(frozen=True, slots=True)
class Extracts:
    """Makes extracts of one case. `mails` are the digests of its mails, which are shown whole."""

    case: Case
    words: LetterWords
    zone: ZoneInfo
    mails: frozenset[str]

    def of(self, exhibit: Exhibit) -> Extract | None:
        """Return the extract that stands for an exhibit, or None when the exhibit is a file of its own."""
        if exhibit.kind not in _TYPES or exhibit.place.digest in self.mails:
            return None
        records = [row for row in self._records() if isinstance(row, _TYPES[exhibit.kind])]
        spots = {_spot(place) for place in (exhibit.place, *(one.locator.place for one in exhibit.observations))}
        records = [row for row in records if _spot(row.place) in spots]
        rows = tuple(row for row in records if isinstance(row, type(records[0])))
        if not rows:
            return None
        wires = [to_wire(row) for row in rows]
        content = rfc8785.dumps({"extract_of": sorted({row.place.digest for row in rows}), "records": wires})
        place = Place(exhibit.place.file, sha256(content).hexdigest())
        kept = replace(exhibit, place=place, media_type=_MEDIA_TYPE)
        return Extract(kept, content, self._title(exhibit, rows), self._body(rows))

    def _title(self, exhibit: Exhibit, rows: Sequence[_Row]) -> str:
        """Name the parcel in the title where all scans are of one. A seller's own row is no purchase of a label."""
        if exhibit.kind is ExhibitKind.LABEL_PURCHASE and exhibit.speaker is Speaker.SELLER_SYSTEM:
            return self.words.say("form", "dispatch")
        parcels = {_parcel(row) for row in rows if isinstance(row, Scan)}
        name = self.words.labels.of("kind", exhibit.kind)
        return self.words.say("form", "titled", name=name, of=parcels.pop()) if len(parcels) == 1 else name

    def _records(self) -> Iterator[_Row]:
        case = self.case
        if case.order is not None:
            yield from case.order.lines
        yield from sorted(case.scans, key=lambda scan: scan.scanned_at)
        yield from case.shipments
        yield from case.returns
        yield from case.refunds

    def _body(self, rows: Sequence[_Row]) -> TableBody:
        scans = [row for row in rows if isinstance(row, Scan)]
        if scans:
            return self._scans(scans)
        told = [pair for row in rows for pair in self._fields(row)]
        columns = (self.words.say("column", "field"), self.words.say("column", "value"))
        kept = ((self.words.say("column", name), text) for name, text in told if text)
        return TableBody(columns, tuple(dict.fromkeys(kept)))

    def _scans(self, scans: Sequence[Scan]) -> TableBody:
        names = ("time", "scan", "place", "carrier", "signed_by")
        table = [
            (
                self._scanned(scan),
                self._kind(scan),
                ", ".join(part for part in (scan.city, scan.country) if part),
                _parcel(scan),
                scan.signed_by or "",
            )
            for scan in scans
        ]
        parcels = {row[3] for row in table}
        used = [at for at in range(len(names)) if any(row[at] for row in table) and (at != _PARCEL or len(parcels) > 1)]
        columns = tuple(self.words.say("column", names[at]) for at in used)
        return TableBody(columns, tuple(tuple(row[at] for at in used) for row in table))

    def _kind(self, scan: Scan) -> str:
        """Name the kind, and the carrier's own words where they say more."""
        name = self.words.say("scan", scan.kind.value)
        same = scan.text is None or scan.text.casefold() == name.casefold()
        return name if same else f"{name} · {scan.text}"

    def _fields(self, row: _Row) -> Iterator[tuple[str, str | None]]:
        match row:
            case OrderLine():
                yield from self._order_fields(row)
            case Shipment():
                yield "order", row.order_id
                yield "carrier", row.carrier
                yield "tracking", row.tracking_number
                yield "dispatched", self._at(row.shipped_at)
                yield "deliver_by", self._at(row.deliver_by)
                yield "protected", self.words.say("column", "yes") if row.claims_protected else None
            case Return():
                yield from self._return_fields(row)
            case Refund():
                yield "order", row.order_id
                yield "money", tell_money(row.money, self.words.labels)
                yield "time", self._at(row.refunded_at)
                yield "by", None if row.refunded_by is None else self.words.say("column", row.refunded_by.value)
                yield "reason", row.reason

    def _order_fields(self, row: OrderLine) -> Iterator[tuple[str, str | None]]:
        yield "order", row.order_id
        yield "placed", self._at(row.purchased_at)
        yield "item", row.title
        yield "sku", row.sku
        yield "quantity", None if row.quantity is None else str(row.quantity)
        yield "price", self._sum(row.item_price)
        yield "ship_by", self._at(row.ship_by)
        yield "deliver_by", self._at(row.deliver_by)
        yield "ship_to", ", ".join(part for part in (row.ship_city, row.ship_postal_code, row.ship_country) if part)

    def _return_fields(self, row: Return) -> Iterator[tuple[str, str | None]]:
        yield "order", row.order_id
        yield "item", row.title
        yield "requested", self._on(row.requested_on)
        yield "reason", row.reason
        yield "comment", row.comment
        yield "status", row.status
        yield "carrier", row.carrier
        yield "tracking", row.tracking_number
        yield "received", self._on(row.delivered_on)
        yield "money", self._sum(row.refunded)

    def _scanned(self, scan: Scan) -> str:
        """Write when a scan was made, and the time on the clock there."""
        local = self.words.local_time(scan.scanned_at, self.zone)
        here = self.words.labels.instant(scan.scanned_at, self.zone)
        return here if local is None else here + self.words.say("form", "aside", text=local)

    def _at(self, at: datetime | None) -> str | None:
        return None if at is None else self.words.labels.instant(at, self.zone)

    def _on(self, on: date | None) -> str | None:
        return None if on is None else self.words.labels.day(on)

    def _sum(self, money: Money | None) -> str | None:
        return None if money is None else tell_money(money, self.words.labels)


def _spot(place: Place) -> tuple[str, int | None]:
    return (place.digest, place.row)


def _parcel(scan: Scan) -> str:
    return " ".join(part for part in (scan.carrier, scan.tracking_number) if part)
