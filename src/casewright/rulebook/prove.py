"""Searches a compiled table for a case: one that reaches a given row, one that no row covers, one where two rows clash.

A case is one piece per column. The search kills the rows that must not hold one after another and has a budget, since
the question is hard in general. What it cannot settle goes to z3 where that is installed; what neither settles is
reported as undecided, never as proven. Every case found is put to the reference walk before anybody sees it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from casewright.domain.facts import Fact, FactValue
from casewright.domain.words import Words
from casewright.rulebook.axes import Axis, axes_of
from casewright.rulebook.compile import Compiled
from casewright.rulebook.errors import RulebookError
from casewright.rulebook.masks import bits_of
from casewright.rulebook.prove_z3 import BudgetSpentError, case_by_z3
from casewright.rulebook.table import HitPolicy
from casewright.rulebook.walk import row_truth

__all__ = ["NODE_BUDGET", "Budget", "BudgetSpentError", "case_for_row", "clashing_rows", "uncovered_case"]


NODE_BUDGET = 50_000
"""How many steps one search may take."""


_SPENT = Words(
    "the search budget is spent; the table is neither proven nor refuted", "搜索步数已用完；该表既未证明，也未推翻"
)


@dataclass(slots=True)
class Budget:
    """Steps left for one search."""

    left: int = field(default=NODE_BUDGET)

    def spend(self) -> None:
        """Take one step. Raise BudgetSpentError when none is left."""
        if self.left <= 0:
            raise BudgetSpentError(_SPENT)
        self.left -= 1


def case_for_row(compiled: Compiled, index: int, budget: Budget | None = None) -> Mapping[str, Fact] | None:
    """Return facts for which this row decides, or None when there are none. Raise BudgetSpentError.

    Where rows are tried in order, the earlier ones must not hold; elsewhere it is enough that the row itself does.
    """
    earlier = (1 << index) - 1 if compiled.snapshot.table.hit.stops else 0
    return _search(compiled, earlier, 1 << index, budget or Budget())


def uncovered_case(compiled: Compiled, budget: Budget | None = None) -> Mapping[str, Fact] | None:
    """Return known facts that no row accepts, or None when the table is complete. Raise BudgetSpentError."""
    return _search(compiled, compiled.every_row, 0, budget or Budget())


def clashing_rows(compiled: Compiled) -> Iterator[tuple[int, int, Mapping[str, Fact]]]:
    """Return pairs of rows that can hold together though the table allows one result, each with a case.

    Columns are independent of each other, so two rows meet exactly when they share a piece of every column.
    """
    if compiled.snapshot.table.hit not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return
    axes = axes_of(compiled)
    together = [compiled.here & compiled.every_row] * compiled.width
    for axis in axes:
        meeting = [0] * compiled.width
        for (hold, _), _sample in axis.pieces:
            for index in bits_of(hold):
                meeting[index] |= hold
        together = [mask & other for mask, other in zip(together, meeting, strict=True)]
    for index, mask in enumerate(together):
        later = mask & ~compiled.settle.kin[index] & -(2 << index)
        for other in bits_of(later):
            yield index, other, _checked(compiled, _shared(axes, index, other), (1 << index) | (1 << other), 0)


def _shared(axes: tuple[Axis, ...], one: int, other: int) -> dict[str, FactValue]:
    both = (1 << one) | (1 << other)
    return {axis.fact: next(sample for (hold, _), sample in axis.pieces if hold & both == both) for axis in axes}


def _search(compiled: Compiled, kill: int, want: int, budget: Budget) -> Mapping[str, Fact] | None:
    """Find a case in which no row of `kill` may hold and every row of `want` does."""
    if compiled.here & want != want:
        return None
    axes = axes_of(compiled)
    branches = tuple(_branch(axis, kill, want) for axis in axes)
    try:
        found = _descend(branches, kill, budget)
    except BudgetSpentError:
        found = case_by_z3(axes, (compiled.here, compiled.every_row), kill, want)
    return None if found is None else _checked(compiled, found, want, kill)


@dataclass(frozen=True, slots=True)
class _Branch:
    """One column of a search: the pieces that the wanted rows allow, by the rows to be killed that they leave alive.

    Of pieces that leave the same rows one is enough; `free` are the rows that no piece of this column kills.
    """

    fact: str
    pieces: tuple[tuple[int, FactValue], ...]
    free: int


def _branch(axis: Axis, kill: int, want: int) -> _Branch:
    alive: dict[int, FactValue] = {}
    for (hold, may), sample in axis.pieces:
        if hold & want == want:
            alive.setdefault(may & kill, sample)
    return _Branch(axis.fact, tuple(alive.items()), axis.free & kill)


def _checked(compiled: Compiled, found: Mapping[str, FactValue], want: int, kill: int) -> Mapping[str, Fact]:
    """Put the case to the reference before anybody sees it."""
    case = {name: Fact(name, value) for name, value in found.items()}
    rows = compiled.snapshot.rows
    holds = all(row_truth(rows[index], case) is True for index in bits_of(want))
    if not holds or any(row_truth(rows[index], case) is not False for index in bits_of(kill)):
        raise RulebookError(
            Words(
                f"the proof and the reference disagree on {found}; report this",
                f"证明与参考实现对 {found} 的说法不一；请报告这个问题",
            )
        )
    return case


def _descend(branches: tuple[_Branch, ...], left: int, budget: Budget) -> dict[str, FactValue] | None:
    """Choose pieces until none of the rows that are left may hold. Of two pieces, one that leaves more is not tried."""
    budget.spend()
    careless = left
    for branch in branches:
        careless &= branch.free
    if careless:
        return None
    if not branches:
        return {}
    branch = max(branches, key=lambda one: (left & ~one.free).bit_count())
    rest = tuple(other for other in branches if other is not branch)
    leaving: dict[int, FactValue] = {}
    for alive, sample in branch.pieces:
        leaving.setdefault(left & alive, sample)
    for still, sample in sorted(leaving.items(), key=lambda one: one[0].bit_count()):
        if any(other & ~still == 0 and other != still for other in leaving):
            continue
        found = _descend(rest, still, budget)
        if found is not None:
            return {branch.fact: sample, **found}
    return None
