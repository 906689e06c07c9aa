"""Pages that write a day once, as a heading, and only the hour before each thing that happened on it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from casewright.evidence.readers.labels import labels_in
from casewright.evidence.readers.moments import DocumentDates, clock_at_edge
from casewright.evidence.readers.page import Page, Span

__all__ = ["with_days_carried"]

_FARTHEST = 3
_LONGEST_WEEKDAY = len("Wednesday, , ")


def with_days_carried(page: Page, dates: DocumentDates) -> Page:
    """Return a page on which each hour below a day that stands alone has that day beside it, and the day no row."""
    rows = list(page.rows)
    heads = [(at, day) for at, row in enumerate(rows) if (day := _day(row, dates)) is not None]
    gone: set[int] = set()
    for at, day in heads:
        hours = list(_hours_below(rows, at, dates))
        for below in hours:
            rows[below] = _dated(rows[below], day)
        gone.update([at] * bool(hours))
    return page if not gone else replace(page, rows=tuple(row for at, row in enumerate(rows) if at not in gone))


def _day(row: Sequence[Span], dates: DocumentDates) -> str | None:
    """Return the words of the day that a row is, with no more than its weekday beside it."""
    if len(row) != 1:
        return None
    text = row[0].text.strip()
    found = list(dates.moments_in(text))
    if len(found) != 1 or isinstance(found[0].value, datetime) or any(hit.marked for hit in labels_in(text)):
        return None
    day = text[found[0].start : found[0].end]
    beside = text[: found[0].start] + text[found[0].end :]
    if len(beside) > _LONGEST_WEEKDAY or any(sign.isdigit() or sign in ":：" for sign in beside):
        return None
    return day


def _hours_below(rows: Sequence[Sequence[Span]], head: int, dates: DocumentDates) -> Iterator[int]:
    """Yield the rows below a day that hold an hour, up to a row with a day of its own or too long a stretch without."""
    last = head
    for at in range(head + 1, len(rows)):
        whole = "  ".join(span.text for span in rows[at])
        if at - last > _FARTHEST or next(dates.moments_in(whole), None) is not None:
            return
        if _hour(rows[at]) is not None:
            last = at
            yield at


def _hour(row: Sequence[Span]) -> tuple[int, int] | None:
    """Return the cell of a row that holds an hour at its edge, and where in it the hour begins."""
    for position in dict.fromkeys((0, len(row) - 1)):
        start = clock_at_edge(row[position].text)
        if start is not None:
            return position, start
    return None


def _dated(row: Sequence[Span], day: str) -> tuple[Span, ...]:
    position, start = _hour(row) or (0, 0)
    text = row[position].text
    span = replace(row[position], text=f"{text[:start]}{day} {text[start:]}")
    return (*row[:position], span, *row[position + 1 :])
