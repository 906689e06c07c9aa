"""`casewright run --lake DIR`: large reports go into the lake; only those rows that a case needs are read."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from casewright.cli.lake_place import lake_opened
from casewright.intake.reports import looks_like_report
from casewright.intake.sources import may_be_report
from casewright.pipeline import FolderReading, orders_named

if TYPE_CHECKING:
    from casewright.domain.place import Finding

__all__ = ["read_with_lake"]

_LARGE_BYTES = 1024 * 1024
_HEAD = 262_144


def _goes_into_lake(path: Path) -> bool:
    try:
        if path.stat().st_size < _LARGE_BYTES:
            return False
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False  # whoever reads it whole says what is wrong
    return may_be_report(head) and looks_like_report(head)


def read_with_lake(
    paths: Iterable[Path], folder: Path, place: str, at: datetime, read: Callable[[list[Path]], FolderReading]
) -> FolderReading:
    """Import large reports, read the other files, and add what the lake knows of the orders that are named."""
    from casewright.lake.importing import import_file  # noqa: PLC0415 - needs the lake's packages
    from casewright.lake.lookup import records_of_orders, unsettled_returns  # noqa: PLC0415 - the same
    from casewright.lake.personal import with_personal  # noqa: PLC0415 - the same

    lake = lake_opened(place)
    inside = [path for path in paths if "://" in place or Path(place).resolve() not in path.resolve().parents]
    large = [path for path in inside if _goes_into_lake(path)]
    findings: list[Finding] = []
    for path in large:
        findings += import_file(lake, path, path.relative_to(folder).as_posix(), at=at).findings
    lake.begin()
    reading = read([path for path in inside if path not in large])
    wanted = orders_named((*reading.records, *unsettled_returns(lake)))
    known = {record.place for record in reading.records}
    more = [record for record in with_personal(lake, records_of_orders(lake, wanted)) if record.place not in known]
    return replace(reading, records=(*reading.records, *more), findings=(*reading.findings, *findings))
