"""A cell is one S-FEEL unary test on one fact: parsed once, answered true, false or unknown.

`"a, b"` is either of them, `"not(a, b)"` neither; ordered facts also take `>= 50`, `[3..90)` and `]3..90[`.
A bound may name a dated value. There is no arithmetic and there are no functions: write a fact.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from casewright.domain.durations import duration_from_text
from casewright.domain.facts import FactValue
from casewright.domain.money import Money, MoneyError
from casewright.domain.words import Words
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.errors import CellError

__all__ = [
    "VALUE_NAME",
    "Bound",
    "Cell",
    "Compare",
    "Equals",
    "Interval",
    "Ref",
    "Test",
    "bounds_of",
    "compare_with",
    "parse_cell",
    "parse_literal",
    "resolve_cell",
    "truth",
]


@dataclass(frozen=True, slots=True)
class Ref:
    """A bound that names a dated value."""

    name: str


Bound = FactValue | Ref
Compare = Callable[[Bound], int | None]
"""The sign of (value - bound); None when the two cannot be compared, as with two currencies."""


@dataclass(frozen=True, slots=True)
class Equals:
    """The fact has exactly this value."""

    bound: Bound


@dataclass(frozen=True, slots=True)
class Interval:
    """The fact lies between two bounds; None leaves that side open to infinity."""

    low: Bound | None
    high: Bound | None
    low_open: bool = False
    high_open: bool = False


Test = Equals | Interval


@dataclass(frozen=True, slots=True)
class Cell:
    """Any of the tests holds, or, when negated, none. `text` is the cell as written. No tests: any value will do."""

    tests: tuple[Test, ...]
    text: str
    negated: bool = False

    @property
    def any_value(self) -> bool:
        """Whether the cell is `-`: the row does not care about this fact."""
        return not self.tests


VALUE_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
"""What a bound that names a dated value looks like."""
_RANGE = re.compile(r"([\[\](])(.+?)\.\.(.+)([\])\[])\Z")
_COMPARISON = re.compile(r"(<=|>=|<|>)(.+)\Z")
_NEGATION = re.compile(r"not\((.*)\)\Z", re.DOTALL)


def parse_cell(raw: object, spec: FactSpec) -> Cell:
    """Read one cell of a row. Raise CellError when it is not a unary test of the fact's type."""
    text = _as_text(raw)
    if text == "-":
        return Cell((), text)
    negation = _NEGATION.match(text)
    inner = negation.group(1) if negation else text
    pieces = [piece.strip() for piece in inner.split(",")]
    if not all(pieces):
        raise CellError(
            raw,
            Words(
                "is empty between its commas; name a value, or write - for any value",
                "逗号之间是空的；请写一个取值，或用 - 表示任意",
            ),
        )
    return Cell(tuple(_parse_test(piece, spec) for piece in pieces), text, negated=negation is not None)


def _as_text(raw: object) -> str:
    match raw:
        case bool():
            return "true" if raw else "false"
        case datetime() | date():
            return raw.isoformat()
        case int() | str():
            return str(raw).strip()
        case _:
            raise CellError(
                raw, Words("write a text, a whole number, a date, true or false", "请写文字、整数、日期、true 或 false")
            )


def _parse_test(piece: str, spec: FactSpec) -> Test:
    if not spec.type.ordered:
        return Equals(parse_literal(piece, spec))
    if interval := _RANGE.match(piece):
        left, low, high, right = interval.groups()
        test = Interval(_bound(low, spec), _bound(high, spec), left != "[", right != "]")
        _refuse_empty(piece, test)
        return test
    if comparison := _COMPARISON.match(piece):
        sign, bound = comparison.group(1), _bound(comparison.group(2), spec)
        is_open = "=" not in sign
        if sign.startswith("<"):
            return Interval(None, bound, high_open=is_open)
        return Interval(bound, None, low_open=is_open)
    return Equals(_bound(piece, spec))


def _refuse_empty(piece: str, test: Interval) -> None:
    low, high = test.low, test.high
    if low is None or high is None or isinstance(low, Ref) or isinstance(high, Ref):
        return
    sign = compare_with(low)(high)
    if sign is None or sign > 0 or (sign == 0 and (test.low_open or test.high_open)):
        raise CellError(
            piece,
            Words(
                "holds nothing; the low bound must lie below the high bound, in one currency",
                "不含任何取值；下限必须小于上限，且币种相同",
            ),
        )


def _bound(text: str, spec: FactSpec) -> Bound:
    text = text.strip()
    return Ref(text) if VALUE_NAME.match(text) else parse_literal(text, spec)


def parse_literal(text: str, spec: FactSpec) -> FactValue:
    """Read one value as a cell writes it. Raise CellError when it is not one of the fact's type."""
    if spec.type is FactType.ENUM:
        if text in spec.values:
            return text
    else:
        try:
            return _PARSERS[spec.type](text)
        except (ValueError, KeyError, InvalidOperation, MoneyError):
            pass
    domain = _domain(spec)
    problem = Words(f"is not a value of fact {spec.name}: {domain.en}", f"不是事实 {spec.name} 的取值；{domain.zh}")
    raise CellError(text, problem)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _money(text: str) -> Money:
    amount, currency = text.split()
    return Money.of(amount, currency)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant


_PARSERS: Mapping[FactType, Callable[[str], FactValue]] = {
    FactType.TEXT: str,
    FactType.BOOLEAN: {"true": True, "false": False}.__getitem__,
    FactType.INTEGER: int,
    FactType.DAYS: int,
    FactType.DECIMAL: _decimal,
    FactType.MONEY: _money,
    FactType.DATE: date.fromisoformat,
    FactType.INSTANT: _instant,
    FactType.DURATION: duration_from_text,
}
_FORMS = {
    FactType.BOOLEAN: Words("write true or false", "请写 true 或 false"),
    FactType.MONEY: Words("write it like 50.00 USD", "请写成 50.00 USD 这样"),
    FactType.DATE: Words("write it like 2026-01-26", "请写成 2026-01-26 这样"),
    FactType.INSTANT: Words("write it like 2026-01-26T09:00:00+00:00", "请写成 2026-01-26T09:00:00+00:00 这样"),
    FactType.DURATION: Words("write it like P3D or PT36H", "请写成 P3D 或 PT36H 这样"),
}
_NUMBER = Words("write a number, or the name of a dated value", "请写数字，或带日期的数值名")


def _domain(spec: FactSpec) -> Words:
    if spec.type is FactType.ENUM:
        return Words(f"choose from {', '.join(spec.values)}", f"请从中选择：{'、'.join(spec.values)}")
    return _FORMS.get(spec.type, _NUMBER)


def bounds_of(cells: Iterable[Cell]) -> tuple[Bound, ...]:
    """Return every bound that the cells name, in order and without repeats."""
    found: dict[Bound, None] = {}
    for cell in cells:
        for test in cell.tests:
            both = (test.bound,) if isinstance(test, Equals) else (test.low, test.high)
            found.update((bound, None) for bound in both if bound is not None)
    return tuple(found)


def resolve_cell(cell: Cell, amounts: Mapping[str, FactValue]) -> Cell:
    """Replace each named bound by the amount in force. Raise KeyError for a name without one."""

    def known(bound: Bound) -> Bound:
        return amounts[bound.name] if isinstance(bound, Ref) else bound

    def settled(test: Test) -> Test:
        if isinstance(test, Equals):
            return Equals(known(test.bound))
        low = None if test.low is None else known(test.low)
        high = None if test.high is None else known(test.high)
        return replace(test, low=low, high=high)

    return replace(cell, tests=tuple(settled(test) for test in cell.tests))


def compare_with(value: FactValue) -> Compare:
    """Return the comparison of one known value with bounds."""

    def sign(bound: Bound) -> int | None:
        if isinstance(value, Money) and isinstance(bound, Money):
            if value.currency != bound.currency:
                return None
            return _sign(value.minor, bound.minor)
        if isinstance(value, (str, bool)):
            return 0 if value == bound else 1
        return _sign(value, bound)

    return sign


def _sign(value: object, bound: object) -> int:
    if value == bound:
        return 0
    return -1 if value < bound else 1  # type: ignore[operator]  # the catalogue gives both one type


def truth(cell: Cell, compare: Compare) -> bool | None:
    """Say whether the cell holds, with Kleene's three values: one true test settles it, one unknown leaves it open."""
    if cell.any_value:
        return True
    answers = [_test_truth(test, compare) for test in cell.tests]
    answer = True if True in answers else None if None in answers else False
    return None if answer is None else answer is not cell.negated


def _test_truth(test: Test, compare: Compare) -> bool | None:
    if isinstance(test, Equals):
        sign = compare(test.bound)
        return None if sign is None else sign == 0
    sides = (_side(test.low, compare, 1, is_open=test.low_open), _side(test.high, compare, -1, is_open=test.high_open))
    return False if False in sides else None if None in sides else True


def _side(bound: Bound | None, compare: Compare, inside: int, *, is_open: bool) -> bool | None:
    if bound is None:
        return True
    sign = compare(bound)
    if sign is None:
        return None
    return sign == inside or (sign == 0 and not is_open)
