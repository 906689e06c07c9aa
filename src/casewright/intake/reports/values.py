"""One cell to one value, by kind. A cell that cannot be read gives a Trouble that names the code of the finding."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from casewright.domain.marketplace import marketplace_by_amazon_id, marketplace_by_code, marketplace_by_site
from casewright.domain.money import CURRENCIES, Money, MoneyError, minor_digits
from casewright.domain.shipment import ScanKind
from casewright.intake.reports.dates import DateOrder, NotADate, day_number, read_day, read_moment
from casewright.intake.reports.numbers import NotANumber, read_number
from casewright.intake.reports.vocabulary import (
    FULFILMENTS,
    ORDER_STATES,
    PAYMENTS,
    TRUTHS,
    fold,
    scan_kind,
    site_by_name,
)

__all__ = [
    "KINDS",
    "NUMBER_KINDS",
    "TIME_KINDS",
    "UNKNOWN_WORD",
    "Setting",
    "Trouble",
    "currency_code",
    "read_money",
    "site_currency",
]

UNKNOWN_WORD = "REP017"
_UNREADABLE_TIME = "REP010"
NUMBER_KINDS = frozenset({"money", "count"})
"""Kinds whose notation the whole column decides."""
TIME_KINDS = frozenset({"day", "instant", "instant_end", "moment"})
"""Kinds whose order of day and month the whole column decides."""

_LAST_SECOND = time(23, 59, 59, tzinfo=UTC)
_ORDER_ID = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z][0-9A-Za-z._/#-]{2,63}")
_REWRITTEN = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{1,3}")
_PLAIN = re.compile(r"(-?[0-9]{1,15})(?:[.,]([0-9]{1,2}))?")
"""Amounts that read the same in every notation: most of them."""
_SIGNS = MappingProxyType(
    {"€": "EUR", "£": "GBP"}
    | {"US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "CN¥": "CNY", "JP¥": "JPY"}
)
_YEN_OR_YUAN = ("JPY", "CNY")
_SHARED_SIGNS = MappingProxyType(
    {"$": ("USD", "CAD", "AUD", "MXN", "SGD"), "¥": _YEN_OR_YUAN, "￥": _YEN_OR_YUAN, "元": ("CNY",), "円": ("JPY",)}
)
"""Signs that several currencies have, or that may mean another: the site decides."""
_NO_DOLLARS = frozenset({"EUR", "GBP", *_YEN_OR_YUAN})
_SIGN = re.compile(r"(?:US|CA|C|AU|A)\$|(?:CN|JP)¥|[€£$¥￥元円]|(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_SUGGESTED = "~"
"""Begins a currency that stands nowhere, but belongs to the row's site."""
_LONGEST_COUNT = 15


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell gives no value: the finding's code, what fills its words, and what stands instead."""

    code: str
    values: tuple[tuple[str, object], ...] = ()
    instead: object = None


@dataclass(slots=True)
class Setting:
    """What the whole column has settled before its cells are read."""

    mark: str | None = None
    order: DateOrder | None = None
    naive_is_utc: bool = False
    zone: ZoneInfo | None = None
    took_utc: bool = False


def _trouble(code: str, text: str, *, instead: object = None, **values: object) -> Trouble:
    return Trouble(code, (("text", text.strip()), *values.items()), instead)


def _text(cell: str, _setting: Setting) -> object:
    return cell if cell and not cell.isspace() else None


def _text_or_empty(cell: str, _setting: Setting) -> object:
    return cell


def _token(cell: str, _setting: Setting) -> object:
    token = cell.strip()
    if "E+" in token and _REWRITTEN.fullmatch(token):
        return _trouble("REP022", token)
    return token or None


def _order_id(cell: str, _setting: Setting) -> object:
    token = cell.strip()
    return token if _ORDER_ID.fullmatch(token) else None


def _word(words: MappingProxyType[str, object]) -> Callable[[str, Setting], object]:
    def read(cell: str, _setting: Setting) -> object:
        if not cell or cell.isspace():
            return None
        value = words.get(fold(cell))
        return _trouble(UNKNOWN_WORD, cell) if value is None else value

    return read


def _marketplace(cell: str, _setting: Setting) -> object:
    name = cell.strip()
    if not name:
        return None
    site = marketplace_by_site(name) or marketplace_by_code(name.lower()) or marketplace_by_amazon_id(name)
    code = site.code if site is not None else site_by_name(name)
    return _trouble(UNKNOWN_WORD, name) if code is None else code


def _email(cell: str, _setting: Setting) -> object:
    return cell.strip() or None


def _scan_kind(cell: str, _setting: Setting) -> object:
    if not cell or cell.isspace():
        return None
    kind = scan_kind(cell)
    if kind is None:
        return Trouble(UNKNOWN_WORD, (("text", cell.strip()),), instead=ScanKind.OTHER)
    return kind


def _count(cell: str, setting: Setting) -> object:
    text = cell.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT:
        return int(text)
    number = read_number(text, setting.mark)
    if number is NotANumber.TWO_READINGS:
        return _trouble("REP009", text)
    if isinstance(number, NotANumber) or number != number.to_integral_value():
        return _trouble("REP008", text)
    return int(number)


def _stars(cell: str, setting: Setting) -> object:
    stars = _count(cell, setting)
    return _trouble("REP008", cell) if isinstance(stars, int) and stars not in range(1, 6) else stars


def _day(cell: str, setting: Setting) -> object:
    return _dated(cell, read_day(cell, setting.order)) if cell and not cell.isspace() else None


def _dated(cell: str, value: datetime | date | NotADate) -> object:
    if isinstance(value, NotADate):
        return _trouble("REP011" if value is NotADate.TWO_READINGS else _UNREADABLE_TIME, cell)
    return value


def _moment(cell: str, setting: Setting) -> object:
    """Read an instant, or a day where the report writes only a day."""
    if not cell or cell.isspace():
        return None
    value = read_moment(cell, setting.order)
    if isinstance(value, datetime) and value.tzinfo is None:
        return _zoned(cell, value, setting)
    return _dated(cell, value)


def _zoned(cell: str, value: datetime, setting: Setting) -> object:
    if setting.zone is not None:
        return value.replace(tzinfo=setting.zone)
    if not setting.naive_is_utc:
        return _trouble("REP012", cell)
    setting.took_utc = True
    return value.replace(tzinfo=UTC)


def _instant(cell: str, setting: Setting, at: time = time(tzinfo=UTC)) -> object:
    value = _moment(cell, setting)
    if not isinstance(value, date) or isinstance(value, datetime):
        return value
    if setting.zone is not None:
        return datetime.combine(value, at.replace(tzinfo=setting.zone))
    return _zoned(cell, datetime.combine(value, at), setting) if setting.naive_is_utc else _trouble("REP012", cell)


def _instant_end(cell: str, setting: Setting) -> object:
    """Read a promise: a day without a time ends with its last second."""
    return _instant(cell, setting, _LAST_SECOND)


def _or_day_number(read: Callable[[str, Setting], object]) -> Callable[[str, Setting], object]:
    """Read a bare number as the day that a spreadsheet means by it, and say so."""

    def read_either(cell: str, setting: Setting) -> object:
        value = read(cell, setting)
        if not (isinstance(value, Trouble) and value.code == _UNREADABLE_TIME and (written := day_number(cell))):
            return value
        told = read(written, setting)
        if isinstance(told, Trouble):
            return _trouble(told.code, f"{cell.strip()} = {written}")
        return _trouble("REP026", cell, instead=told, day=written)

    return read_either


KINDS: MappingProxyType[str, Callable[[str, Setting], object]] = MappingProxyType(
    {
        "text": _text,
        "text_or_empty": _text_or_empty,
        "token": _token,
        "email": _email,
        "order_id": _order_id,
        "bool": _word(MappingProxyType(dict(TRUTHS))),
        "order_state": _word(MappingProxyType(dict(ORDER_STATES))),
        "fulfilment": _word(MappingProxyType(dict(FULFILMENTS))),
        "payment": _word(MappingProxyType(dict(PAYMENTS))),
        "marketplace": _marketplace,
        "scan_kind": _scan_kind,
        "count": _count,
        "stars": _stars,
        "day": _or_day_number(_day),
        "moment": _or_day_number(_moment),
        "instant": _or_day_number(_instant),
        "instant_end": _or_day_number(_instant_end),
    }
)
"""How each kind of cell is read; money, which needs its currency, is read by `read_money`."""


def currency_code(cell: str) -> str:
    """Return the currency as it is looked up: upper case, a sign as its code."""
    code = cell.strip().upper()
    return _SIGNS.get(code, code)


def site_currency(cell: str) -> str:
    """Return what a site suggests for amounts beside it that show only a sign such as $; empty for no known site."""
    code = _marketplace(cell, Setting())
    site = marketplace_by_code(code) if isinstance(code, str) else None
    return f"{_SUGGESTED}{site.currency}" if site else ""


def _by_sign(text: str, suggested: str, setting: Setting) -> object:
    """Read an amount whose currency only its own sign tells, where the site leaves no doubt."""
    signs = set(_SIGN.findall(text))
    if len(signs) != 1:
        return _trouble("REP014", text)
    sign = signs.pop()
    code = _SIGNS.get(sign, sign if sign in CURRENCIES else None)
    if code is None and suggested.removeprefix(_SUGGESTED) in _SHARED_SIGNS.get(sign, ()):
        code = suggested.removeprefix(_SUGGESTED)
    if code is None:
        return _trouble("REP024", text, sign=sign) if sign in _SHARED_SIGNS else _trouble("REP014", text)
    return read_money(_SIGN.sub("", text), code, setting)


def _may_mean(sign: str, currency: str) -> bool:
    """Say whether a sign in a cell goes with the currency that stands beside it.

    Letters that name no currency go with all; so do 元 and 円, which end many names (美元); $ goes with any dollar.
    """
    if sign in _SHARED_SIGNS:
        return sign in "元円" or currency in _SHARED_SIGNS[sign] or (sign == "$" and currency not in _NO_DOLLARS)
    return _SIGNS.get(sign, sign if sign in CURRENCIES else currency) == currency


def read_money(cell: str, currency: str, setting: Setting) -> object:
    """Read an amount in the currency that stands beside it; where none does, in the one that its own sign names."""
    text = cell.strip()
    if not text:
        return None
    if not currency or currency.startswith(_SUGGESTED):
        return _by_sign(text, currency, setting)
    if currency not in CURRENCIES:
        return _trouble("REP015", text, currency=currency)
    digits = minor_digits(currency)
    plain = _PLAIN.fullmatch(text)
    if plain is not None and len(fraction := plain[2] or "") <= digits:
        return Money(int(plain[1] + fraction.ljust(digits, "0")), currency)
    if other := next((sign for sign in _SIGN.findall(text) if not _may_mean(sign, currency)), None):
        return _trouble("REP027", text, sign=other, currency=currency)
    amount = text.replace(currency, "") if text.count(currency) == 1 else text
    return _money(text, currency, read_number(amount, setting.mark, whole=digits == 0))


def _money(text: str, currency: str, number: Decimal | NotANumber) -> Money | Trouble:
    if isinstance(number, NotANumber):
        return _trouble("REP009" if number is NotANumber.TWO_READINGS else "REP008", text)
    try:
        return Money.of(number, currency)
    except MoneyError:
        return _trouble("REP016", text, currency=currency)
