"""The compiled form of a table: per column, value to bitmask of the rows that accept it; AND gives the answer.

Bit i stands for row i. Each look-up gives two masks: the rows that do hold, and the rows that may hold. The lowest bit
of the second decides if it is in the first too, and asks if it is not. The same masks serve bulk engines and the proof.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.rulebook.cells import Bound, Cell, Compare, bounds_of, compare_with, truth
from casewright.rulebook.dates import Snapshot, segment_of, snapshot
from casewright.rulebook.table import Table

__all__ = ["Column", "Compiled", "Masks", "compile_snapshot", "compiled_table"]

Masks = tuple[int, int]
"""The rows that do hold, and the rows that may hold."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The bounds of one ordered column in one unit, and the masks at and between them: 2n+1 pieces for n bounds."""

    points: tuple[Any, ...]
    masks: tuple[Masks, ...]

    def look(self, key: object) -> Masks:
        """Return the masks of the piece that holds the value."""
        index = bisect_left(self.points, key)
        at_point = index < len(self.points) and self.points[index] == key
        return self.masks[2 * index + 1 if at_point else 2 * index]


@dataclass(frozen=True, slots=True)
class Column:
    """One fact's look-up. `elsewhere` answers for values that no cell names, or money in a currency none names."""

    fact: str
    blank: Masks
    exact: Mapping[object, Masks]
    scales: Mapping[str, Scale]
    elsewhere: Masks

    def look(self, value: FactValue | None) -> Masks:
        """Return which rows accept the value; for an unknown one, which rows do not care and which may accept it."""
        if value is None:
            return self.blank
        if self.scales:
            scale = self.scales.get(_unit(value))
            return self.elsewhere if scale is None else scale.look(_key(value))
        return self.exact.get(value, self.elsewhere)


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A snapshot with its columns."""

    snapshot: Snapshot
    every_row: int
    here: int
    columns: tuple[Column, ...]

    def masks(self, facts: Mapping[str, Fact]) -> Masks:
        """Return which rows hold and which may hold for these facts."""
        hold, may = self.here, self.every_row
        for column in self.columns:
            fact = facts.get(column.fact)
            column_hold, column_may = column.look(None if fact is None else fact.value)
            hold &= column_hold
            may &= column_may
        return hold, may

    def first(self, facts: Mapping[str, Fact]) -> tuple[int | None, bool]:
        """Return the index of the first row that may hold, and whether it does hold. None: no row can hold."""
        hold, may = self.masks(facts)
        lowest = may & -may
        return (lowest.bit_length() - 1 if lowest else None), bool(hold & lowest)


@lru_cache(maxsize=4096)
def _compiled(table: Table, segment: date, marketplace: str | None) -> Compiled:
    return compile_snapshot(snapshot(table, segment, marketplace))


def compiled_table(table: Table, on: date, marketplace: str | None) -> Compiled:
    """Return the compiled form that serves that day. Raise NoPolicyOnDay where the table has a gap."""
    segment = segment_of(table, on)
    if segment == date.min:
        snapshot(table, on, marketplace)
    return _compiled(table, segment, marketplace)


def compile_snapshot(live: Snapshot) -> Compiled:
    """Build the masks of every column that some row in force tests."""
    every_row = (1 << len(live.rows)) - 1
    here = _mask(row.here for row in live.rows)
    names = dict.fromkeys(condition.fact for row in live.rows for condition in row.when)
    return Compiled(live, every_row, here, tuple(_column(live, name, every_row) for name in names))


def _mask(bits: Iterable[bool]) -> int:
    return sum(1 << index for index, bit in enumerate(bits) if bit)


def _column(live: Snapshot, name: str, every_row: int) -> Column:
    cells = [next((item.cell for item in row.when if item.fact == name), None) for row in live.rows]
    free = _mask(cell is None for cell in cells)
    bounds = bounds_of(cell for cell in cells if cell is not None)
    blank = (free, every_row)
    if not live.table.catalogue.facts[name].type.ordered:
        exact: dict[object, Masks] = {bound: _answers(cells, compare_with(bound)) for bound in _literals(bounds)}
        return Column(name, blank, exact, {}, _answers(cells, lambda _bound: 1))
    units = sorted({_unit(bound) for bound in _literals(bounds)})
    scales = {unit: _scale(cells, [bound for bound in _literals(bounds) if _unit(bound) == unit]) for unit in units}
    return Column(name, blank, {}, scales, _answers(cells, lambda _bound: None))


def _literals(bounds: Iterable[Bound]) -> list[FactValue]:
    return [bound for bound in bounds if isinstance(bound, FactValue)]


def _scale(cells: Sequence[Cell | None], bounds: Sequence[FactValue]) -> Scale:
    """Evaluate every cell at each bound and in each gap; a place on the scale is a whole number, odd at a bound."""
    points = sorted({_key(bound) for bound in bounds})
    unit = _unit(bounds[0])
    places = {point: 2 * index + 1 for index, point in enumerate(points)}

    def answers_at(place: int) -> Masks:
        def compare(bound: Bound) -> int | None:
            if not isinstance(bound, FactValue) or _unit(bound) != unit:
                return None
            other = places[_key(bound)]
            return (place > other) - (place < other)

        return _answers(cells, compare)

    return Scale(tuple(points), tuple(answers_at(place) for place in range(2 * len(points) + 1)))


def _answers(cells: Sequence[Cell | None], compare: Compare) -> Masks:
    answers = [True if cell is None else truth(cell, compare) for cell in cells]
    return _mask(answer is True for answer in answers), _mask(answer is not False for answer in answers)


def _unit(value: FactValue) -> str:
    return value.currency if isinstance(value, Money) else ""


def _key(value: FactValue) -> Any:  # noqa: ANN401 - one column holds one ordered type
    return value.minor if isinstance(value, Money) else value
