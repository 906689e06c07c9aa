"""What the mask words of many cases mean under each hit policy, as expressions: a row, or the row that is open."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from casewright.bulk.masks import WORD, cut_mask, word_count
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
        **{f"{prefix}hold{number}": may[number] & ~doubt[number] for number in numbers},
        **{f"{prefix}rest{number}": may[number] & doubt[number] for number in numbers},
    )
    hold = [held[f"{prefix}hold{number}"] for number in numbers]
    rest = [held[f"{prefix}rest{number}"] for number in numbers]
    if plan.table.hit.gathers:
        return _named(held, _first(hold, NOTHING), _first(rest, -1), prefix)
    return _single(plan, held, (hold, rest), prefix)


def _first(words: Words, otherwise: int) -> ir.IntegerValue:
    """Return the place of the lowest bit over all words."""
    arms = [(word != 0, _trailing(word) + WORD * number) for number, word in enumerate(words)]
    return ibis.cases(*arms, else_=ibis.literal(otherwise, "int64"))


def _trailing(word: ir.IntegerValue) -> ir.IntegerValue:
    return bit_count((word - 1) & ~word).cast("int64")


def _named(cases: ir.Table, row: ir.IntegerValue, first_open: ir.IntegerValue, prefix: str) -> ir.Table:
    """Name the two columns; an open row keeps any other from deciding, and a day without policy keeps both."""
    found = cases.mutate(**{f"{prefix}found": row, f"{prefix}open": first_open})
    quiet, still_open = found[f"{prefix}quiet"], found[f"{prefix}open"]
    row = ibis.cases(
        (quiet, ibis.literal(NO_POLICY, "int64")),
        (still_open >= 0, ibis.literal(ASKS, "int64")),
        else_=found[f"{prefix}found"],
    )
    return found.mutate(
        **{f"{prefix}row": row, f"{prefix}open": ibis.ifelse(quiet, ibis.literal(-1, "int64"), still_open)}
    )


def _stop(cases: ir.Table, may: Words, doubt: Words, prefix: str) -> ir.Table:
    in_doubt = [(word != 0, (word & -word & unsure) != 0) for word, unsure in zip(may, doubt, strict=True)]
    staged = cases.mutate(
        **{f"{prefix}first": _first(may, UNCOVERED), f"{prefix}unsure": ibis.cases(*in_doubt, else_=False)}
    )
    first = staged[f"{prefix}first"]
    return _named(staged, first, ibis.ifelse(staged[f"{prefix}unsure"], first, -1), prefix)


def _single(plan: Plan, held: ir.Table, words: tuple[Words, Words], prefix: str) -> ir.Table:
    """One result: rows of another result that hold too clash, those that may are asked about first."""
    hold, rest = words
    staged = held.mutate(**{f"{prefix}first": _first(hold, -1)})
    first = staged[f"{prefix}first"]
    count = len(hold)
    beside = [_kin_word(plan, first, number, count) for number in range(count)]
    clash = reduce(or_, [(one & ~kin) != 0 for one, kin in zip(hold, beside, strict=True)])
    rivals = staged.mutate(
        **{f"{prefix}clash": (first >= 0) & clash},
        **{f"{prefix}rival{number}": rest[number] & ~beside[number] for number in range(count)},
    )
    open_words = [rivals[f"{prefix}rival{number}"] for number in range(count)]
    clashes = rivals[f"{prefix}clash"]
    first_open = ibis.ifelse(clashes, ibis.literal(-1, "int64"), _first(open_words, -1))
    row = ibis.cases(
        (clashes, ibis.literal(CLASH, "int64")),
        (rivals[f"{prefix}first"] >= 0, rivals[f"{prefix}first"]),
        else_=UNCOVERED,
    )
    return _named(rivals, row, first_open, prefix)


def _kin_word(plan: Plan, first: ir.IntegerValue, number: int, count: int) -> ir.IntegerValue:
    """Return, for the first row that holds, the word of rows that may hold beside it; nothing is beside no row."""
    families: dict[int, list[int]] = {}
    for index, mask in enumerate(plan.kin):
        families.setdefault(cut_mask(mask, count)[number], []).append(index)
    arms = [(first.isin(members), ibis.literal(mask, "int64")) for mask, members in families.items() if mask]
    return ibis.cases(*arms, else_=ibis.literal(0, "int64")) if arms else ibis.literal(0, "int64")
