"""Runs every policy case: the files beside this one, in the syntax of the tables, with sentences for names."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact, FactValue
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.money import Money
from casewright.rulebook import FactType, load_rulebook, naive_decide
from casewright.rulebook import decide as decide_table
from casewright.rulebook.decision import Decision

HERE = Path(__file__).parent
RULEBOOK = load_rulebook()


@dataclass(frozen=True, slots=True)
class PolicyCase:
    table: str
    name: str
    on: date
    marketplace: str | None
    facts: Mapping[str, FactValue]
    row: str | None
    asks: tuple[str, ...]
    also_asks: tuple[str, ...]
    near: str | None
    due: Mapping[str, datetime] | None
    values: Mapping[str, str]

    def decide(self, *, naive: bool = False) -> Decision:
        facts = {name: Fact(name, _value(name, raw)) for name, raw in self.facts.items()}
        site = marketplace_by_code(self.marketplace or "")
        zone = ZoneInfo(site.zone if site else "UTC")
        table = RULEBOOK.table(self.table)
        engine = naive_decide if naive else decide_table
        return engine(table, facts, on=self.on, marketplace=self.marketplace, zone=zone)

    def differences(self, other: "PolicyCase") -> int:
        names = self.facts.keys() | other.facts.keys()
        changed = len([name for name in names if self.facts.get(name) != other.facts.get(name)])
        return changed + (self.on != other.on) + (self.marketplace != other.marketplace)


def _value(name: str, raw: FactValue) -> FactValue:
    kind = RULEBOOK.catalogue.facts[name].type
    if not isinstance(raw, str):
        return raw
    if kind is FactType.MONEY:
        amount, currency = raw.split()
        return Money.of(amount, currency)
    if kind is FactType.DECIMAL:
        return Decimal(raw)
    return date.fromisoformat(raw) if kind is FactType.DATE else raw


def _cases() -> Iterator[PolicyCase]:
    for path in sorted(HERE.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        for one in file["case"]:
            unknown = set(one) - {
                "name",
                "on",
                "marketplace",
                "facts",
                "row",
                "asks",
                "also_asks",
                "near",
                "due",
                "values",
            }
            assert not unknown, f"{path.name}, {one['name']}: unknown keys {unknown}"
            yield PolicyCase(
                table=file["table"],
                name=one["name"],
                on=one.get("on", file["on"]),
                marketplace=one.get("marketplace", file["marketplace"]) or None,
                facts=one["facts"],
                row=one.get("row"),
                asks=tuple(one.get("asks", ())),
                also_asks=tuple(one.get("also_asks", ())),
                near=one.get("near"),
                due=one.get("due"),
                values=one.get("values", {}),
            )


CASES = tuple(_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}: {case.name}")
def test_the_table_answers_the_case(case: PolicyCase) -> None:
    decision = case.decide()
    asked = tuple(question.fact for question in decision.questions)
    assert decision.row == case.row
    assert case.row is not None or asked[: len(case.asks)] == case.asks
    if case.row is None:
        assert case.asks
    assert set(case.also_asks) <= set(asked)
    assert case.near is None or decision.row != case.near
    used = {value.name: value.text for value in decision.values}
    assert used.items() >= case.values.items()


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.due is not None], ids=lambda case: f"{case.table}: {case.name}"
)
def test_its_clocks_end_then_and_no_others_run(case: PolicyCase) -> None:
    assert {deadline.clock: deadline.due_at for deadline in case.decide().deadlines} == case.due


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}: {case.name}")
def test_the_reference_interpreter_says_the_same(case: PolicyCase) -> None:
    assert case.decide() == case.decide(naive=True)


ROWS = [(table.name, row.code) for table in RULEBOOK for row in table.rows]


@pytest.mark.parametrize(("table", "code"), ROWS, ids=[code for _, code in ROWS])
def test_every_row_has_a_case_that_hits_it(table: str, code: str) -> None:
    assert any(case.row == code for case in CASES if case.table == table)


NEAR = [(table.name, row.code) for table in RULEBOOK if len(table.rows) > 1 for row in table.rows]


@pytest.mark.parametrize(("table", "code"), NEAR, ids=[code for _, code in NEAR])
def test_every_row_has_a_near_miss_one_step_from_a_hit(table: str, code: str) -> None:
    hits = [case for case in CASES if case.table == table and case.row == code]
    misses = [case for case in CASES if case.table == table and case.near == code]
    assert any(hit.differences(miss) == 1 for hit in hits for miss in misses)


def _changing_days() -> list[tuple[str, date]]:
    days: set[tuple[str, date]] = set()
    for table in RULEBOOK:
        first = min(row.from_on for row in table.rows)
        spans = [(row.from_on, row.to_on) for row in table.rows]
        spans += [(value.from_on, value.to_on) for value in table.values]
        days |= {(table.name, day) for span in spans for day in span if day is not None and day > first}
    return sorted(days)


@pytest.mark.parametrize(("table", "day"), _changing_days(), ids=str)
def test_every_change_has_a_case_the_day_before_and_on_the_day(table: str, day: date) -> None:
    days = {case.on for case in CASES if case.table == table}
    assert day in days
    assert date.fromordinal(day.toordinal() - 1) in days
