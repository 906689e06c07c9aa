"""What is in force: the rows and values of a table on one day, in one marketplace.

Spans are half-open: `from` is the first day, `to` the first day no longer. The most specific scope wins: a marketplace
before its region before everywhere. A table is whole on a day or it refuses that day: NoPolicyOnDay.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from string import Formatter
from typing import Protocol, TypeVar

from casewright.domain.facts import FactValue
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, FactType
from casewright.rulebook.cells import VALUE_NAME, Ref, bounds_of, resolve_cell
from casewright.rulebook.errors import NoPolicyOnDay
from casewright.rulebook.table import Always, Condition, Row, Scope, Table, Value
from casewright.rulebook.tell import fill_reason, value_text

__all__ = [
    "EXACT_UNITS",
    "LiveRow",
    "Snapshot",
    "amount_for",
    "fields_in",
    "in_span",
    "ranked_rows",
    "scope_rank",
    "segment_of",
    "segments",
    "snapshot",
    "values_named",
]


EXACT_UNITS = ("minutes", "hours", "days")
"""Units of dated values that are lengths of time always the same."""


class _Dated(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...
    @property
    def scope(self) -> Scope: ...


_D = TypeVar("_D", bound=_Dated)


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A row in force: its named bounds and its reason hold the amounts of the day.

    `here` is False when the row is for some marketplaces only and the case's marketplace is unknown. `named` are the
    values behind its bounds, its reason and its result; `outcome` is the result with the amounts of the day; `limits`
    are its clocks with their dated lengths as written.
    """

    row: Row
    when: tuple[Condition, ...]
    here: bool
    because: Words
    named: tuple[str, ...]
    outcome: tuple[tuple[str, str], ...] = ()
    limits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A table on one stretch of days in one marketplace: the rows to try, in order, and the values in force."""

    table: Table
    marketplace: str | None
    rows: tuple[LiveRow, ...]
    values: Mapping[str, Value]
    always: tuple[Always, ...] = ()


def in_span(item: _Dated, on: date) -> bool:
    """Say whether the half-open span of the item holds that day."""
    return item.from_on <= on and (item.to_on is None or on < item.to_on)


def scope_rank(scope: Scope, marketplace: str | None) -> int | None:
    """Return how closely a scope fits: 3 the marketplace, 2 its region, 1 everywhere, 0 not at all, None unknown."""
    if marketplace is not None and marketplace in scope:
        return 3
    site = None if marketplace is None else marketplace_by_code(marketplace)
    if site is not None and site.region in scope:
        return 2
    if "*" in scope:
        return 1
    return None if marketplace is None else 0


@lru_cache(maxsize=1024)
def _changes(table: Table) -> tuple[date, ...]:
    """Return every day on which some row or value of the table begins or ends, in order."""
    dated: tuple[_Dated, ...] = (*table.rows, *table.values)
    return tuple(sorted({day for item in dated for day in (item.from_on, item.to_on) if day is not None}))


def segment_of(table: Table, on: date) -> date:
    """Return the first day of the stretch around `on` in which the table does not change."""
    days = _changes(table)
    index = bisect_right(days, on)
    return days[index - 1] if index else date.min


def segments(table: Table) -> tuple[date, ...]:
    """Return the first day of each stretch, from the first day of the table on."""
    return _changes(table)


def snapshot(table: Table, on: date, marketplace: str | None) -> Snapshot:
    """Return what is in force. Raise NoPolicyOnDay when no row is, or a value that a row in force names is not."""
    rows = _closest(table.rows, on, marketplace)
    if not rows:
        raise NoPolicyOnDay(table.name, "any row", on, marketplace)
    certain = [value for value in table.values if scope_rank(value.scope, marketplace) is not None]
    values = {value.name: value for value in _closest(certain, on, marketplace)}
    declared = {value.name for value in table.values}
    for name in sorted(declared & _names_needed(table, rows)):
        if name not in values:
            raise NoPolicyOnDay(table.name, f"the value {name}", on, marketplace)
    resolve = _Resolve(table.catalogue, values)
    live = tuple(
        LiveRow(
            row,
            resolve.conditions(row.when),
            scope_rank(row.scope, marketplace) is not None,
            fill_reason(row.because, values),
            tuple(sorted(_told_by(row) & (declared | set(values)))),
            resolve.outcome(row),
            resolve.limits(row),
        )
        for row in ranked_rows(table, rows)
    )
    always = (replace(item, when=resolve.conditions(item.when)) for item in table.always)
    return Snapshot(table, marketplace, live, values, tuple(always))


@dataclass(frozen=True, slots=True)
class _Resolve:
    """Puts the amounts of the day in the place of their names."""

    catalogue: Catalogue
    values: Mapping[str, Value]

    def conditions(self, when: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(Condition(item.fact, resolve_cell(item.cell, self._amounts(item.fact))) for item in when)

    def _amounts(self, fact: str) -> Mapping[str, FactValue]:
        kind = self.catalogue.facts[fact].type
        return {name: amount_for(value, kind) for name, value in self.values.items()}

    def outcome(self, row: Row) -> tuple[tuple[str, str], ...]:
        return tuple((name, self._result(name, text)) for name, text in row.outcome)

    def limits(self, row: Row) -> tuple[tuple[str, str], ...]:
        dated = [
            (rule.clock, [self.values[name] for name in rule.lengths if name in self.values]) for rule in row.clocks
        ]
        return tuple((clock, f"{values[0].amount} {values[0].unit}") for clock, values in dated if values)

    def _result(self, name: str, text: str) -> str:
        kind = self.catalogue.outcomes[name].type
        if kind in (FactType.ENUM, FactType.TEXT) or text not in self.values:
            return text
        return value_text(amount_for(self.values[text], kind))


def amount_for(value: Value, kind: FactType) -> FactValue:
    """Return the amount as a fact of that type is compared with it: hours and days as an exact length for durations."""
    if kind is FactType.DURATION and isinstance(value.amount, int) and value.unit in EXACT_UNITS:
        return timedelta(**{value.unit: value.amount})
    return value.amount


def ranked_rows(table: Table, rows: tuple[Row, ...]) -> Iterable[Row]:
    """Order rows as the table tries them: by the place of their results in the catalogue, or as they stand."""
    if not table.hit.ranked:
        return rows
    places = {name: list(table.catalogue.outcomes[name].values) for name in table.by}

    def place(row: Row) -> tuple[int, ...]:
        result = dict(row.outcome)
        return tuple(places[name].index(result[name]) for name in table.by)

    return sorted(rows, key=place)


def _closest(items: Iterable[_D], on: date, marketplace: str | None) -> tuple[_D, ...]:
    """Keep what is in force and applies; of items with one name, only those of the most specific scope."""
    ranked = [(item, scope_rank(item.scope, marketplace)) for item in items if in_span(item, on)]
    best: dict[str, int] = {}
    for item, rank in ranked:
        best[item.name] = max(best.get(item.name, 0), rank or 0)
    return tuple(item for item, rank in ranked if rank is None or (rank and rank == best[item.name]))


def _names_needed(table: Table, rows: Iterable[Row]) -> set[str]:
    """Return every name that a row in force, or the table's `always`, may look up."""
    items: tuple[Row | Always, ...] = (*table.always, *rows)
    return {name for item in items for name in values_named(item)}


def values_named(item: Row | Always) -> set[str]:
    """Return the names of values (and of length facts) that it looks up: in bounds, clocks and its reason."""
    lengths = {name for rule in item.clocks for name in rule.lengths}
    return lengths | _bounds_named(item) | (_told_by(item) if isinstance(item, Row) else set())


def _bounds_named(item: Row | Always) -> set[str]:
    bounds = bounds_of(condition.cell for condition in item.when)
    return {bound.name for bound in bounds if isinstance(bound, Ref)}


def _told_by(row: Row) -> set[str]:
    results = {text for _, text in row.outcome if VALUE_NAME.match(text)}
    return _bounds_named(row) | results | {field.partition(".")[0] for field in fields_in(row.because)}


def fields_in(words: Words) -> set[str]:
    """Return the names in braces of a text, in both languages."""
    return {field for text in (words.en, words.zh) for _, field, _, _ in Formatter().parse(text) if field}
