"""Find the labels of a page and the text that stands for each: behind it, right of it, or below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from casewright.evidence.readers.measures import unit_of
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.vocabulary import FieldMeaning, labels

__all__ = ["Field", "column_fields", "fields_of", "label_at_start", "labels_in"]

_SEPARATOR = re.compile(r"[\s/|#.]*(?:[:=：＝]|[-–—](?=\s)|\.{2,}|_{2,})[\s:：=]*")
_BETWEEN_LANGUAGES = re.compile(r"[\s/|(（]{1,4}")
_CLOSING = re.compile(r"\s*[)）\]】]")
_OPENING = re.compile(r"^[\s(（\[【*•·\-–—■□●▪>]*")
_MOST_BELOW = 2.6
_CLOSE = 1.5
_MOST_ADDRESS_LINES = 4
_LABELLED_SHARE = 2
_LINE_TOTAL = "total"
"""Inside a table it is the total of one line, not of the document."""


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label inside a text: what it means, where its value may begin, and the unit it names."""

    meaning: FieldMeaning
    start: int
    end: int
    marked: bool
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A label with the text of its value. `firm` says that a sign or a place parts the two, not a mere blank."""

    meaning: FieldMeaning
    text: str
    span: Span
    label: str
    firm: bool = True
    unit: str | None = None
    more: tuple[Span, ...] = ()


def _longest_label() -> int:
    return max(map(len, labels()))


def labels_in(text: str) -> list[LabelHit]:
    """Return the labels a text holds, from the left: at its start, or anywhere when a colon follows."""
    squash = squashed(text)
    key, hits, index, longest = squash.key, list[LabelHit](), 0, _longest_label()
    free_from = 0
    while index < len(key):
        if not squash.begins_word(index) or squash.at[index] < free_from:
            index += 1
            continue
        for length in range(min(longest, len(key) - index), 1, -1):
            meaning = labels().get(key[index : index + length])
            if meaning is None or not squash.ends_word(index + length):
                continue
            hit = _hit(text, meaning, squash.at[index], squash.after(index + length))
            if hit.marked or not _OPENING.sub("", text[: hit.start]):
                hits.append(hit)
                free_from = hit.end
                index += length - 1
                break
        index += 1
    return _joined_languages(text, hits)


def _hit(text: str, meaning: FieldMeaning, start: int, end: int) -> LabelHit:
    """Follow a label over its closing bracket, its unit and its colon."""
    unit = unit_of(text[end:])
    if unit is not None:
        end += unit[1]
    if closing := _CLOSING.match(text, end):
        end = closing.end()
    separator = _SEPARATOR.match(text, end)
    return LabelHit(
        meaning, start, separator.end() if separator else end, separator is not None, unit[0] if unit else None
    )


def _joined_languages(text: str, hits: list[LabelHit]) -> list[LabelHit]:
    """Take `Signed by / 签收人:` for one label, whichever of the two carries the colon."""
    joined: list[LabelHit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if last is not None and not last.marked and _BETWEEN_LANGUAGES.fullmatch(text[last.end : hit.start] or " "):
            joined[-1] = LabelHit(last.meaning, last.start, hit.end, hit.marked, hit.unit or last.unit)
        else:
            joined.append(hit)
    return joined


def _is_blank(text: str) -> bool:
    """Whether nothing but the dress of a label is left: `Tracking #`, `Order no. *`."""
    return not text.strip(" :*#.)）_-")


def label_at_start(text: str) -> LabelHit | None:
    """Return the label a text begins with."""
    hits = labels_in(text)
    return hits[0] if hits and not _OPENING.sub("", text[: hits[0].start]) else None


def _is_label_only(span: Span) -> FieldMeaning | None:
    hit = label_at_start(span.text)
    return hit.meaning if hit is not None and _is_blank(span.text[hit.end :]) else None


def fields_of(page: Page) -> Iterator[Field]:
    """Yield every label of a page with what stands for it. Heads of tables give one field for each cell below."""
    heads = _table_heads(page)
    for index, row in enumerate(page.rows):
        if index in heads:
            yield from column_fields(page, index)
            continue
        if any(first < index <= last for first, last in heads.items()):
            continue
        for position, span in enumerate(row):
            yield from _fields_in(page, index, position, span)


def _fields_in(page: Page, index: int, position: int, span: Span) -> Iterator[Field]:
    hits = labels_in(span.text)
    for number, hit in enumerate(hits):
        stop = hits[number + 1].start if number + 1 < len(hits) else len(span.text)
        text = span.text[hit.end : stop].strip(" ,;，；|")
        text = "" if _is_blank(text) else text
        label = span.text[hit.start : hit.end].strip(" :：")
        if text:
            text = " ".join([text, *_close_cells(page.rows[index], position)]) if stop == len(span.text) else text
            more = () if stop < len(span.text) else _lines_below(page, index, span, span.left)
            yield Field(hit.meaning, text, span, label, hit.marked, hit.unit, more)
        elif number + 1 == len(hits):
            other = _right_of(page.rows[index], position) or _below(page, index, span)
            if other is not None:
                row = next(at for at, spans in enumerate(page.rows) if other in spans)
                more = _lines_below(page, row, other, other.left)
                text = " ".join([other.text, *_close_cells(page.rows[row], page.rows[row].index(other))])
                yield Field(hit.meaning, text, other, label, unit=hit.unit, more=more)


def _close_cells(row: Sequence[Span], position: int) -> list[str]:
    """Return the texts of the cells that follow so closely that they carry on the value."""
    texts: list[str] = []
    for last, other in pairwise(row[position:]):
        if other.left - last.right > _CLOSE * last.height or labels_in(other.text):
            break
        texts.append(other.text)
    return texts


def _right_of(row: Sequence[Span], position: int) -> Span | None:
    """Return the next cell of the row, unless it is a label itself."""
    if position + 1 >= len(row):
        return None
    other = row[position + 1]
    return None if label_at_start(other.text) is not None else other


def _below(page: Page, index: int, span: Span) -> Span | None:
    """Return the cell right below a label, unless it is a label itself."""
    for row in page.rows[index + 1 : index + 3]:
        for other in row:
            apart = other.top - span.bottom
            near = -span.height < apart < _MOST_BELOW * span.height
            aligned = other.left < span.right and other.right > span.left
            if near and aligned:
                return None if label_at_start(other.text) is not None else other
    return None


def _lines_below(page: Page, index: int, span: Span, left: float) -> tuple[Span, ...]:
    """Return the lines that carry on below a value at the same left edge, up to the next label."""
    found: list[Span] = []
    last = span
    for row in page.rows[index + 1 :]:
        under = [other for other in row if abs(other.left - left) < 1.2 * max(span.height, other.height)]
        if not under or len(found) == _MOST_ADDRESS_LINES or under[0].top - last.bottom > 1.3 * last.height:
            break
        if any(labels_in(other.text) for other in row if other.left <= under[0].left):
            break
        last = under[0]
        found.append(last)
    return tuple(found)


def _table_heads(page: Page) -> dict[int, int]:
    """Return the rows that are heads of tables, each with the last row of its table."""
    heads: dict[int, int] = {}
    covered = -1
    for index, row in enumerate(page.rows):
        if index <= covered or len(row) < 2:  # noqa: PLR2004 - one cell is no table
            continue
        named = [meaning for span in row if (meaning := _is_label_only(span)) is not None]
        if len(named) >= 2 and len(named) * _LABELLED_SHARE > len(row):  # noqa: PLR2004 - two columns
            last = _last_row(page, index)
            if last > index:
                heads[index], covered = last, last
    return heads


def _last_row(page: Page, index: int) -> int:
    """Return the last row of a table: rows follow until one begins with a label or stands far below."""
    last = index
    for at in range(index + 1, len(page.rows)):
        row, above = page.rows[at], page.rows[last]
        height = max(span.height for span in above)
        far = min(span.top for span in row) - max(span.bottom for span in above) > 3 * height
        if far or any(label_at_start(span.text) is not None for span in row):
            break
        last = at
    return last


def column_fields(page: Page, head: int) -> Iterator[Field]:
    """Yield a field for each cell below the labelled columns of a table."""
    columns = []
    for span in page.rows[head]:
        hit = label_at_start(span.text)
        columns.append((span, hit.meaning if hit else None, hit.unit if hit else None))
    for row in page.rows[head + 1 : _last_row(page, head) + 1]:
        for cell in row:
            column, meaning, unit = max(columns, key=lambda column: _shared(cell, column[0]))
            if meaning is not None and meaning.name != _LINE_TOTAL:
                yield Field(meaning, cell.text, cell, column.text, unit=unit)


def _shared(cell: Span, head: Span) -> float:
    """How much a cell stands under a head: the stretch they share, or how little they miss each other by."""
    return min(cell.right, head.right) - max(cell.left, head.left)
