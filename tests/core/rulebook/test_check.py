"""The proof finds holes, shadows and gaps, and shows a case."""

import sys
from collections.abc import Callable
from datetime import date

import pytest

from casewright.domain.facts import Fact
from casewright.rulebook import Rulebook, check_all, load_rulebook
from casewright.rulebook.compile import compiled_table
from casewright.rulebook.prove import Budget, BudgetSpentError, case_for_row, uncovered_case
from casewright.rulebook.walk import Answer, walk

from .conftest import row, value

Loader = Callable[..., Rulebook]


def problems(book: Rulebook) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.row) for problem in check_all(book)]


def test_the_shipped_tables_are_proven() -> None:
    assert check_all(load_rulebook()) == []


def test_a_hole_is_shown_as_a_case(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '>= 5' }") + row("T020", "{ age = '< 4' }"))
    found = check_all(book)
    assert [(problem.code, problem.case) for problem in found] == [("CHK020", (("age", "4"),))]


def test_whole_numbers_have_nothing_between_three_and_four(rulebook_of: Loader) -> None:
    assert problems(rulebook_of(row("T010", "{ age = '>= 4' }") + row("T020", "{ age = '<= 3' }"))) == []


def test_a_shadowed_row_is_named(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 3' }") + row("T020", "{ age = '> 5', done = true }") + row("T900"))
    assert problems(book) == [("CHK030", "T020")]


def test_a_row_that_several_rows_together_cover_is_named(rulebook_of: Loader) -> None:
    book = rulebook_of(
        row("T010", "{ state = 'new' }")
        + row("T020", "{ state = 'old', done = true }")
        + row("T030", "{ state = 'old', done = false }")
        + row("T900")
    )
    assert problems(book) == [("CHK030", "T900")]


def test_a_row_that_has_its_day_is_not_dead(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", more="from = 2021-01-01") + row("T900"))
    assert problems(book) == []


def test_a_value_missing_for_a_while_is_a_gap(rulebook_of: Loader) -> None:
    values = value("limit", "3", more="to = 2021-01-01") + value("limit", "5", more="from = 2021-01-02")
    found = check_all(rulebook_of(values + row("T010", "{ age = '> limit' }") + row("T900")))
    assert [(problem.code, problem.on) for problem in found] == [("CHK010", date(2021, 1, 1))]


def test_days_without_any_row_in_between_are_a_gap(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T900", more="to = 2021-01-01") + row("T910", more="from = 2021-02-01"))
    assert [(problem.code, problem.on) for problem in check_all(book)] == [("CHK010", date(2021, 1, 1))]


def test_a_case_that_reaches_a_row_is_one_that_the_reference_accepts(rulebook_of: Loader) -> None:
    book = rulebook_of(
        row("T010", "{ age = '[3..5)', paid = '> 1.00 EUR' }")
        + row("T020", "{ age = '4', city = 'Rome' }")
        + row("T900")
    )
    compiled = compiled_table(book.table("t"), date(2026, 5, 1), "amazon_de")
    for index in range(3):
        facts = case_for_row(compiled, index)
        assert facts is not None
        stop = walk(compiled.snapshot, facts)
        assert stop is not None
        assert stop.rows == (index,)
    assert uncovered_case(compiled) is None


def test_a_spent_budget_is_never_called_proven(rulebook_of: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    book = rulebook_of(row("T010", "{ age = '> 3' }") + row("T900"))
    compiled = compiled_table(book.table("t"), date(2026, 5, 1), "amazon_de")
    with pytest.raises(BudgetSpentError, match="pip install"):
        case_for_row(compiled, 1, Budget(1))


def test_where_the_search_gives_up_z3_goes_on_if_it_is_there(rulebook_of: Loader) -> None:
    pytest.importorskip("z3")
    lines = row("T010", "{ age = '> 3' }") + row("T020", "{ age = '> 5' }") + row("T030", "{ done = true }")
    compiled = compiled_table(rulebook_of(lines).table("t"), date(2026, 5, 1), "amazon_de")
    assert case_for_row(compiled, 1, Budget(0)) is None
    found, hole = case_for_row(compiled, 2, Budget(0)), uncovered_case(compiled, Budget(0))
    assert found is not None
    assert hole is not None
    assert walk(compiled.snapshot, found) == Answer((2,))
    assert walk(compiled.snapshot, hole) is None


def test_a_fact_with_a_smallest_value_is_never_tried_below_it() -> None:
    compiled = compiled_table(load_rulebook().table("cancellation"), date(2026, 5, 1), "amazon_de")
    rows = [live.row.code for live in compiled.snapshot.rows]
    facts = case_for_row(compiled, rows.index("CAN040"))
    assert facts is not None
    assert facts["minutes_since_order"] in [Fact("minutes_since_order", minutes) for minutes in range(30)]
