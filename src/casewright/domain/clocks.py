"""Lengths of time and the instants they end at: 24/7 clocks, office clocks, pauses, zones.

Nobody publishes whether "3 calendar days" means 72 hours or the same hour three dates later; on the days when daylight
saving changes the two differ by an hour. A clock here ends at the earlier of the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

__all__ = ["ALWAYS", "AlwaysOpen", "Calendar", "OfficeCalendar", "Pause", "Span", "Unit", "due_at"]


class Unit(StrEnum):
    """What a span counts. Business days need an office calendar."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time, never negative."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"a span is not negative: {self.count} {self.unit}")


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still: from `began_at` until `ended_at`, or still going when None."""

    began_at: datetime
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.ended_at is not None and self.ended_at < self.began_at:
            raise ValueError("a pause ends after it began")


@dataclass(frozen=True, slots=True)
class AlwaysOpen:
    """The marketplace's calendar: every hour counts, weekends too (facts E6)."""


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """A team's calendar: local opening hours on some weekdays (Monday is 0), closed on holidays."""

    zone: ZoneInfo
    opens: time
    closes: time
    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("an office opens before it closes")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("an office opens on at least one weekday, 0 to 6")

    def works_on(self, day: date) -> bool:
        """Say whether the office opens that day."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def window(self, day: date) -> tuple[datetime, datetime]:
        """Return when the office opens and closes that day, as aware instants."""
        return (
            datetime.combine(day, self.opens, tzinfo=self.zone),
            datetime.combine(day, self.closes, tzinfo=self.zone),
        )


Calendar = AlwaysOpen | OfficeCalendar
ALWAYS = AlwaysOpen()
_ONE_DAY = timedelta(days=1)


def _require_aware(instant: datetime) -> None:
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs its zone: {instant.isoformat()}")


def _elapsed(span: Span) -> timedelta:
    match span.unit:
        case Unit.MINUTES:
            return timedelta(minutes=span.count)
        case Unit.HOURS:
            return timedelta(hours=span.count)
        case _:
            return timedelta(days=span.count)


def _always_due(started_at: datetime, span: Span, zone: ZoneInfo) -> datetime:
    due = started_at + _elapsed(span)
    if span.unit is not Unit.DAYS:
        return due
    same_hour = (started_at.astimezone(zone).replace(tzinfo=None) + _elapsed(span)).replace(tzinfo=zone)
    return min(due, same_hour.astimezone(due.tzinfo))


def _business_days_due(started_at: datetime, count: int, office: OfficeCalendar) -> datetime:
    """Count office days after the starting day; the last one ends at closing time."""
    day = started_at.astimezone(office.zone).date()
    while count:
        day += _ONE_DAY
        count -= office.works_on(day)
    return office.window(day)[1]


def _office_due(started_at: datetime, length: timedelta, office: OfficeCalendar) -> datetime:
    """Spend the length inside opening hours only."""
    day, at = started_at.astimezone(office.zone).date(), started_at
    while True:
        opens, closes = office.window(day)
        at = max(at, opens)
        if office.works_on(day) and at < closes:
            if length <= closes - at:
                return at + length
            length -= closes - at
        day += _ONE_DAY


def _paused(pauses: Iterable[Pause], started_at: datetime, due: datetime) -> datetime | None:
    """Move the due instant past the pauses. Return None while a pause that began before it is still going."""
    for pause in sorted(pauses, key=lambda pause: pause.began_at):
        began = max(pause.began_at, started_at)
        if began >= due:
            break
        if pause.ended_at is None:
            return None
        due += max(pause.ended_at - began, timedelta(0))
    return due


def due_at(
    started_at: datetime,
    span: Span,
    zone: ZoneInfo,
    calendar: Calendar = ALWAYS,
    pauses: Iterable[Pause] = (),
) -> datetime | None:
    """Return the aware instant at which the span ends, or None while an unfinished pause stops the clock.

    `zone` is where calendar days are counted. Business days are counted whole and need an OfficeCalendar;
    ValueError otherwise, and for an instant without a zone. Pauses must not overlap.
    """
    _require_aware(started_at)
    if span.unit is Unit.BUSINESS_DAYS:
        if not isinstance(calendar, OfficeCalendar):
            raise ValueError("business days need an office calendar")
        due = _business_days_due(started_at, span.count, calendar)
    elif isinstance(calendar, OfficeCalendar):
        due = _office_due(started_at, _elapsed(span), calendar)
    else:
        due = _always_due(started_at, span, zone)
    return _paused(pauses, started_at, due)
