"""Columns of many facts as arrays: whole numbers and codes, with unknown as an answer of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.errors import RulebookError

__all__ = [
    "Amounts",
    "BatchColumn",
    "Coded",
    "ColumnError",
    "Scaled",
    "column_of",
    "digits_of",
    "key_of",
    "mistyped_column",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_LEAST, _GREATEST = -(2**63), 2**63 - 1


class ColumnError(RulebookError):
    """A column that does not fit its fact, or a number too great for a batch."""


def mistyped_column(fact: str, kind: FactType) -> ColumnError:
    """Return the refusal of a column whose form is not that of its fact's type."""
    words = Words(
        "fact {fact} is of type {kind}; its column is of another form; make it with `column_of`",
        "事实 {fact} 的类型是 {kind}，而这一列是另一种形式；请用 `column_of` 生成",
    )
    return ColumnError(words.fill(fact=fact, kind=kind))


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Closed values, texts, true and false: for each case the place of its value in `names`; below 0 is unknown."""

    codes: NDArray[np.integer]
    names: tuple[FactValue, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Ordered values as whole numbers: days and instants (in microseconds) since 1970, decimals times 10**digits.

    `known` is None where every value is.
    """

    keys: NDArray[np.integer]
    known: NDArray[np.bool_] | None = None
    digits: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """Money: minor units, and the currency of each; an unknown currency makes the amount unknown."""

    minor: NDArray[np.integer]
    currency: Coded
    known: NDArray[np.bool_] | None = None


BatchColumn = Coded | Scaled | Amounts


def key_of(value: FactValue, digits: int = 0) -> int | Fraction:
    """Return an ordered value as the number it has in a column; a fraction where it lies between two."""
    match value:
        case Money():
            return value.minor
        case datetime():
            return (value - _EPOCH) // _MICROSECOND
        case date():
            return (value - _EPOCH_DAY).days
        case timedelta():
            return value // _MICROSECOND
        case Decimal():
            return Fraction(value) * Fraction(10) ** digits
        case int():
            return value
        case _:
            raise ColumnError(Words(f"{value!r} has no place on a scale", f"{value!r} 无法比较大小"))


def column_of(spec: FactSpec, values: Iterable[FactValue | None]) -> BatchColumn:
    """Return values of one fact as a column. Raise ColumnError for a number beyond 64 bits."""
    listed = list(values)
    if spec.type is FactType.MONEY:
        amounts = [value if isinstance(value, Money) else None for value in listed]
        currency = _coded([None if one is None else one.currency for one in amounts])
        return Amounts(_whole([0 if one is None else one.minor for one in amounts]), currency)
    if not spec.type.ordered:
        return _coded(listed)
    digits = digits_of(listed)
    keys = [0 if value is None else key_of(value, digits) for value in listed]
    known = np.array([value is not None for value in listed], dtype=np.bool_)
    return Scaled(_whole([int(key) for key in keys]), None if known.all() else known, digits)


def digits_of(values: Iterable[FactValue | None]) -> int:
    """Return how many digits after the point the finest decimal has."""
    exponents = [value.as_tuple().exponent for value in values if isinstance(value, Decimal)]
    return max((max(0, -exponent) for exponent in exponents if isinstance(exponent, int)), default=0)


def _coded(values: Sequence[FactValue | None]) -> Coded:
    names: dict[FactValue, int] = {}
    codes = [-1 if value is None else names.setdefault(value, len(names)) for value in values]
    return Coded(np.array(codes, dtype=np.int32), tuple(names))


def _whole(keys: Sequence[int]) -> NDArray[np.int64]:
    if any(not _LEAST <= key <= _GREATEST for key in keys):
        raise ColumnError(
            Words(
                "a value does not fit into 64 bits; decide this case by itself",
                "有一个值超出 64 位；请单独计算这个案件",
            )
        )
    return np.array(keys, dtype=np.int64)
