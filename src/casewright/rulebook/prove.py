"""Searches a compiled table for a case: one that reaches a given row, or one that no row covers.

A case is one piece per column; the search kills the earlier rows one after another and has a budget, since the question
is hard in general: what is not settled within it is reported as undecided, never as proven.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.compile import Column, Compiled, Masks, Scale
from casewright.rulebook.errors import RulebookError
from casewright.rulebook.walk import Stop, walk

__all__ = ["NODE_BUDGET", "Budget", "BudgetSpentError", "case_for_row", "uncovered_case"]


NODE_BUDGET = 50_000
"""How many steps one search may take."""


class BudgetSpentError(RulebookError):
    """The search gave up: neither a case nor a proof that there is none."""


@dataclass(slots=True)
class Budget:
    """Steps left for one search."""

    left: int = field(default=NODE_BUDGET)

    def spend(self) -> None:
        """Take one step. Raise BudgetSpentError when none is left."""
        if self.left <= 0:
            raise BudgetSpentError("the search budget is spent; the table is neither proven nor refuted")
        self.left -= 1


@dataclass(frozen=True, slots=True)
class _Axis:
    """One column as the search sees it: for each distinct pair of masks a sample; `free` are the rows not caring."""

    fact: str
    pieces: tuple[tuple[Masks, FactValue], ...]
    free: int


def case_for_row(compiled: Compiled, index: int, budget: Budget | None = None) -> Mapping[str, Fact] | None:
    """Return facts for which this row decides, or None when there are none. Raise BudgetSpentError."""
    return _search(compiled, index, budget or Budget())


def uncovered_case(compiled: Compiled, budget: Budget | None = None) -> Mapping[str, Fact] | None:
    """Return known facts that no row accepts, or None when the table is complete. Raise BudgetSpentError."""
    return _search(compiled, len(compiled.snapshot.rows), budget or Budget())


def _search(compiled: Compiled, target: int, budget: Budget) -> Mapping[str, Fact] | None:
    beyond = 1 << len(compiled.snapshot.rows)
    facts = compiled.snapshot.table.catalogue.facts
    axes = tuple(_axis(column, facts[column.fact], beyond) for column in compiled.columns)
    found = _descend(axes, (compiled.here | beyond, compiled.every_row), 1 << target, budget)
    if found is None:
        return None
    case = {name: Fact(name, value) for name, value in found.items()}
    stop = walk(compiled.snapshot, case)
    if stop != (Stop(target, holds=True) if 1 << target != beyond else None):
        raise RulebookError(f"the proof and the reference disagree on {case}; report this")
    return case


def _descend(axes: tuple[_Axis, ...], alive: Masks, target: int, budget: Budget) -> dict[str, FactValue] | None:
    """Choose pieces until no row before the target may hold and the target still does."""
    budget.spend()
    hold, may = alive
    if not hold & target:
        return None
    earlier = may & (target - 1)
    careless = earlier
    for axis in axes:
        careless &= axis.free
    if careless:
        return None
    if not axes:
        return {}
    axis = _next_axis(axes, earlier)
    rest = tuple(other for other in axes if other is not axis)
    for (piece_hold, piece_may), sample in axis.pieces:
        found = _descend(rest, (hold & piece_hold, may & piece_may), target, budget)
        if found is not None:
            return {axis.fact: sample, **found}
    return None


def _next_axis(axes: tuple[_Axis, ...], earlier: int) -> _Axis:
    """Branch where the most of the rows still to be killed have a say."""
    return max(axes, key=lambda axis: (earlier & ~axis.free).bit_count())


def _axis(column: Column, spec: FactSpec, beyond: int) -> _Axis:
    samples = _ordered_samples(column, spec) if column.scales else _discrete_samples(column, spec)
    distinct: dict[Masks, FactValue] = {}
    for value in samples:
        hold, may = column.look(value)
        distinct.setdefault((hold | beyond, may), value)
    return _Axis(column.fact, tuple(distinct.items()), column.blank[0] | beyond)


def _discrete_samples(column: Column, spec: FactSpec) -> list[FactValue]:
    if spec.type is FactType.BOOLEAN:
        return [True, False]
    if spec.type is FactType.ENUM:
        return list(spec.values)
    named = [value for value in column.exact if isinstance(value, str)]
    return [*named, "".join(named) + "?"]


def _ordered_samples(column: Column, spec: FactSpec) -> list[FactValue]:
    return [value for unit, scale in column.scales.items() for value in _scale_samples(scale, unit, spec)]


def _scale_samples(scale: Scale, unit: str, spec: FactSpec) -> list[FactValue]:
    """Return every bound and one value from each gap that holds one."""
    step = _step(spec.type)
    edges = [None, *scale.points, None]
    keys = list(scale.points)
    for low, high in pairwise(edges):
        key = high - step if low is None else low + step
        if low is not None and high is not None and isinstance(low, Decimal):
            key = (low + high) / 2
        if high is None or low is None or key < high:
            keys.append(key)
    inside = [key for key in keys if _in_domain(key, spec)]
    return [Money(key, unit) if spec.type is FactType.MONEY else key for key in inside]


def _step(kind: FactType) -> Any:  # noqa: ANN401 - as many kinds of step as ordered types
    match kind:
        case FactType.DATE:
            return timedelta(days=1)
        case FactType.INSTANT:
            return timedelta(microseconds=1)
        case FactType.DECIMAL:
            return Decimal(1)
        case _:
            return 1


def _in_domain(key: int | Decimal | date | datetime, spec: FactSpec) -> bool:
    if not isinstance(key, int):
        return True
    return (spec.low is None or key >= spec.low) and (spec.high is None or key <= spec.high)
