"""The past under another day's policy."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.wire import to_wire
from casewright.pipeline.replay import Aspect, CaseReplay, fact_value_from_wire, replay_cases
from casewright.rulebook import FactType, Rulebook, load_rulebook, table_from_text
from casewright.rulebook.errors import CellError
from casewright.rulebook.replaying import OldCase

TEXT = """
table = "fault"
title = { en = "Fault", zh = "责任" }
hit = "first"
dated_by = "case.opened_on"

[[row]]
code = "FLT010"
name = "protected"
from = 2024-01-01
when = { buy_shipping_protected = true }
then = { do = ["close:case"], money = "marketplace_pays", odr = "does_not_count" }
because = { en = "The label is protected.", zh = "面单有保障。" }
cite = ["A31"]
confidence = "published"

[[row]]
code = "FLT900"
name = "else"
from = 2012-01-01
when = {}
then = { do = ["reply:keep-informed"], money = "seller_pays", odr = "counts" }
because = { en = "Nothing else applies.", zh = "别无他规。" }
cite = ["A31"]
confidence = "published"
"""
BOOK = load_rulebook()


def rulebook(text: str) -> Rulebook:
    table = table_from_text(text, "fault.toml", BOOK.catalogue)
    return Rulebook(BOOK.catalogue, (table,), {"fault": table}, {})


NOW, DRAFT = rulebook(TEXT), rulebook(TEXT.replace("2024-01-01", "2012-01-01"))


def case(key: str, *, protected: bool | None, money: Money | None = None) -> OldCase:
    facts = {"buy_shipping_protected": Fact("buy_shipping_protected", protected)}
    return OldCase(key, "fault", date(2023, 5, 1), "amazon_us", ZoneInfo("UTC"), facts, money)


def replay(cases: Iterable[OldCase], as_of: date, under: Rulebook = NOW, examples: int = 20) -> CaseReplay:
    return replay_cases(cases, NOW, under, as_of=as_of, examples=examples)


def rows_after(report: CaseReplay) -> list[str | None]:
    return [example.after.row for example in report.examples if example.after is not None]


def test_only_the_cases_that_the_policy_touches_change() -> None:
    cases = [case("a", protected=True), case("b", protected=False), case("c", protected=True)]
    report = replay(cases, as_of=date(2025, 1, 1))
    assert (report.report.cases, report.changed) == (3, 2)
    assert [example.case.key for example in report.examples] == ["a", "c"]
    assert report.aspects == {Aspect.ROW: 2, Aspect.STEPS: 2, Aspect.RESULT: 2}
    assert [(shift.row, shift.before, shift.after) for shift in report.report.rows] == [
        ("FLT010", 0, 2),
        ("FLT900", 3, 1),
    ]


def test_money_moves_from_one_bearer_to_the_other_in_its_own_currency() -> None:
    cases = [
        case("a", protected=True, money=Money.of("50.00", "USD")),
        case("b", protected=True, money=Money.of("7.00", "EUR")),
        case("c", protected=False, money=Money.of("9.00", "USD")),
        case("d", protected=True),
    ]
    report = replay(cases, as_of=date(2025, 1, 1))
    sums = {(one.outcome, one.value): one for one in report.report.outcomes}
    ours = sums["money", "seller_pays"]
    assert (ours.before, ours.after) == (4, 1)
    assert ours.money_before == {"EUR": 700, "USD": 5900}
    assert ours.money_after == {"USD": 900}
    theirs = sums["money", "marketplace_pays"]
    assert (theirs.money_before, theirs.money_after) == ({}, {"EUR": 700, "USD": 5000})
    assert (sums["odr", "counts"].before, sums["odr", "counts"].after) == (4, 1)


def test_the_same_day_changes_nothing() -> None:
    report = replay([case("a", protected=True), case("b", protected=None)], as_of=date(2023, 5, 1))
    assert (report.changed, report.examples, report.aspects) == (0, (), {})
    assert all(one.before == one.after for one in report.report.outcomes)


def test_a_case_whose_fact_is_unknown_comes_to_ask() -> None:
    report = replay([case("a", protected=None)], as_of=date(2025, 1, 1))
    (example,) = report.examples
    assert rows_after(report) == [None]
    assert Aspect.QUESTIONS in example.aspects
    assert [(shift.row, shift.before, shift.after) for shift in report.report.rows] == [
        ("FLT900", 1, 0),
        ("asks", 0, 1),
    ]


def test_a_draft_stands_in_for_the_table_of_its_name() -> None:
    report = replay([case("a", protected=True)], as_of=date(2023, 5, 1), under=DRAFT)
    assert rows_after(report) == ["FLT010"]


def test_a_time_limit_that_changes_counts_even_where_row_and_result_stay() -> None:
    limited = TEXT.replace('["reply:keep-informed"],', '["reply:keep-informed"], answer_within = "reply_hours",')
    limited += '[[value]]\nname = "reply_hours"\nunit = "hours"\nfrom = 2012-01-01\nis = 24\ncite = ["E6"]\n'
    limited += 'confidence = "published"\n'
    shorter = limited.replace("is = 24", "is = 12")
    report = replay_cases([case("a", protected=False)], rulebook(limited), rulebook(shorter), as_of=None, examples=1)
    (flow,) = report.report.flows
    assert (flow.before, flow.after, report.report.changed) == ("FLT900", "FLT900", 1)


def test_a_draft_with_a_hole_is_counted_and_stops_nothing() -> None:
    torn = rulebook(TEXT.replace("when = {}", "when = { buy_shipping_protected = true }"))
    report = replay([case("a", protected=False), case("b", protected=True)], date(2023, 5, 1), torn)
    assert [(shift.row, shift.before, shift.after) for shift in report.report.rows] == [
        ("FLT900", 2, 1),
        ("uncovered", 0, 1),
    ]
    assert [(example.case.key, example.after) for example in report.examples] == [("a", None)]


def test_a_day_without_policy_decides_nothing_and_stops_nothing() -> None:
    report = replay([case("a", protected=True), case("b", protected=False)], as_of=date(1999, 1, 1))
    assert report.changed == 2
    assert rows_after(report) == [None, None]
    assert [(shift.row, shift.after) for shift in report.report.rows] == [("FLT900", 0), ("no_policy", 2)]


def test_examples_are_as_many_as_asked_for_and_the_counts_go_on() -> None:
    cases = (case(str(number), protected=True) for number in range(50))
    report = replay(cases, as_of=date(2025, 1, 1), examples=3)
    assert (report.report.cases, report.changed, len(report.examples)) == (50, 50, 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("buy_shipping_protected", True),
        ("case.opened_on", date(2025, 1, 2)),
        ("order_total", Money.of("12.50", "EUR")),
        ("order_total", Money.of("1200", "JPY")),
        ("order_state", "unshipped"),
        ("days_since_claim_decision", 3),
        ("days_since_claim_decision", None),
    ],
)
def test_a_value_comes_back_from_its_json_form_as_it_was(name: str, value: FactValue | None) -> None:
    spec = BOOK.catalogue.facts[name]
    assert fact_value_from_wire(spec, to_wire(value)) == value


def test_an_instant_keeps_its_zone() -> None:
    spec = next(spec for spec in BOOK.catalogue.facts.values() if spec.type is FactType.INSTANT)
    at = datetime(2025, 1, 2, 3, 4, tzinfo=UTC)
    assert fact_value_from_wire(spec, to_wire(at)) == at


@pytest.mark.parametrize("wire", ["perhaps", 7, {"amount": "1", "currency": "EUR"}])
def test_what_is_no_value_of_the_fact_is_refused(wire: object) -> None:
    with pytest.raises(CellError):
        fact_value_from_wire(BOOK.catalogue.facts["buy_shipping_protected"], wire)
