"""Amounts of money in running text, in the notations of all sites."""

import re
from collections.abc import Iterator

from casewright.domain.money import CURRENCIES, Money, MoneyError, minor_digits

__all__ = ["amount_of", "amounts_in"]

_NUMBER = (
    r"(?:\d{1,3}(?:[ ']\d{3}){1,5}(?:[.,]\d{1,3})?(?!\d)|\d{1,3}(?:[.,]\d{2,3}){1,6}(?:[.,]\d{1,3})?(?!\d)|"
    r"\d{1,12}(?:[.,]\d{1,3})?(?!\d))"
)
_CODES = "|".join(sorted(CURRENCIES))
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "us$": "USD",
    "usd$": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "cad$": "CAD",
    "cdn$": "CAD",
    "mx$": "MXN",
    "mxn$": "MXN",
    "a$": "AUD",
    "au$": "AUD",
    "s$": "SGD",
    "sg$": "SGD",
    "r$": "BRL",
    "zł": "PLN",
    "zl": "PLN",
    "₺": "TRY",
    "tl": "TRY",
    "₹": "INR",
    "rs.": "INR",
    "rs": "INR",
    "円": "JPY",
    "元": "CNY",
    "人民币": "CNY",
    "rmb": "CNY",
    "euros": "EUR",
    "euro": "EUR",
    "د.إ": "AED",
    "sr": "SAR",
    "ر.س": "SAR",
    "egp": "EGP",
    "e£": "EGP",
    "欧元": "EUR",
    "美元": "USD",
    "英镑": "GBP",
    "日元": "JPY",
    "ユーロ": "EUR",
    "ドル": "$",
    "yen": "JPY",
    "dollars": "$",
    "$": "$",
    "¥": "¥",
    "kr": "kr",
    "kr.": "kr",
    "r": "ZAR",
}
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True) if sign != "r")
_UNIT = rf"(?:(?<![A-Za-z])(?:{_CODES})(?![A-Za-z])|(?<![A-Za-z])(?:{_SIGN})(?![A-Za-z]))"
_AMOUNT = re.compile(
    rf"(?P<before>{_UNIT}|(?<![A-Za-z])R(?=\d))[ ]?(?P<first>{_NUMBER})|"
    rf"(?<![\d.,/-])(?P<second>{_NUMBER})[ ]?(?P<after>{_UNIT})",
    re.IGNORECASE,
)
_DOLLARS = frozenset({"USD", "CAD", "MXN", "AUD", "SGD"})
_CROWNS = frozenset({"SEK", "DKK", "NOK", "CZK"})


def _currency(unit: str, local: str | None) -> str:
    """Return the code a sign stands for; `$` is the site's own dollar, `¥` yen save where the site counts in yuan."""
    meant = _SIGNS.get(unit.lower(), unit.upper())
    if meant == "$":
        return local if local in _DOLLARS else "USD"
    if meant == "¥":
        return "CNY" if local == "CNY" else "JPY"
    if meant == "kr":
        return local if local in _CROWNS else "SEK"
    return meant


def _decimal_text(number: str, digits: int) -> str:
    """Write a number with a point, judged by its own shape: what follows the last separator tells what that one is."""
    number = number.replace(" ", "").replace("'", "")
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return number
    mark, tail = number[last], len(number) - last - 1
    other = "," if mark == "." else "."
    if number.count(mark) > 1 or (tail == 3 and digits != 3 and other not in number):  # noqa: PLR2004 - groups of three
        return number.replace(".", "").replace(",", "")
    return f"{number[:last].replace(other, '')}.{number[last + 1 :]}"


def amount_of(number: str, currency: str) -> Money | None:
    """Read one written number in a known currency; None when it is not exact there."""
    try:
        return Money.of(_decimal_text(number, minor_digits(currency)), currency)
    except MoneyError:
        return None


def amounts_in(text: str, local: str | None) -> Iterator[tuple[Money, int]]:
    """Yield each amount with its offset. `local` is the currency of the site. `text` went through `plain`."""
    for match in _AMOUNT.finditer(text):
        unit = match["before"] or match["after"]
        money = amount_of(match["first"] or match["second"], _currency(unit, local))
        if money is not None:
            yield money, match.start()
