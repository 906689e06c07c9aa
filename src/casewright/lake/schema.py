"""The columns of the lake's tables: one table per type of record, one per report whose rows have no type of their own.

Days are `date`, instants `timestamp` in UTC, money two columns: whole minor units and an ISO 4217 code.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from casewright.domain.case import Record
from casewright.domain.money import Money
from casewright.domain.report_row import ReportRow
from casewright.domain.wire import RECORD_TYPES
from casewright.intake.reports.layouts import Layout, known_layouts

__all__ = [
    "EXACT",
    "SCHEMA_VERSION",
    "Column",
    "PersonalPaths",
    "Shape",
    "Table",
    "lost_columns_since",
    "personal_fields",
    "personal_paths",
    "personal_table",
    "table_named",
    "table_of",
    "tables",
    "without_personal_paths",
]

SCHEMA_VERSION = 3
"""Raised when a column changes its meaning or goes; new columns may come at any time. Files of older schemas are read,
and written anew at the next compaction. 2: no town and no words of a scan, no words of a review.
3: no status in a courier's own words of a list of cash on delivery."""
EXACT = "exact"
"""The column that holds a record as JSON where the other columns cannot: a number beyond 64 bits, a free-form row."""


class Shape(StrEnum):
    """How a value lies in Parquet."""

    TEXT = "text"
    WHOLE = "whole"
    TRUTH = "truth"
    DAY = "day"
    INSTANT = "instant"
    MONEY = "money"
    MOMENT = "moment"  # an instant, or a day where the report writes only a day: two columns, one of them empty


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record. `stem` is its name in Parquet; money and moments take two columns that begin with it."""

    field: str
    shape: Shape

    @property
    def stem(self) -> str:
        """The field's name, fit to be written in SQL without quotation marks."""
        return self.field.replace("-", "_")

    @property
    def physical(self) -> tuple[tuple[str, Shape], ...]:
        """The Parquet columns with the shape of each."""
        if self.shape is Shape.MONEY:
            return ((f"{self.stem}_minor", Shape.WHOLE), (f"{self.stem}_currency", Shape.TEXT))
        if self.shape is Shape.MOMENT:
            return ((self.stem, Shape.INSTANT), (f"{self.stem}_on", Shape.DAY))
        return ((self.stem, self.shape),)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the lake. `report` is set where its rows are those of one report."""

    name: str
    record: type[Record]
    columns: tuple[Column, ...]
    report: str | None = None
    version_by: str | None = None
    same_by: tuple[str, ...] = ()

    @property
    def physical(self) -> Mapping[str, Shape]:
        """Every Parquet column in its order: what the record says, then where it was read."""
        own = {name: shape for column in self.columns for name, shape in column.physical}
        return {"order_id": Shape.TEXT, **own, **_PLACE}


_PLACE = {
    "report": Shape.TEXT,
    "source": Shape.TEXT,
    "source_name": Shape.TEXT,
    "part": Shape.TEXT,
    "row": Shape.WHOLE,
    EXACT: Shape.TEXT,
}
_TYPED = ("order_line", "shipment", "scan", "return", "review")
_FREE = "report_row"
_SHAPES: Mapping[type, Shape] = MappingProxyType(
    {str: Shape.TEXT, int: Shape.WHOLE, bool: Shape.TRUTH, date: Shape.DAY, datetime: Shape.INSTANT, Money: Shape.MONEY}
)
_KINDS: Mapping[str, Shape] = MappingProxyType(
    {
        "money": Shape.MONEY,
        "count": Shape.WHOLE,
        "day": Shape.DAY,
        "instant": Shape.INSTANT,
        "instant_end": Shape.INSTANT,
        "moment": Shape.MOMENT,
        "bool": Shape.TRUTH,
    }
)


def _bare(hint: Any) -> type:  # noqa: ANN401 - a type hint may be anything
    if get_origin(hint) in (Union, UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    return str if issubclass(hint, Enum) else hint


@cache
def personal_table() -> Mapping[str, Any]:
    """Return `personal.toml`: which fields of which records are personal, by which source, and what stays."""
    return tomllib.loads(files(__package__).joinpath("personal.toml").read_text(encoding="utf-8"))


@cache
def personal_fields() -> Mapping[str, frozenset[str]]:
    """Return by table the fields that are personal: they stay in the original bytes and never enter a record file."""
    found: dict[str, frozenset[str]] = {}
    for one in personal_table()["field"]:
        if one.get("lake"):
            found[one["record"]] = found.get(one["record"], frozenset()) | frozenset(one["fields"])
    return found


def lost_columns_since(schema: int, table: str) -> bool:
    """Say whether fields of a table have gone out of the record files since an older version of the schema."""
    return any(one.get("lake", 0) > schema and one["record"] == table for one in personal_table()["field"])


@dataclass(frozen=True, slots=True)
class PersonalPaths:
    """Which values of a free-form row say who a buyer is, by the steps of their path."""

    steps: frozenset[str]
    kept: frozenset[str]

    def hold(self, path: str) -> bool:
        """Say whether a value at this path is personal."""
        steps = [step.partition("[")[0].lower() for step in path.split(".")]
        return steps[-1] not in self.kept and not self.steps.isdisjoint(steps)


@cache
def personal_paths() -> PersonalPaths:
    """Return the paths that are personal in rows without fixed columns."""
    paths = personal_table()["paths"]
    return PersonalPaths(
        frozenset(step.lower() for step in paths["report_row"]), frozenset(step.lower() for step in paths["kept"])
    )


def without_personal_paths(record: Record) -> Record:
    """Return a row without fixed columns, such as an interface's answer, less what it says of a person.

    Any other record is returned as it is.
    """
    if not isinstance(record, ReportRow) or record.report in tables():
        return record
    return replace(record, values=tuple(pair for pair in record.values if not personal_paths().hold(pair[0])))


def _typed(name: str) -> Table:
    kind = RECORD_TYPES[name]
    hints, personal = get_type_hints(kind), personal_fields().get(name, frozenset())
    columns = tuple(
        Column(known.name, _SHAPES[_bare(hints[known.name])])
        for known in fields(kind)
        if known.name not in {"place", "order_id"} | personal
    )
    if name == "order_line":
        return Table(name, kind, columns, None, "updated_at", ("report", "order_id", "order_item_id", "sku"))
    return Table(name, kind, columns)


def _of_report(layout: Layout) -> Table:
    personal = personal_fields().get(layout.name, frozenset())
    named = (known for known in layout.fields if known.name not in personal)
    columns = tuple(Column(known.name, _KINDS.get(known.kind, Shape.TEXT)) for known in named)
    return Table(layout.name, ReportRow, columns, layout.name)


def _tables() -> Iterator[Table]:
    yield from map(_typed, _TYPED)
    yield from (_of_report(layout) for layout in known_layouts() if layout.record == _FREE)
    yield Table(_FREE, ReportRow, ())


@cache
def tables() -> Mapping[str, Table]:
    """Return every table by name."""
    return {table.name: table for table in _tables()}


def table_named(name: str) -> Table | None:
    """Return a table by name, or None."""
    return tables().get(name)


def table_of(record: Record) -> Table | None:
    """Return the table a record belongs to; None for mails and kept files, which the lake does not hold."""
    if isinstance(record, ReportRow):
        return tables().get(record.report, tables()[_FREE])
    return next((table for table in tables().values() if table.record is type(record)), None)
