"""A team's own list of cases that lies in the lake: its rows are read from there some thousand at a time."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from casewright.domain.report_row import ReportRow
from casewright.intake.findings import FindingLog
from casewright.intake.trackers import CASE_TRACKER
from casewright_web.models import SourceFile
from casewright_web.services.lake_records import desk_lake
from casewright_web.services.list_cases import ListStep, Opening, list_cases_open

if TYPE_CHECKING:
    from casewright.lake.manifests import Manifest

__all__ = ["lake_tracker_open"]

_ROWS_READ = 2000


def lake_tracker_open(*, manifest: "Manifest", actor: str, clock: Callable[[], datetime], step: ListStep) -> None:
    """Open the cases of a list that was imported into the lake; `step` is told how far it is and may stop it."""
    outer, opening = SourceFile.objects.get(digest=manifest.digest), Opening(manifest.records)
    log = FindingLog(outer.name, outer.digest)
    for rows in _rows(manifest):
        list_cases_open(outer=outer, rows=rows, opening=opening, actor=actor, clock=clock, step=step, log=log)


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
