"""What happened, told from records and exhibits: one sentence per event, dated, with the exhibits that show it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from casewright.domain.case import Case
from casewright.domain.exhibit import Exhibit, ExhibitKind, Observation, ObservationKind, ObservationRole
from casewright.domain.money import Money
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.place import Place
from casewright.domain.returns import Refund
from casewright.domain.shipment import Scan, ScanKind
from casewright.evidence.packet.content import WordsMask
from casewright.evidence.packet.labels import Labels
from casewright.evidence.packet.pen import covered
from casewright.pipeline.packing.words import LetterWords

__all__ = ["Event", "Story", "tell_money"]

_GAP = "\u00a0"
_LINE = 30
_DELIVERED = "delivered"
_SIGNED = "delivered_signed"
_UNNAMED = "delivered_signed_unnamed"
_CLAIMS = {MailKind.ATOZ_CLAIM_RECEIVED: "claim_filed", MailKind.CHARGEBACK_NOTICE: "chargeback"}
_MAILS = {
    **_CLAIMS,
    MailKind.ATOZ_CLAIM_DECISION: "claim_decided",
    MailKind.BUYER_MESSAGE: "buyer_wrote",
    MailKind.OWN_REPLY_COPY: "seller_wrote",
}
_BY_KIND = {
    "ordered": (ExhibitKind.ORDER_RECORD,),
    "ordered_item": (ExhibitKind.ORDER_RECORD,),
    "dispatched": (ExhibitKind.LABEL_PURCHASE, ExhibitKind.TRACKING_HISTORY),
    "dispatched_plain": (ExhibitKind.LABEL_PURCHASE, ExhibitKind.TRACKING_HISTORY),
    "return_requested": (ExhibitKind.RETURN_REQUEST,),
    "return_received": (ExhibitKind.RETURN_REQUEST,),
    "refunded": (ExhibitKind.REFUND_LINE,),
}
_SCANNED = (ExhibitKind.TRACKING_HISTORY,)
_PROOFS = (ExhibitKind.PROOF_OF_DELIVERY, ExhibitKind.SIGNATURE, ExhibitKind.DELIVERY_PHOTO)
_TELL_DELIVERY = (*_PROOFS, *_SCANNED, ExhibitKind.DELIVERY_ATTEMPTS, ExhibitKind.CARRIER_TRACE, ExhibitKind.REMITTANCE)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: its name, when, a sentence for a letter, a line beside a date, and what shows it."""

    name: str
    at: datetime | date
    says: str
    line: str
    exhibits: tuple[str, ...] = ()


def tell_money(money: Money, labels: Labels) -> str:
    """Write a sum so that it does not break between number and currency."""
    return f"{labels.number(money.amount)}{_GAP}{money.currency}"


def _whole(name: str | None) -> str | None:
    """Keep a name of usual length on one line."""
    return name.replace(" ", _GAP) if name is not None and len(name) <= _LINE else name


@dataclass(frozen=True, slots=True)
class Story:
    """Tells the events of a case in the packet's language and zone. `exhibits` are those that the packet shows.

    `disputed` are the keys of exhibits that something else contradicts: no event is told from them. `masks` cover words
    of the packet: a name that they cover is not written in the first place.
    """

    case: Case
    exhibits: Sequence[Exhibit]
    words: LetterWords
    zone: ZoneInfo
    disputed: Collection[str] = ()
    masks: Sequence[WordsMask] = ()

    def events(self) -> tuple[Event, ...]:
        """Return everything that is dated, oldest first, each thing once."""
        recorded = [*self._order(), *self._shipping(), *self._mails(), *self._returns()]
        told = {(event.name, self._day(event.at)) for event in recorded}
        told |= {(_DELIVERED, day) for name, day in told if name == _SIGNED}
        read = [event for event in self._read() if not self._known(event, told)]
        told |= {(_DELIVERED, self._day(event.at)) for event in read if event.name == _SIGNED}
        read = [event for event in read if event.name == _SIGNED or not self._known(event, told)]
        return tuple(sorted(dict.fromkeys([*recorded, *read]), key=self._order_key))

    def _known(self, event: Event, told: set[tuple[str, date]]) -> bool:
        name = _DELIVERED if event.name == _SIGNED else event.name
        return (name, self._day(event.at)) in told

    def _order_key(self, event: Event) -> tuple[date, float, str]:
        """Within a day, what has a time comes in its order, behind what has none."""
        at = event.at
        clock = self._aware(at).timestamp() if isinstance(at, datetime) else 0.0
        return (self._day(at), clock, event.says)

    def _aware(self, at: datetime) -> datetime:
        return at if at.tzinfo else at.replace(tzinfo=self.zone)

    def _day(self, at: datetime | date) -> date:
        return self._aware(at).astimezone(self.zone).date() if isinstance(at, datetime) else at

    def _event(self, named: str, at: datetime | date, exhibits: Sequence[str] = (), **values: object) -> Event:
        labels = self.words.labels
        instant = labels.instant(at, self.zone) if isinstance(at, datetime) else labels.day(at)
        says = self.words.say("fact", named, day=labels.day(self._day(at)), instant=instant, **values)
        line = self.words.say("moment", named, **values)
        return Event(named, at, says, line, tuple(sorted(set(exhibits))))

    def _of_kind(self, *kinds: ExhibitKind) -> list[str]:
        return [one.key for one in self.exhibits if one.kind in kinds]

    def _from(self, place: Place, *kinds: ExhibitKind) -> list[str]:
        """Return the exhibits made of a record's own source, of these kinds if any are given."""
        return [
            one.key
            for one in self.exhibits
            if (not kinds or one.kind in kinds)
            and any(
                read.digest == place.digest for read in (one.place, *(two.locator.place for two in one.observations))
            )
        ]

    def _order(self) -> Iterator[Event]:
        order = self.case.order
        if order is None or order.purchased_at is None:
            return
        title = next((line.title for line in order.lines if line.title), None)
        name = "ordered" if title is None else "ordered_item"
        yield self._event(name, order.purchased_at, self._of_kind(*_BY_KIND[name]), item=title)

    def _shipping(self) -> Iterator[Event]:
        for shipment in self.case.shipments:
            if shipment.shipped_at is None:
                continue
            full = bool(shipment.carrier and shipment.tracking_number)
            name = "dispatched" if full else "dispatched_plain"
            shown = self._from(shipment.place, *_BY_KIND[name]) or self._of_kind(*_BY_KIND[name])
            yield self._event(
                name, shipment.shipped_at, shown, carrier=shipment.carrier, tracking=shipment.tracking_number
            )
        accepted = min((s.scanned_at for s in self.case.scans if s.kind is ScanKind.ACCEPTED), default=None)
        for scan in self.case.scans:
            again = scan.kind is ScanKind.ACCEPTED and scan.scanned_at != accepted
            yield self._scan(scan, ScanKind.IN_TRANSIT if again else scan.kind)

    def _scan(self, scan: Scan, kind: ScanKind) -> Event:
        signed = self._signer(scan) if kind is ScanKind.DELIVERED else None
        shown = self._from(scan.place, *_SCANNED) or self._of_kind(*_SCANNED)
        if kind is ScanKind.DELIVERED:
            shown += [one.key for one in self._proofs_of(scan)]
        values = {"carrier": self._carrier(scan.carrier), "place": self._place(scan.city, scan.scanned_at)}
        if signed:
            return self._signed_event(scan.scanned_at, shown, signed, values)
        return self._event(kind.value, scan.scanned_at, shown, **values)

    def _signed_event(
        self, at: datetime | date, shown: Sequence[str], name: str, values: Mapping[str, object]
    ) -> Event:
        """Tell a delivery with its signature; a name that the packet covers is left out."""
        hidden = covered(name, self.masks) != name
        told = self._event(_UNNAMED if hidden else _SIGNED, at, shown, name=_whole(name), **values)
        return replace(told, name=_SIGNED)

    def _proofs_of(self, scan: Scan) -> Iterator[Exhibit]:
        """Give the proofs that may stand beside a delivery scan: undisputed, and of no other day."""
        for exhibit in self.exhibits:
            if exhibit.kind in _PROOFS and exhibit.key not in self.disputed:
                days = self._delivery_days(exhibit)
                if not days or self._day(scan.scanned_at) in days:
                    yield exhibit

    def _delivery_days(self, exhibit: Exhibit) -> set[date]:
        delivered = (one for one in exhibit.observations if one.sure and one.role is ObservationRole.DELIVERED)
        return {self._day(one.value) for one in delivered if isinstance(one.value, date)}

    def _signer(self, scan: Scan) -> str | None:
        """Return who signed: as the scan says, else as a proof of the same day's delivery does."""
        if scan.signed_by:
            return scan.signed_by
        for exhibit in self._proofs_of(scan):
            signed = (one for one in exhibit.observations if one.sure and one.kind is ObservationKind.SIGNED_BY)
            name = next((str(one.value) for one in signed), None)
            if name and self._delivery_days(exhibit):
                return name
        return None

    def _carrier(self, carrier: str | None) -> str:
        known = (shipment.carrier for shipment in self.case.shipments if shipment.carrier)
        name = carrier or next(known, None)
        return self.words.say("form", "carrier_named", name=name) if name else self.words.say("fact", "carrier")

    def _place(self, city: str | None, at: datetime | date) -> str:
        """Name the town, and the time on its clock where that is another than the packet's."""
        local = self.words.local_time(at, self.zone) if isinstance(at, datetime) else None
        told = [one for one in (city, local) if one]
        both = self.words.say("form", "aside_both", text=city, local=local)
        return "" if not told else self.words.say("form", "aside", text=told[0] if len(told) == 1 else both)

    def _mails(self) -> Iterator[Event]:
        seen: set[str] = set()
        for notice in (*self.case.notices, *self.case.related):
            name = _MAILS.get(notice.kind)
            if name is None or notice.sent_at is None or notice.place.digest in seen:
                continue
            seen.add(notice.place.digest)
            yield self._event(name, self._mail_time(notice), self._from(notice.place))

    def _mail_time(self, notice: MailNotice) -> datetime | date:
        """A claim counts from the day its notice names; the mail itself may be later."""
        claim = self.case.claim
        if notice.kind is MailKind.ATOZ_CLAIM_RECEIVED and claim is not None and claim.filed_at is not None:
            return claim.filed_at
        assert notice.sent_at is not None  # noqa: S101 - the caller has looked
        return notice.sent_at

    def _returns(self) -> Iterator[Event]:
        shown = self._of_kind(ExhibitKind.RETURN_REQUEST)
        for row in self.case.returns:
            if row.requested_on is not None:
                yield self._event("return_requested", row.requested_on, self._from(row.place) or shown)
            if row.delivered_on is not None:
                yield self._event("return_received", row.delivered_on, self._from(row.place) or shown)
        for refund in self.case.refunds:
            yield self._refund(refund)

    def _refund(self, refund: Refund) -> Event:
        name = "refunded" if refund.refunded_by is None else f"refunded_by_{refund.refunded_by.value}"
        shown = self._from(refund.place) or self._of_kind(ExhibitKind.REFUND_LINE)
        return self._event(name, refund.refunded_at, shown, money=tell_money(refund.money, self.words.labels))

    def _read(self) -> Iterator[Event]:
        """Tell deliveries that only a paper of the carrier shows: a slip, a letter. Another paper's day proves none."""
        for exhibit in (one for one in self.exhibits if one.kind in _TELL_DELIVERY):
            sure = [one for one in exhibit.observations if one.sure] if exhibit.key not in self.disputed else []
            for one in sure:
                if one.role is ObservationRole.DELIVERED and isinstance(one.value, date):
                    yield self._delivery(exhibit, one.value, sure)

    def _delivery(self, exhibit: Exhibit, at: datetime | date, sure: Sequence[Observation]) -> Event:
        def told(kind: ObservationKind) -> str | None:
            return next((str(one.value) for one in sure if one.kind is kind), None)

        signed = told(ObservationKind.SIGNED_BY)
        values: Mapping[str, object] = {
            "carrier": self._carrier(told(ObservationKind.CARRIER)),
            "place": self._place(told(ObservationKind.CITY), at),
        }
        if signed:
            return self._signed_event(at, (exhibit.key,), signed, values)
        return self._event(_DELIVERED, at, (exhibit.key,), **values)
