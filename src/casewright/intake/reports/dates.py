"""Days and instants as reports write them. Day/month order is settled by the column, then by the marketplace."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum

from casewright.intake.reports.vocabulary import MONTHS, ZONES

__all__ = ["DateOrder", "NotADate", "OrderHabit", "day_number", "read_day", "read_moment"]

_LONGEST = 48
_MINUTES = range(60)
_YEARS = range(1990, 2101)
_MONTHS_IN_A_YEAR = 12
_DAY_NUMBER = re.compile(r"([0-9]{5})(?:[.,]([0-9]{1,12}))?")
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - from which spreadsheets count days, in no zone
_DAY_NUMBERS = range(36_526, 73_051)
"""The days of 2000 to 2099 as spreadsheets count them."""
_TIME = (
    r"(?:[T ,]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?(?P<zone>Z|[A-Za-z]{2,5}|(?:UTC|GMT)?[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_SHAPES = tuple(
    (re.compile(shape + _TIME), order)
    for shape, order in (
        (r"(?P<a>[0-9]{4})(?P<sep>[-/.])(?P<b>[0-9]{1,2})(?P=sep)(?P<c>[0-9]{1,2})", "ymd"),
        (r"(?P<a>[0-9]{4})[年] ?(?P<b>[0-9]{1,2})[月] ?(?P<c>[0-9]{1,2})[日]", "ymd"),
        (r"(?P<a>[0-9]{1,2})\.(?P<b>[0-9]{1,2})\.(?P<c>[0-9]{4}|[0-9]{2})", "dmy"),
        (r"(?P<a>[0-9]{1,2})(?P<sep>[/-])(?P<b>[0-9]{1,2})(?P=sep)(?P<c>[0-9]{4}|[0-9]{2})", "open"),
        (r"(?P<a>[0-9]{1,2})\.?[- /](?:de )?(?P<b>[^\W\d_]+)\.?[- /](?:de )?(?P<c>[0-9]{4}|[0-9]{2})", "dmy"),
        (r"(?P<b>[^\W\d_]+)\.?[- ](?P<a>[0-9]{1,2}),?[- ](?P<c>[0-9]{4})", "dmy"),
    )
)


class DateOrder(Enum):
    """Which of two small numbers is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class NotADate(Enum):
    """Why a cell gives no day or instant."""

    UNREADABLE = "unreadable"
    TWO_READINGS = "two_readings"


class OrderHabit:
    """Which order of day and month a column is seen to use."""

    __slots__ = ("_orders",)

    def __init__(self) -> None:
        self._orders: set[DateOrder] = set()

    def learn(self, cells: Iterable[str]) -> None:
        """Look at more cells of the column."""
        for cell in cells:
            if len(self._orders) > 1 or cell[4:5] == "-" or not cell:
                continue
            found = _match(cell)
            if found is None or found[1] != "open":
                continue
            first, second = int(found[0]["a"]), int(found[0]["b"])
            if first > _MONTHS_IN_A_YEAR:
                self._orders.add(DateOrder.DAY_FIRST)
            elif second > _MONTHS_IN_A_YEAR:
                self._orders.add(DateOrder.MONTH_FIRST)

    def settle(self, usual: DateOrder | None) -> DateOrder | None:
        """Return the column's order; the marketplace's usual one if no cell shows any; None if cells contradict."""
        if not self._orders:
            return usual
        return next(iter(self._orders)) if len(self._orders) == 1 else None


def _match(cell: str) -> tuple[re.Match[str], str] | None:
    if len(cell) > _LONGEST:
        return None
    text = cell.strip()
    for pattern, order in _SHAPES:
        found = pattern.fullmatch(text)
        if found is not None:
            return found, order
    return None


def _month(text: str) -> int | None:
    return int(text) if text.isdecimal() else MONTHS.get(text.casefold())


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) <= len("25") else int(text)


def _day_of(found: re.Match[str], order: str, column_order: DateOrder | None) -> date | NotADate:
    first, second, third = found["a"], found["b"], found["c"]
    if order == "ymd":
        return _date(first, second, third)
    if order == "dmy":
        return _date(third, second, first)
    if first == second or int(first) > _MONTHS_IN_A_YEAR:
        return _date(third, second, first)
    if int(second) > _MONTHS_IN_A_YEAR or column_order is DateOrder.MONTH_FIRST:
        return _date(third, first, second)
    if column_order is DateOrder.DAY_FIRST:
        return _date(third, second, first)
    return NotADate.TWO_READINGS


def _date(year: str, month: str, day: str) -> date | NotADate:
    number = _month(month)
    if number is None or _year(year) not in _YEARS:
        return NotADate.UNREADABLE
    try:
        return date(_year(year), number, int(day))
    except ValueError:
        return NotADate.UNREADABLE


def _zone(text: str | None) -> timezone | NotADate | None:
    if text is None:
        return None
    digits = text.removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if digits[:1] in ("+", "-"):
        offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
        if offset >= timedelta(hours=24) or int(digits[3:5]) not in _MINUTES:
            return NotADate.UNREADABLE
        return timezone(-offset if digits[0] == "-" else offset)
    hours = ZONES.get(text.upper())
    if hours is None:
        return NotADate.UNREADABLE
    return UTC if hours == 0 else timezone(timedelta(hours=hours))


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and hour not in range(1, 13):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(found["minute"]), int(found["second"] or 0)


def read_moment(cell: str, order: DateOrder | None) -> datetime | date | NotADate:
    """Return the instant, naive when no zone is written, or a plain day when no time is."""
    try:
        if cell[10:11] == "T" and (moment := datetime.fromisoformat(cell)).year in _YEARS:
            return moment
    except ValueError:
        pass
    matched = _match(cell)
    if matched is None:
        return NotADate.UNREADABLE
    found, shape = matched
    day = _day_of(found, shape, order)
    if isinstance(day, NotADate) or found["hour"] is None:
        return day
    zone, clock = _zone(found["zone"]), _clock(found)
    if isinstance(zone, NotADate) or clock is None:
        return NotADate.UNREADABLE
    try:
        return datetime(day.year, day.month, day.day, *clock, tzinfo=zone)
    except ValueError:
        return NotADate.UNREADABLE


def day_number(cell: str) -> str | None:
    """Return the day, or the day and time, for which a spreadsheet's bare number stands, as text; None for others."""
    found = _DAY_NUMBER.fullmatch(cell.strip())
    if found is None or int(found[1]) not in _DAY_NUMBERS:
        return None
    moment = _DAY_ZERO + timedelta(days=int(found[1]), seconds=round(float(f"0.{found[2] or 0}") * 86_400))
    return moment.isoformat(" ") if found[2] else moment.date().isoformat()


def read_day(cell: str, order: DateOrder | None) -> date | NotADate:
    """Return the day as written, whatever time stands beside it."""
    moment = read_moment(cell, order)
    return moment.date() if isinstance(moment, datetime) else moment
