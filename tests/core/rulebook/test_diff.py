"""Two days of a table, and what stands between them."""

from collections.abc import Callable
from datetime import date

from casewright.rulebook import Rulebook
from casewright.rulebook.diff import Change, ChangeKind, diff_days

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


def changes(book: Rulebook, before: date, after: date, marketplace: str | None = None) -> list[Change]:
    return list(diff_days(book, before, after, marketplace))


def test_a_day_is_like_itself(rulebook_of: Book) -> None:
    book = rulebook_of(VALUE.format(since="2020-01-01", more="", amount=3) + STILL)
    assert changes(book, OLD, OLD) == []
    assert changes(book, OLD, NEW) == []


def test_a_row_that_ends_and_its_new_wording_are_both_told(rulebook_of: Book) -> None:
    number = VALUE.format(since="2020-01-01", more="", amount=3)
    first = ROW.format(code="AAA010", name="aged", since="2020-01-01", more="to = 2022-01-01")
    second = ROW.format(code="AAA011", name="aged", since="2022-01-01", more="")
    found = changes(rulebook_of(number + first + second + STILL), OLD, NEW)
    assert [(one.kind, one.name) for one in found] == [
        (ChangeKind.ROW_ENDS, "AAA010"),
        (ChangeKind.ROW_BEGINS, "AAA011"),
    ]


def test_backwards_what_came_goes(rulebook_of: Book) -> None:
    number = VALUE.format(since="2020-01-01", more="", amount=3)
    book = rulebook_of(number + ROW.format(code="AAA010", name="aged", since="2022-01-01", more="") + STILL)
    assert [one.kind for one in changes(book, OLD, NEW)] == [ChangeKind.ROW_BEGINS]
    assert [one.kind for one in changes(book, NEW, OLD)] == [ChangeKind.ROW_ENDS]


def test_a_number_that_changes_is_told_beside_what_it_was(rulebook_of: Book) -> None:
    numbers = VALUE.format(since="2020-01-01", more="to = 2022-01-01", amount=3)
    numbers += VALUE.format(since="2022-01-01", more="", amount=5)
    row = ROW.format(code="AAA010", name="aged", since="2020-01-01", more="")
    (change,) = changes(rulebook_of(numbers + row + STILL), OLD, NEW)
    assert change.kind is ChangeKind.VALUE_CHANGES
    assert (change.words.en, change.words.zh) == ("limit: 3 → 5", "limit：3 → 5")


def test_a_number_stated_anew_with_the_same_amount_is_no_change(rulebook_of: Book) -> None:
    numbers = VALUE.format(since="2020-01-01", more="to = 2022-01-01", amount=3)
    numbers += VALUE.format(since="2022-01-01", more="", amount=3)
    row = ROW.format(code="AAA010", name="aged", since="2020-01-01", more="")
    assert changes(rulebook_of(numbers + row + STILL), OLD, NEW) == []


def test_what_holds_in_one_marketplace_names_it_and_is_silent_elsewhere(rulebook_of: Book) -> None:
    number = VALUE.format(since="2020-01-01", more="", amount=3)
    late = ROW.format(
        code="AAA010", name="aged", since="2022-01-01", more='applies_to = { marketplace = ["amazon_us"] }'
    )
    book = rulebook_of(number + late + STILL)
    assert [one.marketplaces for one in changes(book, OLD, NEW)] == [("amazon_us",)]
    assert changes(book, OLD, NEW, "amazon_de") == []
