"""Cells as text: in S-FEEL for other editors, and in our own grammar."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from casewright.domain.durations import duration_text
from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.rulebook.catalogue import FactType
from casewright.rulebook.cells import Bound, Cell, Equals, Ref, Test
from casewright.rulebook.tell import value_text

__all__ = ["FEEL_TYPES", "cell_text", "literal_text", "quoted", "unary_text"]

FEEL_TYPES = {
    FactType.ENUM: "string",
    FactType.TEXT: "string",
    FactType.BOOLEAN: "boolean",
    FactType.INTEGER: "number",
    FactType.DECIMAL: "number",
    FactType.MONEY: "number",
    FactType.DAYS: "number",
    FactType.DURATION: "days and time duration",
    FactType.DATE: "date",
    FactType.INSTANT: "date and time",
}
"""The FEEL type of each type of fact. Money is an amount; its currency stands in a column of its own."""
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def quoted(text: str) -> str:
    """Return a text as a FEEL string."""
    return f'"{text.translate(_ESCAPED)}"'


def literal_text(value: FactValue) -> str:
    """Return a value as a FEEL literal; of money only the amount."""
    match value:
        case Money():
            return f"{value.amount:f}"
        case bool() | int() | Decimal():
            return value_text(value)
        case datetime():
            return f'date and time("{value.isoformat()}")'
        case date():
            return f'date("{value.isoformat()}")'
        case timedelta():
            return f'duration("{duration_text(value)}")'
        case _:
            return quoted(value)


def unary_text(cell: Cell, named: Callable[[Ref], str]) -> str:
    """Return a cell as S-FEEL unary tests; `named` gives the variable of a dated value."""

    def bound(value: Bound) -> str:
        return named(value) if isinstance(value, Ref) else literal_text(value)

    return _joined(cell, bound)


def cell_text(cell: Cell) -> str:
    """Return a cell in our own grammar, written the one usual way."""

    def bound(value: Bound) -> str:
        return value.name if isinstance(value, Ref) else value_text(value)

    return _joined(cell, bound)


def _joined(cell: Cell, bound: Callable[[Bound], str]) -> str:
    if cell.any_value:
        return "-"
    text = ", ".join(_test(test, bound) for test in cell.tests)
    return f"not({text})" if cell.negated else text


def _test(test: Test, bound: Callable[[Bound], str]) -> str:
    if isinstance(test, Equals):
        return bound(test.bound)
    if test.low is None and test.high is not None:
        return f"{'<' if test.high_open else '<='} {bound(test.high)}"
    if test.high is None and test.low is not None:
        return f"{'>' if test.low_open else '>='} {bound(test.low)}"
    if test.low is None or test.high is None:
        return "-"
    return f"{'(' if test.low_open else '['}{bound(test.low)}..{bound(test.high)}{')' if test.high_open else ']'}"
