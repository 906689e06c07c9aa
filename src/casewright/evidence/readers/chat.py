"""Chat screenshots: bubbles on the left and on the right, days and times between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from zoneinfo import ZoneInfo

from casewright.domain.exhibit import Locator, Observation, ObservationKind, ObservationRole, Region, Speaker
from casewright.evidence.readers.labels import is_blank, label_at_start
from casewright.evidence.readers.moments import clock_in
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.reading import ReadingHints
from casewright.evidence.readers.typed import DocumentHabits

__all__ = ["looks_like_chat", "read_chat"]

_LEFT_EDGE, _RIGHT_EDGE = 0.32, 0.68
_FEWEST = 3
_TALL = 0.55
_SAME_BUBBLE = 1.1
_HEADER_PART = 0.14
_WIDE_SIGN = re.compile("[\u2e80-\u9fff\u3040-\u30ff，。！？]")
_SHORT = 40
_TIME = re.compile(r"[\d\s:./,年月日-]{4,20}(?:[ap]\.?m\.?)?", re.IGNORECASE)
"""When a message was sent, as it stands beside its bubble."""


@dataclass(slots=True)
class _Bubble:
    """Lines of one message, and when the screen says it was sent."""

    right: bool
    spans: list[Span]
    sent: datetime | date | None

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


def looks_like_chat(page: Page) -> bool:
    """Say whether a page is a chat: messages on both sides, hardly two in a row, few labels."""
    spans = page.spans
    if page.height < _TALL * page.width or len(spans) < _FEWEST:
        return False
    below = [span for span in spans if span.top >= page.height * _HEADER_PART]
    sides = [_side(span, page) for span in below]
    both = sides.count(True) >= 1 and sides.count(False) >= 1
    shared = sum(sum(not _TIME.fullmatch(span.text) for span in row) > 1 for row in page.rows)
    labelled = sum(_is_label(span.text) for span in spans)
    ragged = len({round(span.left / page.width, 1) for span, side in zip(below, sides, strict=True) if side}) >= 1
    return both and ragged and shared * 4 <= len(page.rows) and labelled * 4 <= len(spans)


def _is_label(text: str) -> bool:
    """Whether a line is a label, alone or with a colon; a message may begin with the same word."""
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
        for bubble in _bubbles(page, habits)
        for observation in _observations(bubble, page, right if bubble.right else left, sure=owner is not None)
    )


def _observations(bubble: _Bubble, page: Page, role: ObservationRole, *, sure: bool) -> Iterator[Observation]:
    spot = _whole(page, bubble)
    sure = sure and all(span.sure for span in bubble.spans)
    yield Observation(ObservationKind.TEXT, bubble.text, spot, sure, role)
    if bubble.sent is not None:
        kind = ObservationKind.AT if isinstance(bubble.sent, datetime) else ObservationKind.DATED
        yield Observation(kind, bubble.sent, spot, sure=True, role=ObservationRole.SENT)


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


def _bubbles(page: Page, habits: DocumentHabits) -> list[_Bubble]:
    """Gather lines of one side that stand close; what is centred tells the day or the time."""
    bubbles: list[_Bubble] = []
    day: date | None = None
    sent: datetime | date | None = None
    usual = median(span.height for span in page.spans)
    broken = True
    for row in page.rows:
        for span in row:
            stamp = _stamp(span, day, habits)
            if stamp is not None:
                sent, broken = stamp, True
                day = stamp.date() if isinstance(stamp, datetime) else stamp
                continue
            last = bubbles[-1] if bubbles and not broken else None
            if last is not None and _carries_on(span, last, usual):
                last.spans.append(span)
                continue
            side = _side(span, page)
            if side is None or span.top < page.height * _HEADER_PART or clock_in(span.text) is not None:
                broken = True
                continue
            bubbles.append(_Bubble(side, [span], sent))
            broken = False
    return bubbles


def _carries_on(span: Span, bubble: _Bubble, usual: float) -> bool:
    """Whether a line belongs to the bubble above: close below it, at the same left edge."""
    last = bubble.spans[-1]
    close = span.top - last.bottom < _SAME_BUBBLE * usual
    return close and abs(span.left - min(other.left for other in bubble.spans)) < usual


def _stamp(span: Span, day: date | None, habits: DocumentHabits) -> datetime | date | None:
    """Return the instant a short line stands for: a day, a day with a time, or a time on the day before it."""
    if len(span.text) > _SHORT:
        return None
    moment = next(habits.dates.moments_in(span.text), None)
    if moment is not None:
        rest = span.text[: moment.start] + span.text[moment.end :]
        return moment.value if len(rest.strip(" ,-|()星期周一二三四五六日天")) <= len("Wednesday") else None
    clock = clock_in(span.text)
    if clock is None or day is None:
        return None
    zone = None if habits.dates.zone is None else ZoneInfo(habits.dates.zone)
    return datetime.combine(day, time(*clock), zone)
