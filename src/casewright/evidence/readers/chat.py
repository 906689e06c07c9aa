"""Chat screenshots: bubbles on the left and on the right, days and times between them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache
from math import inf
from statistics import median
from zoneinfo import ZoneInfo

from casewright.domain.exhibit import Locator, Observation, ObservationKind, ObservationRole, Region, Speaker
from casewright.evidence.readers.labels import is_blank, label_at_start
from casewright.evidence.readers.moments import clock_in
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.reading import ReadingHints
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.typed import DocumentHabits
from casewright.evidence.readers.vocabulary import talking_words
from casewright.intake.reports.vocabulary import MONTHS

__all__ = ["looks_like_chat", "read_chat", "shows_talk", "talks_by_the_clock"]

_LEFT_EDGE, _RIGHT_EDGE = 0.32, 0.68
_FEWEST = 3
_TALL = 0.55
_FULL, _LETTER_LINES = 0.72, 2
_LETTER = re.compile(
    r"御中|拝啓|敬具|尊敬的|此致|敬启|^sehr geehrte|^dear (?:sir|madam|customer|m(?:r|s|rs)\b)"
    r"|^madame, monsieur|^estimad[oa]s? (?:señor|cliente)|^(?:gentile|spett)|^yours (?:faithfully|sincerely)"
    r"|^mit (?:freundlichen|besten) gr|^veuillez agréer|^cordiali saluti",
    re.IGNORECASE,
)
"""How letters begin and end."""
_SAME_BUBBLE, _BELOW_ITS_NAME = 1.1, 0.7
_HEADER_PART = 0.14
_WIDE_SIGN = re.compile("[\u2e80-\u9fff\u3040-\u30ff，。！？]")
_SHORT = 40
_TIME = re.compile(r"[\d\s:./,年月日-]{4,20}(?:[ap]\.?m\.?)?", re.IGNORECASE)
"""When a message was sent, as it stands beside its bubble."""
_NUMBER = re.compile(r"(?=(?:.*\d){4})[A-Z0-9][A-Z0-9 /-]{3,40}", re.IGNORECASE)
_PUNCTUATED = re.compile(r"[?!。！？…]$|[^\W\d_]{2}\.$|[，。！？]|[\u3040-\u9fff],")
_SENTENCE = re.compile(rf"{_PUNCTUATED.pattern}|(?:[^\W\d_]+['’]?[^\W\d_]*,? ){{3}}[^\W\d_]+")
"""What ends or reads like a sentence; the lines of a label are words and numbers."""
_NAME = re.compile(r"(?=.{2,30}$)(?:[^\W\d_a-zß-ÿ][^\W\d_]*[.'’-]? ?){1,4}")
"""Capital words, or characters without case, and no sign of a sentence."""
_ABOUT_A_DAY = " ,-|()星期周一二三四五六日天"
_MONTH = "|".join(sorted((re.escape(name) for name in MONTHS if not name.isdigit()), key=len, reverse=True))
_YEARLESS = re.compile(
    r"(?P<east>(?<![\d年])\d{1,2}月\d{1,2}日)|(?P<points>(?<![\d.])\d{1,2}\.\d{1,2}\.(?![\d]))"
    rf"|(?<!\d)\d{{1,2}}\.? (?:{_MONTH})(?![^\W\d_])|(?<![^\W\d_])(?:{_MONTH}) \d{{1,2}}(?!\d),?",
    re.IGNORECASE,
)
"""A day as screens write it: without its year."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """When a message was sent, as the screen says."""

    moment: datetime | date
    sure: bool


@dataclass(slots=True)
class _Bubble:
    """Lines of one message, and when the screen says it was sent."""

    right: bool
    spans: list[Span]
    sent: _Sent | None

    @property
    def text(self) -> str:
        joined = self.spans[0].text
        for span in self.spans[1:]:
            wide = _WIDE_SIGN.match(span.text[0]) and _WIDE_SIGN.match(joined[-1])
            joined = f"{joined}{'' if wide else ' '}{span.text}"
        return joined


def _side(span: Span, page: Page) -> bool | None:
    """Return True for the right side, False for the left, None for what is centred or fills the width."""
    left, right = span.left / page.width, span.right / page.width
    if left < _LEFT_EDGE and right < 1 - left * 0.9:
        return False if abs((left + right) / 2 - 0.5) > 0.06 or right - left > 0.5 else None  # noqa: PLR2004 - of the width
    if right > _RIGHT_EDGE and left > 1 - right:
        return True if abs((left + right) / 2 - 0.5) > 0.06 or right - left > 0.5 else None  # noqa: PLR2004 - of the width
    return None


def looks_like_chat(page: Page, *, photographed: bool = False) -> bool:
    """Say whether a page is a chat: messages on both sides, hardly two in a row, few labels.

    A letter, a parcel's label and what a camera took must show talk besides: they stand left and right by chance.
    """
    spans = page.spans
    if page.height < _TALL * page.width or len(spans) < _FEWEST:
        return False
    below = [span for span in spans if span.top >= page.height * _HEADER_PART]
    sides = [_side(span, page) for span in below]
    both = sides.count(True) >= 1 and sides.count(False) >= 1
    shared = sum(sum(not _TIME.fullmatch(span.text) for span in row) > 1 for row in page.rows)
    labelled = sum(_is_label(span.text) for span in spans)
    ragged = len({round(span.left / page.width, 1) for span, side in zip(below, sides, strict=True) if side}) >= 1
    laid_out = both and ragged and shared * 4 <= len(page.rows) and labelled * 4 <= len(spans)
    wide = sum(_fills(span, page) for span in spans) >= _LETTER_LINES
    lettered = wide or any(_LETTER.search(span.text) for span in spans)
    return laid_out and (
        shows_talk(page) or not (lettered or photographed or any(_numbers_parcel(span.text) for span in spans))
    )


def _fills(span: Span, page: Page) -> bool:
    """Whether a line fills the width of a page, as those of a letter do and no message does."""
    return span.right - span.left > _FULL * page.width


def shows_talk(page: Page) -> bool:
    """Say whether a page shows that people talk: a time or a speaker's name alone, or sentences on both sides."""
    named = any(squashed(span.text).key in _speakers() for span in page.spans)
    return named or _has_clock(page) or _speaks_on_both_sides(page)


def talks_by_the_clock(page: Page) -> bool:
    """Say whether a page holds sentences on both sides and times of day alone: a chat, whatever its words are about."""
    return _has_clock(page) and _speaks_on_both_sides(page)


def _has_clock(page: Page) -> bool:
    return any(clock_in(span.text) is not None for span in page.spans)


def _speaks_on_both_sides(page: Page) -> bool:
    return len({_side(span, page) for span in page.spans if _SENTENCE.search(span.text.strip())} - {None}) > 1


def _numbers_parcel(text: str) -> bool:
    """Whether a line is the number of an order or parcel with its label, and no words about it."""
    hit = label_at_start(text)
    if hit is None or hit.meaning.kind not in (ObservationKind.ORDER, ObservationKind.TRACKING):
        return False
    return _NUMBER.fullmatch(text[hit.end :].strip(" #:：")) is not None


@cache
def _speakers() -> frozenset[str]:
    return frozenset(squashed(word).key for words in talking_words().values() for word in words)


def _is_label(text: str) -> bool:
    """Whether a line is a label, alone or with a colon; a message may begin with the same word, or mean the same."""
    if _PUNCTUATED.search(text.strip()):
        return False
    hit = label_at_start(text)
    return hit is not None and (hit.marked or is_blank(text[hit.end :]))


def read_chat(pages: Sequence[Page], hints: ReadingHints, habits: DocumentHabits) -> tuple[Observation, ...]:
    """Return who wrote what and when. The right side is the owner of the phone; who that is may have to be guessed."""
    owner = hints.supplied_by if hints.supplied_by in (Speaker.BUYER, Speaker.SELLER) else None
    right = ObservationRole.BUYER_WROTE if owner is Speaker.BUYER else ObservationRole.SELLER_WROTE
    left = ObservationRole.SELLER_WROTE if owner is Speaker.BUYER else ObservationRole.BUYER_WROTE
    return tuple(
        observation
        for page in pages
        for bubble in _bubbles(page, habits, hints.near)
        for observation in _observations(bubble, page, right if bubble.right else left, sure=owner is not None)
    )


def _observations(bubble: _Bubble, page: Page, role: ObservationRole, *, sure: bool) -> Iterator[Observation]:
    spot = _whole(page, bubble)
    sure = sure and all(span.sure for span in bubble.spans)
    yield Observation(ObservationKind.TEXT, bubble.text, spot, sure, role)
    if bubble.sent is not None:
        moment = bubble.sent.moment
        kind = ObservationKind.AT if isinstance(moment, datetime) else ObservationKind.DATED
        yield Observation(kind, moment, spot, bubble.sent.sure, ObservationRole.SENT)


def _whole(page: Page, bubble: _Bubble) -> Locator:
    spot = page.spot(bubble.spans[0], bubble.text)
    regions = [span.region for span in bubble.spans if span.region is not None]
    if not regions:
        return spot
    region = Region(
        min(region.left for region in regions),
        min(region.top for region in regions),
        max(region.right for region in regions),
        max(region.bottom for region in regions),
    )
    return Locator(spot.place, spot.page, spot.line, region, bubble.text)


def _bubbles(page: Page, habits: DocumentHabits, near: date | None) -> list[_Bubble]:
    """Gather lines of one side that stand close; what is centred tells the day or the time."""
    talk = _Talk(page, habits, near, median(span.height for span in page.spans))
    for index in range(len(page.rows)):
        talk.take(index)
    return talk.bubbles


@dataclass(slots=True)
class _Talk:
    """The messages so far, the day the screen last named, and when what comes next was sent."""

    page: Page
    habits: DocumentHabits
    near: date | None
    usual: float
    bubbles: list[_Bubble] = field(default_factory=list)
    day: _Sent | None = None
    sent: _Sent | None = None
    broken: bool = True
    _names: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        parts = (part for span in self.page.spans for part in _name_and_clock(span))
        self._names = Counter(part.text.strip() for part in parts)

    def take(self, index: int) -> None:
        """Take in one row: words go to a bubble, a time to the words it stands beside, below or above."""
        row = [part for span in self.page.rows[index] for part in _name_and_clock(span)]
        stamp, words = None, list[Span]()
        for span in row:
            found = _stamp(span, self.day, self.habits, self.near)
            stamp = found or stamp
            if found is None and clock_in(span.text) is None:
                words.append(span)
        if words and self._heads(index, words, stamped=len(words) < len(row)):
            words, self.broken = [], True
            self._come(stamp, above=False)
            return
        for span in words:
            self._say(span)
        if len(words) < len(row):
            self._come(stamp, above=bool(words) or self._stands_below(index))

    def _come(self, stamp: _Sent | None, *, above: bool) -> None:
        """Keep a time for the message above it, which has none of its own, or for the next."""
        self.broken = True
        if stamp is None:
            return
        moment = stamp.moment
        self.day = replace(stamp, moment=moment.date() if isinstance(moment, datetime) else moment)
        if above and self.bubbles:
            self.bubbles[-1].sent, self.sent = stamp, self.day
        else:
            self.sent = stamp

    def _say(self, span: Span) -> None:
        last = self.bubbles[-1] if self.bubbles and not self.broken else None
        if last is not None and _carries_on(span, last, self.usual):
            last.spans.append(span)
            return
        side = _side(span, self.page)
        self.broken = side is None or span.top < self.page.height * _HEADER_PART
        if side is not None and not self.broken:
            self.bubbles.append(_Bubble(side, [span], self.sent))

    def _gaps(self, index: int) -> tuple[float, float]:
        """Return how far a row stands from the message above it and from the row below."""
        row, rows = self.page.rows[index], self.page.rows
        top, bottom = min(span.top for span in row), max(span.bottom for span in row)
        over = top - max(span.bottom for span in self.bubbles[-1].spans) if self.bubbles else inf
        under = min(span.top for span in rows[index + 1]) - bottom if index + 1 < len(rows) else inf
        return over, under

    def _stands_below(self, index: int) -> bool:
        """Whether a row that is only a time stands under the words of a message, nearer than to what follows."""
        over, under = self._gaps(index)
        if not self.bubbles or over > _SAME_BUBBLE * self.usual or over >= under:
            return False
        left, row = min(span.left for span in self.bubbles[-1].spans), self.page.rows[index]
        aligned = abs(row[0].left - left) < self.usual
        return aligned or (row[0].left > left and all(_side(span, self.page) is not None for span in row))

    def _heads(self, index: int, words: Sequence[Span], *, stamped: bool) -> bool:
        """Whether a row names who writes what stands close below it."""
        if len(words) != 1 or not _NAME.fullmatch(words[0].text.strip()):
            return False
        over, under = self._gaps(index)
        known = squashed(words[0].text).key in _speakers() or self._names[words[0].text.strip()] > 1
        carries_on = bool(self.bubbles) and not self.broken and _carries_on(words[0], self.bubbles[-1], self.usual)
        if carries_on and over <= under:
            return False
        return under < (_SAME_BUBBLE if known else _BELOW_ITS_NAME) * self.usual and (known or stamped)


def _carries_on(span: Span, bubble: _Bubble, usual: float) -> bool:
    """Whether a line belongs to the bubble above: close below it, at the same left edge."""
    last = bubble.spans[-1]
    close = span.top - last.bottom < _SAME_BUBBLE * usual
    return close and abs(span.left - min(other.left for other in bubble.spans)) < usual


def _name_and_clock(span: Span) -> tuple[Span, ...]:
    """Return a name and the time behind it as two spans, where a recogniser made one of them."""
    name, _, clock = span.text.strip().rpartition(" ")
    if clock_in(clock) is None or not _NAME.fullmatch(name) or label_at_start(span.text) is not None:
        return (span,)
    parted = span.left + (span.right - span.left) * len(name) / len(span.text)
    return replace(span, text=name, right=parted), replace(span, text=clock, left=parted)


def _stamp(span: Span, day: _Sent | None, habits: DocumentHabits, near: date | None) -> _Sent | None:
    """Return the instant a short line stands for: a day, a day with a time, or a time on the day before it."""
    if len(span.text) > _SHORT:
        return None
    text, sure = span.text, True
    moment = next(habits.dates.moments_in(text), None)
    if moment is None and near is not None and (dated := _with_year(text, near, habits)) is not None:
        text, sure = dated, False
        moment = next(habits.dates.moments_in(text), None)
    if moment is not None:
        rest = (text[: moment.start] + text[moment.end :]).strip(_ABOUT_A_DAY)
        named = isinstance(moment.value, datetime) and _NAME.fullmatch(rest) and label_at_start(text) is None
        short = len(rest) <= len("Wednesday")
        return _Sent(moment.value, sure and moment.sure) if short or named else None
    clock = clock_in(span.text)
    if clock is None or day is None:
        return None
    zone = None if habits.dates.zone is None else ZoneInfo(habits.dates.zone)
    return _Sent(datetime.combine(day.moment, time(*clock), zone), day.sure)


def _with_year(text: str, near: date, habits: DocumentHabits) -> str | None:
    """Return a text whose day has no year with the year that brings it nearest to a known day."""
    found = _YEARLESS.search(text)
    if found is None:
        return None
    before, behind = text[: found.start()], text[found.end() :]
    forms = (
        f"{before}{year}年{found[0]}{behind}" if found["east"] else f"{before}{found[0].rstrip(',')} {year}{behind}"
        for year in (near.year, near.year - 1, near.year + 1)
    )
    if found["points"]:
        forms = (form.replace(". 2", ".2") for form in forms)
    read = [(form, moment.value) for form in forms for moment in habits.dates.moments_in(form)]
    days = [(form, value.date() if isinstance(value, datetime) else value) for form, value in read]
    return min(days, key=lambda one: abs(one[1] - near), default=(None, near))[0]
