"""Days and instants as people write them, in the languages of the notices."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from casewright.intake.mail.wording import fold

__all__ = ["days_in", "first_day_at", "header_instant", "instants_in", "only_instant"]

_MONTHS = (
    "january jan januar janvier janv gennaio gen enero ene janeiro januari styczen stycznia sty ocak oca",
    "february feb februar fevrier fevr fev febbraio febrero fevereiro februari luty lutego lut subat sub",
    "march mar marz maerz mrz mars marzo marco maart mrt marzec marca mart",
    "april apr avril avr aprile abril abr kwiecien kwietnia kwi nisan nis",
    "may mai maggio mag mayo maio mei maj maja mayis",
    "june jun juni juin giugno giu junio junho czerwiec czerwca cze haziran haz",
    "july jul juli juillet juil luglio lug julio julho lipiec lipca lip temmuz tem",
    "august aug aout agosto ago augustus augusti sierpien sierpnia sie agustos agu",
    "september sept sep septembre settembre set septiembre setembro wrzesien wrzesnia wrz eylul eyl",
    "october oct oktober okt octobre ottobre ott octubre outubro out pazdziernik pazdziernika paz ekim eki",
    "november nov novembre noviembre novembro listopad listopada lis kasim kas",
    "december dec dezember dez decembre dicembre dic diciembre dezembro grudzien grudnia gru aralik ara",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))
_ISO = re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_EAST = re.compile(r"(20\d\d) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})([./-])(\d{1,2})\2(20\d\d|\d\d)(?![\d/-]|[.,]\d)")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|er|º|o|°)?[ -]?(?:of |de |d')?[ ]?({_NAME})(?![a-z])"
    r"\.?,?[ -]?(?:de |del )?(20\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(rf"(?<![a-z])({_NAME})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (20\d\d)(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d:])(?:(?P<east>上午|凌晨|早上|午前|下午|晚上|午後) ?)?"
    r"([01]?\d|2[0-3])[:時](\d\d)(?::\d\d)?(?:分)? ?(?:uhr)? ?([ap]\.?m\.?(?![a-z]))? ?"
    r"(?:\(?(utc|gmt|pst|pdt|cest|cet|bst|jst|est|edt|z)(?![a-z]))?"
)
_NEAR = 25
_NOON = 12
_LATE = frozenset({"下午", "晚上", "午後"})
_DAY_ENDS = time(23, 59, 59)
_LONGEST_MOMENT = 60
_FEW_WORDS = 4
_LONGEST_WEEKDAY = 13
_OFFSETS = {
    **dict.fromkeys(("utc", "gmt", "z"), 0),
    "pst": -8,
    "pdt": -7,
    "est": -5,
    "edt": -4,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "jst": 9,
}
_MAIL_DATE = re.compile(
    r"(\d{1,2})[ -]+([a-z]{3})[a-z]{0,9}\.?[ -]+(\d{4}|\d{2})[ ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"\s*([+-]\d{4}|[a-z]{1,4})?",
    re.IGNORECASE,
)
_CENTURY, _PIVOT = 100, 70
_MINUTES = 60


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < _CENTURY else year, month, day)
    except ValueError:
        return None


def _numeric(match: re.Match[str], *, month_first: bool) -> date | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if month_first and match[2] != ".":
        return _day(year, first, second) or _day(year, second, first)
    return _day(year, second, first) or _day(year, first, second)


def _found(key: str, *, month_first: bool) -> Iterator[tuple[int, int, date | None]]:
    for pattern in (_ISO, _EAST):
        for match in pattern.finditer(key):
            yield match.start(), match.end(), _day(int(match[1]), int(match[2]), int(match[3]))
    for match in _NUMERIC.finditer(key):
        yield match.start(), match.end(), _numeric(match, month_first=month_first)
    for match in _DAY_FIRST.finditer(key):
        yield match.start(), match.end(), _day(int(match[3]), _MONTH[match[2]], int(match[1]))
    for match in _MONTH_FIRST.finditer(key):
        yield match.start(), match.end(), _day(int(match[3]), _MONTH[match[1]], int(match[2]))


def days_in(text: str, *, month_first: bool = False) -> list[date]:
    """Return the days a text names, in order. `month_first` reads 3/4/2026 as 4 March; a day over 12 decides itself."""
    return [day for _, _, day in sorted(_found(fold(text), month_first=month_first), key=lambda hit: hit[0]) if day]


def instants_in(text: str, zone: str, *, month_first: bool = False, else_at: time = _DAY_ENDS) -> list[datetime]:
    """Return the days a text names as instants: at the time beside the day, else at `else_at` (its last second)."""
    key = fold(text)
    hits = sorted(_found(key, month_first=month_first), key=lambda hit: hit[0])
    return [_instant(day, key, (start, end), ZoneInfo(zone), else_at) for start, end, day in hits if day]


def first_day_at(text: str) -> int | None:
    """Return where in the folded text the first day begins."""
    return min((start for start, _, day in _found(fold(text), month_first=False) if day), default=None)


def only_instant(text: str, zone: str, *, month_first: bool = False) -> datetime | None:
    """Return the instant of a text that is nothing else: a day, perhaps with its weekday and a time.

    A day without a time is its first second, so that what runs from it never ends too late.
    """
    key = fold(text.strip())
    hits = [hit for hit in _found(key, month_first=month_first) if hit[2]]
    if len(key) > _LONGEST_MOMENT or len(hits) != 1:
        return None
    start, end, day = hits[0]
    rest = _CLOCK.sub(" ", key[:start] + " " + key[end:])
    words = re.findall(r"[^\W\d_]+", rest)
    if day is None or len(words) > _FEW_WORDS or any(len(word) > _LONGEST_WEEKDAY for word in words):
        return None
    return _instant(day, key, (start, end), ZoneInfo(zone), time())


def _instant(day: date, key: str, span: tuple[int, int], zone: ZoneInfo, else_at: time) -> datetime:
    start, end = span
    match = _CLOCK.match(key[end:].lstrip(" ,.(日")) or _CLOCK.search(key, end, end + _NEAR)
    match = match or _CLOCK.search(key, max(0, start - _NEAR), start)
    if match is None:
        return datetime.combine(day, else_at, zone)
    hour = int(match[2])
    if match[4] or match["east"]:
        late = match["east"] in _LATE if match["east"] else match[4].startswith("p")
        hour = hour % _NOON + (_NOON if late else 0)
    named = _OFFSETS.get(match[5] or "")
    where = zone if named is None else timezone(timedelta(hours=named))
    minute = int(match[3])
    return datetime.combine(day, time(hour, minute if minute < _MINUTES else 59), where)


def header_instant(text: str | None) -> datetime | None:
    """Read a Date header. A missing or unknown zone counts as UTC, as RFC 5322 says of -0000."""
    match = _MAIL_DATE.search(text or "")
    month = _MONTH.get(match[2].lower()) if match else None
    if match is None or month is None:
        return None
    year = int(match[3])
    year += 0 if year >= _CENTURY else (1900 if year >= _PIVOT else 2000)
    try:
        return datetime(
            year,
            month,
            int(match[1]),
            int(match[4]),
            int(match[5]),
            min(59, int(match[6] or 0)),
            tzinfo=_zone(match[7]),
        )
    except ValueError:
        return None


def _zone(named: str | None) -> timezone:
    if named and named[0] in "+-":
        minutes = int(named[1:3]) * _MINUTES + int(named[3:5])
        return timezone((-1 if named[0] == "-" else 1) * timedelta(minutes=min(minutes, 23 * _MINUTES + 59)))
    return timezone(timedelta(hours=_OFFSETS.get((named or "").lower(), 0)))
