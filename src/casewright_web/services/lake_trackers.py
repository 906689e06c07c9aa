"""A team's own long list of cases: its rows lie in the lake, and its cases open a few rows at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from casewright.domain.case import Record
from casewright.domain.report_row import ReportRow
from casewright.intake.findings import FindingLog
from casewright.intake.trackers import CASE_TRACKER, cases_of_tracker
from casewright.pipeline import read_files
from casewright_web.models import ShopRow, SourceFile
from casewright_web.services.case_store import CaseChange, cases_recompute
from casewright_web.services.imports import findings_store, inner_files_store
from casewright_web.services.lake_records import desk_lake, lake_records_of, lake_records_store
from casewright_web.services.originals import original_keep
from casewright_web.services.write_lock import write_transaction

if TYPE_CHECKING:
    from casewright.lake.manifests import Manifest

__all__ = ["lake_tracker_open"]

_ROWS_READ = 2000
_ROWS_AT_ONCE = 10


def lake_tracker_open(*, manifest: "Manifest", actor: str, clock: Callable[[], datetime]) -> tuple[int, int]:
    """Open the cases of a list; return how many opened and how many changed.

    Each transaction holds a few rows with their cases, so that people can go on working. Rows whose cases are open are
    passed over: a killed run is begun anew and opens the others.
    """
    outer = SourceFile.objects.get(digest=manifest.digest)
    opened = updated = 0
    for rows in _rows(manifest):
        others = _others(manifest.digest, rows)
        for some in _batched(rows):
            more = [record for row in some for record in others.get(row.order_id or "", ())]
            changes = _open(outer, some, more, actor, clock())
            opened += changes.count(CaseChange.OPENED)
            updated += changes.count(CaseChange.UPDATED)
    return opened, updated


def _batched(rows: list[ReportRow]) -> Iterator[list[ReportRow]]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE]


def _rows(manifest: "Manifest") -> Iterator[list[ReportRow]]:
    """Yield the rows of one import with their personal fields, some thousand at a time."""
    import polars as pl  # noqa: PLC0415 - the lake's

    from casewright.lake.frames import records_of  # noqa: PLC0415 - needs the lake's packages
    from casewright.lake.personal import with_personal  # noqa: PLC0415 - the same
    from casewright.lake.schema import tables  # noqa: PLC0415 - the same

    lake, table = desk_lake(), tables()[CASE_TRACKER]
    for file in manifest.files:
        scan = pl.scan_parquet(lake.store.path(file.name))
        for start in range(0, file.records, _ROWS_READ):
            found = records_of(scan.slice(start, _ROWS_READ).collect(), table)
            yield [row for row in with_personal(lake, found) if isinstance(row, ReportRow)]


def _others(digest: str, rows: list[ReportRow]) -> dict[str, list[Record]]:
    """Return by order what the lake knows of the rows' orders from other imports."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in lake_records_of(orders={row.order_id for row in rows if row.order_id}):
        if record.place.digest != digest:
            found[getattr(record, "order_id", None) or ""].append(record)
    return found


def _open(outer: SourceFile, rows: list[ReportRow], others: list[Record], actor: str, at: datetime) -> list[CaseChange]:
    log = FindingLog(outer.name, outer.digest)
    files = {original_keep(content=file.content): file for file in cases_of_tracker(rows, log)}
    known = set(SourceFile.objects.filter(digest__in=files).values_list("digest", flat=True))
    new = {digest: file for digest, file in files.items() if digest not in known}
    if not new:
        return []
    reading = read_files(new.values())
    with write_transaction():
        keys = lake_records_store(records=[*rows, *others])
        keys |= inner_files_store(outer=outer, files=new, reading=reading, at=at)
        findings_store(findings=log.findings(), source=outer)
        return list(cases_recompute(keys=keys, shop=ShopRow.current(), actor=actor, at=at).values())
