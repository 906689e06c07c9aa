"""Two days of a table, and what stands between them."""

from collections.abc import Callable
from datetime import date

from casewright.rulebook import Rulebook
from casewright.rulebook.diff import ChangeKind, policy_diff

OLD, NEW = date(2021, 1, 1), date(2022, 6, 1)
Book = Callable[..., Rulebook]
ROW = """
[[row]]
code = "{code}"
name = "{name}"
from = {since}
{more}
when = {{ age = ">= limit" }}
then = {{ do = ["do:one"] }}
because = {{ en = "after {{limit.long}}", zh = "{{limit.long}}后" }}
cite = ["S1"]
confidence = "published"
"""
LAST = ROW.replace('when = {{ age = ">= limit" }}', "when = {{}}").replace("after {{limit.long}}", "else")
LAST = LAST.replace("{{limit.long}}后", "其他")
VALUE = """
[[value]]
name = "limit"
unit = "count"
from = {since}
{more}
is = {amount}
cite = ["S1"]
confidence = "published"
"""
STILL = LAST.format(code="AAA900", name="else", since="2020-01-01", more="")


def test_a_day_is_like_itself(rulebook_of: Book) -> None:
    tables = rulebook_of(VALUE.format(since="2020-01-01", more="", amount=3) + STILL).tables
    assert policy_diff(tables, OLD, OLD) == ()
    assert policy_diff(tables, OLD, NEW) == ()


def test_a_row_that_ends_and_its_new_wording_are_one_change(rulebook_of: Book) -> None:
    number = VALUE.format(since="2020-01-01", more="", amount=3)
    first = ROW.format(code="AAA010", name="aged", since="2020-01-01", more="to = 2022-01-01")
    second = ROW.format(code="AAA011", name="aged", since="2022-01-01", more="")
    (diff,) = policy_diff(rulebook_of(number + first + second + STILL).tables, OLD, NEW)
    (change,) = diff.rows
    assert change.before is not None
    assert change.after is not None
    assert (change.kind, change.before.code, change.after.code) == (ChangeKind.CHANGED, "AAA010", "AAA011")
    assert diff.values == ()


def test_backwards_what_came_goes(rulebook_of: Book) -> None:
    number = VALUE.format(since="2020-01-01", more="", amount=3)
    late = ROW.format(code="AAA010", name="aged", since="2022-01-01", more="")
    tables = rulebook_of(number + late + STILL).tables
    assert [change.kind for change in policy_diff(tables, OLD, NEW)[0].rows] == [ChangeKind.CAME]
    assert [change.kind for change in policy_diff(tables, NEW, OLD)[0].rows] == [ChangeKind.WENT]


def test_a_number_that_changes_names_the_rows_that_speak_of_it(rulebook_of: Book) -> None:
    numbers = VALUE.format(since="2020-01-01", more="to = 2022-01-01", amount=3)
    numbers += VALUE.format(since="2022-01-01", more="", amount=5)
    row = ROW.format(code="AAA010", name="aged", since="2020-01-01", more="")
    (diff,) = policy_diff(rulebook_of(numbers + row + STILL).tables, OLD, NEW)
    (change,) = diff.values
    assert change.kind is ChangeKind.CHANGED
    assert change.before is not None
    assert change.after is not None
    assert (change.before.text, change.after.text) == ("3", "5")
    assert [row.code for row in change.rows] == ["AAA010"]
    assert diff.rows == ()


def test_a_number_stated_anew_with_the_same_amount_is_no_change(rulebook_of: Book) -> None:
    numbers = VALUE.format(since="2020-01-01", more="to = 2022-01-01", amount=3)
    numbers += VALUE.format(since="2022-01-01", more="", amount=3)
    row = ROW.format(code="AAA010", name="aged", since="2020-01-01", more="")
    assert policy_diff(rulebook_of(numbers + row + STILL).tables, OLD, NEW) == ()


def test_of_one_marketplace_only_what_applies_there_is_told(rulebook_of: Book) -> None:
    number = VALUE.format(since="2020-01-01", more="", amount=3)
    late = ROW.format(
        code="AAA010", name="aged", since="2022-01-01", more='applies_to = { marketplace = ["amazon_us"] }'
    )
    tables = rulebook_of(number + late + STILL).tables
    assert len(policy_diff(tables, OLD, NEW, "amazon_us")) == 1
    assert policy_diff(tables, OLD, NEW, "amazon_de") == ()
