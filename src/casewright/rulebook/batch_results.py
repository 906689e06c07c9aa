"""What the rows of many cases state, as a column: a result of one row, or a number made of the rows that hold."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook.batch_look import WORD
from casewright.rulebook.batch_settle import NOTHING
from casewright.rulebook.cells import parse_literal
from casewright.rulebook.columns import Amounts, BatchColumn, Coded, ColumnError, Scaled, column_of, digits_of, key_of
from casewright.rulebook.plan import Plan
from casewright.rulebook.table import Collect

__all__ = ["gathered_numbers", "result_column"]

_BYTE = 8
_JOIN: Mapping[Collect, Callable[..., NDArray[np.int64]]] = {Collect.MIN: np.minimum, Collect.MAX: np.maximum}
_LEAST, _GREATEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


def result_column(plan: Plan, row: NDArray[np.int32], hold: NDArray[np.uint64] | None, outcome: str) -> BatchColumn:
    """Return one field of the result as a column of facts; unknown where a case is not decided or its row is silent."""
    if plan.table.collect not in (None, Collect.LIST) and outcome in plan.table.by:
        return _gathered(plan, row, hold)
    spec = plan.table.catalogue.outcomes[outcome].as_fact()
    stated = [dict(live.outcome).get(outcome) for live in plan.rows]
    values = [None if text is None else parse_literal(text, spec) for text in stated]
    by_row = column_of(spec, [*values, None])
    return _taken(by_row, np.where(row >= 0, row, len(values)))


def _taken(column: BatchColumn, index: NDArray[np.integer]) -> BatchColumn:
    if isinstance(column, Coded):
        return Coded(column.codes.take(index), column.names)
    known = None if column.known is None else column.known.take(index)
    if isinstance(column, Amounts):
        return Amounts(column.minor.take(index), Coded(column.currency.codes.take(index), column.currency.names), known)
    return Scaled(column.keys.take(index), known, column.digits)


def _gathered(plan: Plan, row: NDArray[np.int32], hold: NDArray[np.uint64] | None) -> BatchColumn:
    if hold is None:
        raise ColumnError(
            Words(
                "the masks were not kept; decide the batch again with keep_masks",
                "没有保留掩码；请用 keep_masks 重新计算这一批",
            )
        )
    numbers, amounts, digits = gathered_numbers(plan, hold)
    decided = (row >= 0) | ((row == NOTHING) & (plan.table.collect is Collect.COUNT))
    currencies = [amount.currency for amount in amounts if isinstance(amount, Money)]
    if currencies:
        codes = np.where(decided, 0, -1).astype(np.int32)
        return Amounts(numbers, Coded(codes, (currencies[0],)))
    return Scaled(numbers, decided, digits)


def gathered_numbers(plan: Plan, hold: NDArray[np.uint64]) -> tuple[NDArray[np.int64], list[FactValue], int]:
    """Return the count, sum, least or greatest of the rows that hold, eight rows at a step; and the rows' own amounts.

    The last number says how many decimal digits the whole numbers carry.
    """
    kind = plan.table.collect
    if kind is Collect.COUNT:
        return np.bitwise_count(hold).sum(axis=0, dtype=np.int64), [], 0
    (name,) = plan.table.by
    spec = plan.table.catalogue.outcomes[name].as_fact()
    amounts = [parse_literal(dict(live.outcome)[name], spec) for live in plan.rows]
    digits = digits_of(amounts)
    keys = [int(key_of(amount, digits)) for amount in amounts]
    return _by_bytes(keys, hold, kind), amounts, digits


def _by_bytes(keys: list[int], hold: NDArray[np.uint64], kind: Collect | None) -> NDArray[np.int64]:
    start = {Collect.MIN: _GREATEST, Collect.MAX: _LEAST}.get(kind or Collect.SUM, 0)
    made = np.full(hold.shape[1], start, np.int64)
    for first in range(0, len(keys), _BYTE):
        word, shift = divmod(first, WORD)
        table = np.array([_made(keys[first : first + _BYTE], byte, kind, start) for byte in range(256)], np.int64)
        step = table.take((hold[word] >> np.uint64(shift) & np.uint64(255)).astype(np.intp))
        made = _JOIN.get(kind or Collect.SUM, np.add)(made, step)
    return made


def _made(keys: list[int], byte: int, kind: Collect | None, start: int) -> int:
    chosen = [key for bit, key in enumerate(keys) if byte >> bit & 1]
    if kind is Collect.MIN:
        return min(chosen, default=start)
    return max(chosen, default=start) if kind is Collect.MAX else sum(chosen)
