"""Each distinct cell of a column read once, by the row reader's own function, and looked up ever after."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from types import MappingProxyType

import polars as pl

from casewright.domain.money import Money
from casewright.intake.reports.columns import ColumnReader
from casewright.intake.reports.values import KINDS, Trouble, read_money
from casewright.lake.schema import EXACT, Column, Shape

__all__ = ["TYPES", "Book", "Currencies", "Found", "Read", "constant"]

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
_MOST = 50_000
_AT = pl.UInt32()


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currency code of each row, and each code once."""

    by_row: pl.Series
    codes: tuple[str, ...]

    @classmethod
    def of(cls, by_row: pl.Series) -> "Currencies":
        """Find the codes."""
        return cls(by_row, (by_row[0],) if constant(by_row) else tuple(by_row.unique()))


@dataclass(frozen=True, slots=True)
class Found:
    """Values of some rows, and what hindered which row."""

    values: Read
    troubles: tuple[tuple[int, Trouble], ...] = ()


def constant(cells: pl.Series) -> bool:
    """Say whether all cells are alike."""
    return len(cells) > 0 and cells[0] == cells[-1] and bool((cells == cells[0]).all())


@dataclass(slots=True)
class _Page:
    """The cells met in one currency, or in none, and the places of their values in the book."""

    cells: list[str] = field(default_factory=list)
    kind: pl.Enum = field(default_factory=lambda: pl.Enum([]))
    places: pl.Series = field(default_factory=lambda: pl.Series([], dtype=_AT))

    def numbers(self, cells: pl.Series) -> pl.Series:
        """Return the number of each cell in this page; none where it is new."""
        return cells.cast(self.kind, strict=False).to_physical()

    def enter(self, cells: list[str], first: int) -> None:
        """Add cells whose values stand in the book from a place on."""
        self.cells.extend(cells)
        self.kind = pl.Enum(self.cells)
        self.places = pl.concat([self.places, pl.int_range(first, first + len(cells), dtype=_AT, eager=True)])


class Book:
    """What the cells of one column say. `text` is how text lies in the frames: as codes where few values recur."""

    def __init__(self, reader: ColumnReader, column: Column, text: pl.DataType) -> None:
        self._reader, self._physical = reader, column.physical
        self._types = {name: text if shape is Shape.TEXT else TYPES[shape] for name, shape in column.physical}
        self._begin()

    def _begin(self) -> None:
        self._pages: dict[str | None, _Page] = {}
        self._values: Read = {name: pl.Series([], dtype=kind) for name, kind in self._types.items()}
        self._misfits = pl.Series([], dtype=pl.Boolean())
        self._troubled: dict[int, Trouble] = {}

    @property
    def crowded(self) -> bool:
        """Whether it holds so many cells that it is no help."""
        return len(self._misfits) > _MOST

    def look_up(self, cells: pl.Series, money: Currencies | None, numbers: pl.Series) -> Found:
        """Return the values of some rows; amounts are read by the currency beside them."""
        if self.crowded:
            self._begin()
        at = self._at(cells, None) if money is None else self._at_amounts(cells, money)
        values = {name: known.gather(at) for name, known in self._values.items()}
        if self._misfits.any():
            misfits = self._misfits.gather(at)
            values |= {EXACT: misfits} if misfits.any() else {}
        return Found(values, tuple(self._located(at, numbers)) if self._troubled else ())

    def _at_amounts(self, cells: pl.Series, money: Currencies) -> pl.Series:
        if len(money.codes) == 1:
            return self._at(cells, money.codes[0])
        at = pl.zeros(len(cells), dtype=_AT, eager=True)
        for currency in money.codes:
            mask = money.by_row == currency
            at = at.scatter(mask.arg_true(), self._at(cells.filter(mask), currency))
        return at

    def _at(self, cells: pl.Series, currency: str | None) -> pl.Series:
        """Return the place of each cell's values, having read those that are new."""
        page = self._pages.setdefault(currency, _Page())
        if constant(cells):
            return self._at_varied(page, cells.head(1), currency).new_from_index(0, len(cells))
        return self._at_varied(page, cells, currency)

    def _at_varied(self, page: _Page, cells: pl.Series, currency: str | None) -> pl.Series:
        numbers = page.numbers(cells)
        if numbers.null_count():
            new = cells.filter(numbers.is_null()).unique().to_list()
            page.enter(new, len(self._misfits))
            self._enter([self._read(cell, currency) for cell in new])
            numbers = page.numbers(cells)
        return page.places.gather(numbers)

    def _read(self, cell: str, currency: str | None) -> object:
        reader = self._reader
        meant = reader.meant(cell)
        if currency is None:
            return KINDS[reader.kind](meant, reader.setting)
        return read_money(meant, currency, reader.setting)

    def _enter(self, read: list[object]) -> None:
        first = len(self._misfits)
        self._troubled |= {first + at: value for at, value in enumerate(read) if isinstance(value, Trouble)}
        values = [value.instead if isinstance(value, Trouble) else value for value in read]
        misfits = [_too_large(value) for value in values]
        fitting = [None if misfit else value for value, misfit in zip(values, misfits, strict=True)]
        for name, shape in self._physical:
            parts = pl.Series([_part(value, shape) for value in fitting], dtype=self._types[name])
            self._values[name] = pl.concat([self._values[name], parts])
        self._misfits = pl.concat([self._misfits, pl.Series(misfits, dtype=pl.Boolean())])

    def _located(self, at: pl.Series, numbers: pl.Series) -> Iterator[tuple[int, Trouble]]:
        mask = at.is_in(list(self._troubled))
        if mask.any():
            places = at.filter(mask)
            yield from zip(numbers.filter(mask), (self._troubled[place] for place in places), strict=True)


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
