"""One exhibit as the board looks at it: only what it says of this order, its events, its days, which way it travels."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from casewright.domain.dispute import Dispute, DisputeType
from casewright.domain.exhibit import Exhibit, ExhibitKind, Observation, ObservationKind, ObservationRole
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.shipment import ScanKind

__all__ = [
    "Event",
    "Line",
    "View",
    "day_of",
    "days_meant",
    "instant_of",
    "known",
    "line_of",
    "own_numbers",
    "plain_number",
    "same_parcel",
    "same_shape",
    "view_of",
    "zone_of",
]

_KIND, _ROLE = ObservationKind, ObservationRole
_RETURNS = frozenset(
    {
        DisputeType.RETURN_NOT_REFUNDED,
        DisputeType.RETURN_REJECTED,
        DisputeType.RETURN_SWAPPED,
        DisputeType.RETURN_LOST,
        DisputeType.FBA_RETURN_NOT_CREDITED,
    }
)
_WAY_BACK = frozenset({ExhibitKind.RETURN_PHOTO, ExhibitKind.RETURN_REQUEST, ExhibitKind.FBA_RETURNS})
_TRAVELS = frozenset(
    {
        ExhibitKind.TRACKING_HISTORY,
        ExhibitKind.PROOF_OF_DELIVERY,
        ExhibitKind.SIGNATURE,
        ExhibitKind.LABEL_PURCHASE,
        ExhibitKind.DELIVERY_ATTEMPTS,
        ExhibitKind.DELIVERY_PHOTO,
        ExhibitKind.INSPECTION,
    }
)
_MADE_ROLES = (_ROLE.ISSUED, _ROLE.TESTED, _ROLE.TAKEN, _ROLE.SENT, _ROLE.PAID, _ROLE.SHIPPED, None)
_TWO_WAYS = re.compile(r"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1\d{2,4}(?![\d./-])")
_MONTHS = 12
Line = tuple[str | None, int | None, int | None]
"""Part, page and line of a reading."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a parcel: what, when, and the readings of that line."""

    kind: ScanKind
    at: date | datetime | None
    scan: Observation
    when: Observation | None
    cities: tuple[Observation, ...] = ()

    @property
    def guessed(self) -> bool:
        """Whether what happened, or that it happened then, was guessed."""
        return self.scan.guessed or (self.when is not None and self.when.guessed)


@dataclass(frozen=True, slots=True)
class View:
    """An exhibit beside the dispute. `observations` leaves out lines that speak only of other orders or parcels."""

    exhibit: Exhibit
    dispute: Dispute
    zone: ZoneInfo
    observations: tuple[Observation, ...]
    way_back: bool

    @property
    def key(self) -> str:
        """The exhibit's key."""
        return self.exhibit.key

    def of(self, kind: ObservationKind, *roles: ObservationRole | None) -> tuple[Observation, ...]:
        """Return the readings of a kind; of these roles only, where roles are named."""
        return tuple(one for one in self.observations if one.kind is kind and (not roles or one.role in roles))

    def days(self, *roles: ObservationRole | None) -> tuple[Observation, ...]:
        """Return the days and instants with these roles."""
        return (*self.of(_KIND.AT, *roles), *self.of(_KIND.DATED, *roles))

    def events(self) -> tuple[Event, ...]:
        """Return what happened to the parcel, in the exhibit's order."""
        return tuple(self._event(one) for one in self.of(_KIND.SCAN) if one.value in list(ScanKind))

    def _event(self, scan: Observation) -> Event:
        line = [one for one in self.observations if line_of(one) == line_of(scan)]
        moments = [one for one in line if one.kind in (_KIND.AT, _KIND.DATED) and one.role == scan.role]
        cities = tuple(one for one in line if one.kind is _KIND.CITY)
        when = moments[0] if moments else None
        if when is None and scan.role is not None:
            when = next(iter(self.days(scan.role)), None)
        at = when.value if when is not None and isinstance(when.value, date) else None
        return Event(ScanKind(str(scan.value)), at, scan, when, cities)

    def lines_of_events(self, kinds: frozenset[ScanKind]) -> tuple[set[Line], set[Line]]:
        """Return the lines that tell of other events, or only of a moment, and the lines that tell of these kinds."""
        events = self.events()
        told = {line_of(event.scan) for event in events if event.kind in kinds}
        timed = {line_of(one) for one in self.days(None)} if events else set()
        return ({line_of(event.scan) for event in events} | timed) - told, told

    def names_ours(self) -> bool:
        """Whether the exhibit names the dispute's order, or one of its parcels."""
        wanted = {plain_number(one) for one in (self.dispute.order_id or "", *_numbers(self.dispute)) if one}
        return any(plain_number(one.value) in wanted for one in (*self.of(_KIND.ORDER), *self.of(_KIND.TRACKING)))

    def names_parcel(self) -> bool:
        """Whether the exhibit names one of the dispute's parcels."""
        ours = _numbers(self.dispute)
        return any(same_parcel(str(one.value), number) for one in self.of(_KIND.TRACKING) for number in ours)

    def made(self) -> Observation | None:
        """Return the reading that tells when the exhibit was made: the day of issue, test, picture or message."""
        for role in _MADE_ROLES:
            found = self.days(role)
            if role is None and self.events():
                break
            if found:
                return max(found, key=lambda one: day_of(one.value, self.zone))
        scanned = [event.when for event in self.events() if event.when is not None]
        return max(scanned, key=lambda one: day_of(one.value, self.zone), default=None)

    def made_at(self) -> date | datetime | None:
        """Return when the exhibit was made, as its source says or as was read in it."""
        if self.exhibit.made_at is not None:
            return self.exhibit.made_at
        read = self.made()
        return read.value if read is not None and isinstance(read.value, date) else None


def known(readings: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return the readings of which it is known what they stand for: a guess may help, and contradicts nothing."""
    return tuple(one for one in readings if not one.guessed)


def line_of(one: Observation) -> Line:
    """Return what names the line of a reading; the row of a table is its line, however the reading tells it."""
    spot = one.locator
    return (spot.place.part, spot.page, spot.place.row if spot.line is None else spot.line)


def zone_of(dispute: Dispute) -> ZoneInfo:
    """Return the zone in which the marketplace counts days."""
    site = marketplace_by_code(dispute.marketplace or "")
    return ZoneInfo(site.zone if site else "UTC")


def day_of(value: object, zone: ZoneInfo) -> date:
    """Return the day of an instant in a zone; a time without zone is the clock at the place, a day stays a day."""
    if isinstance(value, datetime):
        return value.astimezone(zone).date() if value.tzinfo else value.date()
    return value if isinstance(value, date) else date.min


def days_meant(one: Observation, zone: ZoneInfo) -> tuple[date, ...]:
    """Return the day of a reading; where 03/04 was not read for sure, the day it is the other way round, too."""
    told = day_of(one.value, zone)
    if one.sure or not _TWO_WAYS.search(one.locator.words or "") or told.day > _MONTHS:
        return (told,)
    return (told, date(told.year, told.day, told.month))


def instant_of(value: date | datetime, zone: ZoneInfo) -> datetime:
    """Return an instant; a day stands for its start, a time without zone is taken in `zone`."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    return datetime.combine(value, time(), tzinfo=zone)


def plain_number(text: object) -> str:
    """Return a number as it is compared: capitals and digits only."""
    return "".join(sign for sign in str(text).upper() if sign.isalnum())


def own_numbers(dispute: Dispute) -> frozenset[str]:
    """Return every number the dispute knows as its own: of the order, its parcels and its goods."""
    goods = (number for item in dispute.items for number in (item.sku, item.asin, item.serial, item.batch))
    numbers = (dispute.order_id, *_numbers(dispute), *goods)
    return frozenset(plain_number(one) for one in numbers if one)


def same_parcel(one: str, other: str) -> bool:
    """Whether one number ends or begins as the other: carriers print some with a prefix or without."""
    long, short = sorted((plain_number(one), plain_number(other)), key=len, reverse=True)
    return bool(short) and (long.startswith(short) or long.endswith(short))


def same_shape(number: object, order: str) -> bool:
    """Whether a number is written in groups like the order's: a laboratory's own order number is another thing."""
    return [len(part) for part in str(number).strip().split("-")] == [len(part) for part in order.strip().split("-")]


def view_of(exhibit: Exhibit, dispute: Dispute) -> View:
    """Look at one exhibit of a dispute."""
    kept = tuple(_about_this(exhibit, dispute))
    return View(exhibit, dispute, zone_of(dispute), kept, _way_back(exhibit, dispute, kept))


def _about_this(exhibit: Exhibit, dispute: Dispute) -> Iterator[Observation]:
    """Yield all readings, but for lines of a list that name another order or parcel while some line names ours."""
    orders = {plain_number(dispute.order_id)} if dispute.order_id else set()
    parcels = {plain_number(one) for one in _numbers(dispute)}
    strange = _strange_lines(exhibit, _KIND.ORDER, orders) | _strange_lines(exhibit, _KIND.TRACKING, parcels)
    for one in exhibit.observations:
        alone = one.locator.line is None and one.locator.place.row is None
        if alone or line_of(one) not in strange:
            yield one


def _strange_lines(exhibit: Exhibit, kind: ObservationKind, ours: set[str]) -> set[Line]:
    """Return the lines that name others of a kind, where the exhibit names ours on another line."""
    named = [one for one in exhibit.observations if one.kind is kind]
    mine = {line_of(one) for one in named if plain_number(one.value) in ours}
    return {line_of(one) for one in named} - mine if mine else set()


def _numbers(dispute: Dispute) -> tuple[str, ...]:
    return (*dispute.tracking_numbers, *dispute.return_tracking_numbers)


def _way_back(exhibit: Exhibit, dispute: Dispute, kept: tuple[Observation, ...]) -> bool:
    """Whether the exhibit is about the return: by its kind, its numbers, its words, else by the type of dispute."""
    if exhibit.kind in _WAY_BACK:
        return True
    told_returned = any(one.role is _ROLE.RETURNED for one in kept)
    if exhibit.kind not in _TRAVELS:
        return told_returned
    numbers = {plain_number(one.value) for one in kept if one.kind is _KIND.TRACKING}
    if numbers & {plain_number(one) for one in dispute.return_tracking_numbers}:
        return True
    if numbers & {plain_number(one) for one in dispute.tracking_numbers}:
        return False
    return told_returned or dispute.type in _RETURNS
