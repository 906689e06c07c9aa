"""One column of cells to one or two columns of values, by kind, with the meaning of `intake.reports.values`.

Most cells of most kinds repeat, so each distinct cell is read once and looked up in a book. Texts, order numbers and
instants seldom repeat: the shapes that most of them have are read in bulk, and what has another shape as the rest is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from casewright.intake.findings import FindingLog
from casewright.intake.reports.columns import ColumnReader
from casewright.lake.distinct import TYPES, Book, Currencies, Found, Read, constant
from casewright.lake.instants import read_instants
from casewright.lake.schema import EXACT, Column

__all__ = ["Books", "Reading", "mapped", "read_column", "recurs", "stripped"]

_BLANKS = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_AMAZON_ORDER = r"^[0-9]{3}-[0-9]{7}-[0-9]{7}$"
_LEAST_ORDER = np.frombuffer(b"000-0000000-0000000", np.uint8)
_ORDER_SPAN = np.frombuffer(b"999-9999999-9999999", np.uint8) - _LEAST_ORDER
"""How far each character of an order number may be above the least one."""
_INSTANTS = frozenset({"instant", "instant_end", "moment"})
_TEXTS = frozenset({"text", "token", "email", "order_id"})
_SELDOM_ALIKE = _INSTANTS | _TEXTS | {"text_or_empty"}

Books = dict[str, Book]
"""What was read of the columns so far, by field."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a column needs beside its cells: where the rows stand, and what no cell holds (see `Cells`).

    Fields that are `coded` are read by their book, and text they give lies as codes.
    """

    numbers: pl.Series
    plain: bool
    log: FindingLog
    coded: frozenset[str]
    books: Books


def stripped(cells: pl.Series, *, plain: bool) -> pl.Series:
    """Return the cells without the blanks that Python's `strip` takes off."""
    return cells.str.strip_chars() if plain else cells.str.strip_chars(_BLANKS)


def mapped(cells: pl.Series, read: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    """Return what a function makes of each cell; it is asked once for each distinct one."""
    if not len(cells):
        return pl.Series([], dtype=dtype)
    if constant(cells):
        return pl.Series([read(cells[0])], dtype=dtype).new_from_index(0, len(cells))
    distinct = cells.unique()
    return cells.replace_strict(distinct, pl.Series(list(map(read, distinct.to_list())), dtype=dtype))


def recurs(reader: ColumnReader) -> bool:
    """Say whether the cells of a column are known to repeat, whatever the file."""
    return bool(reader.words) or reader.kind not in _SELDOM_ALIKE


def read_column(reader: ColumnReader, column: Column, cells: pl.Series, money: Currencies | None, to: Reading) -> Read:
    """Return the values of one chunk; what cannot be read is noted with its row."""
    if reader.field in to.coded:
        if reader.field not in to.books:
            to.books[reader.field] = Book(reader, column, pl.Categorical())
        found = to.books[reader.field].look_up(cells, money, to.numbers)
    else:
        found = _in_bulk(reader, column, cells, to)
    for number, trouble in sorted(found.troubles, key=lambda one: one[0]):
        reader.note(trouble, number, to.log)
    return found.values


def _in_bulk(reader: ColumnReader, column: Column, cells: pl.Series, to: Reading) -> Found:
    """Read the shapes that most cells of a kind have, and the others one by one."""
    rest: pl.Series | None = None
    if reader.kind in _TEXTS:
        done, rest = _texts(reader.kind, cells, to)
    elif reader.kind in _INSTANTS:
        done, rest = read_instants(reader, cells)
    else:
        done = cells
    values = _empty(column, len(cells)) | {column.stem: done}
    if rest is None or not rest.any():
        return Found(values)
    found = Book(reader, column, pl.String()).look_up(cells.filter(rest), None, to.numbers.filter(rest))
    return Found(_scattered(values, rest, found.values), found.troubles)


def _empty(column: Column, rows: int) -> Read:
    """Return the Parquet columns of a field beside its first, which is filled, without values."""
    return {name: pl.repeat(None, rows, dtype=TYPES[shape], eager=True) for name, shape in column.physical[1:]}


def _scattered(values: Read, mask: pl.Series, found: Read) -> Read:
    """Put what was found for the rows of the mask into the values of all rows."""
    at = mask.arg_true()
    if EXACT in found and EXACT not in values:
        values = {**values, EXACT: pl.repeat(value=False, n=len(mask), dtype=pl.Boolean(), eager=True)}
    return {**values, **{name: values[name].clone().scatter(at, part) for name, part in found.items()}}


def _texts(kind: str, cells: pl.Series, to: Reading) -> tuple[pl.Series, pl.Series | None]:
    if kind == "order_id":
        return cells, None if _all_amazon(cells) else ~cells.str.contains(_AMAZON_ORDER)
    if constant(cells):
        done, rest = _texts_varied(kind, cells.head(1), to)
        return done.new_from_index(0, len(cells)), None if rest is None else rest.new_from_index(0, len(cells))
    return _texts_varied(kind, cells, to)


def _all_amazon(cells: pl.Series) -> bool:
    """Say whether all cells are order numbers of Amazon: quicker than to look at each."""
    if not len(cells) or not (cells.str.len_bytes() == len(_LEAST_ORDER)).all():
        return False
    chars = np.frombuffer(cells.str.join("").item().encode(), np.uint8)
    return bool((chars - np.tile(_LEAST_ORDER, len(cells)) <= np.tile(_ORDER_SPAN, len(cells))).all())


def _texts_varied(kind: str, cells: pl.Series, to: Reading) -> tuple[pl.Series, pl.Series | None]:
    short = stripped(cells, plain=to.plain)
    blank = short == ""
    done = cells if kind == "text" else short
    done = done.set(blank, None) if blank.any() else done
    return done, short.str.contains("E+", literal=True) if kind == "token" else None
