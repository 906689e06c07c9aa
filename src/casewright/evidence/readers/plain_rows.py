"""Rows that come without a page: spreadsheets and exported tables as text, saved web pages, histories in tables."""

import csv
import io
import re
from collections.abc import Sequence

from casewright.domain.exhibit import Observation
from casewright.evidence.readers.document import habits_of
from casewright.evidence.readers.events import events_of
from casewright.evidence.readers.page import Page
from casewright.evidence.readers.reading import ReadingHints

__all__ = ["as_text_table", "cells_apart", "looks_like_web_page", "scans_of_rows"]

_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|table|div)\b", re.IGNORECASE
)
_DELIMITERS = "\t,;|"
_SAMPLE = 4_000


def looks_like_web_page(text: str) -> bool:
    """Say whether text is a web page that was saved."""
    return _WEB_PAGE.match(text[:_SAMPLE].lstrip("\ufeff")) is not None


def as_text_table(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a table in text, cells apart by tabs."""
    return "\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in rows).encode()


def cells_apart(text: str) -> str:
    """Return a table in text with tabs between the cells, whatever stood between them."""
    lines = text.replace("\x00", "").lstrip("\ufeff")
    delimiter = max(_DELIMITERS, key=lines[:_SAMPLE].count)
    try:
        rows = [
            [cell.replace("\t", " ") for cell in row] for row in csv.reader(io.StringIO(lines), delimiter=delimiter)
        ]
    except csv.Error:
        return lines
    return "\n".join("\t".join(row) for row in rows)


def scans_of_rows(page: Page, hints: ReadingHints) -> tuple[Observation, ...]:
    """Return the events of a parcel's history that stands in the rows of a table."""
    habits, _ = habits_of([span.text for span in page.spans], hints)
    return events_of(page, habits)
