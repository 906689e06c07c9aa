"""Runs every policy case of every house: the files here and below, in the tables' syntax, with sentences for names.

What a case may say, and what rows and changes need, stands in `casewright.rulebook.coverage`; a failure names it.
"""

from pathlib import Path

import pytest

from casewright.rulebook import naive_decide, shipped_rulebooks
from casewright.rulebook.coverage import coverage_of
from casewright.rulebook.policy_cases import load_policy_cases
from casewright.rulebook.table import Table

HERE = Path(__file__).parent
TABLES = [table for book in shipped_rulebooks() for table in book]
CASES = load_policy_cases(HERE, shipped_rulebooks())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_table_answers_its_cases_and_no_row_or_change_is_without_one(table: Table) -> None:
    found = coverage_of([[table]], CASES)
    assert [lack.words.en for lack in found.lacks] == []
    assert found.cases > 0


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_reference_interpreter_says_the_same(table: Table) -> None:
    for case in (case for case in CASES if case.table == table):
        said = naive_decide(table, case.facts, on=case.on, marketplace=case.marketplace, zone=case.zone, trace=False)
        assert case.decide() == said, case.name
