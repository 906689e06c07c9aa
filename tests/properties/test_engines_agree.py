"""One meaning, five engines: the walk, the masks, NumPy, DuckDB and Spark say the same of random tables and cases.

Tables have every hit policy and every type, dated and closed rows, scopes and more than 63 rows; cases have unknowns,
values on the bounds, foreign currencies, days before the first row.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ibis.backends import BaseBackend

from casewright.bulk import BulkCases, FactColumn, decide_bulk, with_result
from casewright.bulk.parquet import read_facts_file
from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook import (
    ConflictError,
    FactSpec,
    FactType,
    IncompleteTableError,
    NoPolicyOnDay,
    decide,
    naive_decide,
)
from casewright.rulebook.batch import CLASH, NO_POLICY, NOTHING, UNCOVERED, BatchCases, asked_facts, decide_batch
from casewright.rulebook.batch_results import result_column
from casewright.rulebook.catalogue import ActionSpec, Catalogue, OutcomeSpec
from casewright.rulebook.cells import Cell, Equals, Interval, Ref, Test
from casewright.rulebook.columns import Coded, Scaled, column_of, key_of
from casewright.rulebook.decision import Confidence, Decision
from casewright.rulebook.table import EVERYWHERE, Collect, Condition, HitPolicy, Row, Scope, Table, Value

SAY = Words("x", "某")
ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2020, 1, 1)
STATES = ("new", "old", "lost")
KINDS = {
    "state": FactType.ENUM,
    "done": FactType.BOOLEAN,
    "age": FactType.INTEGER,
    "rate": FactType.DECIMAL,
    "paid": FactType.MONEY,
    "day": FactType.DATE,
    "at": FactType.INSTANT,
    "given": FactType.DAYS,
    "waited": FactType.DURATION,
    "city": FactType.TEXT,
}


def _spec(name: str, kind: FactType) -> FactSpec:
    return FactSpec(name, kind, SAY, SAY, SAY, dict.fromkeys(STATES, SAY) if kind is FactType.ENUM else {})


SPECS = {name: _spec(name, kind) for name, kind in KINDS.items()}
SPECS |= {"opened_on": _spec("opened_on", FactType.DATE), "marketplace": _spec("marketplace", FactType.TEXT)}
OUTCOMES = {
    "level": OutcomeSpec("level", SAY, {"high": SAY, "mid": SAY, "low": SAY}),
    "points": OutcomeSpec("points", SAY, {}, FactType.INTEGER),
}
CATALOGUE = Catalogue(SPECS, {"do:one": ActionSpec("do:one", SAY)}, {}, OUTCOMES, {}, Words("{facts}", "{facts}"), SAY)
SMALL = st.integers(0, 5)
VALUES: Mapping[str, st.SearchStrategy[FactValue]] = MappingProxyType(
    {
        "state": st.sampled_from(STATES),
        "done": st.booleans(),
        "age": st.one_of(SMALL, st.sampled_from([-(2**40), 2**40])),
        "rate": SMALL.map(lambda number: Decimal(number) / 2),
        "paid": st.builds(Money, SMALL, st.sampled_from(["EUR", "USD"])),
        "day": SMALL.map(lambda number: FIRST + timedelta(days=number)),
        "at": SMALL.map(lambda number: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=number)),
        "given": SMALL,
        "waited": SMALL.map(lambda number: timedelta(hours=12 * number)),
        "city": st.sampled_from(["Rome", "Oslo", "Lima"]),
        "opened_on": st.integers(-1, 5).map(lambda number: FIRST + timedelta(days=30 * number)),
    }
)
SCOPES: st.SearchStrategy[Scope] = st.sampled_from([EVERYWHERE] * 3 + [("europe",), ("amazon_de",), ("amazon_jp",)])
PLACES = ("amazon_de", "amazon_fr", "amazon_jp")
DAYS = SMALL.map(lambda number: FIRST + timedelta(days=30 * number))
SHAPES = tuple((hit, None) for hit in HitPolicy if hit is not HitPolicy.COLLECT) + tuple(
    (HitPolicy.COLLECT, collect) for collect in Collect
)


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
def rows(draw: st.DrawFn, number: int) -> Row:
    start, length = draw(DAYS), draw(st.one_of(st.none(), st.integers(1, 4)))
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), max_size=3, unique=True))
    when = tuple(
        Condition(name, Cell(tuple(draw(st.lists(unary_test(name), min_size=1, max_size=2))), "?", draw(st.booleans())))
        for name in names
    )
    results = (("level", draw(st.sampled_from(["high", "mid", "low"]))), ("points", str(draw(st.integers(-3, 9)))))
    return Row(
        f"R{number:03}",
        f"r{number:03}",
        start if draw(st.booleans()) else FIRST,
        None if length is None else start + timedelta(days=30 * length),
        draw(SCOPES),
        when,
        ("do:one",),
        (),
        results,
        SAY,
        ("S1",),
        Confidence.PUBLISHED,
    )


def _value(amount: int, scope: Scope = EVERYWHERE) -> Value:
    return Value("limit", "count", amount, str(amount), FIRST, None, scope, ("S1",), Confidence.PUBLISHED)


def _by(hit: HitPolicy, collect: Collect | None) -> tuple[str, ...]:
    if hit.ranked:
        return ("level",)
    return ("points",) if collect not in (None, Collect.LIST) else ()


@st.composite
def tables(draw: st.DrawFn, least: int = 1, most: int = 8) -> Table:
    hit, collect = draw(st.sampled_from(SHAPES))
    lines = tuple(draw(rows(number)) for number in range(draw(st.integers(least, most))))
    if collect is Collect.COUNT:
        lines = tuple(_silent(line) for line in lines)
    values = (_value(draw(SMALL)), _value(draw(SMALL), ("amazon_de",)))
    read = frozenset({*KINDS, "opened_on"})
    return Table(
        "t", None, SAY, hit, "opened_on", EVERYWHERE, values, lines, (), CATALOGUE, "t.toml", "", read, collect,
        _by(hit, collect),
    )  # fmt: skip


def _silent(row: Row) -> Row:
    parts = {name: getattr(row, name) for name in row.__dataclass_fields__}
    return Row(**(parts | {"outcome": row.outcome[:1]}))


@dataclass(frozen=True, slots=True)
class Case:
    facts: dict[str, FactValue | None]
    place: str | None


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True))
    facts = {name: draw(st.one_of(st.none(), VALUES[name])) for name in names}
    return Case(facts, draw(st.sampled_from([*PLACES, None])))


def _refused(table: Table, case: Case, run: object) -> Decision | int:
    engine = decide if run is decide else naive_decide
    facts = {name: Fact(name, value) for name, value in case.facts.items()}
    try:
        return engine(table, facts, on=FIRST, marketplace=case.place, zone=ZONE, trace=False)
    except NoPolicyOnDay:
        return NO_POLICY
    except IncompleteTableError:
        return UNCOVERED
    except ConflictError:
        return CLASH


def _number(answer: Decision | int) -> str | int | None:
    """Return what a batch says of the same answer: a row's code, why there is none, or None while it asks."""
    if not isinstance(answer, Decision):
        return answer
    return answer.row or (None if answer.questions else NOTHING)


def _batch(many: Sequence[Case]) -> BatchCases:
    names = sorted({name for case in many for name in case.facts})
    columns = {name: column_of(SPECS[name], [case.facts.get(name) for case in many]) for name in names}
    codes = np.array([-1 if case.place is None else PLACES.index(case.place) for case in many])
    return BatchCases(columns, len(many), Coded(codes, PLACES))


def _arrow(many: Sequence[Case]) -> tuple[pa.Table, dict[str, FactColumn]]:
    types = {
        "state": pa.string(), "city": pa.string(), "done": pa.bool_(), "age": pa.int64(), "given": pa.int64(),
        "rate": pa.decimal128(18, 2), "day": pa.date32(), "opened_on": pa.date32(), "at": pa.timestamp("us", "UTC"),
        "waited": pa.int64(),
    }  # fmt: skip
    arrays: dict[str, pa.Array] = {"place": pa.array([case.place for case in many], pa.string())}
    facts = {}
    for name in sorted({name for case in many for name in case.facts}):
        values = [case.facts.get(name) for case in many]
        if name == "paid":
            amounts = [value if isinstance(value, Money) else None for value in values]
            arrays["paid_minor"] = pa.array([one and one.minor for one in amounts], pa.int64())
            arrays["paid_currency"] = pa.array([one and one.currency for one in amounts], pa.string())
            facts[name] = FactColumn("paid_minor", "paid_currency")
            continue
        if name == "waited":
            values = [None if value is None else int(key_of(value)) for value in values]
        arrays[name] = pa.array(values, types[name])
        facts[name] = FactColumn(name)
    return pa.table(arrays), facts


Told = tuple[list[str | int | None], list[object]]


def _in_sql(table: Table, many: Sequence[Case], engine: BaseBackend) -> Told:
    """Return what a database says through Ibis: rows, and the numbers they make."""
    held, facts = _arrow(many)
    numbered = held.append_column("number", pa.array(range(len(many)), pa.int64()))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        pq.write_table(numbered, path)
        bulk = BulkCases(engine.read_parquet(path), facts, None, "place", PLACES)
        plan, answered = decide_bulk(table, bulk, on=FIRST, zone=ZONE)
        gathers = table.collect is Collect.LIST
        made, column = (answered, None) if gathers else with_result(plan, answered, "", "points")
        chosen = made.select("number", "row", points=made[column.value] if column else made["row"]).order_by("number")
        found = engine.to_pyarrow(chosen).to_pydict()
    said = [plan.rows[row].row.code if row >= 0 else None if row == -1 else row for row in found["row"]]
    return said, found["points"]


DUCK = ibis.duckdb.connect()
SPARK = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",  # to compile each small query would take longer than to run it
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
MANY_TABLES = int(os.environ.get("CASEWRIGHT_LAW_TABLES", "400"))
"""How many tables the slow law tries; more of them before a change of an engine goes out."""
MANY = st.lists(cases(), min_size=1, max_size=12)


def _here(table: Table, many: Sequence[Case]) -> Told:
    """Return what all of our own engines say: the walk, the masks, and the masks as arrays."""
    expected = [_refused(table, case, naive_decide) for case in many]
    assert [_refused(table, case, decide) for case in many] == expected
    batch = _batch(many)
    answer = decide_batch(table, batch, on=FIRST, zone=ZONE)
    said = [code or (None if row == -1 else row) for code, row in zip(answer.codes(), answer.row.tolist(), strict=True)]
    assert said == [_number(one) for one in expected]
    asked = asked_facts(answer)
    for index, one in enumerate(expected):
        wanted = {question.fact for question in one.questions} if isinstance(one, Decision) else set()
        assert {fact for fact, found in asked.items() if found[index]} == wanted
    if table.collect in (None, Collect.LIST):
        return said, []
    numbers = result_column(answer.plan, answer.row, answer.hold, "points")
    assert isinstance(numbers, Scaled)
    known = np.ones(len(many), np.bool_) if numbers.known is None else numbers.known
    made: list[object] = [int(number) if there else None for number, there in zip(numbers.keys, known, strict=True)]
    stated = [dict(one.outcome).get("points") if isinstance(one, Decision) else None for one in expected]
    assert made == [None if text is None else int(text) for text in stated]
    return said, made


def _agree(table: Table, many: Sequence[Case], engine: BaseBackend = DUCK) -> None:
    said, points = _here(table, many)
    in_sql, points_in_sql = _in_sql(table, many, engine)
    assert in_sql == said
    assert not points or points_in_sql == points


@given(tables(), MANY)
@settings(max_examples=40, deadline=None)
def test_the_walk_the_masks_and_the_arrays_say_the_same(table: Table, many: list[Case]) -> None:
    _here(table, many)


@given(tables(), MANY)
@settings(max_examples=10, deadline=None)
def test_duckdb_says_the_same(table: Table, many: list[Case]) -> None:
    _agree(table, many)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@given(tables(least=64, most=80), MANY)
@settings(max_examples=1, deadline=None)
def test_they_do_so_beyond_a_word_of_rows(table: Table, many: list[Case]) -> None:
    _agree(table, many)


@pytest.mark.slow
@given(tables(), MANY)
@settings(max_examples=MANY_TABLES, deadline=None)
def test_all_but_spark_say_the_same_of_many_tables(table: Table, many: list[Case]) -> None:
    _agree(table, many)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@given(tables(least=64, most=140), MANY)
@settings(max_examples=12, deadline=None)
def test_they_do_so_beyond_two_words_of_rows(table: Table, many: list[Case]) -> None:
    _agree(table, many)


@pytest.fixture(scope="module")
def spark() -> Iterator[BaseBackend]:
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install casewright[spark]")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java here: apt-get install -y --no-install-recommends default-jre-headless")
    built = sql.SparkSession.builder.master("local[1]")
    for name, value in SPARK.items():
        built = built.config(name, value)
    session = built.getOrCreate()
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning")
@given(tables(), MANY)
@settings(max_examples=8, deadline=None, phases=[Phase.generate])
def test_spark_says_the_same(spark: BaseBackend, table: Table, many: list[Case]) -> None:
    _agree(table, many, spark)


@given(tables(), MANY)
@settings(max_examples=20, deadline=None)
def test_a_file_of_facts_is_read_as_what_was_written(table: Table, many: list[Case]) -> None:
    held, _ = _arrow(many)
    names = {"place": "marketplace", "waited": "waited_microseconds"}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.parquet"
        pq.write_table(
            held.rename_columns([names.get(name, name) for name in held.column_names]), path, row_group_size=5
        )
        blocks = list(read_facts_file(path, table).blocks(frozenset(table.facts)))
    codes = [code for one in blocks for code in decide_batch(table, one.cases, on=FIRST, zone=ZONE).codes()]
    assert codes == decide_batch(table, _batch(many), on=FIRST, zone=ZONE).codes()


def _row(code: str, scope: Scope, when: tuple[Condition, ...]) -> Row:
    rest = (("do:one",), (), (("level", "high"), ("points", "0")), SAY, ("S1",), Confidence.PUBLISHED)
    return Row(code, code.lower(), FIRST, None, scope, when, *rest)


def test_rows_elsewhere_stay_out_where_the_facts_they_test_have_no_column() -> None:
    anything = tuple(Condition(name, Cell((Interval(None, None),), "?")) for name in ("day", "at"))
    lines = (_row("R000", ("amazon_jp",), anything), _row("R001", EVERYWHERE, ()), _row("R002", EVERYWHERE, ()))
    table = Table(
        "t", None, SAY, HitPolicy.ANY, "opened_on", EVERYWHERE, (), lines, (), CATALOGUE, "t.toml",
        facts=frozenset(KINDS),
    )  # fmt: skip
    _agree(table, [Case(dict.fromkeys(["age", "paid", "city", "opened_on"]), "amazon_de")])
