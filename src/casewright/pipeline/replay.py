"""History decided again under another day's policy, or by a draft table: how much changes, where, at what cost.

Both answers come from the facts as they were known, so that only the policy differs. Nothing is stored.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.rulebook import FactSpec, NoPolicyOnDay, Rulebook, Table, decide, silence
from casewright.rulebook.cells import parse_literal
from casewright.rulebook.decision import Decision

__all__ = [
    "Aspect",
    "OutcomeShift",
    "Redecided",
    "ReplayCase",
    "ReplayReport",
    "RowShift",
    "aspects_changed",
    "fact_value_from_wire",
    "redecide",
    "replay",
]


class Aspect(StrEnum):
    """What differs between two decisions about one case."""

    ROW = "row"
    STEPS = "steps"
    RESULT = "result"
    TIME = "time"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class ReplayCase:
    """One case of the past: its table, its facts as known, the policy day by which it was decided, what is at stake."""

    key: str
    table: Table
    facts: Mapping[str, Fact]
    policy_on: date
    marketplace: str | None
    zone: ZoneInfo
    money: Money | None


@dataclass(frozen=True, slots=True)
class Redecided:
    """One case that changes: both decisions, and in what they differ."""

    case: ReplayCase
    before: Decision
    after: Decision
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class RowShift:
    """How many cases a row decides under either policy. `row` None counts the cases of a table that asks."""

    table: Table
    row: str | None
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class OutcomeShift:
    """How many cases end with one value of a result under either policy, and what is at stake in them.

    `value` None counts cases whose decision says nothing about this result. `money` has one entry per currency: the
    sums before and after. Sums of different currencies are never added up.
    """

    outcome: str
    value: str | None
    before: int
    after: int
    money: tuple[tuple[Money, Money], ...]


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What a replay found. `examples` are the first of the cases that change, in the order in which they came."""

    as_of: date
    cases: int
    changed: int
    aspects: Mapping[Aspect, int]
    rows: tuple[RowShift, ...]
    outcomes: tuple[OutcomeShift, ...]
    examples: tuple[Redecided, ...]


def fact_value_from_wire(spec: FactSpec, wire: Any) -> FactValue | None:  # noqa: ANN401 - whatever JSON holds
    """Rebuild a fact's value from its JSON form. Raise CellError when it is not a value of the fact's type."""
    match wire:
        case None:
            return None
        case bool():
            return parse_literal("true" if wire else "false", spec)
        case {"amount": amount, "currency": currency}:
            return parse_literal(f"{amount} {currency}", spec)
        case _:
            return parse_literal(str(wire), spec)


def redecide(case: ReplayCase, as_of: date, table: Table | None = None) -> Decision:
    """Return what the case's table, or a draft in its place, answers under the policy of that day."""
    table = table or case.table
    try:
        return decide(
            table, case.facts, on=as_of, marketplace=case.marketplace, zone=case.zone, trace=False, as_of=as_of
        )
    except NoPolicyOnDay as error:
        return silence(table, case.facts, error)


def aspects_changed(before: Decision, after: Decision) -> tuple[Aspect, ...]:
    """Say in what two decisions differ, as a person would: not in the day or the digest of the table."""
    pairs = {
        Aspect.ROW: (before.rows, after.rows),
        Aspect.STEPS: (before.actions, after.actions),
        Aspect.RESULT: (before.outcome, after.outcome),
        Aspect.TIME: (_clocks(before), _clocks(after)),
        Aspect.QUESTIONS: ([one.fact for one in before.questions], [one.fact for one in after.questions]),
    }
    return tuple(aspect for aspect, (first, second) in pairs.items() if first != second)


def _clocks(decision: Decision) -> set[tuple[str, object]]:
    return {(one.clock, one.due_at) for one in decision.deadlines}


def replay(
    cases: Iterable[ReplayCase], *, as_of: date, under: Rulebook | None = None, examples: int = 20
) -> ReplayReport:
    """Decide each case by its own policy day and by `as_of`, and sum up what differs.

    The tables of `under`, for instance a rulebook with a draft, stand in for those of their names.
    """
    tally = _Tally()
    for case in cases:
        table = case.table if under is None else under.by_name.get(case.table.name, case.table)
        before, after = redecide(case, case.policy_on), redecide(case, as_of, table)
        aspects = aspects_changed(before, after)
        tally.count(case, before, after, aspects)
        if aspects and len(tally.examples) < examples:
            tally.examples.append(Redecided(case, before, after, aspects))
    return tally.report(as_of)


@dataclass(slots=True)
class _Sums:
    """Cases and money of one line, before and after."""

    before: int = 0
    after: int = 0
    minor: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, side: int, money: Money | None) -> None:
        self.before, self.after = self.before + (side == 0), self.after + (side == 1)
        if money is not None:
            self.minor[money.currency][side] += money.minor

    def money(self) -> tuple[tuple[Money, Money], ...]:
        return tuple((Money(a, currency), Money(b, currency)) for currency, (a, b) in sorted(self.minor.items()))


@dataclass(slots=True)
class _Tally:
    cases: int = 0
    changed: int = 0
    aspects: Counter[Aspect] = field(default_factory=Counter)
    rows: dict[tuple[str, str | None], _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    results: dict[tuple[str, str | None], _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    tables: dict[str, Table] = field(default_factory=dict)
    examples: list[Redecided] = field(default_factory=list)

    def count(self, case: ReplayCase, before: Decision, after: Decision, aspects: tuple[Aspect, ...]) -> None:
        self.cases += 1
        self.changed += bool(aspects)
        self.aspects.update(aspects)
        self.tables.setdefault(case.table.name, case.table)
        results = [dict(decision.outcome) for decision in (before, after)]
        for side, decision in enumerate((before, after)):
            for row in decision.rows or (None,):
                self.rows[case.table.name, row].add(side, case.money)
            for name in results[0] | results[1]:
                self.results[name, results[side].get(name)].add(side, case.money)

    def report(self, as_of: date) -> ReplayReport:
        return ReplayReport(
            as_of=as_of,
            cases=self.cases,
            changed=self.changed,
            aspects={aspect: self.aspects[aspect] for aspect in Aspect if self.aspects[aspect]},
            rows=tuple(
                RowShift(self.tables[table], row, sums.before, sums.after)
                for (table, row), sums in sorted(self.rows.items(), key=lambda item: (item[0][0], item[0][1] or ""))
            ),
            outcomes=tuple(
                OutcomeShift(name, value, sums.before, sums.after, sums.money())
                for (name, value), sums in sorted(
                    self.results.items(), key=lambda item: (item[0][0], item[0][1] or "~")
                )
            ),
            examples=tuple(self.examples),
        )
