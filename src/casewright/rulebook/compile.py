"""The compiled form of a table: per column, value to bitmask of the rows that accept it; AND gives the answer.

Bit i stands for row i. Each look-up gives two masks: the rows that do hold, and the rows that may hold. What they mean
together is the hit policy's to say. The same masks serve bulk engines and the proof; for one case both travel in one
number, so that a column costs one look-up and one AND.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from casewright.domain.facts import Fact, FactValue
from casewright.rulebook.catalogue import FactSpec
from casewright.rulebook.cells import Bound, Cell, Compare, bounds_of, compare_with, truth
from casewright.rulebook.chain import WORTH, First, first_look
from casewright.rulebook.dates import LiveRow, Snapshot, segment_of, snapshot
from casewright.rulebook.look import Column, Look, Scale, column_look, packed, place_of, unit_of
from casewright.rulebook.masks import Masks, Settle
from casewright.rulebook.table import HitPolicy, Table
from casewright.rulebook.walk import Answer, same_orders

__all__ = ["Compiled", "columns_of", "compile_snapshot", "compiled_table", "kin_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A snapshot with its columns. `looks` are the same columns, each as one function from value to both masks.

    `first` finds the first row that may hold, and says whether it does hold; None where no row can.
    """

    snapshot: Snapshot
    every_row: int
    here: int
    columns: tuple[Column, ...]
    settle: Settle
    looks: tuple[tuple[str, Look], ...]
    width: int
    first: First

    def masks(self, facts: Mapping[str, Fact]) -> Masks:
        """Return which rows hold and which may hold for these facts."""
        both = self._packed({name: fact.value for name, fact in facts.items()})
        return both & self.every_row, both >> self.width

    def answer(self, values: Mapping[str, FactValue | None]) -> Answer | None:
        """Return the rows that answer for these values, or those still open. None: no row covers them."""
        if self.snapshot.table.hit.stops:
            index, holds = self.first(values)
            return None if index is None else Answer((index,)) if holds else Answer(open=(index,))
        both = self._packed(values)
        return self.settle.answer(both & self.every_row, both >> self.width)

    def _packed(self, values: Mapping[str, FactValue | None]) -> int:
        return _joined(self.looks, packed(self.width)((self.here, self.every_row)), values)


def _joined(looks: tuple[tuple[str, Look], ...], both: int, values: Mapping[str, FactValue | None]) -> int:
    get = values.get
    for name, look in looks:
        both &= look(get(name))
    return both


@lru_cache(maxsize=4096)
def _compiled(table: Table, segment: date, marketplace: str | None) -> Compiled:
    return compile_snapshot(snapshot(table, segment, marketplace))


def compiled_table(table: Table, on: date, marketplace: str | None) -> Compiled:
    """Return the compiled form that serves that day. Raise NoPolicyOnDay where the table has a gap."""
    segment = segment_of(table, on)
    if segment == date.min:
        snapshot(table, on, marketplace)
    return _compiled(table, segment, marketplace)


def compile_snapshot(live: Snapshot, worth: int = WORTH) -> Compiled:
    """Build the masks of every column that some row in force tests; chains once `worth` cases have needed them."""
    width = len(live.rows)
    facts = live.table.catalogue.facts
    columns = columns_of(live.rows, facts)
    here = _mask(row.here for row in live.rows)
    every_row = (1 << width) - 1
    both, settle = _looks(columns, facts, packed(width)), Settle(live.table.hit, kin_of(live.rows, live.table.hit))
    start = packed(width)((here, every_row))

    def doubtful(values: Mapping[str, FactValue | None]) -> tuple[int | None, bool]:
        left = _joined(both, start, values)
        may = left >> width
        lowest = may & -may
        return (lowest.bit_length() - 1, left & lowest != 0) if lowest else (None, False)

    typed = [(column, facts[column.fact].type) for column in columns]
    first = first_look(typed, (here, every_row), width, doubtful, worth)
    return Compiled(live, every_row, here, columns, settle, both, width, first)


def _looks(
    columns: Iterable[Column], facts: Mapping[str, FactSpec], pack: Callable[[Masks], int]
) -> tuple[tuple[str, Look], ...]:
    return tuple((column.fact, column_look(column, facts[column.fact].type, pack)) for column in columns)


def columns_of(rows: Sequence[LiveRow], facts: Mapping[str, FactSpec]) -> tuple[Column, ...]:
    """Return the columns that some of the rows test, in the order in which rows name them."""
    names = dict.fromkeys(condition.fact for row in rows for condition in row.when)
    return tuple(_column(rows, facts[name]) for name in names)


def kin_of(rows: Sequence[LiveRow], hit: HitPolicy) -> tuple[int, ...]:
    """Return for each row the rows that may hold beside it: itself, and under `any` those that order the same."""
    if hit is not HitPolicy.ANY:
        return tuple(1 << index for index in range(len(rows)))
    return tuple(_mask(same_orders(row, other) for other in rows) for row in rows)


def _mask(bits: Iterable[bool]) -> int:
    return sum(1 << index for index, bit in enumerate(bits) if bit)


def _column(rows: Sequence[LiveRow], spec: FactSpec) -> Column:
    name = spec.name
    cells = [next((item.cell for item in row.when if item.fact == name), None) for row in rows]
    free = _mask(cell is None for cell in cells)
    bounds = bounds_of(cell for cell in cells if cell is not None)
    blank = (free, (1 << len(rows)) - 1)
    if not spec.type.ordered:
        exact: dict[object, Masks] = {bound: _answers(cells, compare_with(bound)) for bound in _literals(bounds)}
        return Column(name, blank, exact, {}, _answers(cells, lambda _bound: 1))
    units = sorted({unit_of(bound) for bound in _literals(bounds)})
    scales = {unit: _scale(cells, [bound for bound in _literals(bounds) if unit_of(bound) == unit]) for unit in units}
    return Column(name, blank, {}, scales, _answers(cells, lambda _bound: None))


def _literals(bounds: Iterable[Bound]) -> list[FactValue]:
    return [bound for bound in bounds if isinstance(bound, FactValue)]


def _scale(cells: Sequence[Cell | None], bounds: Sequence[FactValue]) -> Scale:
    """Evaluate every cell at each bound and in each gap; a place on the scale is a whole number, odd at a bound."""
    points = sorted({place_of(bound) for bound in bounds})
    unit = unit_of(bounds[0])
    places = {point: 2 * index + 1 for index, point in enumerate(points)}

    def answers_at(place: int) -> Masks:
        def compare(bound: Bound) -> int | None:
            if not isinstance(bound, FactValue) or unit_of(bound) != unit:
                return None
            other = places[place_of(bound)]
            return (place > other) - (place < other)

        return _answers(cells, compare)

    return Scale(tuple(points), tuple(answers_at(place) for place in range(2 * len(points) + 1)))


def _answers(cells: Sequence[Cell | None], compare: Compare) -> Masks:
    answers = [True if cell is None else truth(cell, compare) for cell in cells]
    return _mask(answer is True for answer in answers), _mask(answer is not False for answer in answers)
