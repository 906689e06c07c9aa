"""Money is exact, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.domain.money import CURRENCIES, CurrencyMismatchError, Money, MoneyError

AMOUNTS = st.builds(Money, st.integers(-(10**15), 10**15), st.sampled_from(sorted(CURRENCIES)))


@given(AMOUNTS)
def test_an_amount_survives_its_decimal_text(money: Money) -> None:
    assert Money.of(f"{money.amount:f}", money.currency) == money


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1))
def test_sums_are_exact_in_any_order(minors: list[int]) -> None:
    forward = Money(0, "EUR")
    for minor in minors:
        forward += Money(minor, "EUR")
    assert forward == Money(sum(reversed(minors)), "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("1119.00", "EUR", 111900), ("12800", "JPY", 12800), ("1.234", "KWD", 1234)]
)
def test_minor_units_follow_the_currency(amount: str, currency: str, minor: int) -> None:
    assert Money.of(amount, currency).minor == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("1.005", "EUR"), ("12.5", "JPY"), ("abc", "EUR"), ("NaN", "EUR"), ("1", "XXX"), ("1", "eur")],
)
def test_an_inexact_amount_or_unknown_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(MoneyError):
        Money.of(amount, currency)


def test_two_currencies_never_meet_in_a_sum() -> None:
    with pytest.raises(CurrencyMismatchError, match="cannot combine EUR with USD"):
        Money.of("1", "EUR") + Money.of("1", "USD")


def test_a_float_is_not_money() -> None:
    with pytest.raises(MoneyError):
        Money(1.5, "EUR")  # type: ignore[arg-type]


def test_the_amount_is_a_decimal_with_the_digits_of_its_currency() -> None:
    assert str(Money(5, "EUR").amount) == "0.05"
    assert Money(-5, "USD").amount == Decimal("-0.05")
    assert str(Money(120499, "USD")) == "1,204.99 USD"
