"""Why the claim should end as asked: what the deciding rows rest on, and where exhibits agree with the order."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, ExhibitKind, Observation, ObservationKind, ObservationRole
from casewright.domain.shipment import ScanKind
from casewright.evidence.packet.content import Point, WordsMask
from casewright.evidence.packet.pen import covered
from casewright.pipeline.packing.words import LetterWords

__all__ = ["Grounds"]

_KIND = ObservationKind
_COMPARED: Mapping[ObservationKind, str] = MappingProxyType(
    {
        _KIND.SIGNED_BY: "names_recipient",
        _KIND.PERSON: "names_recipient",
        _KIND.CITY: "names_city",
        _KIND.POSTAL_CODE: "names_postal_code",
        _KIND.SERIAL: "names_serial",
        _KIND.BATCH: "names_batch",
        _KIND.TRACKING: "names_tracking",
        _KIND.ORDER: "names_order",
    }
)
_FROM_OTHERS = (
    ExhibitKind.PROOF_OF_DELIVERY,
    ExhibitKind.SIGNATURE,
    ExhibitKind.DELIVERY_PHOTO,
    ExhibitKind.TRACKING_HISTORY,
    ExhibitKind.TEST_REPORT,
    ExhibitKind.INSPECTION,
    ExhibitKind.SERIAL_RECORD,
    ExhibitKind.PACK_RECORD,
    ExhibitKind.PACK_PHOTO,
    ExhibitKind.INVOICE,
    ExhibitKind.REMITTANCE,
    ExhibitKind.DELIVERY_ATTEMPTS,
)
_REPORTS = (ExhibitKind.TEST_REPORT, ExhibitKind.INSPECTION)
_MOST_OF_ONE = 2
_MOST = 7


@dataclass(frozen=True, slots=True)
class Grounds:
    """Finds the reasons in what was read for sure, in the exhibits that contradict nothing.

    What `masks` cover is no reason: the reader could not see it.
    """

    dispute: Dispute
    exhibits: Sequence[Exhibit]
    words: LetterWords
    zone: ZoneInfo
    masks: Sequence[WordsMask] = ()

    def points(self, rows: Sequence[str]) -> tuple[Point, ...]:
        """Return the reasons, the rows' own first, then time, then agreement by exhibit; few, since few are read."""
        told = [Point(self.words.say("why", name)) for name in rows]
        told += [*self._times(), *self._agreements(), *self._dates()]
        return tuple(dict.fromkeys(told))[:_MOST]

    def _times(self) -> Iterator[Point]:
        first = min(self._instants(ScanKind.ACCEPTED.value), default=None)
        if first is not None:
            yield from self._not_later("ship_on_time", first, self.dispute.ship_by)
        delivered = self.dispute.delivered_at
        if delivered is not None:
            shown = [one.key for one in self.exhibits if one.kind is ExhibitKind.TRACKING_HISTORY]
            yield from self._not_later("delivered_on_time", (delivered, shown), self.dispute.promised_by)

    def _instants(self, scan: str) -> Iterator[tuple[datetime, list[str]]]:
        """Give the instants of one kind of scan: its values share a line, a row or a page."""
        for exhibit in self.exhibits:
            spots = {_spot(one) for one in exhibit.observations if one.kind is _KIND.SCAN and one.value == scan}
            for one in exhibit.observations:
                if (
                    one.kind is _KIND.AT
                    and isinstance(one.value, datetime)
                    and one.value.tzinfo
                    and _spot(one) in spots
                ):
                    yield one.value, [exhibit.key]

    def _not_later(self, name: str, seen: tuple[datetime, list[str]], limit: datetime | None) -> Iterator[Point]:
        at, shown = seen
        if limit is not None and at <= limit:
            labels = self.words.labels
            day = labels.day(limit.astimezone(self.zone))
            local = self.words.local_time(at, self.zone)
            instant = labels.instant(at, self.zone) + (self.words.say("form", "aside", text=local) if local else "")
            yield Point(self.words.say("why", name, instant=instant, day=day), tuple(shown))

    def _agreements(self) -> Iterator[Point]:
        expected = self._expected()
        for exhibit in self.exhibits:
            if exhibit.kind not in _FROM_OTHERS:
                continue
            told: dict[str, str] = {}
            for one in sorted((one for one in exhibit.observations if one.sure), key=_rank):
                name = _COMPARED.get(one.kind)
                value = str(one.value)
                if name is not None and _plain(value) in expected.get(name, ()) and covered(value, self.masks) == value:
                    told.setdefault(name, value)
            for name, value in list(told.items())[:_MOST_OF_ONE]:
                yield Point(self.words.say("why", name, what=self._name(exhibit), value=value), (exhibit.key,))

    def _expected(self) -> dict[str, set[str]]:
        dispute = self.dispute
        values: dict[str, Sequence[str | None]] = {
            "names_recipient": (dispute.recipient,),
            "names_city": (dispute.city,),
            "names_postal_code": (dispute.postal_code,),
            "names_serial": [item.serial for item in dispute.items],
            "names_batch": [item.batch for item in dispute.items],
            "names_tracking": dispute.tracking_numbers,
            "names_order": (dispute.order_id,),
        }
        return {name: {_plain(value) for value in them if value} for name, them in values.items()}

    def _dates(self) -> Iterator[Point]:
        """Reports that were made before the claim: the order of time is what gives them weight."""
        for exhibit in self.exhibits:
            days = [
                one.value
                for one in exhibit.observations
                if one.sure
                and one.role in (ObservationRole.ISSUED, ObservationRole.TESTED)
                and isinstance(one.value, date)
            ]
            if exhibit.kind not in _REPORTS or not days or self.dispute.opened_at is None:
                continue
            last = max(one.date() if isinstance(one, datetime) else one for one in days)
            if last < self.dispute.opened_at.astimezone(self.zone).date():
                day = self.words.labels.day(last)
                says = self.words.say("why", "made_before", what=self._name(exhibit), day=day)
                yield Point(says, (exhibit.key,))

    def _name(self, exhibit: Exhibit) -> str:
        return self.words.labels.of("kind", exhibit.kind)


def _spot(one: Observation) -> tuple[int | None, int | None, int | None]:
    return (one.locator.place.row, one.locator.page, one.locator.line)


def _rank(one: Observation) -> int:
    order = list(_COMPARED)
    return order.index(one.kind) if one.kind in order else len(order)


def _plain(text: str) -> str:
    """Letters and digits only, without case or width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
