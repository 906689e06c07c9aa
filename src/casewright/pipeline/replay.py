"""The shop's own cases decided again, one by one, with both decisions to show.

The counting is the rulebook's (`rulebook.replaying`); this adds what a person looks at: in what two decisions differ,
time limits and questions among it, and the first cases that change. Both answers come from the same facts. Nothing is
stored.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from casewright.domain.facts import FactValue
from casewright.rulebook import (
    ConflictError,
    FactSpec,
    IncompleteTableError,
    NoPolicyOnDay,
    Rulebook,
    decide,
    silence,
)
from casewright.rulebook.cells import parse_literal
from casewright.rulebook.decision import Decision
from casewright.rulebook.replaying import OldCase, ReplayReport, Said, Tally, report_of, said_of

__all__ = ["Aspect", "CaseReplay", "Redecided", "aspects_changed", "fact_value_from_wire", "replay_cases"]


class Aspect(StrEnum):
    """What differs between two decisions about one case."""

    ROW = "row"
    STEPS = "steps"
    RESULT = "result"
    TIME = "time"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Redecided:
    """One case that changes: both decisions, and in what they differ. None: a draft with a hole or a clash there."""

    case: OldCase
    before: Decision | None
    after: Decision | None
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class CaseReplay:
    """What a replay of cases found. `changed` counts each case that differs in any aspect, its time limits too."""

    report: ReplayReport
    changed: int
    aspects: Mapping[Aspect, int]
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


def aspects_changed(before: Decision | None, after: Decision | None) -> tuple[Aspect, ...]:
    """Say in what two decisions differ, as a person would: not in the day or the digest of the table."""
    if before is None or after is None:
        return () if before is after else (Aspect.ROW,)
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


def replay_cases(
    cases: Iterable[OldCase], before: Rulebook, after: Rulebook, *, as_of: date | None, examples: int
) -> CaseReplay:
    """Decide each case as on its own day by the one rulebook, and by the other, as of another day if given; sum up.

    `examples` says how many of the cases that change are kept, the first that come; as many keys for each flow.
    """
    seen = _Seen(examples)
    report = report_of(_tallies(cases, before, after, as_of, seen), before.catalogue, examples=examples)
    aspects = {aspect: seen.aspects[aspect] for aspect in Aspect if seen.aspects[aspect]}
    return CaseReplay(report, seen.changed, aspects, tuple(seen.examples))


@dataclass(slots=True)
class _Seen:
    """What is kept of the cases while they pass."""

    most: int
    changed: int = 0
    aspects: Counter[Aspect] = field(default_factory=Counter)
    examples: list[Redecided] = field(default_factory=list)

    def note(self, case: OldCase, before: Decision | None, after: Decision | None) -> None:
        aspects = aspects_changed(before, after)
        if not aspects:
            return
        self.changed += 1
        self.aspects.update(aspects)
        if len(self.examples) < self.most:
            self.examples.append(Redecided(case, before, after, aspects))


def _tallies(
    cases: Iterable[OldCase], before: Rulebook, after: Rulebook, as_of: date | None, seen: _Seen
) -> Iterator[Tally]:
    for case in cases:
        old, old_said = _decided(before, case, None)
        new, new_said = _decided(after, case, as_of)
        seen.note(case, old, new)
        money = {} if case.money is None else {case.money.currency: case.money.minor}
        yield Tally(case.table, old_said, new_said, 1, money, (case.key,))


def _decided(book: Rulebook, case: OldCase, as_of: date | None) -> tuple[Decision | None, Said]:
    table = book.table(case.table)
    try:
        decision = decide(
            table, case.facts, on=case.on, marketplace=case.marketplace, zone=case.zone, trace=False, as_of=as_of
        )
    except NoPolicyOnDay as error:
        return silence(table, case.facts, error), Said("no_policy")
    except IncompleteTableError:
        return None, Said("uncovered")
    except ConflictError:
        return None, Said("clash")
    return decision, said_of(decision, table)
