"""One column of a plan as two small steps: from the fact to the number of its piece, from the number to masks.

Piece 0 is the unknown: a plain CASE would let NULL fall through to the last interval. A scale with many borders is cut
into steps of equal width, so that a division finds the piece; a list then gives the masks. Never is the table one long
CASE: engines stop compiling beyond a few arms. A word holds 63 rows, for SQL knows signed numbers only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, gcd
from typing import Any

import ibis
import ibis.expr.types as ir

from casewright.domain.facts import FactValue
from casewright.rulebook.catalogue import FactType
from casewright.rulebook.columns import key_of
from casewright.rulebook.look import Column, Scale
from casewright.rulebook.masks import Masks
from casewright.rulebook.plan import cuts_of

__all__ = ["WORD", "FactColumn", "Pieces", "column_pieces", "cut_mask", "looked_up", "whole", "word_count"]

WORD = 63
"""How many rows one signed word holds."""
_LOW = (1 << WORD) - 1
_FEW = 5
"""Up to how many borders a CASE is as good as a list."""
_STEPS = 4096
"""How long a list of steps may be."""
_WHOLE = (FactType.INTEGER, FactType.DAYS, FactType.MONEY)


@dataclass(frozen=True, slots=True)
class FactColumn:
    """The column that holds one fact: money in minor units with its currency beside it, durations in microseconds."""

    value: str
    currency: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The number of each case's piece as an expression, and the masks of the pieces by number."""

    number: ir.IntegerValue
    masks: Sequence[Masks]


@ibis.udf.scalar.builtin(signature=(("array<string>", "string"), "int64"))  # type: ignore[untyped-decorator]  # as ibis is
def array_position(_names: object, _name: object) -> int:
    """Return the place of a text in a list, from 1: a function of the engine's own."""
    raise NotImplementedError  # never run here: the engine's function of this name is


def word_count(rows: int) -> int:
    """Return how many words a mask of that many rows takes."""
    return max(1, -(-rows // WORD))


def cut_mask(mask: int, words: int) -> list[int]:
    """Cut a mask into words."""
    return [mask >> (WORD * word) & _LOW for word in range(words)]


def whole(number: int) -> ir.IntegerValue:
    """Return a whole number as 64 bits."""
    return ibis.literal(number, "int64")


def column_pieces(cases: ir.Table, column: Column, data: FactColumn, kind: FactType) -> Pieces:
    """Return the pieces of one column: the unknown first, then what no cell names, then the rest."""
    value = cases[data.value]
    masks: list[Masks] = [column.blank, column.elsewhere]
    if data.currency is None:
        arms = [(value.isnull(), whole(0))]
        if not column.scales:
            return _exact(value, column, masks, kind)
        number, pieces = _scaled(column.scales[""], value, kind, len(masks))
        return Pieces(ibis.cases(*arms, else_=number), [*masks, *pieces])
    currency = cases[data.currency]
    money = [(value.isnull() | currency.isnull(), whole(0))]
    for unit, scale in column.scales.items():
        number, pieces = _scaled(scale, value, kind, len(masks))
        money.append((currency == unit, number))
        masks.extend(pieces)
    return Pieces(ibis.cases(*money, else_=whole(1)), masks)


def _exact(value: Any, column: Column, masks: list[Masks], kind: FactType) -> Pieces:  # noqa: ANN401 - as ibis types
    """Look a text up in the list of those that cells name; the engine does so once for each text it holds."""
    names = list(column.exact)
    pieces = [*masks, *(column.exact[name] for name in names)]
    if kind is FactType.BOOLEAN or not names:
        arms = [(value == name, whole(number)) for number, name in enumerate(names, len(masks))]
        return Pieces(ibis.cases((value.isnull(), whole(0)), *arms, else_=whole(1)), pieces)
    place = array_position(ibis.literal(names, "array<string>"), value).nullif(whole(0)) + (len(masks) - 1)
    return Pieces(ibis.coalesce(place, ibis.ifelse(value.isnull(), whole(0), whole(1))), pieces)


def _scaled(scale: Scale, value: Any, kind: FactType, first: int) -> tuple[ir.IntegerValue, list[Masks]]:  # noqa: ANN401
    """Return the number of a known value's piece on this scale, counted from `first`, and the masks of its pieces."""
    cuts, masks = cuts_of(scale, kind)
    if kind in _WHOLE and len(cuts) > _FEW:
        starts = [floor(key_of(cut.point)) + 1 if cut.closed else ceil(key_of(cut.point)) for cut in cuts]
        step = gcd(*(start - starts[0] for start in starts))
        if (starts[-1] - starts[0]) // step < _STEPS:
            return _stepped(value, starts, step, first), _spread(starts, step, masks)
    arms = []
    for number, cut in enumerate(cuts, first):
        point = _literal(cut.point, kind)
        arms.append((value <= point if cut.closed else value < point, whole(number)))
    last = whole(first + len(cuts))
    return (ibis.cases(*arms, else_=last) if arms else last), list(masks)


def _stepped(value: Any, starts: list[int], step: int, first: int) -> ir.IntegerValue:  # noqa: ANN401 - as ibis types
    low, high = starts[0] - 1, starts[-1]
    inside = ibis.least(ibis.greatest(value, whole(low)), whole(high)) - (low - first)
    if step == 1:
        return inside
    return ((inside - first + (step - 1)) // step).cast("int64") + first


def _spread(starts: list[int], step: int, masks: Sequence[Masks]) -> list[Masks]:
    """Return the masks step by step: below the first border, then from each multiple of the step."""
    places = {start: masks[number] for number, start in enumerate(starts, 1)}
    spread = [masks[0]]
    for start in range(starts[0], starts[-1] + 1, step):
        spread.append(places.get(start, spread[-1]))
    return spread


def _literal(point: FactValue, kind: FactType) -> Any:  # noqa: ANN401 - ibis types by kind
    if kind is FactType.DURATION:
        return int(key_of(point))
    return ibis.literal(point)


def looked_up(number: ir.IntegerValue, words: Mapping[int, int] | Sequence[int]) -> ir.IntegerValue | None:
    """Return the word of a piece; None where all pieces say nothing, which is 0."""
    listed = list(words.values()) if isinstance(words, Mapping) else list(words)
    if not any(listed):
        return None
    if len(set(listed)) == 1:
        return whole(listed[0])
    if not any(listed[1:]):
        return ibis.ifelse(number == 0, whole(listed[0]), whole(0))
    return ibis.literal(listed, "array<int64>")[number.cast("int32")]
