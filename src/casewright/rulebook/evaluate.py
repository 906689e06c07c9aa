"""Decides one case: rows that hold answer as the hit policy says; where that cannot be told, facts are asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact
from casewright.domain.words import Words
from casewright.rulebook.answering import LiveCase, answer_by_rows, ask_for
from casewright.rulebook.cells import parse_literal
from casewright.rulebook.compile import compiled_table
from casewright.rulebook.dates import Snapshot, in_span, snapshot
from casewright.rulebook.decision import Decision, Fed, Question
from casewright.rulebook.errors import ConflictError, FactDomainError, IncompleteTableError, NoPolicyOnDay
from casewright.rulebook.table import Feed, Table
from casewright.rulebook.trace import trace_rows
from casewright.rulebook.walk import Answer, cell_truth, value_of, walk

__all__ = ["decide", "naive_decide", "silence"]

_SITE = "marketplace"
_Search = Callable[[Table, date, str | None, Mapping[str, Fact]], tuple[Snapshot, Answer | None]]


def decide(  # noqa: PLR0913 - each is a part of the question, named by the caller
    table: Table,
    facts: Mapping[str, Fact],
    *,
    on: date,
    marketplace: str | None,
    zone: ZoneInfo,
    trace: bool = True,
    as_of: date | None = None,
) -> Decision:
    """Return what the table answers for these facts. Facts missing from the mapping are unknown.

    The policy day is `as_of` if given (a replay), else the value of the fact named in the table's `dated_by`, or `on`
    where that is unknown. `zone` is where days are counted. A fact that another table answers is taken from there
    unless it is given. Raise FactDomainError for a value outside its domain, NoPolicyOnDay for a gap in the table.
    """
    return _decide(_by_masks, table, facts, _Setting(on, marketplace, zone, trace, as_of))


def naive_decide(  # noqa: PLR0913 - as decide
    table: Table,
    facts: Mapping[str, Fact],
    *,
    on: date,
    marketplace: str | None,
    zone: ZoneInfo,
    trace: bool = True,
    as_of: date | None = None,
) -> Decision:
    """Return the same as `decide`, by walking the rows one by one: the reference that the compiled form must equal."""
    return _decide(_by_walking, table, facts, _Setting(on, marketplace, zone, trace, as_of))


def silence(table: Table, facts: Mapping[str, Fact], error: NoPolicyOnDay) -> Decision:
    """Return the answer for a day on which the table is not in force: nothing is decided, and the day is asked for.

    Where no marketplace is known and some of the table's rows or values are for one only, that is asked for instead.
    It is for a caller with many cases, where one mail with a wrong date must not stop the others.
    """
    siteless = error.marketplace is None and _knows_sites(table, error.on)
    spec = table.catalogue.facts[_SITE if siteless else table.dated_by]
    silent = table.catalogue.siteless if siteless else table.catalogue.silent
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


def _knows_sites(table: Table, on: date) -> bool:
    """Say whether rows or values in force that day are for some marketplaces only, so that naming one may decide."""
    scopes = [one.scope for one in table.rows if in_span(one, on)] + [
        one.scope for one in table.values if in_span(one, on)
    ]
    return _SITE in table.catalogue.facts and any("*" not in scope for scope in scopes)


@dataclass(frozen=True, slots=True)
class _Setting:
    on: date
    marketplace: str | None
    zone: ZoneInfo
    trace: bool
    as_of: date | None


def _by_masks(
    table: Table, on: date, marketplace: str | None, facts: Mapping[str, Fact]
) -> tuple[Snapshot, Answer | None]:
    compiled = compiled_table(table, on, marketplace)
    return compiled.snapshot, compiled.answer({name: fact.value for name, fact in facts.items()})


def _by_walking(
    table: Table, on: date, marketplace: str | None, facts: Mapping[str, Fact]
) -> tuple[Snapshot, Answer | None]:
    live = snapshot(table, on, marketplace)
    return live, walk(live, facts)


def _decide(search: _Search, table: Table, facts: Mapping[str, Fact], setting: _Setting) -> Decision:
    _check_facts(table, facts)
    fed = _feeding(search, table, facts, setting) if table.feeds else ()
    if fed:
        facts = {**facts, **{one.feed.fact: one.fact for one in fed}}
    on = _policy_day(table, facts, setting)
    live, answer = search(table, on, setting.marketplace, facts)
    if answer is None:
        raise IncompleteTableError(table.name, on)
    if answer.clash:
        _refuse_clash(live, answer, on)
    always = tuple(item for item in live.always if all(cell_truth(one, facts) is True for one in item.when))
    trace = trace_rows(live, facts, answer, on) if setting.trace else ()
    case = LiveCase(live, facts, on, setting.zone, always, trace)
    decision = ask_for(case, answer.open) if answer.open else answer_by_rows(case, answer.rows)
    return _with_feeding(decision, fed) if fed else decision


def _refuse_clash(live: Snapshot, answer: Answer, on: date) -> NoReturn:
    raise ConflictError(live.table.name, tuple(live.rows[index].row.code for index in answer.clash), on)


def _check_facts(table: Table, facts: Mapping[str, Fact]) -> None:
    for name, fact in facts.items():
        spec = table.catalogue.facts.get(name)
        if spec is None:
            raise FactDomainError(
                name, Words("is not in the catalogue of facts; correct its name", "不在事实目录里；请改正名称")
            )
        if fact.value is not None:
            spec.check(fact.value)


def _policy_day(table: Table, facts: Mapping[str, Fact], setting: _Setting) -> date:
    if setting.as_of is not None:
        return setting.as_of
    value = value_of(facts, table.dated_by)
    if isinstance(value, datetime):
        return value.astimezone(setting.zone).date()
    return value if isinstance(value, date) else setting.on


@dataclass(frozen=True, slots=True)
class _FromTable:
    """A fact as another table answered it, and that answer."""

    feed: Feed
    decision: Decision
    fact: Fact


def _feeding(search: _Search, table: Table, facts: Mapping[str, Fact], setting: _Setting) -> tuple[_FromTable, ...]:
    """Let other tables answer the facts they are for; a fact that was given stands."""
    asked = [feed for feed in table.feeds if value_of(facts, feed.fact) is None]
    return tuple(_from_table(search, feed, facts, setting) for feed in asked)


def _from_table(search: _Search, feed: Feed, facts: Mapping[str, Fact], setting: _Setting) -> _FromTable:
    decision = _decide(search, feed.table, facts, replace(setting, trace=False))
    text = dict(decision.outcome).get(feed.outcome)
    spec = feed.table.catalogue.facts[feed.fact]
    value = None if text is None else parse_literal(text, spec)
    read_from = dict.fromkeys(place for fact in decision.facts if fact.known for place in fact.read_from)
    return _FromTable(feed, decision, Fact(feed.fact, value, tuple(read_from)))


def _with_feeding(decision: Decision, fed: tuple[_FromTable, ...]) -> Decision:
    """Name the tables behind facts, keep the facts they used, and ask what they ask instead of what they answer."""
    by_fact = {one.feed.fact: one.decision for one in fed}
    questions: dict[str, Question] = {}
    for question in decision.questions:
        other = by_fact.get(question.fact)
        for one in other.questions if other is not None and other.questions else (question,):
            questions.setdefault(one.fact, one)
    behind = {fact.name: fact for one in fed for fact in one.decision.facts}
    facts = behind | {fact.name: fact for fact in decision.facts}
    named = tuple(Fed(one.feed.fact, one.decision.table, one.decision.digest, one.decision.row) for one in fed)
    deeper = tuple(item for one in fed for item in one.decision.fed_by)
    return replace(
        decision,
        questions=tuple(questions.values()),
        facts=tuple(fact for _, fact in sorted(facts.items())),
        fed_by=tuple(dict.fromkeys((*named, *deeper))),
    )
