"""One column of cells to one or two columns of values, by kind, with the meaning of `intake.reports.values`.

Most cells of most kinds repeat, so each distinct cell is read once by the row reader's own function. Texts, order
numbers and instants seldom repeat: the shapes that most of them have are read in bulk, and what has another shape goes
as the rest does.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from types import MappingProxyType

import polars as pl

from casewright.domain.money import Money
from casewright.intake.findings import FindingLog
from casewright.intake.reports.columns import ColumnReader
from casewright.intake.reports.values import KINDS, Trouble, read_money
from casewright.lake.schema import EXACT, Column, Shape

__all__ = ["TYPES", "Currencies", "Read", "Reading", "mapped", "read_column", "stripped"]

Read = dict[str, pl.Series]
"""Parquet columns of one field by name; under EXACT, where some value fits none, which rows these are."""
TYPES: MappingProxyType[Shape, pl.DataType] = MappingProxyType(
    {
        Shape.TEXT: pl.String(),
        Shape.WHOLE: pl.Int64(),
        Shape.TRUTH: pl.Boolean(),
        Shape.DAY: pl.Date(),
        Shape.INSTANT: pl.Datetime("us", "UTC"),
    }
)
"""How each shape lies in a frame."""
_LARGEST = 2**63 - 1
_BLANKS = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_AMAZON_ORDER = r"^[0-9]{3}-[0-9]{7}-[0-9]{7}$"
_WRITTEN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-5][0-9]"
_WRITTEN_CHARS = len("2025-07-10T07:33:10")
_DAY_CHARS = len("2025-07-10")
_USUAL = (pl.datetime(1990, 1, 1), pl.datetime(2101, 1, 1))
"""Instants outside are looked at one by one."""
_MOST_ENDINGS = 200
_BASE = datetime(2001, 1, 1, tzinfo=UTC)
_INSTANTS = frozenset({"instant", "instant_end", "moment"})
_TEXTS = frozenset({"text", "token", "email", "order_id"})
_MEMO = 50_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a column needs beside its cells: where the rows stand, and what no cell holds (see `Cells`)."""

    numbers: pl.Series
    plain: bool
    rewritten: bool
    log: FindingLog


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currency code of each row, and each code once."""

    by_row: pl.Series
    codes: tuple[str, ...]

    @classmethod
    def of(cls, by_row: pl.Series) -> "Currencies":
        """Find the codes."""
        return cls(by_row, tuple(by_row.unique()))


@dataclass(frozen=True, slots=True)
class _Found:
    """Values of some rows, and what hindered which row."""

    values: Read
    troubles: tuple[tuple[int, Trouble], ...] = ()


def stripped(cells: pl.Series, *, plain: bool) -> pl.Series:
    """Return the cells without the blanks that Python's `strip` takes off."""
    return cells.str.strip_chars() if plain else cells.str.strip_chars(_BLANKS)


def mapped(cells: pl.Series, read: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    """Return what a function makes of each cell; it is asked once for each distinct one."""
    if not len(cells):
        return pl.Series([], dtype=dtype)
    distinct = cells.unique()
    return cells.replace_strict(distinct, pl.Series(list(map(read, distinct.to_list())), dtype=dtype))


def read_column(reader: ColumnReader, column: Column, cells: pl.Series, money: Currencies | None, to: Reading) -> Read:
    """Return the values of one chunk; what cannot be read is noted with its row."""
    if len(reader.memo) > _MEMO:
        reader.memo.clear()
    if money is not None:
        found = _amounts(reader, column, cells, money, to.numbers)
    else:
        found = _in_bulk(reader, column, cells, to) or _by_distinct(reader, column, cells, to.numbers, None)
    for number, trouble in sorted(found.troubles, key=lambda one: one[0]):
        reader.note(trouble, number, to.log)
    return found.values


def _in_bulk(reader: ColumnReader, column: Column, cells: pl.Series, to: Reading) -> _Found | None:
    """Read the shapes that most cells of a kind have, and the others one by one; None for a kind without any."""
    rest: pl.Series | None = None
    if reader.kind in _TEXTS:
        done, rest = _texts(reader.kind, cells, to)
    elif reader.kind in _INSTANTS:
        done, rest = _instants(reader, cells)
    elif reader.kind == "text_or_empty":
        done = cells
    else:
        return None
    values = {**_empty(column, len(cells)), column.stem: done}
    if rest is None or not rest.any():
        return _Found(values)
    found = _by_distinct(reader, column, cells.filter(rest), to.numbers.filter(rest), None)
    return _Found(_scattered(values, rest, found.values), found.troubles)


def _empty(column: Column, rows: int) -> Read:
    return {name: pl.repeat(None, rows, dtype=TYPES[shape], eager=True) for name, shape in column.physical}


def _scattered(values: Read, mask: pl.Series, found: Read) -> Read:
    """Put what was found for the rows of the mask into the values of all rows."""
    at = mask.arg_true()
    if EXACT in found and EXACT not in values:
        values = {**values, EXACT: pl.repeat(value=False, n=len(mask), dtype=pl.Boolean(), eager=True)}
    return {**values, **{name: values[name].clone().scatter(at, part) for name, part in found.items()}}


def _texts(kind: str, cells: pl.Series, to: Reading) -> tuple[pl.Series, pl.Series | None]:
    if kind == "order_id":
        return cells, ~cells.str.contains(_AMAZON_ORDER)
    short = stripped(cells, plain=to.plain)
    blank = short == ""
    done = cells if kind == "text" else short
    done = done.set(blank, None) if blank.any() else done
    return done, short.str.contains("E+", literal=True) if kind == "token" and to.rewritten else None


def _instants(reader: ColumnReader, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Read cells such as 2025-07-10T07:33:10+00:00: all of the first cell's ending at once, then what is left."""
    first = next(iter(cells.filter(cells.str.len_bytes() > 0).head(1)), "")
    ending, mark = first[_WRITTEN_CHARS:], first[_DAY_CHARS : _DAY_CHARS + 1]
    shift = _shift(reader, mark + ending) if re.match(_WRITTEN, first) else None
    if shift is None:
        return _by_ending(reader, cells)
    cell, shape = pl.col("cell"), f"{_WRITTEN.replace('[T ]', mark)}{re.escape(ending)}$"
    written = f"%Y-%m-%d{mark}%H:%M:%S{ending.replace('%', '%%')}"
    at = cell.str.to_datetime(written, strict=False, time_unit="us")
    frame = pl.DataFrame({"cell": cells}).select(shaped=cell.str.contains(shape), at=at)
    good = pl.col("shaped") & pl.col("at").is_between(*_USUAL, closed="left")
    moved = pl.col("at").dt.replace_time_zone("UTC") + pl.duration(microseconds=shift)
    done = frame.select(pl.when(good).then(moved if shift else pl.col("at").dt.replace_time_zone("UTC"))).to_series()
    rest = done.is_null()
    if not rest.any():
        return done, rest
    others, left = _by_ending(reader, cells.filter(rest))
    return done.clone().scatter(rest.arg_true(), others), rest.clone().scatter(rest.arg_true(), left)


def _by_ending(reader: ColumnReader, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Read the first part in bulk, each distinct ending once."""
    cell = pl.col("cell")
    head = cell.str.slice(0, _WRITTEN_CHARS).str.replace(" ", "T", literal=True)
    frame = pl.DataFrame({"cell": cells}).select(
        shaped=cell.str.contains(_WRITTEN),
        at=head.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us"),
        ending=cell.str.slice(_DAY_CHARS, 1) + cell.str.slice(_WRITTEN_CHARS),
    )
    usual = pl.col("at").is_between(*_USUAL, closed="left")
    good = frame.select((pl.col("shaped") & usual).fill_null(value=False)).to_series()
    endings = frame.get_column("ending").filter(good).unique().to_list()
    if not endings or len(endings) > _MOST_ENDINGS:
        return (
            pl.repeat(None, len(cells), dtype=TYPES[Shape.INSTANT], eager=True),
            pl.repeat(value=True, n=len(cells), dtype=pl.Boolean(), eager=True),
        )
    shifts = pl.Series([_shift(reader, ending) for ending in endings], dtype=pl.Int64)
    shift = pl.col("ending").replace_strict(endings, shifts, default=None)
    at = pl.col("at").dt.replace_time_zone("UTC") + pl.duration(microseconds=shift)
    done = frame.with_columns(good=good).select(pl.when("good").then(at)).to_series()
    return done, done.is_null()


def _shift(reader: ColumnReader, ending: str) -> int | None:
    """Return the microseconds that an ending moves the instant before it; None where it must be read whole."""
    setting = replace(reader.setting, took_utc=False)
    value = KINDS[reader.kind](f"2001-01-01{ending[:1]}00:00:00{ending[1:]}", setting)
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    reader.setting.took_utc |= setting.took_utc
    return (value - _BASE) // datetime.resolution


def _amounts(reader: ColumnReader, column: Column, cells: pl.Series, money: Currencies, numbers: pl.Series) -> _Found:
    """Read the amounts currency by currency."""
    if len(money.codes) == 1:
        return _by_distinct(reader, column, cells, numbers, money.codes[0])
    values = _empty(column, len(cells))
    troubles: list[tuple[int, Trouble]] = []
    for currency in money.codes:
        mask = money.by_row == currency
        found = _by_distinct(reader, column, cells.filter(mask), numbers.filter(mask), currency)
        values = _scattered(values, mask, found.values)
        troubles.extend(found.troubles)
    return _Found(values, tuple(troubles))


def _by_distinct(
    reader: ColumnReader, column: Column, cells: pl.Series, numbers: pl.Series, currency: str | None
) -> _Found:
    """Read each distinct cell once, by the row reader's own function."""
    if not len(cells):
        return _Found(_empty(column, 0))
    distinct = cells.unique()
    read = [_read(reader, cell, currency) for cell in distinct.to_list()]
    values = [value.instead if isinstance(value, Trouble) else value for value in read]
    misfits = [_too_large(value) for value in values]
    fitting = [None if misfit else value for value, misfit in zip(values, misfits, strict=True)]
    found: Read = {}
    for name, shape in column.physical:
        if currency is not None and shape is Shape.TEXT:
            minor = found[column.physical[0][0]]
            found[name] = (
                pl.DataFrame({"minor": minor})
                .select(pl.when(pl.col("minor").is_not_null()).then(pl.lit(currency)))
                .to_series()
            )
        else:
            parts = pl.Series([_part(value, shape) for value in fitting], dtype=TYPES[shape])
            found[name] = cells.replace_strict(distinct, parts)
    if any(misfits):
        found[EXACT] = cells.replace_strict(distinct, pl.Series(misfits, dtype=pl.Boolean()))
    troubled = {cell: value for cell, value in zip(distinct, read, strict=True) if isinstance(value, Trouble)}
    return _Found(found, tuple(_located(troubled, cells, numbers)) if troubled else ())


def _read(reader: ColumnReader, cell: str, currency: str | None) -> object:
    key = cell if currency is None else (cell, currency)
    if key not in reader.memo:
        setting = reader.setting
        reader.memo[key] = (
            KINDS[reader.kind](cell, setting) if currency is None else read_money(cell, currency, setting)
        )
    return reader.memo[key]


def _too_large(value: object) -> bool:
    number = value.minor if isinstance(value, Money) else value
    return isinstance(number, int) and abs(number) > _LARGEST


def _part(value: object, shape: Shape) -> object:
    """Return what a value puts into a Parquet column of a shape: None where it belongs into the other column."""
    match value:
        case Money():
            return value.minor if shape is Shape.WHOLE else value.currency
        case datetime():
            return value.astimezone(UTC) if shape is Shape.INSTANT else None
        case date():
            return value if shape is Shape.DAY else None
        case Enum():
            return value.value
        case _:
            return value


def _located(troubled: dict[str, Trouble], cells: pl.Series, numbers: pl.Series) -> Iterator[tuple[int, Trouble]]:
    mask = cells.is_in(list(troubled))
    for cell, number in zip(cells.filter(mask), numbers.filter(mask), strict=True):
        yield number, troubled[cell]
