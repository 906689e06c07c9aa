"""Join the lines into which a narrow column of a table broke the text of a cell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from casewright.domain.exhibit import Region
from casewright.evidence.readers.labels import label_alone
from casewright.evidence.readers.page import Page, Span

__all__ = ["with_joined_cells"]

_FEWEST_CELLS = 3
_TIGHT = 0.85
"""Lines of one cell stand closer than rows of the table, by at least so much."""
_FAR = 4.0
_WIDE = "\u3040", "\u9fff"
_Row = Sequence[Span]


def with_joined_cells(page: Page) -> Page:
    """Return a page in which each row of a table is one row, also where its cells run over several lines."""
    rows: list[tuple[Span, ...]] = []
    at = 0
    while at < len(page.rows):
        block = _block(page.rows[at:])
        rows.extend(_joined(block))
        at += len(block)
    return replace(page, rows=tuple(rows)) if len(rows) < len(page.rows) else page


def _block(rows: Sequence[_Row]) -> Sequence[_Row]:
    """Return the rows from the first on that stand in the columns of the first: a table, or that row alone."""
    if len(rows[0]) < _FEWEST_CELLS:
        return rows[:1]
    height = median(span.height for span in rows[0])
    count = 1
    for above, row in pairwise(rows):
        near = _top(row) - _top(above) < _FAR * height
        if not near or not all(_column(cell, rows[0]) is not None for cell in row):
            break
        count += 1
    return rows[:count]


def _top(row: _Row) -> float:
    return median(span.middle for span in row)


def _column(cell: Span, head: _Row) -> int | None:
    """Return the number of the column a cell stands in: it begins at its left edge and ends before the next."""
    at = next((at for at, span in enumerate(head) if abs(span.left - cell.left) < 0.8 * span.height), None)
    return None if at is None or (at + 1 < len(head) and cell.right > head[at + 1].left) else at


def _joined(block: Sequence[_Row]) -> Iterator[tuple[Span, ...]]:
    steps = [_top(lower) - _top(upper) for upper, lower in pairwise(block)]
    among = max(steps[1:], default=0.0)
    record = list(block[0])
    for row, step in zip(block[1:], steps, strict=True):
        tight = step <= _TIGHT * among or (step <= _TIGHT * max(steps) and _column(row[0], block[0]) != 0)
        if tight and len(row) < len(block[0]) and _carries_on(row, record):
            record = [_one(span, row) for span in record]
        else:
            yield tuple(record)
            record = list(row)
    yield tuple(record)


def _carries_on(row: _Row, record: _Row) -> bool:
    """Whether each cell of a row stands below a cell of the record, and neither is a row of labels."""
    if (
        len(record) < _FEWEST_CELLS
        or _labels(record) * 2 >= len(record)
        or (len(row) > 1 and _labels(row) * 2 > len(row))
    ):
        return False
    return all(_column(cell, record) is not None for cell in row)


def _labels(row: _Row) -> int:
    return sum(label_alone(cell.text) is not None for cell in row)


def _one(span: Span, row: _Row) -> Span:
    """Return a cell with the line of the row that carries it on."""
    more = next((cell for cell in row if _column(cell, (span,)) is not None), None)
    if more is None:
        return span
    wide = all(_WIDE[0] <= sign <= _WIDE[1] for sign in (span.text[-1], more.text[0]))
    return replace(
        span,
        text=f"{span.text}{'' if wide else ' '}{more.text}",
        right=max(span.right, more.right),
        bottom=more.bottom,
        region=_around(span.region, more.region),
        sure=span.sure and more.sure,
        lines=span.lines + 1,
    )


def _around(one: Region | None, other: Region | None) -> Region | None:
    if one is None or other is None:
        return one or other
    return Region(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
