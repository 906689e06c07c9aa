"""A compiled table as a search sees it: per column, one sample for each distinct pair of masks inside the domain."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.compile import Compiled
from casewright.rulebook.look import Column, Scale
from casewright.rulebook.masks import Masks

__all__ = ["Axis", "axes_of"]


@dataclass(frozen=True, slots=True)
class Axis:
    """One column: its pieces, each with masks and a sample; `free` are the rows that do not care."""

    fact: str
    pieces: tuple[tuple[Masks, FactValue], ...]
    free: int


@lru_cache(maxsize=16)
def axes_of(compiled: Compiled) -> tuple[Axis, ...]:
    """Return one axis per column."""
    facts = compiled.snapshot.table.catalogue.facts
    return tuple(_axis(column, facts[column.fact]) for column in compiled.columns)


def _axis(column: Column, spec: FactSpec) -> Axis:
    samples = _ordered_samples(column, spec) if column.scales else _discrete_samples(column, spec)
    distinct: dict[Masks, FactValue] = {}
    for value in samples:
        distinct.setdefault(column.look(value), value)
    return Axis(column.fact, tuple(distinct.items()), column.blank[0])


def _discrete_samples(column: Column, spec: FactSpec) -> list[FactValue]:
    if spec.type is FactType.BOOLEAN:
        return [True, False]
    if spec.type is FactType.ENUM:
        return list(spec.values)
    named = [value for value in column.exact if isinstance(value, str)]
    return [*named, "".join(named) + "?"]


def _ordered_samples(column: Column, spec: FactSpec) -> list[FactValue]:
    return [value for unit, scale in column.scales.items() for value in _scale_samples(scale, unit, spec)]


def _scale_samples(scale: Scale, unit: str, spec: FactSpec) -> list[FactValue]:
    """Return every bound and one value from each gap that holds one."""
    keys = list(scale.points)
    for low, high in pairwise([None, *scale.points, None]):
        key = _between(low, high, spec)
        if high is None or low is None or key < high:
            keys.append(key)
    inside = [key for key in keys if _in_domain(key, spec)]
    return [Money(key, unit) if spec.type is FactType.MONEY else key for key in inside]


def _between(low: Any, high: Any, spec: FactSpec) -> Any:  # noqa: ANN401 - one column holds one ordered type
    """Return a value beside the bounds: in the middle of decimals, else the next one. At an end, look at the domain."""
    if spec.type is FactType.DECIMAL:
        low = Decimal(spec.low) if low is None and spec.low is not None else low
        high = Decimal(spec.high) if high is None and spec.high is not None else high
        if low is not None and high is not None:
            return (low + high) / 2
    step = _step(spec.type)
    return high - step if low is None else low + step


def _step(kind: FactType) -> Any:  # noqa: ANN401 - as many kinds of step as ordered types
    match kind:
        case FactType.DATE:
            return timedelta(days=1)
        case FactType.INSTANT | FactType.DURATION:
            return timedelta(microseconds=1)
        case FactType.DECIMAL:
            return Decimal(1)
        case _:
            return 1


def _in_domain(key: int | Decimal | date | datetime | timedelta, spec: FactSpec) -> bool:
    if spec.type is FactType.MONEY or not isinstance(key, (int, Decimal)):
        return True
    return (spec.low is None or key >= spec.low) and (spec.high is None or key <= spec.high)
