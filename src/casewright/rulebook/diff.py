"""What changes between two days: rows that begin or end, numbers that are others, told with their sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from casewright.domain.marketplace import AMAZON_SITES
from casewright.domain.words import Words
from casewright.rulebook.dates import Snapshot, scope_rank, segment_of, snapshot
from casewright.rulebook.errors import NoPolicyOnDay
from casewright.rulebook.table import Rulebook, Table, Value
from casewright.rulebook.tell import tell_amount

__all__ = ["Change", "ChangeKind", "diff_days"]


class ChangeKind(StrEnum):
    """What became of a row or a number."""

    ROW_BEGINS = "row_begins"
    ROW_ENDS = "row_ends"
    VALUE_BEGINS = "value_begins"
    VALUE_ENDS = "value_ends"
    VALUE_CHANGES = "value_changes"
    TABLE_BEGINS = "table_begins"
    TABLE_ENDS = "table_ends"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one table: what it is called, how it was and is, and who says so; and where, if not everywhere."""

    kind: ChangeKind
    table: str
    name: str
    before: Words | None
    after: Words | None
    cite: tuple[str, ...]
    marketplaces: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """The change in one line."""
        was, now = self.before or _NOTHING, self.after or _NOTHING
        where = f" ({', '.join(self.marketplaces)})" if self.marketplaces else ""
        told = _TOLD[self.kind].fill(name=self.name, was=was.en, now=now.en)
        told_zh = _TOLD[self.kind].fill(name=self.name, was=was.zh, now=now.zh)
        return Words(told.en + where, told_zh.zh + where.replace(" (", "（").replace(")", "）").replace(", ", "、"))


_NOTHING = Words("-", "-")
_TOLD = {
    ChangeKind.ROW_BEGINS: Words("row {name} begins: {now}", "新增 {name} 行：{now}"),
    ChangeKind.ROW_ENDS: Words("row {name} ends: {was}", "{name} 行不再适用：{was}"),
    ChangeKind.VALUE_BEGINS: Words("{name} begins: {now}", "新增数值 {name}：{now}"),
    ChangeKind.VALUE_ENDS: Words("{name} ends: {was}", "数值 {name} 不再适用：{was}"),
    ChangeKind.VALUE_CHANGES: Words("{name}: {was} → {now}", "{name}：{was} → {now}"),
    ChangeKind.TABLE_BEGINS: Words("the table begins", "规则表开始生效"),
    ChangeKind.TABLE_ENDS: Words("the table ends", "规则表不再生效"),
}


def diff_days(rulebook: Rulebook, before: date, after: date, marketplace: str | None = None) -> tuple[Change, ...]:
    """Return the changes from one day to another: in one marketplace, or in each with those that share one together."""
    changes: list[Change] = []
    for table in (one for one in rulebook if segment_of(one, before) != segment_of(one, after)):
        places = [marketplace] if marketplace is not None else _places(table)
        found: dict[tuple[object, ...], tuple[Change, list[str]]] = {}
        for place in places:
            for change in _changes(table, before, after, place):
                key = (change.kind, change.name, change.before, change.after, change.cite)
                found.setdefault(key, (change, []))[1].append(place)
        everywhere = len(places)
        for change, where in found.values():
            named = () if len(where) == everywhere else tuple(where)
            changes.append(replace(change, marketplaces=named))
    return tuple(changes)


def _places(table: Table) -> list[str]:
    codes = (*(site.code for site in AMAZON_SITES), *table.catalogue.marketplaces)
    return [code for code in dict.fromkeys(codes) if scope_rank(table.scope, code)]


def _snapshot(table: Table, on: date, place: str) -> Snapshot | None:
    try:
        return snapshot(table, on, place)
    except NoPolicyOnDay:
        return None


def _changes(table: Table, before: date, after: date, place: str) -> Iterator[Change]:
    old, new = _snapshot(table, before, place), _snapshot(table, after, place)
    if old is None or new is None:
        if old is not new:
            kind = ChangeKind.TABLE_BEGINS if old is None else ChangeKind.TABLE_ENDS
            yield Change(kind, table.name, table.name, None, None, ())
        return
    yield from _rows(table, old, new)
    yield from _values(table, old.values, new.values)


def _rows(table: Table, old: Snapshot, new: Snapshot) -> Iterator[Change]:
    was = {live.row.code: live.row for live in old.rows}
    now = {live.row.code: live.row for live in new.rows}
    told = {live.row.code: live.because for live in (*old.rows, *new.rows)}
    for row in table.rows:
        if row.code in was and row.code not in now:
            yield Change(ChangeKind.ROW_ENDS, table.name, row.code, told[row.code], None, row.cite)
        if row.code in now and row.code not in was:
            yield Change(ChangeKind.ROW_BEGINS, table.name, row.code, None, told[row.code], row.cite)


def _values(table: Table, old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            kind = ChangeKind.VALUE_BEGINS if was is None else ChangeKind.VALUE_ENDS
            one = was or now
            yield Change(kind, table.name, name, _told(was), _told(now), one.cite if one else ())
        elif (was.amount, was.unit) != (now.amount, now.unit):
            yield Change(ChangeKind.VALUE_CHANGES, table.name, name, _told(was), _told(now), now.cite)


def _told(value: Value | None) -> Words | None:
    return None if value is None else tell_amount(value)
