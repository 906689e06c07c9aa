"""The kind of paper that a heading or a row of column heads is nearest to in meaning, where no list knows either."""

import re
from collections.abc import Iterator, Sequence

from casewright.domain.exhibit import ExhibitKind
from casewright.evidence.readers.nearest import Subject, nearest
from casewright.evidence.readers.page import Page, Span

__all__ = ["near_kind"]

_NO_PAPER = "none"
_FEWEST_HEADS = 3
_HEAD_ROWS = 12
_LONGEST_HEAD = 30
_OPENING_ROWS, _BODY_ROWS = 4, 30
_CLEAR = (0.5, 0.15)
"""How near and how clear a line of the body must be."""
_LONGEST_OPENING = 160
_NUMBERED = 5
_PART = 3
_ADDRESS = re.compile(r"[\w-]\.[a-z]{2,4}\b|@")


def near_kind(headings: Sequence[str], pages: Sequence[Page]) -> ExhibitKind | None:
    """Return the kind that any heading, a sentence in its place, or the first row of column heads is nearest to."""
    return (
        _clearest(headings)
        or _clearest(list(_opening(pages, _OPENING_ROWS)))
        or _clearest(list(_heads(pages)))
        or _clearest(list(_opening(pages, _BODY_ROWS)), _CLEAR)
    )


def _may_name(text: str) -> bool:
    """Whether a line is words at all: no clock, no web address, not mostly signs and digits."""
    letters = sum(map(str.isalpha, text))
    return letters * _PART >= len(text) * (_PART - 1) and _ADDRESS.search(text) is None


def _opening(pages: Sequence[Page], rows: int) -> Iterator[str]:
    """Yield the first lines that stand alone, sentences too: some papers say in a sentence what they are."""
    for row in pages[0].rows[:rows] if pages else ():
        text = row[0].text
        if len(row) == 1 and len(text) <= _LONGEST_OPENING and sum(map(str.isdigit, text)) < _NUMBERED:
            yield text


def _clearest(texts: Sequence[str], bar: tuple[float, float] | None = None) -> ExhibitKind | None:
    found = (near for text in filter(_may_name, texts) if (near := nearest(Subject.KIND, text, bar=bar)) is not None)
    best = max(
        (near for near in found if near.meaning != _NO_PAPER), key=lambda one: one.similarity + one.lead, default=None
    )
    return None if best is None else ExhibitKind(best.meaning)


def _heads(pages: Sequence[Page]) -> Iterator[str]:
    """Yield the first row that may be the heads of a table: short cells side by side, without a digit."""
    rows = (row for page in pages for row in page.rows[:_HEAD_ROWS])
    heads = next((row for row in rows if len(row) >= _FEWEST_HEADS and all(map(_is_head, row))), None)
    if heads is not None:
        yield ", ".join(span.text.replace("_", " ") for span in heads)


def _is_head(span: Span) -> bool:
    return len(span.text) <= _LONGEST_HEAD and not any(map(str.isdigit, span.text))
