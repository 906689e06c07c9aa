"""Literals of other tools turned into values of our facts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.cells import Bound, Cell, Equals, Test

__all__ = ["fitted", "with_bounds"]

_DAY = timedelta(days=1)


def with_bounds(cell: Cell, change: Callable[[Bound], Bound]) -> Cell:
    """Return the cell with each bound changed."""

    def changed(test: Test) -> Test:
        if isinstance(test, Equals):
            return Equals(change(test.bound))
        low = None if test.low is None else change(test.low)
        return replace(test, low=low, high=None if test.high is None else change(test.high))

    return replace(cell, tests=tuple(changed(test) for test in cell.tests))


def fitted(cell: Cell, spec: FactSpec) -> Cell:
    """Turn numbers and lengths into the fact's own type where nothing is lost: whole numbers, whole days."""

    def change(bound: Bound) -> Bound:
        match spec.type, bound:
            case ((FactType.INTEGER | FactType.DAYS), Decimal()) if bound == int(bound):
                return int(bound)
            case FactType.DAYS, timedelta() if not bound % _DAY:
                return bound // _DAY
            case _:
                return bound

    return with_bounds(cell, change)
