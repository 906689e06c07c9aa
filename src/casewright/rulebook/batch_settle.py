"""What the masks of many cases mean under each hit policy, as arrays."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from casewright.rulebook.batch_look import WORD, Block, mask_words, words_of
from casewright.rulebook.plan import Plan

__all__ = ["ASKS", "CLASH", "NOTHING", "NO_POLICY", "UNCOVERED", "first_row", "settle_block"]

ASKS, UNCOVERED, NO_POLICY, CLASH, NOTHING = -1, -2, -3, -4, -5
"""What stands in the place of a row: facts are asked for; no row covers the case; no policy on its day; two rows that
must not hold together do; the table collects and no row holds."""

Words = NDArray[np.uint64]
Rows = NDArray[np.int32]
_ONE = np.uint64(1)


def first_row(words: Sequence[Words]) -> Rows:
    """Return the first row of each mask; -1 for an empty one."""
    found = _trailing(words[0])
    if len(words) == 1:
        found[words[0] == 0] = -1
        return found
    empty = words[0] == 0
    for number, word in enumerate(words[1:], 1):
        found[empty] = _trailing(word[empty]) + WORD * number
        empty &= word == 0
    found[empty] = -1
    return found


def _trailing(word: Words) -> Rows:
    """Return how many low bits are zero: 64 for an empty word."""
    counts: Rows = np.bitwise_count((word - _ONE) & ~word).astype(np.int32)
    return counts


def settle_block(plan: Plan) -> Callable[[Block], tuple[Rows, Rows]]:
    """Return the function from masks to the rows that decide and the rows that are open."""
    hit = plan.table.hit
    settle: Callable[[Block], tuple[Rows, Rows]]
    if hit.stops:
        settle = _stop
    elif hit.gathers:
        settle = _gather
    else:
        kin = [mask_words(mask, words_of(len(plan.rows))) for mask in plan.kin]
        settle = _single(np.array(kin, np.uint64))

    def settled(block: Block) -> tuple[Rows, Rows]:
        row, first_open = settle(block)
        if block.no_policy is not None:
            row[block.no_policy] = NO_POLICY
            first_open[block.no_policy] = -1
        return row, first_open

    return settled


def _held(block: Block) -> list[Words]:
    return [may if doubt is None else may & ~doubt for may, doubt in zip(block.may, block.doubt, strict=True)]


def _stop(block: Block) -> tuple[Rows, Rows]:
    if len(block.may) == 1:
        return _stop_in_one_word(block.may[0], block.doubt[0])
    row = first_row(block.may)
    first_open = np.full(len(row), -1, np.int32)
    for number, (may, doubt) in enumerate(zip(block.may, block.doubt, strict=True)):
        if doubt is not None:
            waits = ((may & (~may + _ONE) & doubt) != 0) & (row // WORD == number)
            first_open[waits] = row[waits]
    row[row < 0] = UNCOVERED
    row[first_open >= 0] = ASKS
    return row, first_open


def _stop_in_one_word(may: Words, doubt: Words | None) -> tuple[Rows, Rows]:
    lowest = may & np.negative(may)
    row: Rows = np.bitwise_count(lowest - _ONE).astype(np.int32)
    first_open = np.full(len(row), -1, np.int32)
    if doubt is not None:
        lowest &= doubt
        waits = lowest.astype(np.bool_)
        np.copyto(first_open, row, where=waits)
        row[waits] = ASKS
    if not may.all():
        row[may == 0] = UNCOVERED
    return row, first_open


def _gather(block: Block) -> tuple[Rows, Rows]:
    held = _held(block)
    first_open = first_row([may & ~hold for may, hold in zip(block.may, held, strict=True)])
    row = first_row(held)
    row[row < 0] = NOTHING
    row[first_open >= 0] = ASKS
    return row, first_open


def _single(kin: Words) -> Callable[[Block], tuple[Rows, Rows]]:
    """Return the settling of unique and any; `kin` are, by row and word, the rows that may hold beside it."""

    def settle(block: Block) -> tuple[Rows, Rows]:
        held = _held(block)
        row = first_row(held)
        some = row >= 0
        beside = kin[np.maximum(row, 0)]
        strange = [np.where(some, ~beside[:, word], ~np.uint64(0)) for word in range(len(held))]
        clash = np.zeros(len(row), np.bool_)
        for hold, other in zip(held, strange, strict=True):
            clash |= some & ((hold & other) != 0)
        rivals = [may & ~hold & other for may, hold, other in zip(block.may, held, strange, strict=True)]
        first_open = first_row(rivals)
        first_open[clash] = -1
        row[~some] = UNCOVERED
        row[first_open >= 0] = ASKS
        row[clash] = CLASH
        return row, first_open

    return settle
