"""One column of a plan as small CASE expressions: which rows may hold, and which of those are in doubt.

The arm for NULL stands first: a plain CASE would let an unknown fall through to the last interval. A word holds 63
rows, for SQL knows signed numbers only. Never is the table one long CASE: engines stop compiling beyond a few arms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
import ibis.expr.types as ir

from casewright.domain.facts import FactValue
from casewright.rulebook.catalogue import FactType
from casewright.rulebook.columns import key_of
from casewright.rulebook.compile import Column, Scale
from casewright.rulebook.masks import Masks
from casewright.rulebook.plan import cuts_of

__all__ = ["WORD", "Arms", "FactColumn", "case_of", "column_words", "cut_mask", "join_words", "word_count"]

WORD = 63
"""How many rows one signed word holds."""
_LOW = (1 << WORD) - 1

Arms = Sequence[tuple[ir.BooleanValue, Masks]]
"""Conditions with the masks they stand for, in the order of a CASE."""


@dataclass(frozen=True, slots=True)
class FactColumn:
    """The column that holds one fact: money in minor units with its currency beside it, durations in microseconds."""

    value: str
    currency: str | None = None


def word_count(rows: int) -> int:
    """Return how many words a mask of that many rows takes."""
    return max(1, -(-rows // WORD))


def cut_mask(mask: int, words: int) -> list[int]:
    """Cut a mask into words."""
    return [mask >> (WORD * word) & _LOW for word in range(words)]


def column_words(
    cases: ir.Table, column: Column, data: FactColumn, kind: FactType, words: int
) -> tuple[list[ir.IntegerValue | None], list[ir.IntegerValue | None]]:
    """Return the words of rows that may hold, and of rows in doubt; None where a word says nothing."""
    arms, otherwise = _arms(cases, column, data, kind)
    may = [case_of(arms, otherwise, lambda masks: masks[1], word, every=True) for word in range(words)]
    doubt = [case_of(arms, otherwise, lambda masks: masks[1] & ~masks[0], word, every=False) for word in range(words)]
    return may, doubt


def case_of(
    arms: Arms, otherwise: Masks, pick: Callable[[Masks], int], word: int, *, every: bool
) -> ir.IntegerValue | None:
    """Build one CASE; None when it would give the same for every case and so say nothing."""
    numbers = [(condition, cut_mask(pick(masks), word + 1)[word]) for condition, masks in arms]
    last = cut_mask(pick(otherwise), word + 1)[word]
    while numbers and numbers[-1][1] == last:
        numbers.pop()
    if not numbers:
        silent = _LOW if every else 0
        return None if last == silent else ibis.literal(last, "int64")
    return ibis.cases(
        *((one, ibis.literal(number, "int64")) for one, number in numbers), else_=ibis.literal(last, "int64")
    )


def _arms(cases: ir.Table, column: Column, data: FactColumn, kind: FactType) -> tuple[Arms, Masks]:
    value = cases[data.value]
    if data.currency is None:
        blank = (value.isnull(), column.blank)
        if not column.scales:
            return [blank, *_exact(column, value)], column.elsewhere
        scaled, last = _scaled(column.scales[""], value, kind)
        return [blank, *scaled], last
    currency = cases[data.currency]
    arms: list[tuple[ir.BooleanValue, Masks]] = [(value.isnull() | currency.isnull(), column.blank)]
    for unit, scale in column.scales.items():
        here = currency == unit
        scaled, last = _scaled(scale, value, kind)
        arms.extend((here & condition, masks) for condition, masks in scaled)
        arms.append((here, last))
    return arms, column.elsewhere


def _exact(column: Column, value: ir.Value) -> Arms:
    """Return one arm for all values with the same masks."""
    alike: dict[Masks, list[object]] = {}
    for name, masks in column.exact.items():
        if masks != column.elsewhere:
            alike.setdefault(masks, []).append(name)
    return [(value.isin(names) if len(names) > 1 else value == names[0], masks) for masks, names in alike.items()]


def _scaled(scale: Scale, value: Any, kind: FactType) -> tuple[Arms, Masks]:  # noqa: ANN401 - ibis types by kind
    cuts, masks = cuts_of(scale, kind)
    arms = []
    for cut, mask in zip(cuts, masks, strict=False):
        point = _literal(cut.point, kind)
        arms.append((value <= point if cut.closed else value < point, mask))
    return arms, masks[-1]


def _literal(point: FactValue, kind: FactType) -> Any:  # noqa: ANN401 - ibis types by kind
    if kind is FactType.DURATION:
        return int(key_of(point))
    return ibis.literal(point)


def join_words(
    columns: Sequence[Sequence[ir.IntegerValue | None]], words: int, *, of_doubt: bool
) -> list[ir.IntegerValue | None]:
    """Join the words of all columns: AND of what may hold, OR of what is in doubt."""
    joined: list[ir.IntegerValue | None] = []
    for word in range(words):
        terms = [column[word] for column in columns]
        said = [term for term in terms if term is not None]
        joined.append(reduce(or_ if of_doubt else and_, said) if said else None)
    return joined
