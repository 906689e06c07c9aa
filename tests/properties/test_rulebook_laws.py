"""Laws of the rulebook: masks equal the reference, unknowns are never guessed, a change moves only its cases."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook import FactSpec, FactType, IncompleteTableError, NoPolicyOnDay, decide, naive_decide
from casewright.rulebook.catalogue import ActionSpec, Catalogue
from casewright.rulebook.cells import Cell, Equals, Interval, Ref, Test
from casewright.rulebook.compile import compile_snapshot
from casewright.rulebook.dates import snapshot
from casewright.rulebook.decision import Confidence, Decision
from casewright.rulebook.prove import case_for_row, uncovered_case
from casewright.rulebook.table import EVERYWHERE, Condition, HitPolicy, Row, Scope, Table, Value
from casewright.rulebook.walk import Answer, walk

SAY = Words("x", "某")
ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2020, 1, 1)
STATES = ("new", "old", "lost")


def _spec(name: str, kind: FactType) -> FactSpec:
    return FactSpec(name, kind, SAY, SAY, SAY, dict.fromkeys(STATES, SAY) if kind is FactType.ENUM else {})


KINDS = {
    "state": FactType.ENUM,
    "done": FactType.BOOLEAN,
    "age": FactType.INTEGER,
    "rate": FactType.DECIMAL,
    "paid": FactType.MONEY,
    "day": FactType.DATE,
    "at": FactType.INSTANT,
    "given": FactType.DAYS,
    "city": FactType.TEXT,
}
SPECS = {name: _spec(name, kind) for name, kind in KINDS.items()}
SPECS |= {"case.opened_on": _spec("case.opened_on", FactType.DATE), "marketplace": _spec("marketplace", FactType.TEXT)}
CATALOGUE = Catalogue(
    SPECS, {"do:one": ActionSpec("do:one", SAY)}, {}, {}, {}, Words("first {facts}", "先查 {facts}"), SAY
)

SMALL = st.integers(0, 6)
VALUES: Mapping[str, st.SearchStrategy[FactValue]] = MappingProxyType(
    {
        "state": st.sampled_from(STATES),
        "done": st.booleans(),
        "age": SMALL,
        "rate": SMALL.map(lambda number: Decimal(number) / 2),
        "paid": st.builds(Money, SMALL, st.sampled_from(["EUR", "USD"])),
        "day": SMALL.map(lambda number: FIRST + timedelta(days=number)),
        "at": SMALL.map(lambda number: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=number)),
        "given": SMALL,
        "city": st.sampled_from(["Rome", "Oslo", "Lima"]),
    }
)
SCOPES: st.SearchStrategy[Scope] = st.sampled_from(
    [EVERYWHERE, EVERYWHERE, ("europe",), ("amazon_de",), ("amazon_jp",)]
)
PLACES = st.sampled_from(["amazon_de", "amazon_fr", "amazon_jp", None])
DAYS = SMALL.map(lambda number: FIRST + timedelta(days=30 * number))


@st.composite
def unary_test(draw: st.DrawFn, name: str) -> Test:
    bounds: st.SearchStrategy[FactValue | Ref] = VALUES[name]
    if name == "age":
        bounds = st.one_of(bounds, st.just(Ref("limit")))
    if not KINDS[name].ordered or draw(st.booleans()):
        return Equals(draw(bounds))
    low, high = draw(st.one_of(st.none(), bounds)), draw(st.one_of(st.none(), bounds))
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


@st.composite
def conditions(draw: st.DrawFn) -> tuple[Condition, ...]:
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), max_size=3, unique=True))
    return tuple(
        Condition(name, Cell(tuple(draw(st.lists(unary_test(name), min_size=1, max_size=2))), "?", draw(st.booleans())))
        for name in names
    )


@st.composite
def rows(draw: st.DrawFn, number: int) -> Row:
    start, length = draw(DAYS), draw(st.one_of(st.none(), st.integers(1, 4)))
    end = None if length is None else start + timedelta(days=30 * length)
    when = draw(conditions())
    return _row(f"R{number:03}", when, start, end, draw(SCOPES))


def _row(
    code: str, when: tuple[Condition, ...], start: date = FIRST, end: date | None = None, scope: Scope = EVERYWHERE
) -> Row:
    return Row(code, code, start, end, scope, when, ("do:one",), (), (), SAY, ("S1",), Confidence.PUBLISHED)


def _value(amount: int, scope: Scope = EVERYWHERE) -> Value:
    return Value("limit", "count", amount, str(amount), FIRST, None, scope, ("S1",), Confidence.PUBLISHED)


def _table(lines: tuple[Row, ...], *values: Value) -> Table:
    return Table("t", "k", SAY, HitPolicy.FIRST, "case.opened_on", EVERYWHERE, values, lines, (), CATALOGUE, "t.toml")


@st.composite
def tables(draw: st.DrawFn, least: int = 1, most: int = 8) -> Table:
    count = draw(st.integers(least, most))
    lines = tuple(draw(rows(number)) for number in range(count))
    return _table(lines, _value(draw(SMALL)), _value(draw(SMALL), ("amazon_de",)))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Fact]:
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), unique=True))
    return {name: Fact(name, draw(st.one_of(st.none(), VALUES[name]))) for name in names}


def _either(
    engine: object, table: Table, facts: Mapping[str, Fact], on: date, place: str | None
) -> Decision | type[Exception]:
    assert engine in (decide, naive_decide)
    run = decide if engine is decide else naive_decide
    try:
        return run(table, facts, on=on, marketplace=place, zone=ZONE)
    except (NoPolicyOnDay, IncompleteTableError) as error:
        return type(error)


@given(tables(), cases(), DAYS, PLACES)
@settings(max_examples=80, deadline=None)
def test_the_compiled_form_says_what_the_reference_says(
    table: Table, facts: dict[str, Fact], on: date, place: str | None
) -> None:
    assert _either(decide, table, facts, on, place) == _either(naive_decide, table, facts, on, place)


@given(tables(least=64, most=80), cases())
@settings(max_examples=3, deadline=None)
def test_it_does_so_beyond_sixty_three_rows(table: Table, facts: dict[str, Fact]) -> None:
    day = FIRST + timedelta(days=90)
    assert _either(decide, table, facts, day, "amazon_de") == _either(naive_decide, table, facts, day, "amazon_de")


@given(tables(most=12), st.lists(cases(), min_size=1, max_size=6), PLACES)
@settings(max_examples=80, deadline=None)
def test_a_chain_that_is_compiled_at_once_says_what_the_walk_says(
    table: Table, several: list[dict[str, Fact]], place: str | None
) -> None:
    try:
        compiled = compile_snapshot(snapshot(table, FIRST, place), worth=1)
    except NoPolicyOnDay:
        return
    for facts in several:
        values = {name: fact.value for name, fact in facts.items()}
        assert compiled.answer(values) == walk(compiled.snapshot, facts)


@given(tables(), cases(), PLACES, st.data())
@settings(max_examples=60, deadline=None)
def test_learning_a_fact_never_overturns_a_decision(
    table: Table, facts: dict[str, Fact], place: str | None, data: st.DataObject
) -> None:
    """Whatever decides while facts are unknown still decides when they are known: nothing was guessed."""
    before = _either(decide, table, facts, FIRST, place)
    unknown = sorted(name for name in KINDS if name not in facts or facts[name].value is None)
    learned = {name: Fact(name, data.draw(VALUES[name])) for name in unknown}
    if isinstance(before, Decision) and before.row is not None:
        after = _either(decide, table, facts | learned, FIRST, place)
        assert isinstance(after, Decision)
        assert after.row == before.row


@given(tables(), cases(), PLACES)
@settings(max_examples=60, deadline=None)
def test_what_is_asked_is_unknown_and_would_matter(table: Table, facts: dict[str, Fact], place: str | None) -> None:
    answer = _either(decide, table, facts, FIRST, place)
    if isinstance(answer, Decision) and answer.row is None:
        assert answer.questions
        for question in answer.questions:
            known = question.fact in facts and facts[question.fact].value is not None
            assert not known or KINDS[question.fact] is FactType.MONEY
            assert place is None or question.fact != "marketplace"


@given(tables(), st.sampled_from(["amazon_de", "amazon_fr"]))
@settings(max_examples=40, deadline=None)
def test_the_proof_finds_a_case_exactly_where_the_reference_has_one(table: Table, place: str) -> None:
    try:
        compiled = compile_snapshot(snapshot(table, FIRST, place))
    except NoPolicyOnDay:
        return
    for index in range(len(compiled.snapshot.rows)):
        facts = case_for_row(compiled, index)
        assert facts is None or walk(compiled.snapshot, facts) == Answer((index,))
    hole = uncovered_case(compiled)
    assert hole is None or walk(compiled.snapshot, hole) is None


@given(tables(), st.fixed_dictionaries(dict(VALUES)))
@settings(max_examples=60, deadline=None)
def test_a_row_called_dead_is_never_reached(table: Table, values: dict[str, FactValue]) -> None:
    try:
        compiled = compile_snapshot(snapshot(table, FIRST, "amazon_de"))
    except NoPolicyOnDay:
        return
    stop = walk(compiled.snapshot, {name: Fact(name, value) for name, value in values.items()})
    if stop is None:
        assert uncovered_case(compiled) is not None
    elif stop.rows:
        assert case_for_row(compiled, stop.rows[0]) is not None


@given(SMALL, SMALL, st.integers(-2, 9))
def test_a_changed_threshold_moves_only_the_cases_between_old_and_new(old: int, new: int, age: int) -> None:
    above = (Condition("age", Cell((Interval(Ref("limit"), None, low_open=True),), "> limit")),)
    lines = (_row("R010", above), _row("R900", ()))
    facts = {"age": Fact("age", age)}

    def row_at(limit: int) -> str | None:
        return decide(_table(lines, _value(limit)), facts, on=FIRST, marketplace=None, zone=ZONE).row

    assert (row_at(old) != row_at(new)) == (min(old, new) < age <= max(old, new))


@given(SMALL, DAYS, DAYS)
def test_a_closed_row_decides_only_inside_its_days(age: int, closed_on: date, on: date) -> None:
    any_age = (Condition("age", Cell((Interval(0, None),), ">= 0")),)
    if closed_on <= FIRST:
        return
    lines = (_row("R010", any_age, FIRST, closed_on), _row("R900", ()))
    answer = decide(_table(lines), {"age": Fact("age", age)}, on=on, marketplace=None, zone=ZONE)
    assert answer.row == ("R010" if on < closed_on else "R900")
