"""A Parquet file of facts as cases: columns named as facts, money in `<fact>_minor` beside `<fact>_currency`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir

from casewright.bulk.expressions import BulkCases
from casewright.bulk.masks import FactColumn
from casewright.domain.errors import CasewrightError
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.table import Table

__all__ = ["BulkError", "FactsFile", "read_facts_file"]

_SUITED = {
    FactType.ENUM: ("string",),
    FactType.TEXT: ("string",),
    FactType.BOOLEAN: ("boolean",),
    FactType.INTEGER: ("integer",),
    FactType.DAYS: ("integer",),
    FactType.DECIMAL: ("decimal", "integer"),
    FactType.DATE: ("date",),
    FactType.INSTANT: ("timestamp",),
    FactType.DURATION: ("integer",),
    FactType.MONEY: ("integer",),
}


class BulkError(CasewrightError):
    """A file of facts that cannot be decided as it is, with what to change."""


@dataclass(frozen=True, slots=True, eq=False)
class FactsFile:
    """The cases of a file, the columns that no fact is named after, and the columns of key and money at stake."""

    cases: BulkCases
    unused: tuple[str, ...]
    key: str | None
    money: FactColumn | None


def read_facts_file(path: Path, table: Table, marketplace: str | None = None) -> FactsFile:
    """Open a Parquet file for a table; `marketplace` is where its cases stand if no column says so.

    Raise BulkError for a column that does not fit its fact.
    """
    held = ibis.duckdb.connect().read_parquet(path)
    facts = dict(_facts(held, table))
    used = {name for column in facts.values() for name in (column.value, column.currency)}
    place = "marketplace" if "marketplace" in held.columns else None
    money = _pair(held, "money")
    key = "key" if "key" in held.columns else None
    used |= {place, key, *((money.value, money.currency) if money else ())}
    unused = tuple(name for name in held.columns if name not in used)
    _check_values(held, facts, table)
    places = _places(held, place) if place else ()
    return FactsFile(BulkCases(held, facts, marketplace, place, places), unused, key, money)


def _facts(held: ir.Table, table: Table) -> Iterator[tuple[str, FactColumn]]:
    for name, spec in table.catalogue.facts.items():
        column = _pair(held, name) if spec.type is FactType.MONEY else _plain(held, spec)
        if column is not None:
            _check_type(held, spec, column.value)
            yield name, column


def _plain(held: ir.Table, spec: FactSpec) -> FactColumn | None:
    name = f"{spec.name}_microseconds" if spec.type is FactType.DURATION else spec.name
    return FactColumn(name) if name in held.columns else None


def _pair(held: ir.Table, name: str) -> FactColumn | None:
    minor, currency = f"{name}_minor", f"{name}_currency"
    if minor in held.columns and currency not in held.columns:
        raise BulkError(f"column {minor} stands without {currency}; add the currency of each amount")
    return FactColumn(minor, currency) if minor in held.columns else None


def _check_type(held: ir.Table, spec: FactSpec, name: str) -> None:
    kind = held.schema()[name]
    if not any(getattr(kind, f"is_{suited}")() for suited in _SUITED[spec.type]):
        raise BulkError(f"column {name} is {kind}; fact {spec.name} is {spec.type} and needs {_SUITED[spec.type][0]}")
    if kind.is_timestamp() and kind.timezone is None:
        raise BulkError(f"column {name} has no time zone; write it as an instant in UTC")


def _check_values(held: ir.Table, facts: dict[str, FactColumn], table: Table) -> None:
    """Refuse values that a fact cannot have, as a single decision would: they must not pass for some other value."""
    strange = {}
    for name in sorted(set(facts) & table.facts):
        spec, column = table.catalogue.facts[name], held[facts[name].value]
        if spec.type is FactType.ENUM:
            strange[name] = column.notin(list(spec.values)).sum()
        elif spec.low is not None or spec.high is not None:
            low, high = spec.low, spec.high
            outside = [column < low] if low is not None else []
            outside += [column > high] if high is not None else []
            strange[name] = ibis.or_(*outside).sum()
    if not strange:
        return
    counts = held.aggregate(**strange).to_pyarrow().to_pylist()[0]
    for name, count in counts.items():
        if count:
            raise BulkError(f"fact {name}: {count} values are outside its domain; `casewright policy facts` lists it")


def _places(held: ir.Table, place: str) -> tuple[str, ...]:
    found = held.select(place).distinct().to_pyarrow()[place].to_pylist()
    return tuple(sorted(one for one in found if one is not None))
