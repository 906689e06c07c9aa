"""The benchmark's table as an OpenFisca formula: one np.select over arrays, in OpenFisca's own simulation."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core.entities import Entity
from openfisca_core.periods import ETERNITY
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from casewright.domain.money import Money
from casewright.rulebook import Table
from casewright.rulebook.cells import Cell, Equals
from rulebook_table import CARRIERS, REASONS, CaseArrays

__all__ = ["simulation"]

CASE = Entity("case", "cases", "One case", "One case")
CODES = {name: code for names in (REASONS, CARRIERS) for code, name in enumerate(names)}


def simulation(table: Table, arrays: CaseArrays, _verdicts: tuple[str, ...]) -> Callable[[], NDArray[np.int32]]:
    """Return the function that builds a simulation, feeds the arrays and calculates the row of each case."""
    inputs = {
        "reason": arrays.reason,
        "carrier": arrays.carrier,
        "proof": arrays.proof == 1,
        "age": arrays.age,
        "claims": arrays.claims,
        "amount": arrays.minor,
    }
    system = TaxBenefitSystem([CASE])
    for name, values in inputs.items():
        system.add_variable(_variable(name, bool if values.dtype == np.bool_ else int))
    system.add_variable(_formula(table))

    def run() -> NDArray[np.int32]:
        built = SimulationBuilder().build_default_simulation(system, len(arrays.minor))
        for name, values in inputs.items():
            built.set_input(name, "eternity", values)
        found: NDArray[np.int32] = built.calculate("row", "2026-05")
        return found

    return run


def _variable(name: str, kind: type) -> Any:  # noqa: ANN401 - a class made for OpenFisca
    members = {"value_type": kind, "entity": CASE, "definition_period": ETERNITY, "label": name}
    return type(name, (Variable,), members)


def _formula(table: Table) -> Any:  # noqa: ANN401 - a class made for OpenFisca
    def formula(population: Any, period: Any) -> NDArray[np.int64]:  # noqa: ANN401 - OpenFisca's own types
        held = {name: population(name, period) for name in ("reason", "carrier", "proof", "age", "claims", "amount")}
        conditions = []
        for row in table.rows:
            true = np.ones(population.count, np.bool_)
            for item in row.when:
                true &= _test(held[item.fact], item.cell)
            conditions.append(true)
        return np.select(conditions, list(range(len(conditions))))

    members = {"value_type": int, "entity": CASE, "definition_period": ETERNITY, "label": "row", "formula": formula}
    return type("row", (Variable,), members)


def _test(values: NDArray[Any], cell: Cell) -> NDArray[np.bool_]:
    test = cell.tests[0]
    if isinstance(test, Equals):
        bound = CODES[test.bound] if isinstance(test.bound, str) else test.bound
        equal = np.asarray(values == bound)
        return ~equal if cell.negated else equal
    low, high = (bound.minor if isinstance(bound, Money) else bound for bound in (test.low, test.high))
    inside = np.asarray(values >= low)
    return inside if high is None else inside & (values < high)
