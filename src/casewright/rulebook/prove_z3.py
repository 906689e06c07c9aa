"""The second prover, for tables on which the search gives up: the same pieces as a formula for z3, where installed."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from casewright.domain.facts import FactValue
from casewright.domain.words import Words
from casewright.rulebook.axes import Axis
from casewright.rulebook.errors import RulebookError
from casewright.rulebook.masks import Masks, bits_of

__all__ = ["BudgetSpentError", "case_by_z3"]

_STEPS = 20_000_000
"""z3's own count of work, not seconds: the same table always gets the same answer."""


class BudgetSpentError(RulebookError):
    """The search gave up: neither a case nor a proof that there is none."""


def case_by_z3(axes: tuple[Axis, ...], start: Masks, kill: int, want: int) -> dict[str, FactValue] | None:
    """Return one sample per column that kills and keeps these rows; None is a proof that there is none.

    Raise BudgetSpentError where z3 is not installed (extra `prove`) or gives up too.
    """
    if find_spec("z3") is None:
        raise BudgetSpentError(
            Words(
                'the search budget is spent; pip install "casewright[prove]" to let z3 try',
                '搜索步数已用完；可 pip install "casewright[prove]"，让 z3 接着证明',
            )
        )
    hold, may = start
    if hold & want != want:
        return None
    z3 = import_module("z3")
    solver = z3.SolverFor("QF_FD")
    solver.set("rlimit", _STEPS)
    chosen = {axis.fact: [z3.Bool(f"{axis.fact}#{number}") for number in range(len(axis.pieces))] for axis in axes}
    for axis in axes:
        solver.add(z3.PbEq([(one, 1) for one in chosen[axis.fact]], 1))
        solver.add(z3.Or(_pieces(axis, chosen[axis.fact], want, side=0)))
    for index in bits_of(may & kill):
        solver.add(z3.Or([term for axis in axes for term in _without(axis, chosen[axis.fact], index)]))
    answer = solver.check()
    if answer == z3.unknown:
        raise BudgetSpentError(
            Words("z3 gave up too; the table is neither proven nor refuted", "z3 也没有结果；该表既未证明，也未推翻")
        )
    return _samples(axes, chosen, solver.model()) if answer == z3.sat else None


def _pieces(axis: Axis, terms: list[Any], rows: int, *, side: int) -> list[Any]:
    """Return the terms of the pieces that all these rows accept."""
    return [term for term, (masks, _) in zip(terms, axis.pieces, strict=True) if masks[side] & rows == rows]


def _without(axis: Axis, terms: list[Any], index: int) -> list[Any]:
    """Return the terms of the pieces on which the row can no longer hold."""
    return [term for term, (masks, _) in zip(terms, axis.pieces, strict=True) if not masks[1] >> index & 1]


def _samples(axes: tuple[Axis, ...], chosen: dict[str, list[Any]], model: Any) -> dict[str, FactValue]:  # noqa: ANN401 - z3 ships no types
    found = {}
    for axis in axes:
        number = next(index for index, term in enumerate(chosen[axis.fact]) if bool(model.evaluate(term)))
        found[axis.fact] = axis.pieces[number][1]
    return found
