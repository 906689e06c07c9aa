"""The reference walk: rows in order, one cell at a time, no masks. The compiled form must always agree with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casewright.domain.facts import Fact, FactValue
from casewright.rulebook.cells import compare_with, truth
from casewright.rulebook.dates import LiveRow, Snapshot
from casewright.rulebook.table import Condition

__all__ = ["Stop", "cell_truth", "open_cells", "value_of", "walk"]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the walk ended: at a row that holds, or (`holds` False) at the first row that may hold."""

    index: int
    holds: bool


def value_of(facts: Mapping[str, Fact], name: str) -> FactValue | None:
    """Return the known value of a fact, or None; a fact that is missing is unknown."""
    fact = facts.get(name)
    return None if fact is None else fact.value


def cell_truth(condition: Condition, facts: Mapping[str, Fact]) -> bool | None:
    """Say whether one condition holds: true, false or unknown."""
    value = value_of(facts, condition.fact)
    return None if value is None else truth(condition.cell, compare_with(value))


def row_truth(row: LiveRow, facts: Mapping[str, Fact]) -> bool | None:
    """Say whether a row holds: one false condition settles it, one unknown leaves it open."""
    answers = [cell_truth(condition, facts) for condition in row.when]
    if False in answers:
        return False
    return True if row.here and None not in answers else None


def walk(live: Snapshot, facts: Mapping[str, Fact]) -> Stop | None:
    """Try the rows in order. None: not one of them can hold."""
    for index, row in enumerate(live.rows):
        answer = row_truth(row, facts)
        if answer is not False:
            return Stop(index, answer is True)
    return None


def open_cells(conditions: Iterable[Condition], facts: Mapping[str, Fact]) -> tuple[Condition, ...]:
    """Return the conditions that cannot be told."""
    return tuple(condition for condition in conditions if cell_truth(condition, facts) is None)
