"""What the rows of many cases state, as a column: a result of one row, or a number made of the rows that hold."""

from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import Any

import ibis
import ibis.expr.types as ir

from casewright.bulk.masks import WORD, FactColumn
from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.rulebook.batch_settle import NOTHING
from casewright.rulebook.catalogue import FactType
from casewright.rulebook.cells import parse_literal
from casewright.rulebook.columns import key_of
from casewright.rulebook.plan import Plan
from casewright.rulebook.table import Collect

__all__ = ["with_result"]


def with_result(plan: Plan, answered: ir.Table, prefix: str, outcome: str) -> tuple[ir.Table, FactColumn]:
    """Add one field of the result as a column; NULL where a case is not decided or its row is silent."""
    spec = plan.table.catalogue.outcomes[outcome].as_fact()
    name, currency = f"{prefix}{outcome}", f"{prefix}{outcome}_currency"
    if plan.table.collect not in (None, Collect.LIST) and outcome in plan.table.by:
        value, unit = _gathered(plan, answered, prefix, outcome)
    else:
        stated = [dict(live.outcome).get(outcome) for live in plan.rows]
        values = {index: parse_literal(text, spec) for index, text in enumerate(stated) if text is not None}
        row = answered[f"{prefix}row"]
        value = _by_row(row, {index: _plain(one, spec.type) for index, one in values.items()})
        unit = _by_row(row, {index: one.currency for index, one in values.items() if isinstance(one, Money)})
    if spec.type is not FactType.MONEY:
        return answered.mutate(**{name: value}), FactColumn(name)
    return answered.mutate(**{name: value, currency: unit}), FactColumn(name, currency)


def _plain(value: FactValue, kind: FactType) -> Any:  # noqa: ANN401 - whatever a literal may be
    if kind in (FactType.MONEY, FactType.DURATION):
        return int(key_of(value))
    return value


def _by_row(row: ir.IntegerValue, values: Mapping[int, Any]) -> Any:  # noqa: ANN401 - ibis types by kind
    alike: dict[Any, list[int]] = {}
    for index, value in values.items():
        alike.setdefault(value, []).append(index)
    if not alike:
        return ibis.null("string")
    arms = [(row.isin(indexes), ibis.literal(value)) for value, indexes in alike.items()]
    return ibis.cases(*arms)


def _gathered(plan: Plan, answered: ir.Table, prefix: str, outcome: str) -> tuple[Any, Any]:
    """Return the number made of all rows that hold, and its currency; of no row there is a count and nothing else."""
    row = answered[f"{prefix}row"]
    kind = plan.table.collect
    held = [_holds(answered, prefix, index) for index in range(len(plan.rows))]
    if kind is Collect.COUNT:
        count = reduce(add, [ibis.ifelse(one, 1, 0).cast("int64") for one in held])
        return ibis.ifelse((row >= 0) | (row == NOTHING), count, None), ibis.null("string")
    spec = plan.table.catalogue.outcomes[outcome].as_fact()
    amounts = [parse_literal(dict(live.outcome)[outcome], spec) for live in plan.rows]
    plain = [ibis.literal(_plain(amount, spec.type)) for amount in amounts]
    if kind is Collect.SUM:
        made = reduce(add, [ibis.ifelse(one, amount, amount - amount) for one, amount in zip(held, plain, strict=True)])
    else:
        chosen = [ibis.ifelse(one, amount, None) for one, amount in zip(held, plain, strict=True)]
        pick = ibis.least if kind is Collect.MIN else ibis.greatest
        made = pick(*chosen) if len(chosen) > 1 else chosen[0]  # Spark takes no single one
    currency = next((amount.currency for amount in amounts if isinstance(amount, Money)), None)
    unit = ibis.ifelse(row >= 0, ibis.literal(currency), None) if currency else ibis.null("string")
    return ibis.ifelse(row >= 0, made, None), unit


def _holds(answered: ir.Table, prefix: str, index: int) -> ir.BooleanValue:
    word, bit = divmod(index, WORD)
    return (answered[f"{prefix}hold{word}"] & (1 << bit)) != 0
