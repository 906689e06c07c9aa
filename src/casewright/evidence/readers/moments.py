"""Days and instants in the text of documents: recognised text loses blanks, and 03/04 may be read in two ways."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from casewright.intake.reports.dates import DateOrder, NotADate, OrderHabit, read_moment
from casewright.intake.reports.vocabulary import DAY_FIRST_COUNTRIES, MONTH_FIRST_COUNTRIES, MONTHS, ZONES

__all__ = ["DocumentDates", "Moment", "clock_at_edge", "clock_in"]

_NAME = "|".join(sorted((re.escape(name) for name in MONTHS), key=len, reverse=True))
_ZONE = "|".join(sorted(ZONES, key=len, reverse=True))
_DAY = (
    r"(?P<iso>(?<!\d)(?:19|20)\d\d ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,2})(?=\d{1,2}:\d\d|\D|$)|"
    r"(?P<east>(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日)|"
    r"(?P<era>(?P<reign>令和|平成|(?<!\w)R(?=\d{1,2}\.)) ?(?P<era_year>\d{1,2}|元) ?[年./-] ?"
    r"(?P<era_month>\d{1,2}) ?[月./-] ?(?P<era_day>\d{1,2})(?: ?日|(?![\d.])))|"
    r"(?P<compact>(?<![\w.,/-])20[1-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w.,/-])|"
    r"(?<![\w.,/-])20[1-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=[ T/][0-2]\d[0-5]\d))|"
    r"(?P<week>(?<![\w-])(?P<week_year>20\d\d)-?W(?P<week_number>[0-5]\d)(?:-?(?P<weekday>[1-7]))?(?![\w-]))|"
    r"(?P<number>(?<![A-Za-z\d.,/-])\d{1,2}(?P<mark>[-/.])\d{1,2}(?P=mark)(?:20\d\d|\d\d(?!\d)))|"
    rf"(?P<named>(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?[ /.-]?(?:de |of )?(?P<month>{_NAME})\.?,?[ /.-]?"
    r"(?:de )?(?P<year>20\d\d|'?\d\d(?![\d:.])))|"
    rf"(?P<american>(?<![^\W\d_])(?P<month2>{_NAME})\.?[ -]?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[, -]{{0,2}}"
    r"(?P<year2>20\d\d))"
)
_DATE = re.compile(_DAY, re.IGNORECASE)
_TIME = (
    r"(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?P<colon>[:：])| ?[时時点] ?|(?<=\d)[hH](?=\d)|\.(?=\d\d ?[uU]hr))(?P<minute>[0-5]\d)"
    r"(?:(?:[:：]| ?分) ?(?P<second>[0-5]\d)(?!\d))?(?:[.,]\d{1,6}(?!\d))? ?[秒分]? ?"
    r"(?P<half>[AaPp]\.?[Mm](?![a-z])\.?)? ?"
    rf"(?:[Uu]hr)? ?\(?(?P<zone>(?:UTC|GMT)? ?[+-]\d\d:?\d\d|(?:{_ZONE})(?![A-Za-z])|北京时间)?"
)
_CLOCK = re.compile(r"(?<![\d:.])" + _TIME)
_CLOCK_BEHIND = re.compile(_TIME)
_CLOCK_RUN = re.compile(
    r"(?P<hour>[01]\d|2[0-3])[.]?(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<half>)(?P<zone>)(?![\w.,])"
)
"""Right behind a day a recogniser may have lost the blank: 2026-03-0410:22."""
_CHINESE_HALF = re.compile(r"(上午|凌晨|早上|下午|晚上|中午|午前|午後)\s*$")
_LATE = frozenset({"下午", "晚上", "午後"})
_BETWEEN = re.compile(
    r"(?:\s|[,，T@|·(（\-–—/]|at\b|um\b|à|alle|a las|kl\.?|le\b|周.|星期.|[一-龥]曜日|\([月火水木金土日]\)|"
    r"上午|下午|凌晨|早上|晚上|中午|午前|午後)*",
    re.IGNORECASE,
)
_BEFORE = 14
_QUOTE = "'"
_REIGNS = {"令和": 2018, "R": 2018, "r": 2018, "平成": 1988}
_RUN_MARKS = frozenset({"", "/", "T", ",", "-"})
"""Between a day and a clock without a colon: 04MAR26/1422, 20260304 142200, 4. März 2026 14.22."""
_NOON = 12
_DAY_FIRST_LANGUAGES = frozenset({"de", "fr", "it", "es", "pt", "nl", "pl"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or an instant where a time stands beside it, with the stretch of text it was read from."""

    value: date | datetime
    sure: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DocumentDates:
    """How one document writes its days: the order its own dates prove, what its language dictates, where it is from.

    Only the document itself and its language make a reading sure; the country it was sent to is a guess.
    """

    order: DateOrder | None
    guess: DateOrder
    zone: str | None = None

    @classmethod
    def of(
        cls,
        texts: Iterable[str],
        language: str | None,
        country: str | None,
        zone: str | None,
        near: date | None = None,
    ) -> "DocumentDates":
        """Learn the habit of a document from its texts; what they leave open, the country or the day nearby decides."""
        habit = OrderHabit()
        found = [match["number"] for text in texts for match in _DATE.finditer(text) if match["number"]]
        habit.learn(found)
        order = habit.settle(DateOrder.DAY_FIRST if language in _DAY_FIRST_LANGUAGES else None)
        monthly = country in MONTH_FIRST_COUNTRIES or (country not in DAY_FIRST_COUNTRIES and language == "en")
        guess = DateOrder.MONTH_FIRST if monthly else DateOrder.DAY_FIRST
        return cls(order, guess if near is None else _nearer(found, near, guess), zone)

    def moments_in(self, text: str) -> Iterator[Moment]:
        """Yield the days and instants a text names, in order."""
        taken = 0
        for match in _DATE.finditer(text):
            read = self._day(match)
            if read is None:
                continue
            day, sure = read
            moment = _timed(text, match, day, taken)
            moment = replace(moment, sure=sure, value=self._placed(moment.value))
            taken = moment.end
            yield moment

    def _day(self, match: re.Match[str]) -> tuple[date, bool] | None:
        shape = _canonical(match)
        read = read_moment(shape, self.order)
        sure = True
        if read is NotADate.TWO_READINGS:
            read, sure = read_moment(shape, self.guess), False
        if isinstance(read, NotADate):
            return None
        return (read.date() if isinstance(read, datetime) else read), sure

    def _placed(self, value: date | datetime) -> date | datetime:
        if isinstance(value, datetime) and value.tzinfo is None and self.zone is not None:
            return value.replace(tzinfo=ZoneInfo(self.zone))
        return value


def _nearer(texts: Iterable[str], near: date, guess: DateOrder) -> DateOrder:
    """Return the order that reads days nearer to a known one, the guess where both do."""
    orders = (guess, *(one for one in DateOrder if one is not guess))
    return min(orders, key=lambda order: sum(_apart(text, near, order) for text in texts))


def _apart(text: str, near: date, order: DateOrder) -> int:
    """Return how many days lie between a day written in numbers and another."""
    read = read_moment(text, order)
    if isinstance(read, NotADate):
        return 0
    return abs(((read.date() if isinstance(read, datetime) else read) - near).days)


def _canonical(match: re.Match[str]) -> str:
    if match["named"]:
        return f"{match['day']} {match['month']} {match['year'].strip(_QUOTE)}"
    if match["compact"]:
        return f"{match[0][:4]}-{match[0][4:6]}-{match[0][6:]}"
    if match["era"]:
        since = _REIGNS[match["reign"]]
        year = since + (1 if match["era_year"] == "元" else int(match["era_year"]))
        return f"{year}-{match['era_month']}-{match['era_day']}"
    if match["week"]:
        return _day_of_week(int(match["week_year"]), int(match["week_number"]), int(match["weekday"] or 1))
    if match["american"]:
        return f"{match['day2']} {match['month2']} {match['year2']}"
    return match[0].replace(" ", "")


def _day_of_week(year: int, week: int, weekday: int) -> str:
    try:
        return date.fromisocalendar(year, week, weekday).isoformat()
    except ValueError:
        return ""


def _timed(text: str, match: re.Match[str], day: date, taken: int) -> Moment:
    """Join the time that stands right behind the day, or right before it."""
    between = _BETWEEN.match(text, match.end())
    start = between.end() if between else match.end()
    behind = _CLOCK_BEHIND.match(text, start)
    if behind is None and text[match.end() : start].strip() in _RUN_MARKS:
        behind = _CLOCK_RUN.match(text, start)
    if behind is not None:
        half = _CHINESE_HALF.search(text, match.end(), behind.start())
        value = _joined(day, behind, half)
        if value is not None:
            return Moment(value, sure=True, start=match.start(), end=behind.end())
    for before in _CLOCK.finditer(text, max(taken, match.start() - _BEFORE), match.start()):
        value = _joined(day, before, None)
        if value is not None and _BETWEEN.fullmatch(text, before.end(), match.start()):
            return Moment(value, sure=True, start=before.start(), end=match.end())
    return Moment(day, sure=True, start=match.start(), end=match.end())


def _joined(day: date, clock: re.Match[str], half: re.Match[str] | None) -> datetime | None:
    hour = int(clock["hour"])
    late = (clock["half"] or "").lower()
    if late and not 1 <= hour <= _NOON:
        return None
    if late:
        hour = hour % _NOON + (_NOON if late.startswith("p") else 0)
    elif half is not None and half[1] in _LATE and hour < _NOON:
        hour += _NOON
    written = f"{day.isoformat()} {hour:02d}:{clock['minute']}:{clock['second'] or '00'}"
    zone = (clock["zone"] or "").replace(" ", "")
    zone = "+08:00" if zone == "北京时间" else zone
    if hour == _NOON * 2:
        if int(clock["minute"]):
            return None
        written = f"{(day + timedelta(days=1)).isoformat()} 00:00:00"
    read = read_moment(f"{written} {zone}".strip(), None)
    return read if isinstance(read, datetime) else None


def clock_in(text: str) -> tuple[int, int] | None:
    """Return the hour and minute of a text that is a time of day and little else, as chats write it."""
    match = _CLOCK.search(text)
    if match is None or len(text.strip()) > len(match[0].strip()) + len("星期三 下午"):
        return None
    joined = _joined(date(2000, 1, 1), match, _CHINESE_HALF.search(text, 0, match.start()))
    return None if joined is None else (joined.hour, joined.minute)


def clock_at_edge(text: str) -> int | None:
    """Return where the time of day begins that a text begins or ends with; None where it does neither."""
    bare = text.strip()
    for match in _CLOCK.finditer(text):
        half = _CHINESE_HALF.search(text, 0, match.start())
        start = match.start() if half is None else half.start()
        edge = not text[:start].strip() or match[0].strip() == bare[-len(match[0].strip()) :]
        if edge and _joined(date(2000, 1, 1), match, half) is not None:
            return start
    return None
