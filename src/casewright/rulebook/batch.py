"""Decides many cases at once from columns: the masks of the compiled form, looked up and joined as arrays.

A table of any length: rows beyond the 64th stand in further words. Cases are worked in blocks that fit a processor's
cache. Unknown is a third answer here as everywhere: a case whose first open row hangs on an unknown fact is not
decided.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from casewright.rulebook.batch_look import (
    WORD,
    Block,
    Seen,
    block_looks,
    column_pieces,
    group_pieces,
    mask_words,
    words_of,
)
from casewright.rulebook.batch_results import result_column
from casewright.rulebook.batch_settle import ASKS, CLASH, NO_POLICY, NOTHING, UNCOVERED, settle_block
from casewright.rulebook.columns import BatchColumn, Coded
from casewright.rulebook.plan import Plan, plan_of
from casewright.rulebook.table import Table

__all__ = [
    "ASKS",
    "CLASH",
    "NOTHING",
    "NO_POLICY",
    "UNCOVERED",
    "BatchAnswer",
    "BatchCases",
    "BatchRun",
    "asked_facts",
    "decide_batch",
    "decide_batches",
]

_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class BatchCases:
    """Many cases: their facts as columns, how many there are, and where each stands (a code, or one for all).

    A fact without a column is unknown for all of them.
    """

    columns: Mapping[str, BatchColumn]
    size: int
    marketplace: str | Coded | None = None


@dataclass(frozen=True, slots=True, eq=False)
class BatchAnswer:
    """For each case the row of the plan that decides, or a number below 0; and the row whose facts are asked for.

    `hold` and `may` are the masks in words of 64 rows: for tables that collect, and where they were asked for.
    """

    plan: Plan
    cases: BatchCases
    row: NDArray[np.int32]
    open: NDArray[np.int32]
    hold: NDArray[np.uint64] | None = None
    may: NDArray[np.uint64] | None = None

    def codes(self) -> list[str | None]:
        """Return the code of each case's row; None where none decides."""
        return [self.plan.rows[index].row.code if index >= 0 else None for index in self.row.tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class BatchRun:
    """A table to decide cases by; `as_of` is the one day for all of them, if not their own."""

    table: Table
    as_of: date | None = None


def decide_batch(
    table: Table,
    cases: BatchCases,
    *,
    on: date,
    zone: ZoneInfo,
    as_of: date | None = None,
    keep_masks: bool = False,
) -> BatchAnswer:
    """Return what `decide` says for each of the cases, as rows. `on`, `zone` and `as_of` are those of `decide`."""
    return decide_batches([BatchRun(table, as_of)], cases, on=on, zone=zone, keep_masks=keep_masks)[0]


def decide_batches(
    runs: Sequence[BatchRun], cases: BatchCases, *, on: date, zone: ZoneInfo, keep_masks: bool = False
) -> tuple[BatchAnswer, ...]:
    """Decide the same cases several times. What the runs look up alike, they look up once."""
    seen: Seen = {}
    started = [_Running.start(run, cases, (on, zone), seen, keep_masks=keep_masks) for run in runs]
    for start in range(0, cases.size, _BLOCK):
        part = slice(start, min(start + _BLOCK, cases.size))
        for one in started:
            one.work(part)
    return tuple(one.answer for one in started)


@dataclass(frozen=True, slots=True, eq=False)
class _Running:
    """One run: its looks, and the answer that fills block by block."""

    answer: BatchAnswer
    look: Callable[[slice], Block]
    settle: Callable[[Block], tuple[NDArray[np.int32], NDArray[np.int32]]]

    @classmethod
    def start(
        cls, run: BatchRun, cases: BatchCases, day: tuple[date, ZoneInfo], seen: Seen, *, keep_masks: bool
    ) -> "_Running":
        on, zone = day
        cases = _with_feeds(run, cases, on, zone)
        plan = plan_of(run.table, [*_places(cases), None], run.as_of)
        group = group_pieces(plan, cases.columns, cases.marketplace, run.as_of or on, zone)
        words, keep = words_of(len(plan.rows)), keep_masks or run.table.hit.gathers
        row, first_open = np.empty(cases.size, np.int32), np.empty(cases.size, np.int32)
        hold, may = (np.empty((words, cases.size), np.uint64) if keep else None for _ in range(2))
        look = block_looks(plan, cases.columns, group, seen)
        return cls(BatchAnswer(plan, cases, row, first_open, hold, may), look, settle_block(plan))

    def work(self, part: slice) -> None:
        block, answer = self.look(part), self.answer
        if answer.hold is not None and answer.may is not None:
            for word, (one, doubt) in enumerate(zip(block.may, block.doubt, strict=True)):
                answer.may[word, part] = one
                answer.hold[word, part] = one if doubt is None else one & ~doubt
        answer.row[part], answer.open[part] = self.settle(block)


def _with_feeds(run: BatchRun, cases: BatchCases, on: date, zone: ZoneInfo) -> BatchCases:
    """Add the facts that other tables answer as columns; a fact that has a column stands."""
    for feed in run.table.feeds:
        if feed.fact not in cases.columns:
            inner = decide_batch(feed.table, cases, on=on, zone=zone, as_of=run.as_of)
            made = result_column(inner.plan, inner.row, inner.hold, feed.outcome)
            cases = replace(cases, columns={**cases.columns, feed.fact: made})
    return cases


def _places(cases: BatchCases) -> list[str]:
    names = cases.marketplace.names if isinstance(cases.marketplace, Coded) else (cases.marketplace,)
    return [str(name) for name in names if name is not None]


def asked_facts(answer: BatchAnswer) -> dict[str, NDArray[np.bool_]]:
    """Return for each fact which cases ask for it: what is unknown in their open rows. `marketplace` is one of them."""
    plan, cases = answer.plan, answer.cases
    words = words_of(len(plan.rows))
    wanted = _open_rows(answer, words)
    everything = slice(0, cases.size)
    asked: dict[str, NDArray[np.bool_]] = {}
    for column in plan.columns:
        data = cases.columns.get(column.fact)
        kind = plan.table.catalogue.facts[column.fact].type
        found = np.zeros(cases.size, np.bool_)
        blank = [np.uint64(one) for one in mask_words(column.blank[1] & ~column.blank[0], words)]
        doubt = blank if data is None else column_pieces(column, data, kind, words).look(everything)[1]
        for one, rows in zip(doubt, wanted, strict=True):
            if one is not None:
                found |= (rows & one) != 0
        asked[column.fact] = found
    somewhere = [np.uint64(one) for one in mask_words(_scoped(plan), words)]
    elsewhere = np.zeros(cases.size, np.bool_)
    for rows, one in zip(wanted, somewhere, strict=True):
        elsewhere |= (rows & one) != 0
    asked["marketplace"] = elsewhere & _placeless(cases) | asked.get("marketplace", np.zeros(cases.size, np.bool_))
    return {fact: found for fact, found in asked.items() if found.any()}


def _open_rows(answer: BatchAnswer, words: int) -> list[NDArray[np.uint64]]:
    if answer.plan.table.hit.gathers and answer.hold is not None and answer.may is not None:
        open_here = answer.open >= 0
        return [np.where(open_here, answer.may[word] & ~answer.hold[word], 0) for word in range(words)]
    number, bit = np.divmod(answer.open, WORD)
    lifted = np.left_shift(np.uint64(1), np.maximum(bit, 0).astype(np.uint64))
    return [np.where((answer.open >= 0) & (number == word), lifted, np.uint64(0)) for word in range(words)]


def _scoped(plan: Plan) -> int:
    return sum(1 << index for index, live in enumerate(plan.rows) if "*" not in live.row.scope)


def _placeless(cases: BatchCases) -> NDArray[np.bool_]:
    if isinstance(cases.marketplace, Coded):
        return np.asarray(cases.marketplace.codes < 0)
    return np.full(cases.size, cases.marketplace is None)
