"""What the mask words of many cases mean under each hit policy, as expressions: a row, or the row that is open.

Bits are taken away by subtraction and never by `~`, for Ibis 12 writes ~(a | b) as ~a | b where it joins two steps.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from casewright.bulk.masks import WORD, cut_mask, whole, word_count
from casewright.rulebook.batch_settle import ASKS, CLASH, NO_POLICY, NOTHING, UNCOVERED
from casewright.rulebook.plan import Plan

__all__ = ["Words", "settled"]

Words = Sequence[ir.IntegerValue]


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]  # ibis ships no types
def bit_count(_word: int) -> int:
    """Return how many bits are set: a function of the engine's own."""
    raise NotImplementedError  # never run here: the engine's function of this name is


def settled(plan: Plan, cases: ir.Table, prefix: str) -> ir.Table:
    """Add `<prefix>row` and `<prefix>open` to a table that holds the mask words (`<prefix>may0`, `<prefix>doubt0`)."""
    numbers = range(word_count(len(plan.rows)))
    may = [cases[f"{prefix}may{number}"] for number in numbers]
    doubt = [cases[f"{prefix}doubt{number}"] for number in numbers]
    if plan.table.hit.stops:
        return _stop(cases, may, doubt, prefix)
    held = cases.mutate(
        **{f"{prefix}hold{number}": _without(may[number], doubt[number]) for number in numbers},
        **{f"{prefix}rest{number}": may[number] & doubt[number] for number in numbers},
    )
    hold = [held[f"{prefix}hold{number}"] for number in numbers]
    rest = [held[f"{prefix}rest{number}"] for number in numbers]
    if plan.table.hit.gathers:
        waits = reduce(or_, [word != 0 for word in rest])
        return _named(held, _first(hold, NOTHING), waits, _first(rest, -1), prefix)
    return _single(plan, held, (hold, rest), prefix)


def _first(words: Words, otherwise: int) -> ir.IntegerValue:
    """Return the place of the lowest bit over all words."""
    arms = [(word != 0, _trailing(word) + WORD * number) for number, word in enumerate(words)]
    return ibis.cases(*arms, else_=whole(otherwise))


def _trailing(word: ir.IntegerValue) -> ir.IntegerValue:
    return bit_count(_without(word - 1, word)).cast("int64")


def _without(word: ir.IntegerValue, bits: ir.IntegerValue) -> ir.IntegerValue:
    return word - (word & bits)


def _lowest(word: ir.IntegerValue) -> ir.IntegerValue:
    return word - (word & (word - 1))


def _named(
    cases: ir.Table, row: ir.IntegerValue, waits: ir.BooleanValue, first_open: ir.IntegerValue, prefix: str
) -> ir.Table:
    """Name the two columns; an open row keeps any other from deciding, and a day without policy keeps both."""
    arms = [(waits, whole(ASKS))]
    if f"{prefix}quiet" in cases.columns:
        quiet = cases[f"{prefix}quiet"]
        arms.insert(0, (quiet, whole(NO_POLICY)))
        first_open = ibis.ifelse(quiet, whole(-1), first_open)
    return cases.mutate(**{f"{prefix}row": ibis.cases(*arms, else_=row), f"{prefix}open": first_open})


def _stop(cases: ir.Table, may: Words, doubt: Words, prefix: str) -> ir.Table:
    if len(may) == 1:
        waits = (_lowest(may[0]) & doubt[0]) != 0
        first = ibis.ifelse(may[0] == 0, whole(UNCOVERED), _trailing(may[0]))
    else:
        arms = [(word != 0, (_lowest(word) & unsure) != 0) for word, unsure in zip(may, doubt, strict=True)]
        waits, first = ibis.cases(*arms, else_=False), _first(may, UNCOVERED)
    return _named(cases, first, waits, ibis.ifelse(waits, first, whole(-1)), prefix)


def _single(plan: Plan, held: ir.Table, words: tuple[Words, Words], prefix: str) -> ir.Table:
    """One result: rows of another result that hold too clash, those that may are asked about first."""
    hold, rest = words
    staged = held.mutate(**{f"{prefix}first": _first(hold, -1)})
    first = staged[f"{prefix}first"]
    count = len(hold)
    beside = [_kin_word(plan, first, number, count) for number in range(count)]
    clash = reduce(or_, [_without(one, kin) != 0 for one, kin in zip(hold, beside, strict=True)])
    rivals = staged.mutate(
        **{f"{prefix}clash": (first >= 0) & clash},
        **{f"{prefix}rival{number}": _without(rest[number], beside[number]) for number in range(count)},
    )
    open_words = [rivals[f"{prefix}rival{number}"] for number in range(count)]
    clashes = rivals[f"{prefix}clash"]
    first_open = ibis.ifelse(clashes, whole(-1), _first(open_words, -1))
    opened = rivals.mutate(**{f"{prefix}rival": first_open})
    first_open = opened[f"{prefix}rival"]
    row = _single_row(opened, prefix)
    return _named(opened, row, first_open >= 0, first_open, prefix)


def _single_row(opened: ir.Table, prefix: str) -> ir.IntegerValue:
    first = opened[f"{prefix}first"]
    return ibis.cases((opened[f"{prefix}clash"], whole(CLASH)), (first >= 0, first), else_=whole(UNCOVERED))


def _kin_word(plan: Plan, first: ir.IntegerValue, number: int, count: int) -> ir.IntegerValue:
    """Return, for the first row that holds, the word of rows that may hold beside it; nothing is beside no row."""
    families: dict[int, list[int]] = {}
    for index, mask in enumerate(plan.kin):
        families.setdefault(cut_mask(mask, count)[number], []).append(index)
    arms = [(first.isin(members), whole(mask)) for mask, members in families.items() if mask]
    return ibis.cases(*arms, else_=whole(0)) if arms else whole(0)
