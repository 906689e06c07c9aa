"""Read a big report whole: begin, and begin anew where only the rest of the file could settle a cell."""

from collections.abc import Iterator

import polars as pl

from casewright.intake.findings import FindingLog
from casewright.intake.reports.columns import note_missing, note_other_name
from casewright.lake.columnar import Frames, Unsettled
from casewright.lake.frames import polars_schema
from casewright.lake.opening import OpenReport

__all__ = ["begin", "read_frames"]


def begin(report: OpenReport, log: FindingLog) -> Frames | None:
    """Note what concerns the whole file; return the reader of its rows, None where no row can be used."""
    if report.encoding.guessed:
        log.add("REP003", encoding=report.encoding.name)
    if report.mapping is None:
        note_other_name(report.table, log)
    if report.lacking:
        note_missing(report.table, report.lacking, log)
        return None
    return report.frames(log.fresh())


def read_frames(report: OpenReport, log: FindingLog) -> Iterator[pl.DataFrame]:
    """Yield the records of a report that fits into memory, after all of it has been read."""
    frames = begin(report, log)
    if frames is None:
        return
    while True:
        try:
            found = list(frames.read())
            break
        except Unsettled:
            frames.learn(log.fresh())
    log.join(frames.log)
    yield from (frame.cast(pl.Schema(polars_schema(report.lake_table))) for frame in found)
