"""Records to frames and back: what a Parquet file of the lake holds, column by column."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any, cast

import polars as pl

from casewright.domain.case import Record
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.report_row import ReportRow, ReportValue
from casewright.domain.wire import field_types, read_wire_value, record_from_wire, record_to_wire, to_wire
from casewright.lake.distinct import TYPES
from casewright.lake.schema import EXACT, Column, Shape, Table, personal_fields, personal_paths

__all__ = ["frame_of", "polars_schema", "records_of", "without_personal"]

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


@cache
def polars_schema(table: Table) -> dict[str, pl.DataType]:
    """Return the type of every column of a table."""
    return {name: TYPES[shape] for name, shape in table.physical.items()}


def without_personal(record: Record, table: Table) -> Record:
    """Return the record as the lake keeps it: fields that say who or where a buyer is are empty."""
    if isinstance(record, ReportRow):
        return replace(record, values=tuple(_impersonal(record, table)))
    dropped = dict.fromkeys(personal_fields().get(table.name, ()))
    return replace(record, **cast("Any", dropped)) if dropped else record


def _impersonal(row: ReportRow, table: Table) -> Iterator[tuple[str, ReportValue]]:
    """Yield the values of a row that say nothing of a person: by column, or by path in a table without columns."""
    fields_left_out = personal_fields().get(table.name, frozenset())
    for name, value in row.values:
        if name not in fields_left_out and (table.report is not None or not personal_paths().hold(name)):
            yield name, value


def frame_of(records: Iterable[Record], table: Table, report: str | None) -> pl.DataFrame:
    """Return the frame of records of one table. Whoever has millions of rows builds frames from cells instead."""
    rows = [_row(without_personal(record, table), table, report) for record in records]
    return pl.DataFrame(rows, schema=polars_schema(table), orient="row")


def _row(record: Record, table: Table, report: str | None) -> list[object]:
    values: dict[str, object] = {}
    fits = True
    for column, value in _values(record, table):
        if column is None:
            fits = False
        elif value is not None:
            fits = _spread(column, value, values) and fits
    if not fits:
        values = {EXACT: json.dumps(record_to_wire(record), ensure_ascii=False)}
    place = record.place
    values |= {
        "order_id": getattr(record, "order_id", None),
        "report": record.report if isinstance(record, ReportRow) else report,
        "source": place.digest,
        "source_name": place.file,
        "part": place.part,
        "row": place.row,
    }
    return [values.get(name) for name in table.physical]


def _values(record: Record, table: Table) -> Iterator[tuple[Column | None, object]]:
    if isinstance(record, ReportRow):
        known = {column.field: column for column in table.columns}
        yield from ((known.get(name), value) for name, value in record.values)
    else:
        yield from ((column, getattr(record, column.field)) for column in table.columns)


def _spread(column: Column, value: object, values: dict[str, object]) -> bool:
    """Write a value into its columns, and say whether they can hold it."""
    physical = column.physical
    match value:
        case Money():
            values[physical[0][0]], values[physical[1][0]] = value.minor, value.currency
            return column.shape is Shape.MONEY and _SMALLEST <= value.minor <= _LARGEST
        case bool():
            values[column.stem] = value
            return column.shape is Shape.TRUTH
        case int():
            values[column.stem] = value
            return column.shape is Shape.WHOLE and _SMALLEST <= value <= _LARGEST
        case _:
            return _spread_other(column, value, values)


def _spread_other(column: Column, value: object, values: dict[str, object]) -> bool:
    wire = to_wire(value)
    shape = {"datetime": Shape.INSTANT, "date": Shape.DAY}.get(type(value).__name__, Shape.TEXT)
    found = next((name for name, known in column.physical if known is shape), None)
    if found is not None:
        values[found] = wire if shape is Shape.TEXT else value
    return found is not None


def records_of(frame: pl.DataFrame, table: Table) -> list[Record]:
    """Return the records of a frame that was read from the lake, in its order."""
    build = _report_row if table.record is ReportRow else _typed
    return [
        record_from_wire(json.loads(row[EXACT])) if row[EXACT] is not None else build(row, table)
        for row in frame.iter_rows(named=True)
    ]


def _place(row: Mapping[str, Any]) -> Place:
    return Place(row["source_name"], row["source"], row["part"], row["row"])


def _gathered(column: Column, row: Mapping[str, Any]) -> object:
    if column.shape is Shape.MONEY:
        minor = row[f"{column.stem}_minor"]
        return None if minor is None else Money(minor, row[f"{column.stem}_currency"])
    if column.shape is Shape.MOMENT and row[column.stem] is None:
        return cast("object", row[f"{column.stem}_on"])
    return cast("object", row[column.stem])


def _typed(row: Mapping[str, Any], table: Table) -> Record:
    hints = field_types(table.record)
    values: dict[str, Any] = {"order_id": row["order_id"], "place": _place(row)}
    for column in table.columns:
        value = _gathered(column, row)
        values[column.field] = read_wire_value(hints[column.field], value) if column.shape is Shape.TEXT else value
    known = {one.name for one in fields(table.record)}
    values |= dict.fromkeys(personal_fields().get(table.name, ()))
    return table.record(**{name: value for name, value in values.items() if name in known})


def _report_row(row: Mapping[str, Any], table: Table) -> Record:
    cells = ((column.field, _gathered(column, row)) for column in table.columns)
    values = tuple((name, value) for name, value in cells if value is not None)
    return ReportRow(row["report"], _place(row), cast("Any", values), row["order_id"])
