"""Millions of old cases decided twice in one pass: by the table as it is, and as of another day or by a draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from casewright.bulk.errors import BulkError
from casewright.bulk.parquet import FactsBlock, FactsFile
from casewright.domain.words import Words
from casewright.rulebook.batch import (
    ASKS,
    CLASH,
    NO_POLICY,
    NOTHING,
    UNCOVERED,
    BatchAnswer,
    BatchRun,
    decide_batches,
)
from casewright.rulebook.columns import Amounts
from casewright.rulebook.replaying import Said, Tally
from casewright.rulebook.table import Table

__all__ = ["tallies_of_file"]

_LABELS = {ASKS: "asks", UNCOVERED: "uncovered", NO_POLICY: "no_policy", CLASH: "clash", NOTHING: "nothing"}
_BELOW = -min(_LABELS)
_EXACT = 1 << 53
"""Up to this number a sum of floats is exact."""


@dataclass(frozen=True, slots=True)
class _Asked:
    before: Table
    after: Table
    on: date
    zone: ZoneInfo
    as_of: date | None
    examples: int


def tallies_of_file(  # noqa: PLR0913 - as decide
    file: FactsFile, before: Table, after: Table, *, on: date, zone: ZoneInfo, as_of: date | None, examples: int
) -> Iterator[Tally]:
    """Decide the file's cases by both tables and add them up by row before and row after, block by block.

    `on` is the day of cases that state none; `as_of` the other day for all. Raise BulkError for a table that collects.
    """
    for table in (before, after):
        if table.hit.gathers:
            words = Words(
                "table {table} collects rows; replay its cases from cases.json",
                "规则表 {table} 汇集多行；请用 cases.json 重新判定它的案件",
            )
            raise BulkError(words.fill(table=table.name))
    asked = _Asked(before, after, on, zone, as_of, examples)
    for block in file.blocks(_facts_of(before) | _facts_of(after)):
        yield from _block(block, asked)


def _facts_of(table: Table) -> frozenset[str]:
    """Return the facts that a table and the tables that feed it read."""
    return frozenset({table.dated_by, *table.facts}).union(*(_facts_of(feed.table) for feed in table.feeds))


def _block(block: FactsBlock, asked: _Asked) -> Iterator[Tally]:
    runs = [BatchRun(asked.before), BatchRun(asked.after, asked.as_of)]
    old, new = decide_batches(runs, block.cases, on=asked.on, zone=asked.zone)
    width = len(new.plan.rows) + _BELOW
    pairs = np.multiply(old.row, width, dtype=np.intp)
    pairs += new.row
    pairs += _BELOW * (width + 1)
    counts = np.bincount(pairs)
    sums = [] if block.money is None else _sums(block.money, pairs, len(counts))
    for pair in np.flatnonzero(counts).tolist():
        first, second = _said(old, pair // width - _BELOW), _said(new, pair % width - _BELOW)
        money = {currency: int(found[pair]) for currency, found, seen in sums if seen[pair]}
        wanted = asked.examples if first != second and block.keys is not None else 0
        keys = (
            tuple(str(block.keys[index]) for index in np.flatnonzero(pairs == pair)[:wanted].tolist()) if wanted else ()
        )
        yield Tally(asked.before.name, first, second, int(counts[pair]), money, keys)


def _sums(money: Amounts, pairs: NDArray[np.intp], size: int) -> list[tuple[str, NDArray[Any], NDArray[Any]]]:
    """Return for each currency the sum and the number of amounts of each pair, to the last minor unit."""
    found = []
    known = money.currency.codes >= 0 if money.known is None else (money.currency.codes >= 0) & money.known
    for code, currency in enumerate(money.currency.names):
        here = known & (money.currency.codes == code)
        everywhere = bool(here.all())
        places = pairs if everywhere else pairs[here]
        minor = money.minor if everywhere else money.minor[here]
        found.append((str(currency), _added(places, minor, size), np.bincount(places, minlength=size)))
    return found


def _added(places: NDArray[np.intp], minor: NDArray[np.integer], size: int) -> NDArray[Any]:
    largest = max(abs(int(minor.max())), abs(int(minor.min()))) if len(minor) else 0
    if largest * len(minor) < _EXACT:
        return np.bincount(places, minor, size)
    sums = np.zeros(size, object)
    np.add.at(sums, places, minor.astype(object))
    return sums


def _said(answer: BatchAnswer, row: int) -> Said:
    if row < 0:
        return Said(_LABELS[row])
    live = answer.plan.rows[row]
    return Said(live.row.code, live.outcome, live.row.do, live.limits)
