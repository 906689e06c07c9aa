"""What a cell accepts, over every type of fact, with unknown as a third answer."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook import FactSpec, FactType
from casewright.rulebook.cells import compare_with, parse_cell, resolve_cell, truth
from casewright.rulebook.errors import CellError

SAY = Words("x", "某")


def spec(kind: str, *values: str) -> FactSpec:
    return FactSpec("it", FactType(kind), SAY, SAY, SAY, dict.fromkeys(values, SAY))


STATE = spec("enum", "shipped", "delivered", "lost")
NUMBER = spec("integer")


def holds(cell: object, value: FactValue, of: FactSpec) -> bool | None:
    return truth(parse_cell(cell, of), compare_with(value))


@pytest.mark.parametrize(
    ("cell", "value", "answer"),
    [
        ("shipped", "shipped", True),
        ("shipped", "lost", False),
        ("shipped, lost", "lost", True),
        ("shipped, lost", "delivered", False),
        ("not(shipped)", "shipped", False),
        ("not(shipped, lost)", "delivered", True),
        ("-", "lost", True),
    ],
)
def test_an_enum_cell_names_values(cell: str, value: str, *, answer: bool) -> None:
    assert holds(cell, value, STATE) is answer


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        (">= 50", 50, 49),
        ("> 50", 51, 50),
        ("<= 0", 0, 1),
        ("< 0", -1, 0),
        ("7", 7, 8),
        ("[3..90)", 3, 90),
        ("(3..90]", 90, 3),
        ("]3..90[", 4, 3),
        ("[30..120[", 30, 120),
        ("1, [5..7]", 7, 4),
        ("not([3..90))", 90, 3),
        ("not(< 3, > 9)", 9, 10),
    ],
)
def test_a_number_cell_knows_its_edges(cell: str, inside: int, outside: int) -> None:
    assert holds(cell, inside, NUMBER) is True
    assert holds(cell, outside, NUMBER) is False


def test_true_and_false_are_written_as_they_are() -> None:
    yes, flag = True, spec("boolean")
    assert holds(yes, yes, flag) is True
    assert holds("false", yes, flag) is False


def test_days_instants_and_decimals_are_ordered() -> None:
    assert holds(">= 2026-01-26", date(2026, 1, 26), spec("date")) is True
    assert holds(date(2026, 1, 26), date(2026, 1, 25), spec("date")) is False
    assert holds("< 2026-01-26T00:00:00+00:00", datetime(2026, 1, 25, 23, 59, tzinfo=UTC), spec("instant")) is True
    assert holds("[0.1..0.3)", Decimal("0.3"), spec("decimal")) is False


def test_money_is_exact_and_another_currency_cannot_be_told() -> None:
    assert holds(">= 50.00 EUR", Money(5000, "EUR"), spec("money")) is True
    assert holds(">= 50.00 EUR", Money(4999, "EUR"), spec("money")) is False
    assert holds(">= 50.00 EUR", Money(9999, "USD"), spec("money")) is None
    assert holds("not(>= 50.00 EUR)", Money(9999, "USD"), spec("money")) is None


def test_one_true_test_settles_a_cell_with_an_untellable_one() -> None:
    assert holds("> 1.00 EUR, > 1.00 USD", Money(200, "USD"), spec("money")) is True
    assert holds("> 1.00 EUR, > 1.00 USD", Money(1, "USD"), spec("money")) is None


def test_a_bound_may_name_a_dated_value() -> None:
    cell = resolve_cell(parse_cell("[1..limit)", NUMBER), {"limit": 3})
    assert [truth(cell, compare_with(day)) for day in (0, 1, 2, 3)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("cell", "of"),
    [
        ("shiped", STATE),
        ("shipped,,lost", STATE),
        (">= shipped", STATE),
        ("yes", spec("boolean")),
        (">= fifty!", NUMBER),
        ("[90..3]", NUMBER),
        ("(3..3)", NUMBER),
        ("1.5", NUMBER),
        (1.5, NUMBER),
        ("> 50", spec("money")),
        ("> 1.234 EUR", spec("money")),
        ("[1.00 EUR..2.00 USD]", spec("money")),
        ("2026-01-26T00:00:00", spec("instant")),
        ("26.01.2026", spec("date")),
        (["shipped"], STATE),
    ],
)
def test_what_is_no_unary_test_is_refused_with_the_cell(cell: object, of: FactSpec) -> None:
    with pytest.raises(CellError) as refused:
        parse_cell(cell, of)
    assert refused.value.problem
