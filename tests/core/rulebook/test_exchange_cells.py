"""S-FEEL as other tools write it: what is read, what is refused and how it is called."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.rulebook.cells import Equals, Interval, Ref, compare_with, truth
from casewright.rulebook.exchange.sfeel import SfeelError, parse_output, parse_unary_tests
from casewright.rulebook.exchange.sfeel_write import cell_text, literal_text, unary_text


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("[30..120[", 30, 120),
        ("]3..5]", 5, 3),
        ("(3..5)", 4, 5),
        ("[ 1.5 .. 2.5 ]", Decimal("1.5"), Decimal("2.6")),
        ("[-5..-1]", -5, 0),
        ("< .5", Decimal("0.4"), Decimal("0.5")),
        ("<=3, >=9", 9, 5),
        ("not(1, [5..7])", 4, 6),
        ("=5", 5, 6),
        ('"a, b", "c"', "a, b", "b"),
        ('"say \\"yes\\""', 'say "yes"', "say yes"),
        ('"\\u4e2d\\ud83d\\ude00"', "中😀", "中"),
        ("true", True, False),
        ('not("gold")', "silver", "gold"),
        ('[date("2026-01-26")..date("2026-02-01"))', date(2026, 1, 31), date(2026, 2, 1)),
        (
            '> date and time("2026-01-26T09:00:00Z")',
            datetime(2026, 1, 26, 10, tzinfo=UTC),
            datetime(2026, 1, 26, tzinfo=UTC),
        ),
        ('< duration("P3D")', timedelta(days=2, hours=23), timedelta(days=3)),
        ('>= duration("PT36H")', timedelta(days=2), timedelta(days=1)),
        ('@"2026-01-26"', date(2026, 1, 26), date(2026, 1, 27)),
        ('@"P1D"', timedelta(hours=24), timedelta(hours=23)),
    ],
)
def test_a_cell_of_another_tool_means_the_same_here(text: str, inside: FactValue, outside: FactValue) -> None:
    cell = parse_unary_tests(text)
    assert truth(cell, compare_with(inside)) is True
    assert truth(cell, compare_with(outside)) is False


@pytest.mark.parametrize("text", ["", " ", "-", " - "])
def test_a_dash_or_nothing_accepts_any_value(text: str) -> None:
    assert parse_unary_tests(text).any_value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("> a + 1", "IMP010"),
        ("5 * 2", "IMP010"),
        ("3 - 1", "IMP010"),
        ("- limit", "IMP010"),
        ("2 ** 3", "IMP010"),
        ("count(list) > 3", "IMP011"),
        ('date("2026-01-26", 1)', "IMP011"),
        ("? > 3", "IMP012"),
        ("!= 3", "IMP012"),
        ("[1..2", "IMP012"),
        ("not(1, 2", "IMP012"),
        ('"open', "IMP012"),
        ("1,,2", "IMP012"),
        ('< "text"', "IMP012"),
        ("if x then 1 else 2", "IMP012"),
        ('date("2026-02-30")', "IMP012"),
        ('date("26.01.2026")', "IMP012"),
        ('date and time("2026-01-26T09:00:00")', "IMP012"),
        ('date and time("2026-01-26T09:00:00@Europe/Berlin")', "IMP012"),
        ('"\\ud83d"', "IMP012"),
        ("9" * 60, "IMP012"),
        ("limit", "IMP013"),
        ("> Applicant Age", "IMP013"),
        ("null", "IMP014"),
        ('time("10:00:00")', "IMP015"),
        ('duration("P1Y")', "IMP015"),
        ('@"P2M"', "IMP015"),
    ],
)
def test_what_goes_beyond_unary_tests_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(SfeelError) as refused:
        parse_unary_tests(text)
    finding = refused.value.at("cell_7", text)
    assert (finding.code, finding.where) == (code, "cell_7")
    assert text.split(maxsplit=1)[0][:20] in finding.words.en
    assert finding.words.zh != finding.words.en


def test_a_bound_may_name_a_variable_that_stands_for_a_dated_value() -> None:
    cell = parse_unary_tests("[1..fee.amount)", {"fee.amount": "fee"})
    assert cell.tests == (Interval(Decimal(1), Ref("fee"), high_open=True),)
    assert cell_text(cell) == "[1..fee)"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"refund"', "refund"),
        ("10", Decimal(10)),
        ("false", False),
        ("null", None),
        ("", None),
        ("-", None),
        ('""', ""),
    ],
)
def test_an_output_is_one_literal_or_nothing(text: str, value: FactValue | None) -> None:
    assert parse_output(text) == value


def test_an_output_that_computes_is_refused() -> None:
    with pytest.raises(SfeelError) as refused:
        parse_output('"a" + "b"')
    assert refused.value.code == "IMP010"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('say "yes"\n', '"say \\"yes\\"\\n"'),
        (True, "true"),
        (Decimal("1.50"), "1.50"),
        (Money(5000, "EUR"), "50.00"),
        (date(2026, 1, 26), 'date("2026-01-26")'),
        (datetime(2026, 1, 26, 9, tzinfo=UTC), 'date and time("2026-01-26T09:00:00+00:00")'),
        (timedelta(hours=36), 'duration("P1DT12H")'),
    ],
)
def test_a_value_leaves_as_a_feel_literal(value: FactValue, text: str) -> None:
    assert literal_text(value) == text


def test_a_cell_leaves_as_unary_tests() -> None:
    cell = parse_unary_tests('not( "a" ,"b, c" )')
    assert unary_text(cell, str) == 'not("a", "b, c")'
    assert parse_unary_tests(unary_text(cell, str)).tests == (Equals("a"), Equals("b, c"))
