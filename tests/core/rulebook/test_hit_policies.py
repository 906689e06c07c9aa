"""Each way in which rows that hold together give one answer, unknowns included; and what the proof says of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact, FactValue
from casewright.rulebook import (
    ConflictError,
    PolicyFileError,
    Rulebook,
    check_all,
    decide,
    explain_row,
    naive_decide,
)
from casewright.rulebook.decision import Decision, RowState

from .conftest import HEAD, row, value

Loader = Callable[..., Rulebook]
_W = '{ en = "x", zh = "某" }'
RESULTS = (
    f"[outcome.level]\nlabel = {_W}\nvalues = {{ high = {_W}, mid = {_W}, low = {_W} }}\n"
    f'[outcome.fee]\nlabel = {_W}\ntype = "money"\n'
    f'[outcome.points]\nlabel = {_W}\ntype = "integer"\n'
    f'[outcome.wait]\nlabel = {_W}\ntype = "duration"\n'
)
YOUNG, OLD, DONE = "{ age = '< 5' }", "{ age = '>= 5' }", "{ done = true }"


def head(hit: str, more: str = "") -> str:
    return HEAD.replace('hit = "first"', f'hit = "{hit}"') + more


def then(**results: str) -> str:
    stated = "".join(f', {name} = "{text}"' for name, text in results.items())
    return f'{{ do = ["do:one"]{stated} }}'


def ask(book: Rulebook, **facts: FactValue | None) -> Decision:
    known = {name: Fact(name, read) for name, read in facts.items()}
    setting: dict[str, Any] = {"on": date(2026, 5, 1), "marketplace": "amazon_de", "zone": ZoneInfo("UTC")}
    answer = decide(book.table("t"), known, **setting)
    assert answer == naive_decide(book.table("t"), known, **setting)
    return answer


def asked(answer: Decision) -> list[str]:
    return [question.fact for question in answer.questions]


def test_unique_answers_with_the_one_row_that_holds(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", YOUNG) + row("T020", OLD), head=head("unique"))
    assert check_all(book) == []
    assert ask(book, age=4).row == "T010"
    assert ask(book, age=5).row == "T020"
    assert asked(ask(book)) == ["age"]


def test_unique_refuses_two_rows_at_once_and_the_proof_shows_the_case(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", YOUNG) + row("T020", OLD) + row("T030", DONE), head=head("unique"))
    with pytest.raises(ConflictError, match="T010 and T030"):
        ask(book, age=1, done=True)
    assert asked(ask(book, age=1)) == ["done"]
    found = [(problem.code, problem.row, problem.case) for problem in check_all(book)]
    assert found == [
        ("CHK040", "T010", (("age", "4"), ("done", "true"))),
        ("CHK040", "T020", (("age", "5"), ("done", "true"))),
    ]


def test_any_takes_rows_that_order_the_same_for_one(rulebook_of: Loader) -> None:
    lines = row("T010", YOUNG) + row("T020", DONE) + row("T030", OLD)
    assert check_all(rulebook_of(lines, head=head("any"))) == []
    book = rulebook_of(lines, head=head("any"))
    assert ask(book, age=1, done=True).row == "T010"
    assert ask(book, age=1).row == "T010"
    assert ask(book, done=True).row == "T020"
    assert asked(ask(book)) == ["age"]


def test_any_refuses_rows_that_order_different_things(rulebook_of: Loader) -> None:
    other = row("T020", DONE, '{ do = ["do:two"] }')
    book = rulebook_of(row("T010", YOUNG) + other + row("T030", OLD), head=head("any"))
    with pytest.raises(ConflictError, match="T010 and T020"):
        ask(book, age=1, done=True)
    assert asked(ask(book, age=1)) == ["done"]
    assert {problem.code for problem in check_all(book)} == {"CHK040"}


def test_priority_follows_the_order_of_the_catalogue_not_of_the_rows(rulebook_of: Loader) -> None:
    lines = row("T010", YOUNG, then(level="low")) + row("T020", DONE, then(level="high"))
    book = rulebook_of(
        lines + row("T900", then=then(level="low")), head("priority", 'by = "level"\n'), outcomes=RESULTS
    )
    assert check_all(book) == []
    assert ask(book, age=1, done=True).row == "T020"
    assert ask(book, age=1, done=False).row == "T010"
    assert asked(ask(book, age=1)) == ["done"]


def test_collect_lists_every_row_that_holds_and_may_hold_none(rulebook_of: Loader) -> None:
    lines = row("T010", YOUNG, then(level="low"), 'because = { en = "a", zh = "甲" }') + row(
        "T020", DONE, then(level="high"), 'because = { en = "b", zh = "乙" }'
    )
    book = rulebook_of(lines, head("collect"), outcomes=RESULTS)
    assert check_all(book) == []
    both = ask(book, age=1, done=True)
    assert (both.rows, both.outcome, both.because.en, both.because.zh) == (
        ("T010", "T020"),
        (("level", "low, high"),),
        "a b",
        "甲乙",
    )
    nothing = ask(book, age=9, done=False)
    assert (nothing.row, nothing.rows, nothing.questions) == (None, (), ())
    assert nothing.because.en == "No row of this table applies."


def test_collect_asks_for_everything_that_is_open_and_says_what_holds_already(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", YOUNG) + row("T020", DONE) + row("T030", "{ city = 'Rome' }"), head("collect"))
    answer = ask(book, age=1)
    assert asked(answer) == ["done", "city"]
    assert [line.state for line in answer.trace] == [RowState.HOLDS, RowState.UNKNOWN, RowState.UNKNOWN]


def test_output_order_lists_by_the_order_of_the_catalogue(rulebook_of: Loader) -> None:
    lines = row("T010", YOUNG, then(level="low")) + row("T020", DONE, then(level="high"))
    book = rulebook_of(lines, head("output_order", 'by = "level"\n'), outcomes=RESULTS)
    assert ask(book, age=1, done=True).rows == ("T020", "T010")
    assert ask(book, age=1, done=True).outcome == (("level", "high, low"),)


@pytest.mark.parametrize(("kind", "made"), [("sum", "3.50 EUR"), ("min", "1.00 EUR"), ("max", "2.50 EUR")])
def test_collect_makes_one_amount_of_dated_and_written_ones(rulebook_of: Loader, kind: str, made: str) -> None:
    lines = row("T010", YOUNG, then(fee="base_fee")) + row("T020", DONE, then(fee="2.50 EUR"))
    table = value("base_fee", '"1.00 EUR"', "money") + lines
    book = rulebook_of(table, head("collect", f'collect = "{kind}"\nby = "fee"\n'), outcomes=RESULTS)
    answer = ask(book, age=1, done=True)
    assert answer.outcome == (("fee", made),)
    assert [used.name for used in answer.values] == ["base_fee"]
    assert ask(book, age=9, done=False).outcome == ()
    assert "x: base_fee" in explain_row(book, "T010", date(2026, 5, 1)).en


def test_collect_counts_its_rows_and_none_is_zero(rulebook_of: Loader) -> None:
    table = row("T010", YOUNG) + row("T020", DONE)
    book = rulebook_of(table, head("collect", 'collect = "count"\nby = "points"\n'), outcomes=RESULTS)
    assert ask(book, age=1, done=True).outcome == (("points", "2"),)
    assert ask(book, age=9, done=False).outcome == (("points", "0"),)


def test_a_length_of_time_is_compared_and_summed_exactly(rulebook_of: Loader) -> None:
    facts = f'[fact.waited]\ntype = "duration"\nlabel = {_W}\nask = {_W}\nproof = {_W}\n'
    table = value("limit", "36", "hours") + row("T010", "{ waited = '> limit' }", then(wait="PT12H"))
    table += row("T020", "{ waited = '[P1D..P3D)' }", then(wait="limit"))
    book = rulebook_of(table, head("collect", 'collect = "sum"\nby = "wait"\n'), facts=facts, outcomes=RESULTS)
    assert ask(book, waited=timedelta(hours=36)).outcome == (("wait", "P1DT12H"),)
    assert ask(book, waited=timedelta(hours=36, microseconds=1)).outcome == (("wait", "P2D"),)
    assert ask(book, waited=timedelta(days=3)).rows == ("T010",)
    assert "more than 36 hours" in explain_row(book, "T010", date(2026, 5, 1)).en
    assert "at least 1 day and less than 3 days" in explain_row(book, "T020", date(2026, 5, 1)).en


def test_the_earliest_of_two_ends_of_one_clock_counts(rulebook_of: Loader) -> None:
    started = datetime(2026, 5, 1, tzinfo=UTC)
    lines = value("long", "9") + value("short", "2")
    lines += row("T010", YOUNG, '{ do = ["do:one"], plain_within = "long" }')
    lines += row("T020", DONE, '{ do = ["do:two"], plain_within = "short" }')
    answer = ask(rulebook_of(lines, head("collect")), age=1, done=True, asked_at=started)
    assert [(one.clock, one.value_name) for one in answer.deadlines] == [("plain", "short")]
    assert [step.code for step in answer.actions] == ["do:one", "do:two"]


@pytest.mark.parametrize(
    ("hit", "more", "results", "refusal"),
    [
        ("priority", "", {}, "does not say by which results"),
        ("priority", 'by = "fee"\n', {"fee": "1.00 EUR"}, "does not say by which results"),
        ("first", 'by = "level"\n', {}, "nothing to rank or to count"),
        ("collect", 'collect = "sum"\n', {}, "does not say of which result"),
        ("collect", 'collect = "sum"\nby = "level"\n', {"level": "low"}, "level is no number"),
        ("collect", 'collect = "count"\nby = "fee"\n', {}, "cannot hold a count"),
        ("collect", 'collect = "count"\nby = "points"\n', {"points": "3"}, "states the result that is counted"),
        ("collect", 'collect = "sum"\nby = "fee"\n', {}, "does not state fee"),
        ("collect", 'collect = "sum"\nby = "nope"\n', {}, "which is no result"),
        ("first", "", {"fee": "> 1.00 EUR"}, "is not one value"),
        ("first", "", {"fee": "never"}, "unknown value 'never'"),
        ("first", "", {"wait": "P1M"}, "is not a value of fact wait"),
    ],
)
def test_what_the_hit_policy_lacks_is_refused_by_name(
    rulebook_of: Loader, hit: str, more: str, results: dict[str, str], refusal: str
) -> None:
    with pytest.raises(PolicyFileError, match=refusal):
        rulebook_of(row("T010", then=then(**results)), head(hit, more), outcomes=RESULTS)


def test_one_table_sums_in_one_currency(rulebook_of: Loader) -> None:
    lines = row("T010", then=then(fee="1.00 EUR")) + row("T020", then=then(fee="1.00 USD"))
    with pytest.raises(PolicyFileError, match="EUR and USD"):
        rulebook_of(lines, head("collect", 'collect = "sum"\nby = "fee"\n'), outcomes=RESULTS)
