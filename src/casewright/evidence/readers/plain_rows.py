"""Rows that come without a page: spreadsheets and exported tables as text, saved web pages, histories in tables."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from unicodedata import east_asian_width

from casewright.domain.exhibit import Observation, ObservationKind
from casewright.evidence.readers.day_heads import with_days_carried
from casewright.evidence.readers.document import habits_of
from casewright.evidence.readers.events import events_of
from casewright.evidence.readers.page import Page
from casewright.evidence.readers.reading import ReadingHints

__all__ = [
    "as_text_table",
    "cells_apart",
    "columns_aligned",
    "joined_history",
    "looks_like_rows",
    "looks_like_web_page",
    "scans_of_rows",
]

_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|table|div)\b", re.IGNORECASE
)
_DELIMITERS = "\t,;|"
_SAMPLE = 4_000
_WIDEST = 60
_LINES = 60
_FEWEST_ROWS = 3
_FEWEST_MARKS = {"\t": 1, ";": 2, "|": 2, ",": 2}
_OF_AN_EVENT = frozenset({ObservationKind.SCAN, ObservationKind.AT, ObservationKind.DATED})


def looks_like_web_page(text: str) -> bool:
    """Say whether text is a web page that was saved."""
    return _WEB_PAGE.match(text[:_SAMPLE].lstrip("\ufeff")) is not None


def looks_like_rows(text: str) -> bool:
    """Say whether text is rows of cells: nearly all lines have equally many marks that part cells."""
    lines = [line for line in text[:_SAMPLE].split("\n")[:_LINES] if line.strip()]
    for delimiter, fewest in _FEWEST_MARKS.items():
        counts = Counter(line.count(delimiter) for line in lines)
        (marks, times), *_ = counts.most_common(1) or [(0, 0)]
        alike = times * 4 >= len(lines) * 3 and (
            times >= _FEWEST_ROWS or (times == len(lines) > 1 and delimiter != ",")
        )
        if marks >= fewest and alike:
            return True
    return False


def as_text_table(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a table in text, cells apart by tabs."""
    return "\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in rows).encode()


def cells_apart(text: str) -> str:
    """Return a table in text with its columns one below the other, whatever stood between the cells."""
    lines = text.replace("\x00", "").lstrip("\ufeff")
    delimiter = max(_DELIMITERS, key=lines[:_SAMPLE].count)
    try:
        rows = list(csv.reader(io.StringIO(lines), delimiter=delimiter))
    except csv.Error:
        return lines
    return columns_aligned("\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in rows))


def columns_aligned(text: str) -> str:
    """Return text in which lines with equally many tabs stand in columns, so that a cell stands below its head."""
    lines = text.split("\n")
    written = [at for at, line in enumerate(lines) if line.strip()]
    for tabs, group in groupby(written, key=lambda at: lines[at].count("\t")):
        same = list(group)
        rows = [[" ".join(cell.split()) for cell in lines[at].split("\t")] for at in same] if tabs else []
        for at, row in zip(same, _padded(rows), strict=False):
            lines[at] = row
    return "\n".join(lines)


def _padded(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [min(_WIDEST, max(map(_width, column))) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (wide - _width(cell)) for cell, wide in zip(row, widths, strict=True)) for row in rows
    ]


def _width(text: str) -> int:
    return len(text) + sum(east_asian_width(sign) in "WF" for sign in text)


def scans_of_rows(page: Page, hints: ReadingHints) -> tuple[Observation, ...]:
    """Return the events of a parcel's history that stands in the rows of a table."""
    habits, _ = habits_of([span.text for span in page.spans], hints)
    return events_of(with_days_carried(page, habits.dates), habits)


def joined_history(told: Sequence[Observation], events: Sequence[Observation]) -> tuple[Observation, ...]:
    """Join what columns say with the events of the rows: where rows are a history, their days are those of events.

    Rows of which few tell what happens to a parcel, and that name none, are the history of something else.
    """
    days = {one.locator.line for one in told if one.kind in (ObservationKind.AT, ObservationKind.DATED)}
    known = {one.locator.line for one in events if one.kind is ObservationKind.SCAN}
    parcel = any(one.kind is ObservationKind.TRACKING for one in told)
    if not events or (not parcel and len(known) * 2 < len(days)):
        return tuple(told)
    placed = {one.locator.line for one in told if one.kind is ObservationKind.CITY}
    kept = (one for one in told if one.kind not in _OF_AN_EVENT)
    said = {(one.kind, one.value, one.locator.line) for one in told if one.kind not in _OF_AN_EVENT}
    more = (
        one
        for one in events
        if (one.kind, one.value, one.locator.line) not in said
        and not (one.kind is ObservationKind.CITY and one.locator.line in placed)
    )
    return (*kept, *more)
