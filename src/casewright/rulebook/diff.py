"""What changes between two days: rows and dated values that come, go, or stand in another one's place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright.rulebook.dates import in_span, scope_rank, values_named
from casewright.rulebook.table import Row, Scope, Table, Value

__all__ = ["ChangeKind", "RowChange", "TableDiff", "ValueChange", "policy_diff"]


class ChangeKind(StrEnum):
    """How the later day differs from the earlier one."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row on both days; None on the day on which no row of its name and scope is in force."""

    before: Row | None
    after: Row | None

    @property
    def kind(self) -> ChangeKind:
        """Whether the row came, went, or another wording took its place."""
        return _kind(self.before, self.after)


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One number on both days, and the rows in force on either day that speak of it."""

    before: Value | None
    after: Value | None
    rows: tuple[Row, ...]

    @property
    def kind(self) -> ChangeKind:
        """Whether the number came, went, or became another."""
        return _kind(self.before, self.after)


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What changes in one table."""

    table: Table
    rows: tuple[RowChange, ...]
    values: tuple[ValueChange, ...]


def _kind(before: object, after: object) -> ChangeKind:
    if before is None:
        return ChangeKind.CAME
    return ChangeKind.WENT if after is None else ChangeKind.CHANGED


def policy_diff(
    tables: Iterable[Table], before: date, after: date, marketplace: str | None = None
) -> tuple[TableDiff, ...]:
    """Return the tables that differ between two days, each with its changes; of one marketplace, if it is given."""
    diffs = (_table_diff(table, before, after, marketplace) for table in tables)
    return tuple(diff for diff in diffs if diff.rows or diff.values)


def _table_diff(table: Table, before: date, after: date, marketplace: str | None) -> TableDiff:
    rows = [row for row in table.rows if scope_rank(row.scope, marketplace) != 0]
    first, second = ([row for row in rows if in_span(row, day)] for day in (before, after))
    values = [value for value in table.values if scope_rank(value.scope, marketplace) != 0]
    return TableDiff(
        table,
        _row_changes([row for row in first if row not in second], [row for row in second if row not in first]),
        tuple(
            ValueChange(old, new, _speaking(new or old, (*first, *second)))
            for old, new in _paired(_numbers(values, before), _numbers(values, after))
        ),
    )


def _row_changes(gone: list[Row], come: list[Row]) -> tuple[RowChange, ...]:
    """Pair a row that goes with the one of its name and scope that comes, each at most once."""
    changes = []
    for row in gone:
        heir = next((one for one in come if (one.name, one.scope) == (row.name, row.scope)), None)
        if heir is not None:
            come = [one for one in come if one is not heir]
        changes.append(RowChange(row, heir))
    return (*changes, *(RowChange(None, row) for row in come))


_Numbers = dict[tuple[str, Scope], Value]


def _numbers(values: Iterable[Value], on: date) -> _Numbers:
    return {(value.name, value.scope): value for value in values if in_span(value, on)}


def _paired(first: _Numbers, second: _Numbers) -> list[tuple[Value | None, Value | None]]:
    """Return the numbers that differ; one stated anew with the same amount, perhaps by a newer source, does not."""
    pairs = [(first.get(key), second.get(key)) for key in dict.fromkeys((*first, *second))]
    return [(old, new) for old, new in pairs if old is None or new is None or _amount(old) != _amount(new)]


def _amount(value: Value) -> tuple[str, object]:
    return value.unit, value.amount


def _speaking(value: Value | None, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows that look up this number."""
    return () if value is None else tuple({row.code: row for row in rows if value.name in values_named(row)}.values())
