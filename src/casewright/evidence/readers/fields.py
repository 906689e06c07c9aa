"""Find the text that stands for each label of a page: behind it, right of it, or below it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby, pairwise

from casewright.domain.exhibit import ObservationKind
from casewright.evidence.readers.labels import is_blank, label_alone, label_at_start, labels_in
from casewright.evidence.readers.measures import unit_behind
from casewright.evidence.readers.near_fields import fits_form, fitting_field, near_field
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.vocabulary import FieldMeaning
from casewright.intake.order_ids import order_ids_in

__all__ = ["Field", "fields_of"]

_MOST_BELOW = 2.6
_FEWEST_CAPTIONS = 3
_CLOSE = 1.5
_MOST_ADDRESS_LINES = 4
_LABELLED_SHARE = 2
_FEWEST_CELLS, _NAMED_SHARE = 3, 4
_LONGEST_HEAD = 40
_SIGNS = " :：=＝"
"""What parts a label and its value; a recogniser may put it at the head of the value."""
_LINE_TOTAL = "total"
"""Inside a table of goods it is the total of one line, not of the document."""
_WITH_DIGITS = frozenset(
    {
        ObservationKind.AT,
        ObservationKind.ORDER,
        ObservationKind.TRACKING,
        ObservationKind.SERIAL,
        ObservationKind.BATCH,
        ObservationKind.SKU,
        ObservationKind.ASIN,
        ObservationKind.WEIGHT,
        ObservationKind.AMOUNT,
        ObservationKind.ONE_TIME_CODE,
        ObservationKind.POSTAL_CODE,
    }
)


class _Way(Enum):
    """Where the value of a label stands, if it is not behind it."""

    BESIDE = "beside"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Field:
    """A label with the text of its value. `firm` says that a sign or a place parts the two, not a mere blank.

    `guessed` says that what the label means was guessed.
    """

    meaning: FieldMeaning
    text: str
    span: Span
    label: str
    firm: bool = True
    unit: str | None = None
    more: tuple[Span, ...] = ()
    guessed: bool = False


def fields_of(page: Page) -> Iterator[Field]:
    """Yield every label of a page with what stands for it. Heads of tables give one field for each cell below."""
    captioned = _is_captioned(page)
    heads = {} if captioned else _table_heads(page)
    way = _Way.ABOVE if captioned else _Way.BELOW if _is_stacked(page, heads) else _Way.BESIDE
    covered = -1
    for index, row in enumerate(page.rows):
        if index in heads:
            covered = heads[index]
            yield from _column_fields(page, index, covered)
        if index <= covered:
            continue
        for position in range(len(row)):
            yield from _fields_in(page, index, position, way)


def _plausible(meaning: FieldMeaning, span: Span | None) -> bool:
    """Whether a text can be the value: numbers, days and sums hold a digit."""
    return span is not None and (meaning.kind not in _WITH_DIGITS or any(sign.isdigit() for sign in span.text))


def _is_stacked(page: Page, heads: dict[int, int]) -> bool:
    """Whether a page writes values below their labels rather than beside them, by those that must hold a digit."""
    below = sum(last == first + 1 for first, last in heads.items()) * 2
    beside = 0
    for index, row in enumerate(page.rows):
        for position, span in enumerate(row):
            meaning = label_alone(span.text)
            if index in heads or meaning is None or meaning.kind not in _WITH_DIGITS:
                continue
            right, under = _right_of(row, position), _below(page, index, span)[1]
            below += under is not None and _plausible(meaning, under)
            beside += right is not None and _plausible(meaning, right)
    return below > beside


def _is_captioned(page: Page) -> bool:
    """Whether a form writes each label below its line, as slips do that are filled in by hand: the value stands above.

    Such a page begins with a value and ends with a label, so that more labels have a cell above than below or beside.
    """
    above = below = beside = 0
    for index, row in enumerate(page.rows):
        for position, span in enumerate(row):
            meaning = label_alone(span.text)
            if meaning is None:
                continue
            above += _has_form(meaning, span, _above(page, index, span)[1])
            below += _has_form(meaning, span, _below(page, index, span)[1])
            beside += _has_form(meaning, span, _right_of(row, position))
    return above >= _FEWEST_CAPTIONS and above > max(below, beside)


def _has_form(meaning: FieldMeaning, label: Span, cell: Span | None) -> bool:
    """Whether a cell is written as the values of a field are."""
    fits = cell is not None and _plausible(meaning, cell) and fits_form(meaning, label.text, cell.text) is not False
    return fits and cell is not None and (meaning.kind is ObservationKind.ORDER or not _is_order(cell.text))


def _is_order(text: str) -> bool:
    return any(True for _ in order_ids_in(text))


def _value_cell(page: Page, index: int, position: int, meaning: FieldMeaning, way: _Way) -> tuple[int, Span] | None:
    """Return the cell that holds the value of a label without one, with its row."""
    if way is _Way.ABOVE:
        choices: Sequence[tuple[int, Span | None]] = (_above(page, index, page.rows[index][position]),)
    else:
        right = (index, _right_of(page.rows[index], position))
        under = _below(page, index, page.rows[index][position])
        choices = (under, right) if way is _Way.BELOW else (right, under)
    return next(((row, cell) for row, cell in choices if cell is not None and _plausible(meaning, cell)), None)


def _fields_in(page: Page, index: int, position: int, way: _Way) -> Iterator[Field]:
    span = page.rows[index][position]
    hits = labels_in(span.text)
    if not hits:
        yield from _near_field_in(page, index, position, way)
    for number, hit in enumerate(hits):
        stop = hits[number + 1].start if number + 1 < len(hits) else len(span.text)
        text = span.text[hit.end : stop].strip(" ,;，；|")
        text = "" if is_blank(text) else text
        label = span.text[hit.start : hit.end].strip(" :：")
        if text:
            text = " ".join([text, *_close_cells(page.rows[index], position)]) if stop == len(span.text) else text
            more = () if stop < len(span.text) else _lines_below(page, index, span, span.left)
            meaning = fitting_field(hit.meaning, label, text)
            yield Field(meaning, text, span, label, hit.marked, hit.unit, more, hit.guessed)
        elif number + 1 == len(hits):
            cell = _value_cell(page, index, position, hit.meaning, way)
            if cell is not None:
                row, other = cell
                more = () if way is _Way.ABOVE else _lines_below(page, row, other, other.left)
                text = " ".join([other.text, *_close_cells(page.rows[row], page.rows[row].index(other))]).lstrip(_SIGNS)
                meaning = fitting_field(hit.meaning, label, text)
                yield Field(meaning, text, other, label, unit=hit.unit, more=more, guessed=hit.guessed)


def _near_field_in(page: Page, index: int, position: int, way: _Way) -> Iterator[Field]:
    """Yield the field of a label that no list knows: a colon or its place beside a value parts the two."""
    row = page.rows[index]
    span = row[position]
    label, colon, text = (part.strip() for part in span.text.replace("：", ":").partition(":"))
    value = span
    first = row[0].text.strip(" .)").isdigit()
    paired = position % 2 == first and len(row) % 2 == first
    if not text and way is _Way.ABOVE:
        return
    if not text and paired and (right := _right_of(row, position)) is not None:
        text, value = right.text.lstrip(_SIGNS), right
    elif not text and way is _Way.BELOW and (under := _below(page, index, span)[1]) is not None:
        text, value = under.text, under
    if not text or not label or (not colon and any(map(str.isdigit, label))):
        return
    meaning = near_field(label, [text])
    if meaning is not None:
        firm = meaning.kind not in _WITH_DIGITS
        unit = unit_behind(label)
        told = replace(value, sure=False)
        yield Field(meaning, text, told, label, firm, unit and unit[0], guessed=True)


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


def _below(page: Page, index: int, span: Span) -> tuple[int, Span | None]:
    """Return the cell right below a label with its row, unless it is a label itself."""
    return _next_to(page, index, range(index + 1, min(index + 3, len(page.rows))), span)


def _above(page: Page, index: int, span: Span) -> tuple[int, Span | None]:
    """Return the cell right above a label with its row, unless it is a label itself."""
    return _next_to(page, index, range(index - 1, max(index - 3, -1), -1), span)


def _next_to(page: Page, index: int, rows: Iterable[int], span: Span) -> tuple[int, Span | None]:
    for at in rows:
        for other in page.rows[at]:
            apart = max(other.top - span.bottom, span.top - other.bottom)
            near = -span.height < apart < _MOST_BELOW * span.height
            aligned = other.left < span.right and other.right > span.left
            if near and aligned:
                return at, None if label_at_start(other.text) is not None else other
    return index, None


def _lines_below(page: Page, index: int, span: Span, left: float) -> tuple[Span, ...]:
    """Return the lines that carry on below a value at the same left edge, up to the next label."""
    found: list[Span] = []
    last = span
    for row in page.rows[index + 1 : index + 2 + _MOST_ADDRESS_LINES]:
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
        named = [meaning for span in row if (meaning := label_alone(span.text)) is not None]
        if len(named) >= 2 and (len(named) * _LABELLED_SHARE > len(row) or _is_head(row, len(named))):  # noqa: PLR2004 - two columns
            last = _last_row(page, index)
            if last > index:
                heads[index], covered = last, last
    return heads


def _is_head(row: Sequence[Span], named: int) -> bool:
    """Whether a row in which only some cells are known labels is still a head: many short cells without a digit."""
    wordy = all(len(span.text) <= _LONGEST_HEAD and not any(sign.isdigit() for sign in span.text) for span in row)
    return wordy and len(row) >= _FEWEST_CELLS and named * _NAMED_SHARE >= len(row)


def _last_row(page: Page, head: int) -> int:
    """Return the last row of a table: rows follow until one begins with a label, stands far below or does not fit."""
    last = head
    columns = _columns(page, head)
    for at in range(head + 1, len(page.rows)):
        row, above = page.rows[at], page.rows[last]
        height = max(span.height for span in above)
        far = min(span.top for span in row) - max(span.bottom for span in above) > 3 * height
        if far or _is_labelled(row, columns) or not _fits(row, columns):
            break
        last = at
        if not any(column.meaning is not None and column.meaning.kind in _WITH_DIGITS for column in columns):
            break
    return last


def _is_labelled(row: Sequence[Span], columns: Sequence["_Column"]) -> bool:
    """Whether a row begins something new by its labels; one cell of many that sounds like a label does not."""
    hits = [label_at_start(span.text) for span in row]
    labels = [hit for hit in hits if hit is not None]
    few = len(labels) * _FEWEST_CELLS <= len(row) and hits[0] is None and not any(hit.marked for hit in labels)
    return bool(labels) and not (few and any(_is_proved(_column_of(cell, columns), cell) for cell in row))


def _is_proved(column: "_Column", cell: Span) -> bool:
    """Whether a cell holds the number or day that its column promises."""
    wanted = column.meaning is not None and column.meaning.kind in _WITH_DIGITS
    return wanted and any(sign.isdigit() for sign in cell.text)


@dataclass(frozen=True, slots=True)
class _Column:
    """A head of a table: the cell it stands in, what it means, the unit it names, whether its meaning was guessed."""

    span: Span
    meaning: FieldMeaning | None
    unit: str | None
    guessed: bool = False


def _columns(page: Page, head: int) -> list[_Column]:
    hits = [(span, label_at_start(span.text)) for span in page.rows[head]]
    return [
        _Column(span, None, None) if hit is None else _Column(span, hit.meaning, hit.unit, hit.guessed)
        for span, hit in hits
    ]


def _column_of(cell: Span, columns: Sequence[_Column]) -> _Column:
    """Return the column a cell stands under: the one it shares most with, or misses least."""
    return max(columns, key=lambda one: min(cell.right, one.span.right) - max(cell.left, one.span.left))


def _fits(row: Sequence[Span], columns: Sequence[_Column]) -> bool:
    """Whether each cell of a row can be what its column promises."""
    under = [(_column_of(cell, columns).meaning, cell) for cell in row]
    return all(meaning is None or _plausible(meaning, cell) for meaning, cell in under)


def _column_fields(page: Page, head: int, last: int) -> Iterator[Field]:
    """Yield a field for each cell below the labelled columns of a table."""
    columns = [_near_column(page, head, last, one) for one in _columns(page, head)]
    lines = last > head + 1 or len(columns) > _FEWEST_CELLS
    for row in page.rows[head + 1 : last + 1]:
        for column, group in groupby(row, key=lambda cell: _column_of(cell, columns)):
            cells = list(group)
            if column.meaning is not None and not (lines and column.meaning.name == _LINE_TOTAL):
                text = " ".join(cell.text for cell in cells)  # a recogniser may part one value
                head_text = column.span.text
                yield Field(column.meaning, text, cells[0], head_text, unit=column.unit, guessed=column.guessed)


def _near_column(page: Page, head: int, last: int, column: _Column) -> _Column:
    """Return a column with what its head is nearest to, where no list knows the head and its cells bear it out."""
    if column.meaning is not None or label_at_start(column.span.text) is not None:
        return column
    columns = _columns(page, head)
    cells = [cell.text for row in page.rows[head + 1 : last + 1] for cell in row if _column_of(cell, columns) == column]
    return replace(column, meaning=near_field(column.span.text, cells), guessed=True)
