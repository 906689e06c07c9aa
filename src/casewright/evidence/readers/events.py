"""Carrier events in the rows of a page: a day, what happened, and where, on one row or on rows that follow."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from casewright.domain.exhibit import Observation, ObservationKind, ObservationRole
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.labels import labels_in
from casewright.evidence.readers.moments import Moment
from casewright.evidence.readers.near_events import near_event
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.signers import signed_in
from casewright.evidence.readers.tokens import city_in, is_cancellation, is_legend, person_in, unmistakable_tracking
from casewright.evidence.readers.typed import DocumentHabits
from casewright.intake.reports.vocabulary import scan_kind

__all__ = ["events_of", "with_days_of_events"]

_FEWEST = 2
_UNTIL = re.compile(
    r"(?:until|till|through|valid|expires?(?: on)?|ends?(?: on)?|(?:gültig )?bis(?: zum)?|jusqu['’]?(?:au|à)?|fino al?"
    r"|(?:有效期?|截)至|(?:截止|直)到|截止|至|hasta(?: el)?)\s*[:：]?\s*$",
    re.IGNORECASE,
)
"""What stands before the last day of an offer or of a validity: nothing happened then."""
_FARTHEST = 3
_TRACKING = "tracking"
_LONGEST_PLACE = 40
_LONGEST_WIDE = 20
_SMALL_WORD = 3
_INSIDE = re.compile(r"[【\[]([^】\]]{2,20})[】\]]")
_PART = re.compile(r"\s{2,}|[|·,，;；]|\s[-–—]\s")
_CODE = r"〒? ?[(（]?(?:\d{3}-\d{4}|(?=[A-Z0-9 ]*\d)[A-Z0-9]{2,6}(?: ?[A-Z0-9]{2,4})?)[)）]?"
_BESIDE_CODE = re.compile(rf"(?:{_CODE})[ ,]+(?P<behind>\D+)|(?P<before>\D+?)[ ,]*(?:{_CODE})")
"""The name of a place with its code before or behind it, as it stands in any country."""
_EDGE = " .,:;-–()（）"
_FAR = 2.2


@dataclass(frozen=True, slots=True)
class _Event:
    """One event: when, what, the span that says what, the words it was read from, and the cells beside it."""

    moment: Moment
    kind: ScanKind
    span: Span
    words: str
    cells: tuple[str, ...]


def with_days_of_events(observations: Iterable[Observation]) -> list[Observation]:
    """Return the readings; a day in a column that only says "date" is the day of the event on its line, no issue."""
    read = list(observations)
    lines = {_line(one) for one in read if one.kind is ObservationKind.SCAN and one.role is None} - {(None, None)}
    return [
        replace(one, role=None) if one.role is ObservationRole.ISSUED and _line(one) in lines else one for one in read
    ]


def _line(one: Observation) -> tuple[int | None, int | None]:
    return one.locator.page, one.locator.line


_MOVING = frozenset({ScanKind.IN_TRANSIT, ScanKind.LABEL, ScanKind.OTHER})
"""Kinds whose words also name places: a row that says more than "hub" is told by what it says more."""


def _told(row: Sequence[Span]) -> tuple[ScanKind, Span] | None:
    """Return what a row says happened; the first span that says anything decides, unless it may only name a place."""
    said = (span for span in row if not is_cancellation(span.text))
    told = [(kind, span) for span in said if (kind := scan_kind(span.text)) is not None and not is_legend(span.text)]
    return next((one for one in told if one[0] not in _MOVING), told[0] if told else None)


def _near(row: Sequence[Span], moment: Moment | None) -> tuple[ScanKind, Span] | None:
    """Return what a row with an instant is nearest to in meaning, by the cell with the most words."""
    if moment is None or not isinstance(moment.value, datetime) or len(row) < _FEWEST or _is_form(row):
        return None
    told = [span for span in row if not is_cancellation(span.text) and not any(map(str.isdigit, span.text))]
    best = max(told, key=lambda span: len(span.text), default=None)
    kind = None if best is None else near_event(best.text)
    return None if kind is None or best is None else (kind, replace(best, sure=False))


def _names_parcel(page: Page) -> bool:
    """Whether a page names a parcel by its label or by the shape of its number."""
    return any(
        any(hit.meaning.name == _TRACKING for hit in labels_in(span.text))
        or any(True for _ in unmistakable_tracking(span.text))
        for span in page.spans
    )


def events_of(page: Page, habits: DocumentHabits) -> tuple[Observation, ...]:
    """Return the scans of a page that is a history of a parcel; nothing for a page that only mentions one event."""
    moments = [_moment(row, habits) for row in page.rows]
    rows = range(len(page.rows))
    told = [
        _told(page.rows[at]) if not _is_form(page.rows[at]) or _under_day(page, at, moments) else None for at in rows
    ]
    if any(told) or _names_parcel(page):
        told = [one or _near(row, moment) for one, row, moment in zip(told, page.rows, moments, strict=True)]
    told, days, way = _stacked(page, moments, told)
    found = (_event(page, index, moments, told, (days, way)) for index in range(len(page.rows)))
    events = [event for event in found if event is not None]
    dated = sum(moment is not None and len(row) > 1 for moment, row in zip(moments, page.rows, strict=True))
    if len(events) < _FEWEST and not (events and dated >= _FEWEST and _stands_in_table(page, events)):
        return ()
    return tuple(observation for event in events for observation in _observations(page, event))


def _under_day(page: Page, at: int, moments: list[Moment | None]) -> bool:
    """Whether a row is one word without a colon right below a row that is a day: `Delivered` is no label there."""
    row = page.rows[at]
    alone = len(row) == 1 and not any(hit.marked for hit in labels_in(row[0].text))
    return alone and at > 0 and moments[at] is None and moments[at - 1] is not None and len(page.rows[at - 1]) == 1


def _stands_in_table(page: Page, events: Sequence[_Event]) -> bool:
    """Whether the one event that is understood stands in a row of several cells: a table of which little is known."""
    return all(any(event.span in row and len(row) > 1 for row in page.rows) for event in events)


def _moment(row: Sequence[Span], habits: DocumentHabits) -> Moment | None:
    """Return when the event of a row was: its instant rather than a mere day; not a moment until which it holds."""
    text = "  ".join(span.text for span in row)
    found = [one for one in habits.dates.moments_in(text) if not _UNTIL.search(text, 0, one.start)]
    return next((one for one in found if isinstance(one.value, datetime)), found[0] if found else None)


def _is_form(row: Sequence[Span]) -> bool:
    """Whether a row is a label with its value rather than an event: a label at its start, with a colon."""
    hits = labels_in(row[0].text)
    return bool(hits) and hits[0].start == 0 and (hits[0].marked or len(row[0].text) == hits[0].end)


_Told = list[tuple[ScanKind, Span] | None]


def _stacked(page: Page, moments: list[Moment | None], told: _Told) -> tuple[_Told, set[int], int]:
    """Return what the rows tell, the rows that hold a day and no event, and the way from an event to its day.

    Where days stand on rows of their own, a day's rows that no list knows are told by the nearest meaning.
    """
    rows = range(len(page.rows))
    lone = {at for at in rows if moments[at] is not None and told[at] is None}
    if len(lone) < _FEWEST:
        return told, set(), 0
    events = [at for at in rows if told[at] is not None and moments[at] is None]
    below, above = (sum(_day_row(page, at, way, lone, told) is not None for at in events) for way in (1, -1))
    last = max(lone) + 1
    ends_with_day = last >= len(page.rows) or _apart(page.rows[last - 1], page.rows[last])
    way = 1 if below > above or (below == above and ends_with_day) else -1
    if any(told) or _names_parcel(page):
        told = _with_near(page, lone, way, moments, told)
    return told, lone, way


def _day_row(page: Page, index: int, way: int, lone: set[int], told: _Told) -> int | None:
    """Return the row of an event's day: the next one that way, with nothing but places between."""
    for at in range(index + way, index + way * (_FARTHEST + 1), way):
        upper = min(at, at - way)
        if not 0 <= at < len(page.rows) or _apart(page.rows[upper], page.rows[upper + 1]):
            return None
        if at in lone:
            return at
        if told[at] is not None:
            return None
    return None


def _with_near(page: Page, lone: set[int], way: int, moments: list[Moment | None], told: _Told) -> _Told:
    """Tell by its nearest meaning the longest of the rows of a day that has no event yet."""
    found = list(told)
    for day in lone:
        group: list[int] = []
        for at in range(day - way, day - way * (_FARTHEST + 1), -way):
            upper = min(at, at + way)
            if not 0 <= at < len(page.rows) or _apart(page.rows[upper], page.rows[upper + 1]) or moments[at]:
                break
            group.append(at)
        if any(told[at] is not None for at in group):
            continue
        plain = [at for at in group if not _is_form(page.rows[at]) and not re.search(r"\d", page.rows[at][0].text)]
        best = max(plain, key=lambda at: len(page.rows[at][0].text), default=None)
        kind = None if best is None else near_event(page.rows[best][0].text)
        if kind is not None and best is not None:
            found[best] = kind, replace(page.rows[best][0], sure=False)
    return found


def _event(
    page: Page, index: int, moments: list[Moment | None], told: _Told, lone: tuple[set[int], int]
) -> _Event | None:
    what, moment, rows = told[index], moments[index], [index]
    if what is None:
        return None
    if moment is None:
        at = _day_row(page, index, lone[1], lone[0], told) if lone[1] else None
        if at is None:
            return None
        moment = moments[at]
        rows.extend((at, index - lone[1]) if at == index + lone[1] else range(min(at, index), max(at, index) + 1))
    if moment is None:
        return None
    spare = [at for at in rows[1:] if 0 <= at < len(page.rows) and told[at] is None and moments[at] in (None, moment)]
    cells = [span for at in dict.fromkeys((index, *spare)) for span in page.rows[at]]
    beside = tuple(span.text for span in cells if (span.line, span.left) != (what[1].line, what[1].left))
    return _Event(moment, what[0], what[1], "  ".join(span.text for span in cells), beside)


def _apart(upper: Sequence[Span], lower: Sequence[Span]) -> bool:
    gap = min(span.top for span in lower) - max(span.bottom for span in upper)
    return gap > _FAR * max(span.height for span in upper)


def _observations(page: Page, event: _Event) -> Iterator[Observation]:
    spot = page.spot(event.span, event.words)
    sure = event.span.sure
    yield Observation(ObservationKind.SCAN, event.kind.value, spot, sure)
    kind = ObservationKind.AT if isinstance(event.moment.value, datetime) else ObservationKind.DATED
    yield Observation(kind, event.moment.value, spot, sure and event.moment.sure)
    place = _place(event)
    if place is not None:
        yield Observation(ObservationKind.CITY, place[0], spot, sure and place[1])
    marked = (hit for hit in labels_in(event.words) if hit.meaning.kind is ObservationKind.SIGNED_BY and hit.marked)
    names = [name for hit in marked if (name := person_in(event.words[hit.end :])) is not None]
    if not names and event.kind is ScanKind.DELIVERED and (said := signed_in(event.words)) is not None:
        names = [said]
    yield from (Observation(ObservationKind.SIGNED_BY, name, spot, sure) for name in names)


def _place(event: _Event) -> tuple[str, bool] | None:
    """Return where an event was: in brackets, by the shape of an address, or a cell that is neither day nor event."""
    inside = _INSIDE.search(event.words)
    if inside is not None and not any(sign.isdigit() for sign in inside[1]):
        return inside[1], True
    for cell in (*event.cells, event.span.text):
        shaped = city_in(cell)
        if shaped is not None and (cell != event.span.text or not scan_kind(shaped[0])):
            return shaped
    cells = [_bare(cell).strip(_EDGE) for cell in event.cells]
    parts = [part.strip(_EDGE) for cell in (*cells, event.span.text) for part in _PART.split(cell) if part.isascii()]
    return next(((part, False) for part in (*cells, *parts) if _names_place(part)), None)


def _bare(cell: str) -> str:
    """Return a cell without the code that stands beside the name of its place."""
    found = _BESIDE_CODE.fullmatch(cell.strip())
    return cell if found is None else found["behind"] or found["before"]


def _names_place(text: str) -> bool:
    """Whether a short text without digits may be the name of a place: its words begin with capitals."""
    if not 1 < len(text) <= _LONGEST_PLACE or any(sign.isdigit() for sign in text):
        return False
    if scan_kind(text) is not None or labels_in(text):
        return False
    words = [word for word in text.split() if len(word) > _SMALL_WORD]
    return all(word[0].isupper() for word in words or [text]) if text[0].isascii() else len(text) <= _LONGEST_WIDE
