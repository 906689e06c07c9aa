"""Personal fields of some records, read again from the original bytes for as long as these are kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from casewright.domain.case import Record
from casewright.domain.report_row import ReportRow, ReportValue
from casewright.intake.mapping import parse_mapping
from casewright.intake.reports.layouts import known_layouts
from casewright.intake.reports.values import KINDS, Trouble
from casewright.intake.sources import read_source
from casewright.lake.cells import column_at
from casewright.lake.lake import Lake, original_name
from casewright.lake.opening import OpenReport, mapped_file, open_report
from casewright.lake.schema import personal_fields, table_of

__all__ = ["with_personal"]

_Fields = dict[str, object]
_Spot = tuple[str | None, int | None]
"""Part and row of a place."""
_LARGEST_WHOLE = 64 * 1024 * 1024
"""A guard, in bytes: what is no table is read whole, in memory."""


def with_personal(lake: Lake, records: Iterable[Record]) -> list[Record]:
    """Return the records with their personal fields filled where the original is still there; others as they are."""
    kept = list(records)
    wanted: dict[str, set[_Spot]] = defaultdict(set)
    for record in kept:
        table = table_of(record)
        if table is not None and table.name in personal_fields():
            wanted[record.place.digest].add(_spot(record))
    found = {digest: _read(lake, digest, spots) for digest, spots in wanted.items()}
    return [_filled(record, found.get(record.place.digest, {}).get(_spot(record), {})) for record in kept]


def _spot(record: Record) -> _Spot:
    return record.place.part, record.place.row


def _filled(record: Record, values: _Fields) -> Record:
    if not isinstance(record, ReportRow):
        return replace(record, **cast("Any", values)) if values else record
    known = dict(record.values) | {name: cast("ReportValue", value) for name, value in values.items() if value}
    names = (field.name for layout in known_layouts() if layout.name == record.report for field in layout.fields)
    return replace(record, values=tuple((name, known[name]) for name in names if name in known)) if values else record


def _read(lake: Lake, digest: str, spots: set[_Spot]) -> dict[_Spot, _Fields]:
    name, manifest = original_name(digest), lake.manifest(digest)
    if manifest is None or not lake.store.has(name):
        return {}
    mappings = [parse_mapping(manifest.mapping.encode())] if manifest.mapping else []
    rows = {row for _, row in spots if row is not None}
    with mapped_file(lake.store.path(name)) as content:
        if rows:
            with open_report(content, mappings=mappings) as report:
                return {} if report is None else {(None, row): read for row, read in _rows(report, rows)}
        return {} if len(content) > _LARGEST_WHOLE else _answers(manifest.name, bytes(content), spots)


def _answers(name: str, content: bytes, spots: set[_Spot]) -> dict[_Spot, _Fields]:
    """Read an interface's answers again; of each place the fields of the one record that stands there."""
    found: dict[_Spot, list[_Fields]] = defaultdict(list)
    for record in read_source(name, content).records:
        table = table_of(record)
        fields = personal_fields().get(table.name) if table is not None and not isinstance(record, ReportRow) else None
        if fields and _spot(record) in spots:
            found[_spot(record)].append({field: getattr(record, field) for field in fields})
    return {spot: read[0] for spot, read in found.items() if len(read) == 1}


def _rows(report: OpenReport, rows: set[int]) -> Iterable[tuple[int, _Fields]]:
    personal = personal_fields().get(report.lake_table.name, frozenset())
    readers = [reader for reader in report.bound.columns if reader.field in personal]
    if not readers:
        return
    left = len(rows)
    for cells in report.cells.chunks(None):
        mask = cells.numbers.is_in(sorted(rows))
        if not mask.any():
            continue
        frame = cells.frame.with_columns(cells.numbers).filter(mask)
        for row in frame.iter_rows(named=True):
            read = {one.field: KINDS[one.kind](one.meant(row[column_at(one.at)]), one.setting) for one in readers}
            yield row["row"], {name: None if isinstance(value, Trouble) else value for name, value in read.items()}
        left -= frame.height
        if left <= 0:
            return
