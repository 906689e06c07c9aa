"""A table over several days and marketplaces as one compiled form, for many cases at once.

Dates and marketplaces are an axis like any other: a row whose numbers change stands once for each of its numbers, and
each stretch of days in each marketplace has the masks of the rows in force there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from casewright.rulebook.catalogue import FactType
from casewright.rulebook.compile import columns_of, kin_of
from casewright.rulebook.dates import LiveRow, ranked_rows, segment_of, segments, snapshot
from casewright.rulebook.errors import NoPolicyOnDay
from casewright.rulebook.look import Column, Scale
from casewright.rulebook.masks import Masks
from casewright.rulebook.table import Table

__all__ = ["Cut", "Plan", "cuts_of", "plan_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The compiled form of many days and places.

    `starts` are the first days of the stretches that differ, `groups` the masks of rows in force by stretch and
    marketplace; a pair that is missing has no policy. Stretches are counted from 0; -1 lies before the first.
    """

    table: Table
    rows: tuple[LiveRow, ...]
    columns: tuple[Column, ...]
    starts: tuple[date, ...]
    groups: Mapping[tuple[int, str | None], Masks]
    kin: tuple[int, ...]
    as_of: date | None = None
    """The one day for all cases, whatever day they state themselves."""

    @property
    def every_row(self) -> int:
        """The mask of all rows."""
        return (1 << len(self.rows)) - 1


def plan_of(table: Table, places: Iterable[str | None], as_of: date | None = None) -> Plan:
    """Compile the table for these marketplaces: for every day, or as of one day for all cases."""
    return _plan(table, tuple(dict.fromkeys(places)), as_of)


@lru_cache(maxsize=64)
def _plan(table: Table, wanted: tuple[str | None, ...], as_of: date | None) -> Plan:
    starts = segments(table) if as_of is None else (segment_of(table, as_of),)
    found: dict[tuple[int, str | None], list[tuple[object, LiveRow]]] = {}
    for number, start in enumerate(starts):
        for place in wanted:
            try:
                live = snapshot(table, start, place)
            except NoPolicyOnDay:
                continue
            found[number, place] = [((row.row.code, row.when, row.outcome, row.limits), row) for row in live.rows]
    rows = _merged(table, found.values())
    bits = {key: 1 << index for index, key in enumerate(rows)}
    groups = {
        group: (sum(bits[key] for key, row in members if row.here), sum(bits[key] for key, _ in members))
        for group, members in found.items()
    }
    merged = tuple(rows.values())
    columns = columns_of(merged, table.catalogue.facts)
    return Plan(table, merged, columns, starts, groups, kin_of(merged, table.hit), as_of)


def _merged(table: Table, members: Iterable[Sequence[tuple[object, LiveRow]]]) -> dict[object, LiveRow]:
    """Keep each row once for each of its numbers, in the order in which the table tries its rows."""
    by_code: dict[str, dict[object, LiveRow]] = {}
    for one in members:
        for key, row in one:
            by_code.setdefault(row.row.code, {}).setdefault(key, row)
    ordered = ranked_rows(table, table.rows)
    return {key: row for line in ordered for key, row in by_code.get(line.code, {}).items()}


@dataclass(frozen=True, slots=True)
class Cut:
    """A border on a scale: what lies below `point` (or at it, when `closed`) belongs to the piece before."""

    point: Any
    closed: bool


def cuts_of(scale: Scale, kind: FactType) -> tuple[tuple[Cut, ...], tuple[Masks, ...]]:
    """Return the borders of a scale and the masks of the pieces between them, pieces that are alike made one."""
    cuts: list[Cut] = []
    kept = [scale.masks[0]]
    for index, point in enumerate(scale.points):
        for cut, masks in ((Cut(point, closed=False), 2 * index + 1), (Cut(point, closed=True), 2 * index + 2)):
            if scale.masks[masks] == kept[-1]:
                continue
            if cuts and _same_place(cuts[-1], cut, kind):
                kept[-1] = scale.masks[masks]
                continue
            cuts.append(cut)
            kept.append(scale.masks[masks])
    return tuple(cuts), tuple(kept)


def _same_place(one: Cut, other: Cut, kind: FactType) -> bool:
    """Say whether no value lies between two borders: above 3 and below 4 there is no whole number."""
    if kind not in (FactType.INTEGER, FactType.DAYS, FactType.MONEY) or isinstance(one.point, Decimal):
        return False
    return bool(one.point + one.closed == other.point + other.closed)
