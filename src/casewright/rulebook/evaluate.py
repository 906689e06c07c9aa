"""Decides one case: the first row that may hold decides if it does hold; otherwise its unknown facts are asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact
from casewright.domain.words import Words
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.compile import compiled_table
from casewright.rulebook.dates import LiveRow, Snapshot, snapshot
from casewright.rulebook.decision import ActionStep, Decision, Question, RowTrace, ValueUsed
from casewright.rulebook.errors import FactDomainError, IncompleteTableError, NoPolicyOnDay
from casewright.rulebook.running import Running, run_clocks
from casewright.rulebook.table import Always, Row, Table
from casewright.rulebook.trace import trace_rows
from casewright.rulebook.walk import Stop, cell_truth, open_cells, value_of, walk

__all__ = ["decide", "naive_decide", "silence"]

_Search = Callable[[Table, date, str | None, Mapping[str, Fact]], tuple[Snapshot, Stop | None]]


def decide(
    table: Table,
    facts: Mapping[str, Fact],
    *,
    on: date,
    marketplace: str | None,
    zone: ZoneInfo,
    trace: bool = True,
) -> Decision:
    """Return what the table answers for these facts. Facts missing from the mapping are unknown.

    The policy day is the value of the fact named in the table's `dated_by`, or `on` where that is unknown. `zone` is
    where days are counted. Raise FactDomainError for a value outside its domain, NoPolicyOnDay for a gap in the table.
    """
    return _decide(_by_masks, table, facts, _Setting(on, marketplace, zone, trace))


def naive_decide(
    table: Table,
    facts: Mapping[str, Fact],
    *,
    on: date,
    marketplace: str | None,
    zone: ZoneInfo,
    trace: bool = True,
) -> Decision:
    """Return the same as `decide`, by walking the rows one by one: the reference that the compiled form must equal."""
    return _decide(_by_walking, table, facts, _Setting(on, marketplace, zone, trace))


def silence(table: Table, facts: Mapping[str, Fact], error: NoPolicyOnDay) -> Decision:
    """Return the answer for a day on which the table is not in force: nothing is decided, and the day is asked for.

    It is for a caller with many cases, where one mail with a wrong date must not stop the others.
    """
    spec, silent = table.catalogue.facts[table.dated_by], table.catalogue.silent
    return Decision(
        table=table.name,
        digest=table.digest,
        policy_on=error.on,
        marketplace=error.marketplace,
        row=None,
        row_name=None,
        because=silent.fill(day=error.on.isoformat()),
        questions=(Question(spec.name, spec.ask, spec.proof),),
        facts=tuple(fact for name, fact in sorted(facts.items()) if name in table.facts),
    )


@dataclass(frozen=True, slots=True)
class _Setting:
    on: date
    marketplace: str | None
    zone: ZoneInfo
    trace: bool


@dataclass(frozen=True, slots=True)
class _Case:
    """One table on one case: what is in force, what is known, and what holds without a decision."""

    live: Snapshot
    facts: Mapping[str, Fact]
    on: date
    zone: ZoneInfo
    always: tuple[Always, ...]


def _by_masks(
    table: Table, on: date, marketplace: str | None, facts: Mapping[str, Fact]
) -> tuple[Snapshot, Stop | None]:
    compiled = compiled_table(table, on, marketplace)
    index, holds = compiled.first(facts)
    return compiled.snapshot, None if index is None else Stop(index, holds)


def _by_walking(
    table: Table, on: date, marketplace: str | None, facts: Mapping[str, Fact]
) -> tuple[Snapshot, Stop | None]:
    live = snapshot(table, on, marketplace)
    return live, walk(live, facts)


def _decide(search: _Search, table: Table, facts: Mapping[str, Fact], setting: _Setting) -> Decision:
    _check_facts(table, facts)
    on = _policy_day(table, facts, setting)
    live, stop = search(table, on, setting.marketplace, facts)
    if stop is None:
        raise IncompleteTableError(table.name, on)
    always = tuple(item for item in live.always if all(cell_truth(one, facts) is True for one in item.when))
    case = _Case(live, facts, on, setting.zone, always)
    trace = trace_rows(live, facts, stop, on) if setting.trace else ()
    answer = _answer if stop.holds else _ask
    return answer(case, stop.index, trace)


def _check_facts(table: Table, facts: Mapping[str, Fact]) -> None:
    for name, fact in facts.items():
        spec = table.catalogue.facts.get(name)
        if spec is None:
            raise FactDomainError(name, "is not in the catalogue of facts; correct its name")
        if fact.value is not None:
            spec.check(fact.value)


def _policy_day(table: Table, facts: Mapping[str, Fact], setting: _Setting) -> date:
    value = value_of(facts, table.dated_by)
    if isinstance(value, datetime):
        return value.astimezone(setting.zone).date()
    return value if isinstance(value, date) else setting.on


def _answer(case: _Case, index: int, trace: tuple[RowTrace, ...]) -> Decision:
    """Return the decision of the row that holds."""
    live_row = case.live.rows[index]
    row = live_row.row
    running = _clocks(case, row)
    return replace(
        _frame(case, running, trace),
        row=row.code,
        row_name=row.name,
        because=live_row.because,
        actions=_steps(case, row.do),
        questions=_questions(case, running.asks),
        cite=row.cite,
        confidence=row.confidence,
        outcome=row.outcome,
        overruled=row.overruled,
        values=_values_used(case, live_row, running),
    )


def _ask(case: _Case, index: int, trace: tuple[RowTrace, ...]) -> Decision:
    """Return the questions that the first undecided row needs answered. Clocks that always hold run meanwhile."""
    live_row = case.live.rows[index]
    catalogue = case.live.table.catalogue
    running = _clocks(case, None)
    unknown = [condition.fact for condition in open_cells(live_row.when, case.facts)]
    wanted = tuple(dict.fromkeys((*unknown, *(() if live_row.here else ("marketplace",)))))
    labels = [_wanted_label(catalogue.facts[name]) for name in wanted]
    en, zh = ", ".join(label.en for label in labels), "、".join(label.zh for label in labels)
    return replace(
        _frame(case, running, trace),
        because=Words(catalogue.asking.en.format(facts=en), catalogue.asking.zh.format(facts=zh)),
        actions=_steps(case, tuple(step for item in case.always for step in item.do)),
        questions=_questions(case, (*wanted, *running.asks)),
        values=_values_used(case, live_row, running),
    )


def _wanted_label(spec: FactSpec) -> Words:
    """Name a fact as something to find out: a yes or no, or the value itself."""
    if spec.type is not FactType.BOOLEAN:
        return spec.label
    return Words(f"{spec.label.en} (yes or no)", f"是否{spec.label.zh}")


def _frame(case: _Case, running: Running, trace: tuple[RowTrace, ...]) -> Decision:
    """Return what every decision says: the table, the day, the clocks, the facts it looked at, and the trace."""
    table = case.live.table
    return Decision(
        table=table.name,
        digest=table.digest,
        policy_on=case.on,
        marketplace=case.live.marketplace,
        row=None,
        row_name=None,
        because=table.catalogue.asking,
        deadlines=running.deadlines,
        facts=tuple(fact for name, fact in sorted(case.facts.items()) if name in table.facts),
        trace=trace,
    )


def _clocks(case: _Case, row: Row | None) -> Running:
    """Run the clocks that always hold and those of the row; for one clock, the row's rule wins."""
    rules = [rule for item in case.always for rule in item.clocks]
    if row is not None:
        rules.extend(row.clocks)
    return run_clocks(rules, case.live.table.catalogue, case.live.values, case.facts, case.zone)


def _steps(case: _Case, codes: tuple[str, ...]) -> tuple[ActionStep, ...]:
    actions = case.live.table.catalogue.actions
    return tuple(ActionStep(code, actions[code].words) for code in dict.fromkeys(codes))


def _questions(case: _Case, names: tuple[str, ...]) -> tuple[Question, ...]:
    specs = case.live.table.catalogue.facts
    return tuple(Question(name, specs[name].ask, specs[name].proof) for name in dict.fromkeys(names))


def _values_used(case: _Case, row: LiveRow, running: Running) -> tuple[ValueUsed, ...]:
    """Return the dated values behind the answer: the row's bounds and reason, and the lengths of clocks that run."""
    names = sorted({*row.named, *(value.name for value in running.values)})
    chosen = [case.live.values[name] for name in names]
    return tuple(ValueUsed(v.name, v.text, v.unit, v.from_on, v.cite, v.confidence) for v in chosen)
