"""The reference walk: rows in order, one cell at a time, no masks. The compiled form must always agree with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casewright.domain.facts import Fact, FactValue
from casewright.rulebook.cells import compare_with, truth
from casewright.rulebook.dates import LiveRow, Snapshot
from casewright.rulebook.table import Condition, HitPolicy

__all__ = ["Answer", "cell_truth", "open_cells", "row_truth", "same_orders", "value_of", "walk"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that give the answer; or the rows still `open`, whose unknown facts must be asked before there is one.

    `clash` are rows that hold together although the table allows only one result.
    """

    rows: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    clash: tuple[int, ...] = ()


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


def same_orders(one: LiveRow, other: LiveRow) -> bool:
    """Say whether two rows order and state the same, so that it does not matter which of them is named."""
    return (one.row.do, one.row.clocks, one.outcome) == (other.row.do, other.row.clocks, other.outcome)


def walk(live: Snapshot, facts: Mapping[str, Fact]) -> Answer | None:
    """Try the rows in order and settle as the table's hit policy says. None: no row covers these facts."""
    if live.table.hit.stops:
        return _stop(live, facts)
    answers = [row_truth(row, facts) for row in live.rows]
    holding = tuple(index for index, answer in enumerate(answers) if answer)
    undecided = tuple(index for index, answer in enumerate(answers) if answer is None)
    if live.table.hit.gathers:
        return Answer(open=undecided) if undecided else Answer(holding)
    return _single(live, holding, undecided)


def _stop(live: Snapshot, facts: Mapping[str, Fact]) -> Answer | None:
    for index, row in enumerate(live.rows):
        answer = row_truth(row, facts)
        if answer is not False:
            return Answer((index,)) if answer else Answer(open=(index,))
    return None


def _single(live: Snapshot, holding: tuple[int, ...], undecided: tuple[int, ...]) -> Answer | None:
    """Settle unique and any: one result, or a clash; a row that may add another result is asked about first."""
    alike = live.table.hit is HitPolicy.ANY
    others = [
        index
        for index in (*holding, *undecided)
        if holding and index != holding[0] and not (alike and same_orders(live.rows[index], live.rows[holding[0]]))
    ]
    clash = [index for index in others if index in holding]
    if clash:
        return Answer(clash=(holding[0], clash[0]))
    if holding:
        return Answer(open=(others[0],)) if others else Answer(holding[:1])
    return Answer(open=undecided[:1]) if undecided else None


def open_cells(conditions: Iterable[Condition], facts: Mapping[str, Fact]) -> tuple[Condition, ...]:
    """Return the conditions that cannot be told."""
    return tuple(condition for condition in conditions if cell_truth(condition, facts) is None)
