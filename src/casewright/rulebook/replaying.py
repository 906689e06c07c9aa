"""Old cases decided again, under another day or a draft: what changes, which rows win and lose, and the money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, FactType
from casewright.rulebook.compile import compiled_table
from casewright.rulebook.decision import Decision
from casewright.rulebook.table import Table

__all__ = [
    "NO_ROW",
    "Flow",
    "OldCase",
    "OutcomeShift",
    "ReplayReport",
    "RowShift",
    "Said",
    "Tally",
    "report_of",
    "said_of",
]

Sums = Mapping[str, int]
"""Money in minor units, by currency."""
NO_ROW: Mapping[str, Words] = {
    "asks": Words("asks first", "先要查清"),
    "uncovered": Words("no row covers it", "没有一行管到"),
    "no_policy": Words("no policy on that day", "当日没有规则"),
    "clash": Words("two rows at once", "两行同时成立"),
    "nothing": Words("nothing applies", "没有一行适用"),
}
"""What may stand in the place of a row, in words."""


@dataclass(frozen=True, slots=True)
class OldCase:
    """A case as it was: its table, day and place, what was known, and the money at stake."""

    key: str
    table: str
    on: date
    marketplace: str | None
    zone: ZoneInfo
    facts: Mapping[str, Fact]
    money: Money | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a table says of a case, as far as a replay counts it: a row or one of NO_ROW, its result, steps, limits."""

    row: str
    outcome: tuple[tuple[str, str], ...] = ()
    do: tuple[str, ...] = ()
    limits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases of which the same was said before and the same is said after: how many, their money, some of their keys."""

    table: str
    before: Said
    after: Said
    count: int
    money: Sums
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """Cases that go from one row to another, or to another answer of the same row."""

    table: str
    before: str
    after: str
    count: int
    money: Sums
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowShift:
    """How many cases a row decides before and after."""

    table: str
    row: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class OutcomeShift:
    """A value of a result, such as who bears the money: in how many cases, with how much money, before and after."""

    outcome: str
    value: str
    before: int
    after: int
    money_before: Sums
    money_after: Sums


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What a replay found. Results of closed values are counted; those with a number keep to their values too."""

    cases: int
    changed: int
    flows: tuple[Flow, ...]
    rows: tuple[RowShift, ...]
    outcomes: tuple[OutcomeShift, ...]


def said_of(decision: Decision, table: Table) -> Said:
    """Return what a replay counts of a decision; a time limit counts as what its row says, whenever it may start."""
    if decision.row is None:
        return Said("asks" if decision.questions else "nothing", decision.outcome)
    live = compiled_table(table, decision.policy_on, decision.marketplace).snapshot.rows
    limits = tuple(limit for one in live if one.row.code in decision.rows for limit in one.limits)
    return Said("+".join(decision.rows), decision.outcome, tuple(step.code for step in decision.actions), limits)


@dataclass(slots=True)
class _Sum:
    before: int = 0
    after: int = 0
    money_before: dict[str, int] = field(default_factory=dict)
    money_after: dict[str, int] = field(default_factory=dict)


def _add(sums: dict[str, int], more: Sums) -> None:
    for currency, minor in more.items():
        sums[currency] = sums.get(currency, 0) + minor


def report_of(tallies: Iterable[Tally], catalogue: Catalogue, *, examples: int) -> ReplayReport:
    """Add tallies up. Flows stand with the most cases first."""
    flows: dict[tuple[str, str, str], tuple[dict[str, int], list[str], list[int]]] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    outcomes: dict[tuple[str, str], _Sum] = {}
    cases = 0
    for tally in tallies:
        cases += tally.count
        rows.setdefault((tally.table, tally.before.row), [0, 0])[0] += tally.count
        rows.setdefault((tally.table, tally.after.row), [0, 0])[1] += tally.count
        _add_outcomes(outcomes, tally)
        if tally.before != tally.after:
            money, keys, counts = flows.setdefault((tally.table, tally.before.row, tally.after.row), ({}, [], []))
            _add(money, tally.money)
            counts.append(tally.count)
            keys.extend(tally.examples[: max(0, examples - len(keys))])
    listed = [
        Flow(table, before, after, sum(counts), money, tuple(keys))
        for (table, before, after), (money, keys, counts) in flows.items()
    ]
    return ReplayReport(
        cases,
        sum(flow.count for flow in listed),
        tuple(sorted(listed, key=lambda flow: (-flow.count, flow.table, flow.before, flow.after))),
        tuple(RowShift(table, row, *counts) for (table, row), counts in sorted(rows.items())),
        tuple(_shift(name, one) for name, one in sorted(outcomes.items()) if _counted(catalogue, name[0])),
    )


def _add_outcomes(outcomes: dict[tuple[str, str], _Sum], tally: Tally) -> None:
    for name in tally.before.outcome:
        one = outcomes.setdefault(name, _Sum())
        one.before += tally.count
        _add(one.money_before, tally.money)
    for name in tally.after.outcome:
        one = outcomes.setdefault(name, _Sum())
        one.after += tally.count
        _add(one.money_after, tally.money)


def _counted(catalogue: Catalogue, outcome: str) -> bool:
    spec = catalogue.outcomes.get(outcome)
    return spec is not None and spec.type is FactType.ENUM


def _shift(name: tuple[str, str], one: _Sum) -> OutcomeShift:
    return OutcomeShift(*name, one.before, one.after, one.money_before, one.money_after)
