"""How a table answers: first hit, unknowns asked, clocks run, dates and places picked."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.rulebook import (
    FactDomainError,
    IncompleteTableError,
    NoPolicyOnDay,
    Rulebook,
    decide,
    naive_decide,
    silence,
)
from casewright.rulebook.decision import Confidence, Decision, RowState

from .conftest import row, value

Loader = Callable[..., Rulebook]
AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
LAST = row("T900")


def ask(
    book: Rulebook, on: str = "2026-05-01", marketplace: str | None = "amazon_de", **facts: FactValue | None
) -> Decision:
    known = {name.replace("__", "."): Fact(name.replace("__", "."), read) for name, read in facts.items()}
    zone = ZoneInfo("Europe/Berlin")
    day = date.fromisoformat(on)
    answer = decide(book.table("t"), known, on=day, marketplace=marketplace, zone=zone)
    assert answer == naive_decide(book.table("t"), known, on=day, marketplace=marketplace, zone=zone)
    return answer


def due(answer: Decision) -> dict[str, timedelta]:
    return {one.clock: one.due_at - AT for one in answer.deadlines}


def asked(answer: Decision) -> list[str]:
    return [question.fact for question in answer.questions]


def test_the_first_row_that_holds_decides(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 5' }") + row("T020", "{ age = '> 3' }") + LAST)
    assert ask(book, age=6).row == "T010"
    assert ask(book, age=4).row == "T020"
    assert ask(book, age=3).row == "T900"


def test_an_unknown_fact_stops_the_walk_and_is_asked(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 5', done = true }") + LAST)
    answer = ask(book, age=6)
    assert answer.row is None
    assert asked(answer) == ["done"]
    assert answer.actions == ()
    assert (answer.because.en, answer.because.zh) == ("First: x (yes or no)", "先查：是否某")


def test_a_known_false_settles_a_row_whatever_else_is_unknown(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 5', done = true }") + LAST)
    assert ask(book, age=5).row == "T900"


def test_a_fact_given_as_unknown_is_the_same_as_a_missing_one(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 5' }") + LAST)
    assert asked(ask(book, age=None)) == asked(ask(book)) == ["age"]


def test_money_in_another_currency_is_asked_not_guessed(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ paid = '>= 50.00 EUR' }") + LAST)
    assert asked(ask(book, paid=Money(9_999, "USD"))) == ["paid"]
    assert ask(book, paid=Money(4_999, "EUR")).row == "T900"


def test_dates_pick_the_value_half_open(rulebook_of: Loader) -> None:
    values = value("limit", "3", more="to = 2026-01-26") + value("limit", "5", more="from = 2026-01-26")
    book = rulebook_of(values + row("T010", "{ age = '> limit' }") + LAST)
    assert ask(book, "2026-01-25", age=4).row == "T010"
    assert ask(book, "2026-01-26", age=4).row == "T900"


def test_the_policy_day_is_read_from_the_case_before_the_day_of_asking(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 3' }", more="to = 2026-01-26") + LAST)
    answer = ask(book, "2026-05-01", age=4, case__opened_on=date(2026, 1, 25))
    assert (answer.row, answer.policy_on) == ("T010", date(2026, 1, 25))


def test_the_most_specific_place_wins_for_values_and_for_rows_of_one_name(rulebook_of: Loader) -> None:
    values = value("limit", "3") + value("limit", "5", more='applies_to = { marketplace = ["europe"] }')
    values += value("limit", "7", more='applies_to = { marketplace = ["amazon_de"] }')
    book = rulebook_of(values + row("T010", "{ age = '> limit' }") + LAST)
    assert ask(book, marketplace="amazon_jp", age=4).row == "T010"
    assert ask(book, marketplace="amazon_fr", age=5).row == "T900"
    assert ask(book, marketplace="amazon_de", age=7).row == "T900"
    here = 'name = "same"\napplies_to = { marketplace = ["amazon_de"] }'
    book = rulebook_of(
        row("T010", "{ age = '> 3' }", more='name = "same"') + row("T020", "{ age = '> 9' }", more=here) + LAST
    )
    assert ask(book, marketplace="amazon_fr", age=4).row == "T010"
    assert ask(book, marketplace="amazon_de", age=4).row == "T900"


def test_an_unknown_place_is_asked_only_where_a_local_row_may_hold(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 3' }", more='applies_to = { marketplace = ["amazon_jp"] }') + LAST)
    assert asked(ask(book, marketplace=None, age=4)) == ["marketplace"]
    assert ask(book, marketplace=None, age=3).row == "T900"
    assert ask(book, marketplace="amazon_de", age=4).row == "T900"


def test_a_day_without_rows_or_without_a_needed_value_stops(rulebook_of: Loader) -> None:
    book = rulebook_of(value("limit", "3", more="from = 2021-01-01") + row("T010", "{ age = '> limit' }") + LAST)
    with pytest.raises(NoPolicyOnDay, match="any row"):
        ask(book, "2019-12-31", age=4)
    with pytest.raises(NoPolicyOnDay, match="the value limit"):
        ask(book, "2020-12-31", age=4)
    assert ask(book, "2021-01-01", age=4).row == "T010"


def test_a_caller_with_many_cases_turns_that_stop_into_a_question_about_the_day(rulebook_of: Loader) -> None:
    book = rulebook_of(LAST)
    with pytest.raises(NoPolicyOnDay) as stop:
        ask(book, "1970-01-01")
    answer = silence(book.table("t"), {}, stop.value)
    assert (answer.row, answer.because.en, asked(answer)) == (None, "none on 1970-01-01", ["case.opened_on"])


def test_where_only_some_marketplaces_have_the_value_that_question_is_about_the_marketplace(
    rulebook_of: Loader,
) -> None:
    only_there = 'from = 2021-01-01\napplies_to = { marketplace = ["amazon_jp"] }'
    book = rulebook_of(value("limit", "3", more=only_there) + row("T010", "{ age = '> limit' }") + LAST)
    with pytest.raises(NoPolicyOnDay) as stop:
        ask(book, "2021-01-01", marketplace=None, age=4)
    answer = silence(book.table("t"), {}, stop.value)
    assert (answer.row, asked(answer)) == (None, ["marketplace"])
    with pytest.raises(NoPolicyOnDay) as stop:
        ask(book, "2020-12-31", marketplace=None, age=4)
    assert asked(silence(book.table("t"), {}, stop.value)) == ["case.opened_on"]
    assert ask(book, "2021-01-01", marketplace="amazon_jp", age=4).row == "T010"


def test_a_table_with_a_hole_says_so(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 3' }"))
    with pytest.raises(IncompleteTableError, match="no row covers"):
        ask(book, age=3)


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"state": "nwe"}, "not one of new, old"),
        ({"age": "4"}, "not of type integer"),
        ({"age": True}, "not of type integer"),
        ({"done": 1}, "not of type boolean"),
        ({"asked_at": datetime(2026, 5, 1)}, "no time zone"),  # noqa: DTZ001 - the missing zone is the point
        ({"colour": "red"}, "not in the catalogue"),
    ],
)
def test_a_value_outside_its_domain_is_refused(rulebook_of: Loader, facts: dict[str, Any], problem: str) -> None:
    with pytest.raises(FactDomainError, match=problem):
        ask(rulebook_of(LAST), **facts)


CLOCK = value("reply", "24", "hours") + row("T010", then='{ do = ["do:one"], answer_within = ["given_days", "reply"] }')


def test_the_mails_own_number_wins(rulebook_of: Loader) -> None:
    answer = ask(rulebook_of(CLOCK), asked_at=AT, given_days=3)
    assert due(answer) == {"answer": timedelta(days=3)}
    assert answer.deadlines[0].from_fact == "given_days"
    assert answer.questions == ()


def test_the_fallback_keeps_its_confidence_and_the_number_is_asked_for(rulebook_of: Loader) -> None:
    answer = ask(rulebook_of(CLOCK), asked_at=AT)
    assert due(answer) == {"answer": timedelta(hours=24)}
    assert answer.deadlines[0].confidence is Confidence.UNCERTAIN
    assert answer.deadlines[0].value_name == "reply"
    assert answer.deadlines[0].cite == ("S1",)
    assert asked(answer) == ["given_days"]


def test_an_end_that_was_read_needs_no_start(rulebook_of: Loader) -> None:
    answer = ask(rulebook_of(CLOCK), ends_at=AT)
    assert [(one.started_at, one.due_at, one.from_fact) for one in answer.deadlines] == [(None, AT, "ends_at")]
    assert answer.questions == ()


def test_without_a_start_there_is_no_deadline_but_a_question(rulebook_of: Loader) -> None:
    answer = ask(rulebook_of(CLOCK), given_days=3)
    assert answer.deadlines == ()
    assert asked(answer) == ["asked_at"]


def test_a_length_beyond_the_calendar_is_asked_about(rulebook_of: Loader) -> None:
    assert ask(rulebook_of(CLOCK), asked_at=AT, given_days=10**9).deadlines == ()


def test_a_stopped_clock_neither_runs_nor_asks(rulebook_of: Loader) -> None:
    answer = ask(rulebook_of(CLOCK), done=True)
    assert (answer.deadlines, answer.questions) == ((), ())


def test_business_days_skip_the_weekend_in_the_marketplaces_zone(rulebook_of: Loader) -> None:
    book = rulebook_of(
        value("two", "2", "business_days") + row("T010", then='{ do = ["do:one"], plain_within = "two" }')
    )
    friday = ask(book, asked_at=AT).deadlines[0].due_at
    assert friday.isoformat() == "2026-05-05T23:59:59+02:00"


ALWAYS = '[always]\ndo = ["do:wait"]\nanswer_within = "reply"\n'


def test_what_always_holds_runs_while_the_table_still_asks(rulebook_of: Loader) -> None:
    book = rulebook_of(ALWAYS + value("reply", "24", "hours") + row("T010", "{ age = '> 3' }") + LAST)
    answer = ask(book, asked_at=AT)
    assert asked(answer) == ["age"]
    assert due(answer) == {"answer": timedelta(hours=24)}
    assert [step.code for step in answer.actions] == ["do:wait"]


def test_the_rows_own_clock_replaces_the_one_that_always_runs(rulebook_of: Loader) -> None:
    lengths = value("reply", "24", "hours") + value("long", "2")
    answer = ask(
        rulebook_of(ALWAYS + lengths + row("T010", then='{ do = ["do:one"], answer_within = "long" }')), asked_at=AT
    )
    assert due(answer) == {"answer": timedelta(days=2)}
    assert [step.code for step in answer.actions] == ["do:one"]


def test_what_always_holds_may_have_conditions_of_its_own(rulebook_of: Loader) -> None:
    when = ALWAYS.replace("[always]", '[[always]]\nwhen = { age = "<= limit" }')
    book = rulebook_of(when + value("reply", "24", "hours") + value("limit", "5") + LAST)
    assert due(ask(book, asked_at=AT, age=5)) == {"answer": timedelta(hours=24)}
    assert due(ask(book, asked_at=AT, age=6)) == {}
    assert due(ask(book, asked_at=AT)) == {}


def test_a_reason_speaks_the_numbers_of_the_day(rulebook_of: Loader) -> None:
    because = 'because = { en = "after {two} or {two.long}", zh = "{two} 或 {two.long}" }'
    answer = ask(rulebook_of(value("two", "2", "business_days") + row("T010", more=because)))
    assert (answer.because.en, answer.because.zh) == ("after 2 or 2 business days", "2 或 2 个工作日")
    assert [(one.name, one.text) for one in answer.values] == [("two", "2")]


def test_the_trace_says_why_of_every_row(rulebook_of: Loader) -> None:
    book = rulebook_of(
        row("T005", more="to = 2021-01-01")
        + row("T006", more='applies_to = { marketplace = ["amazon_jp"] }')
        + row("T010", "{ age = '> 5', done = true }")
        + row("T020", "{ done = true, state = 'new' }")
        + LAST
    )
    trace = {line.code: line for line in ask(book, age=5, state="new").trace}
    assert {code: line.state for code, line in trace.items()} == {
        "T005": RowState.NOT_IN_FORCE,
        "T006": RowState.ELSEWHERE,
        "T010": RowState.EXCLUDED,
        "T020": RowState.UNKNOWN,
        "T900": RowState.NOT_REACHED,
    }
    assert [(cell.fact, cell.value, cell.test) for cell in trace["T010"].cells] == [("age", "5", "> 5")]
    assert [(cell.fact, cell.value) for cell in trace["T020"].cells] == [("done", None)]
    assert ask(book, age=5, done=False).trace[-1].state is RowState.HIT


def test_a_decision_names_the_content_it_was_made_by_and_the_facts_it_looked_at(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 5' }") + LAST)
    answer = ask(book, age=5, city="Berlin")
    assert answer.digest == book.table("t").digest
    assert [fact.name for fact in answer.facts] == ["age"]


def test_a_clock_that_needs_something_first_asks_for_that_before_the_instant(rulebook_of: Loader) -> None:
    book = rulebook_of(value("two", "2") + row("T010", then='{ do = ["do:one"], wanted_within = "two" }'))
    assert asked(ask(book)) == ["done"]
    assert asked(ask(book, done=True)) == ["asked_at"]
    assert asked(ask(book, done=False)) == []
    assert due(ask(book, asked_at=AT)).keys() == {"wanted"}
    assert due(ask(book, asked_at=AT, done=False)) == {}
