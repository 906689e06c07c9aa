"""Rows that answer, or questions that are left, as a decision: steps, clocks, result, reasons, values in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact
from casewright.domain.words import Words
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.dates import LiveRow, Snapshot
from casewright.rulebook.decision import ActionStep, Confidence, Deadline, Decision, Question, RowTrace, ValueUsed
from casewright.rulebook.results import joined_results
from casewright.rulebook.running import Running, run_clocks
from casewright.rulebook.table import Always, ClockRule, Value
from casewright.rulebook.walk import open_cells

__all__ = ["LiveCase", "answer_by_rows", "ask_for"]


@dataclass(frozen=True, slots=True)
class LiveCase:
    """One table on one case: what is in force, what is known, what holds without a decision, and the trace."""

    live: Snapshot
    facts: Mapping[str, Fact]
    on: date
    zone: ZoneInfo
    always: tuple[Always, ...]
    trace: tuple[RowTrace, ...]


def answer_by_rows(case: LiveCase, indexes: tuple[int, ...]) -> Decision:
    """Return the decision of the rows that hold; of none, where the table collects and nothing applies."""
    if len(indexes) == 1:
        return _by_one(case, case.live.rows[indexes[0]])
    return _by_many(case, [case.live.rows[index] for index in indexes])


def _by_one(case: LiveCase, live: LiveRow) -> Decision:
    row, table = live.row, case.live.table
    running = _clocks(case, row.clocks)
    return Decision(
        table=table.name,
        digest=table.digest,
        policy_on=case.on,
        marketplace=case.live.marketplace,
        row=row.code,
        row_name=row.name,
        because=live.because,
        actions=_steps(case, row.do),
        deadlines=running.deadlines,
        questions=_questions(case, running.asks),
        cite=row.cite,
        confidence=row.confidence,
        outcome=joined_results(table, (live,)) if table.hit.gathers else live.outcome,
        overruled=row.overruled,
        values=_values_used(case, (live,), running),
        facts=_facts_read(case),
        trace=case.trace,
        rows=(row.code,),
    )


def _by_many(case: LiveCase, rows: list[LiveRow]) -> Decision:
    table = case.live.table
    running = _earliest([_clocks(case, live.row.clocks) for live in rows] or [_clocks(case, ())])
    held = [item for live in rows for item in live.row.do] or [item for one in case.always for item in one.do]
    return Decision(
        table=table.name,
        digest=table.digest,
        policy_on=case.on,
        marketplace=case.live.marketplace,
        row=rows[0].row.code if rows else None,
        row_name=rows[0].row.name if rows else None,
        because=_together([live.because for live in rows]) if rows else table.catalogue.nothing,
        actions=_steps(case, tuple(held)),
        deadlines=running.deadlines,
        questions=_questions(case, running.asks),
        cite=tuple(dict.fromkeys(cite for live in rows for cite in live.row.cite)),
        confidence=_weakest([live.row.confidence for live in rows]),
        outcome=joined_results(table, rows),
        overruled=next((live.row.overruled for live in rows if live.row.overruled), None),
        values=_values_used(case, rows, running),
        facts=_facts_read(case),
        trace=case.trace,
        rows=tuple(live.row.code for live in rows),
    )


def _together(words: list[Words]) -> Words:
    return Words(" ".join(dict.fromkeys(one.en for one in words)), "".join(dict.fromkeys(one.zh for one in words)))


def _weakest(confidences: list[Confidence]) -> Confidence:
    order = list(Confidence)
    return max(confidences, key=order.index, default=Confidence.JUDGEMENT)


def _earliest(runs: list[Running]) -> Running:
    """Keep of each clock the run that ends first: whoever keeps that keeps the others."""
    ends: dict[str, Deadline] = {}
    for deadline in sorted(chain.from_iterable(one.deadlines for one in runs), key=lambda one: one.due_at):
        ends.setdefault(deadline.clock, deadline)
    named = {deadline.value_name for deadline in ends.values()}
    values = {value.name: value for one in runs for value in one.values if value.name in named}
    asks = dict.fromkeys(ask for one in runs for ask in one.asks)
    ordered = sorted(ends.values(), key=lambda one: (one.due_at, one.clock))
    return Running(tuple(ordered), tuple(asks), tuple(values.values()))


def ask_for(case: LiveCase, indexes: tuple[int, ...]) -> Decision:
    """Return the questions that the open rows need answered. Clocks that always hold run meanwhile."""
    rows = [case.live.rows[index] for index in indexes]
    catalogue = case.live.table.catalogue
    running = _clocks(case, ())
    unknown = [condition.fact for live in rows for condition in open_cells(live.when, case.facts)]
    here = all(live.here for live in rows)
    wanted = tuple(dict.fromkeys((*unknown, *(() if here else ("marketplace",)))))
    labels = [_wanted_label(catalogue.facts[name]) for name in wanted]
    en, zh = ", ".join(label.en for label in labels), "、".join(label.zh for label in labels)
    return Decision(
        table=case.live.table.name,
        digest=case.live.table.digest,
        policy_on=case.on,
        marketplace=case.live.marketplace,
        row=None,
        row_name=None,
        because=Words(catalogue.asking.en.format(facts=en), catalogue.asking.zh.format(facts=zh)),
        actions=_steps(case, tuple(step for item in case.always for step in item.do)),
        deadlines=running.deadlines,
        questions=_questions(case, (*wanted, *running.asks)),
        values=_values_used(case, rows, running),
        facts=_facts_read(case),
        trace=case.trace,
    )


def _wanted_label(spec: FactSpec) -> Words:
    """Name a fact as something to find out: a yes or no, or the value itself."""
    if spec.type is not FactType.BOOLEAN:
        return spec.label
    return Words(f"{spec.label.en} (yes or no)", f"是否{spec.label.zh}")


def _facts_read(case: LiveCase) -> tuple[Fact, ...]:
    read = case.live.table.facts
    return tuple(fact for name, fact in sorted(case.facts.items()) if name in read)


def _clocks(case: LiveCase, own: tuple[ClockRule, ...]) -> Running:
    """Run the clocks that always hold and those of a row; for one clock, the row's rule wins."""
    rules = [*(rule for item in case.always for rule in item.clocks), *own]
    if not rules:
        return Running((), (), ())
    return run_clocks(rules, case.live.table.catalogue, case.live.values, case.facts, case.zone)


def _steps(case: LiveCase, codes: tuple[str, ...]) -> tuple[ActionStep, ...]:
    actions = case.live.table.catalogue.actions
    return tuple(ActionStep(code, actions[code].words) for code in dict.fromkeys(codes))


def _questions(case: LiveCase, names: tuple[str, ...]) -> tuple[Question, ...]:
    specs = case.live.table.catalogue.facts
    return tuple(Question(name, specs[name].ask, specs[name].proof) for name in dict.fromkeys(names))


def _values_used(case: LiveCase, rows: tuple[LiveRow, ...] | list[LiveRow], running: Running) -> tuple[ValueUsed, ...]:
    """Return the dated values behind the answer: what its rows name, and the lengths of clocks that run."""
    named = {name for live in rows for name in live.named if name in case.live.values}
    chosen: list[Value] = [case.live.values[name] for name in sorted(named | {value.name for value in running.values})]
    return tuple(ValueUsed(v.name, v.text, v.unit, v.from_on, v.cite, v.confidence) for v in chosen)
