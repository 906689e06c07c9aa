"""Two days of the policy in words: what came, what went, what reads differently."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from casewright.rulebook import Row, Rulebook, Table, shipped_rulebooks
from casewright.rulebook.dates import in_span, segment_of, values_named
from casewright.rulebook.diff import Change, ChangeKind, diff_days
from casewright_web.selectors.policies import PolicyRow, row_told
from casewright_web.selectors.policy_days import PolicyView
from casewright_web.selectors.policy_topics import by_topic

__all__ = ["PolicyDiff", "RowDiff", "TableDiff", "ValueDiff", "policy_diff_told"]

_CAME = (ChangeKind.ROW_BEGINS, ChangeKind.VALUE_BEGINS, ChangeKind.TABLE_BEGINS)
_WENT = (ChangeKind.ROW_ENDS, ChangeKind.VALUE_ENDS, ChangeKind.TABLE_ENDS)


@dataclass(frozen=True, slots=True)
class RowDiff:
    """A row that begins or ends, in the words of the day on which it is in force."""

    change: Change
    told: PolicyRow
    on: PolicyView


@dataclass(frozen=True, slots=True)
class ValueDiff:
    """A number that begins, ends or becomes another, and the rows that speak of it."""

    change: Change
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What changes in one table; `whole` when the table itself begins or ends."""

    table: Table
    whole: tuple[Change, ...]
    rows: tuple[RowDiff, ...]
    values: tuple[ValueDiff, ...]


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """Everything that changes between two days."""

    tables: tuple[TableDiff, ...]
    came: int
    went: int
    changed: int


def policy_diff_told(*, before: PolicyView, after: PolicyView) -> PolicyDiff:
    """Return what changes from one day to the other, for the marketplace of the later view."""
    changes: dict[str, list[Change]] = {}
    books = [_touched(book, before, after) for book in shipped_rulebooks()]
    for change in (one for book in books for one in diff_days(book, before.on, after.on, after.site)):
        changes.setdefault(change.table, []).append(change)
    tables = (table for _, members in by_topic(table for book in books for table in book) for table in members)
    kinds = [change.kind for found in changes.values() for change in found]
    return PolicyDiff(
        tables=tuple(_table(table, changes[table.name], before, after) for table in tables if table.name in changes),
        came=sum(kind in _CAME for kind in kinds),
        went=sum(kind in _WENT for kind in kinds),
        changed=kinds.count(ChangeKind.VALUE_CHANGES),
    )


def _touched(book: Rulebook, before: PolicyView, after: PolicyView) -> Rulebook:
    """Return the rulebook with only those tables of which anything begins or ends between the days."""
    tables = (table for table in book if segment_of(table, before.on) != segment_of(table, after.on))
    return replace(book, tables=tuple(tables))


def _table(table: Table, changes: Iterable[Change], before: PolicyView, after: PolicyView) -> TableDiff:
    whole, rows, values = [], [], []
    for change in changes:
        row = table.row(change.name)
        if change.kind in (ChangeKind.TABLE_BEGINS, ChangeKind.TABLE_ENDS):
            whole.append(change)
        elif row is not None and change.kind in (ChangeKind.ROW_BEGINS, ChangeKind.ROW_ENDS):
            on = after if change.kind is ChangeKind.ROW_BEGINS else before
            view = replace(on, site=after.site or next(iter(change.marketplaces), None))
            rows.append(RowDiff(change, row_told(table, row, view), view))
        else:
            values.append(ValueDiff(change, _speaking(table, change.name, before, after)))
    return TableDiff(table, tuple(whole), tuple(rows), tuple(values))


def _speaking(table: Table, name: str, before: PolicyView, after: PolicyView) -> tuple[Row, ...]:
    """Return the rows in force on either day that look up this number."""
    rows = (row for row in table.rows if in_span(row, before.on) or in_span(row, after.on))
    return tuple(row for row in rows if name in values_named(row))
