"""One object of an answer, whose values are taken one by one; what nobody took is still there at the end."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from casewright.domain.money import Money, MoneyError
from casewright.domain.place import Place
from casewright.domain.report_row import ReportValue
from casewright.intake.findings import FindingLog
from casewright.intake.reports.vocabulary import TRUTHS, fold

__all__ = ["Node", "money_of"]

_CURRENCY = ("CurrencyCode", "currencyCode", "currency", "unit")
_AMOUNT = ("CurrencyAmount", "Amount", "currencyAmount", "amount", "value")
_MOST_FRACTION_DIGITS = 6
_MONEY_KEYS = 2
_LONGEST_NUMBER = 40


def money_of(value: object) -> Money | None:
    """Return the amount that an object of exactly a currency and an amount states; None when it is not exact."""
    if not isinstance(value, dict) or len(value) != _MONEY_KEYS:
        return None
    currency = next((value[key] for key in _CURRENCY if key in value), None)
    amount = next((value[key] for key in _AMOUNT if key in value), None)
    if not isinstance(currency, str) or isinstance(amount, bool) or not isinstance(amount, (str, int)):
        return None
    text = str(amount)
    if len(text) > _LONGEST_NUMBER or "e" in text.lower():
        return None
    try:
        return Money.of(Decimal(text), currency)
    except (MoneyError, InvalidOperation):
        return None


def _instant_of(text: str) -> datetime | None:
    """Return an instant that states its zone, unless digits would be lost."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    fraction = text.partition(".")[2]
    digits = len(fraction) - len(fraction.lstrip("0123456789"))
    return instant if instant.tzinfo is not None and digits <= _MOST_FRACTION_DIGITS else None


def _scalar(value: object) -> ReportValue:
    return value if isinstance(value, (str, int)) else str(value)


def _joined(name: str, key: str) -> str:
    """Return a dotted name; a full stop inside a key must not look like one between two."""
    safe = key.replace(".", "․")
    return f"{name}.{safe}" if name else safe


class Node:
    """An object and its path in the answer. `look` leaves a value in place; the other readers take it away."""

    __slots__ = ("_log", "_taken", "path", "value")

    def __init__(self, value: dict[str, Any], path: str, log: FindingLog) -> None:
        self.value = value
        self.path = path
        self._log = log
        self._taken: set[str] = set()

    def place(self) -> Place:
        """Return where this object stands."""
        return Place(self._log.file, self._log.digest, self.path or None)

    def look(self, *paths: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
        """Return the first value that is there and not empty, and leave it."""
        return self._first(paths)[1]

    def _first(self, paths: tuple[str, ...]) -> tuple[str, Any]:
        for path in paths:
            value: Any = self.value
            for name in path.split("."):
                value = value.get(name) if isinstance(value, dict) else None
            if value is not None and value != "":
                return path, value
        return "", None

    def word(self, *paths: str) -> str | None:
        """Return a text and leave it: it is about to be mapped to one of our words, and may say more than that."""
        value = self.look(*paths)
        return value if isinstance(value, str) else None

    def text(self, *paths: str) -> str | None:
        """Take a text or a number that serves as a name."""
        path, value = self._first(paths)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            return None
        self._taken.add(path)
        return str(value)

    def count(self, *paths: str) -> int | None:
        """Take a whole number."""
        path, value = self._first(paths)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        self._taken.add(path)
        return value

    def flag(self, *paths: str) -> bool | None:
        """Take a truth value; one written as a word is read and left."""
        path, value = self._first(paths)
        if isinstance(value, bool):
            self._taken.add(path)
            return value
        return TRUTHS.get(fold(value)) if isinstance(value, str) else None

    def instant(self, *paths: str) -> datetime | None:
        """Take an instant; one without its zone stays and is remarked on."""
        path, value = self._first(paths)
        if value is None:
            return None
        instant = _instant_of(value) if isinstance(value, str) else None
        if instant is None:
            self._log.add("API003", None, self._within(path), text=str(value))
            return None
        self._taken.add(path)
        return instant

    def money(self, *paths: str) -> Money | None:
        """Take an amount with its currency; one that is not exact stays and is remarked on."""
        path, value = self._first(paths)
        if value is None:
            return None
        money = money_of(value)
        if money is None:
            self._log.add("API003", None, self._within(path), text=str(value))
            return None
        self._taken.add(path)
        return money

    def node(self, path: str) -> "Node | None":
        """Take an object as a node of its own."""
        value = self.look(path)
        if not isinstance(value, dict):
            return None
        self._taken.add(path)
        return Node(value, self._within(path), self._log)

    def nodes(self, path: str) -> "list[Node]":
        """Take the objects of a list, each as a node of its own; a list that holds anything else stays."""
        value = self.look(path)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            return []
        self._taken.add(path)
        return [Node(item, f"{self._within(path)}[{at}]", self._log) for at, item in enumerate(value)]

    def _within(self, path: str) -> str:
        return f"{self.path}.{path}" if self.path else path

    def rest(self) -> tuple[tuple[str, ReportValue], ...]:
        """Return what was not taken, by dotted name. Amounts stay together with their currency; null says nothing."""
        return tuple(self._flat(self.value, ""))

    def _flat(self, value: object, path: str) -> Iterator[tuple[str, ReportValue]]:
        pending: list[tuple[str, object]] = [(path, value)]
        while pending:
            name, item = pending.pop()
            if name in self._taken or item is None or item == "":
                continue
            if (money := money_of(item)) is not None:
                yield name, money
            elif isinstance(item, dict):
                pending.extend((_joined(name, key), inner) for key, inner in reversed(list(item.items())))
            elif isinstance(item, list):
                pending.extend((f"{name}[{at}]", item[at]) for at in range(len(item) - 1, -1, -1))
            else:
                yield name or "value", _scalar(item)
