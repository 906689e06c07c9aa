"""Fill the words of a paper with what a story tells, in the paper's own way of writing days, sums and weights."""

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from email.utils import format_datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from casewright.simulate.story import Story

__all__ = ["Filling", "buyer_address"]

_NO_MINOR = frozenset({"JPY"})
_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "CNY": "¥"}
_OUNCES_PER_GRAM = 0.03527396
_REIWA = 2018
_ZONES = MappingProxyType({"utc": ZoneInfo("UTC"), "cst": ZoneInfo("Asia/Shanghai")})
_HOSTS = {"ヤマト運輸": "yamato", "顺丰速运": "shunfeng"}


def _initial(name: str) -> str:
    first, *rest = name.split()
    return f"{first[0]}. {' '.join(rest)}" if rest else name


def _last_first(name: str) -> str:
    *first, last = name.split()
    return f"{last.upper()}, {' '.join(first)}" if first else name


_CONVERSIONS: Mapping[str, Callable[[str], str]] = MappingProxyType({"u": str.upper, "i": _initial, "l": _last_first})


def _plain(minor: int, currency: str) -> str:
    return str(minor) if currency in _NO_MINOR else f"{minor // 100}.{minor % 100:02d}"


def _share(minor: int, name: str) -> int | None:
    """Return the part of a sum that `third`, `bulk`, `net20` (before a tax of 20 %) or `tax20` asks for."""
    if name[:3] in {"net", "tax"} and name[3:].isdigit():
        net = minor * 100 // (100 + int(name[3:]))
        return net if name.startswith("net") else minor - net
    return {"third": minor // 3, "bulk": minor // 3 * 200}.get(name)


def buyer_address(story: Story, site: str) -> str:
    """Return the address under which the marketplace passes mail on to the buyer."""
    return f"{story.order_id.replace('-', '')[-12:]}@marketplace.{site if '.' in site else 'shop.example'}"


class Filling(string.Formatter):
    """Fills `{delivered_at:moment}`, `{minor:money}`, `{parcel_grams:kg}` and the like.

    `{delivered_at:utc %H:%M}` and `cst` give the hour in another zone; what `local` tells by country is a value, too.
    """

    def __init__(self, story: Story, words: Mapping[str, Any], site: str) -> None:
        self._story, self._words = story, words
        firm = story.seller.split()[1].lower()
        self._values: dict[str, Any] = {one.name: getattr(story, one.name) for one in fields(story)} | {
            "marketplace": site,
            "seller_mail": f"service@{firm}-shop.example",
            "buyer_mail": buyer_address(story, site),
            "return_by": story.return_asked_at + timedelta(days=30),
            "insured_until": story.made_at + timedelta(days=365),
            "last_at": story.scans[-1].at,
            **{name: told.get(story.country, told["else"]) for name, told in words.get("local", {}).items()},
        }

    def fill(self, words: str, more: Mapping[str, Any]) -> str:
        """Return the words with what the row, and else the story, says."""
        return self.vformat(words, (), {**self._values, **more})

    def get_value(self, key: int | str, _: Sequence[Any], values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any value
        """Return a value by its name."""
        return values[str(key)]

    def convert_field(self, value: Any, conversion: str | None) -> Any:  # noqa: ANN401 - any value
        """Return a value as `!u`, `!i` or `!l` asks: in capitals, "J. Doe", "DOE, Jane"; else as `str.format` does."""
        written = _CONVERSIONS.get(conversion or "")
        return super().convert_field(value, conversion) if written is None else written(str(value))

    def format_field(self, value: Any, form: str) -> str:  # noqa: ANN401 - any value
        """Write a value in the form asked for."""
        if isinstance(value, datetime):
            return self._moment(value, form)
        if isinstance(value, int) and form:
            return self._number(value, form)
        if form == "host":
            return f"{_HOSTS.get(value, ''.join(filter(str.isalnum, value.lower())))}.example"
        return str(value)

    def _moment(self, value: datetime, form: str) -> str:
        zone = _ZONES.get(form[:3])
        if zone is not None:
            value, form = value.astimezone(zone), form[3:].strip()
        if form == "iso":
            return value.isoformat(timespec="seconds")
        if form == "epoch":
            return str(int(value.timestamp()))
        if form == "mail":
            return format_datetime(value)
        pattern = form if "%" in form else self._words[form if form in {"moment", "clock"} else "date"]
        if isinstance(pattern, Mapping):
            pattern = pattern.get(self._story.country, pattern["else"])
        pattern = pattern.replace("%E", f"令和{value.year - _REIWA}")
        pattern = pattern.replace("%-d", str(value.day)).replace("%-m", str(value.month))
        pattern = pattern.replace("%-I", str(value.hour % 12 or 12))
        months = self._words.get("months")
        return value.strftime(pattern.replace("%B", months[value.month - 1]) if months else pattern)

    def _number(self, value: int, form: str) -> str:
        name, comma = form.rstrip(","), form.endswith(",")
        currency = self._story.currency
        share = _share(value, name)
        if name in {"money", "third", "bulk"}:
            sum_, sign = _plain(value if share is None else share, currency), _SIGNS.get(currency)
            text = f"{sum_} {currency}" if sign is None or comma else f"{sign}{sum_}"
        elif name == "plain" or share is not None:
            text = _plain(value if share is None else share, currency)
        elif name == "lboz":
            pounds, ounces = divmod(value * _OUNCES_PER_GRAM, 16)
            text = f"{pounds:.0f} lb {ounces:.1f} oz"
        elif name == "lb":
            text = f"{value * _OUNCES_PER_GRAM / 16:.2f} lb"
        elif name == "grouped":
            text = f"{value:,}"
        else:
            text = {
                "kg": f"{value / 1000:.2f} kg",
                "g": f"{value} g",
                "bare": f"{value}",
                "number": f"{value / 1000:.2f}",
            }[name]
        return text.replace(".", ",") if comma else text
