"""One file into the lake: its bytes, its records, its manifest; completely or not at all."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from casewright.domain.place import Finding, Place, Severity
from casewright.domain.report_row import ReportRow
from casewright.domain.words import Words
from casewright.intake.findings import FindingLog
from casewright.intake.mapping import Mapping
from casewright.intake.reading import Reading, SourceFile
from casewright.intake.reports.decoding import Bytes
from casewright.intake.sources import may_be_report, read_source
from casewright.lake.ahead import ahead
from casewright.lake.columnar import Frames, Unsettled
from casewright.lake.copying import Copied, copied
from casewright.lake.frames import frame_of
from casewright.lake.lake import Lake, original_name, record_name
from casewright.lake.manifests import Manifest, RecordFile
from casewright.lake.opening import OpenReport, mapped_file, open_report
from casewright.lake.parquet import sink
from casewright.lake.reading import begin
from casewright.lake.schema import Table, table_of

if TYPE_CHECKING:
    from casewright.domain.case import Record

__all__ = ["Imported", "Progress", "Step", "import_file"]

_HEAD = 65_536
_LARGEST_OTHER = 512 * 1024 * 1024
"""A guard: what is no report is read whole, in memory."""
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. Work is counted in bytes: each byte is kept once and read once."""

    name: str
    done_bytes: int
    total_bytes: int
    records: int


Step = Callable[[Progress], None]
"""Told of each step; raises ImportCancelledError to stop, which leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. `new` is false when the lake had it; `manifest` is None when it holds no report."""

    name: str
    digest: str
    manifest: Manifest | None
    new: bool
    findings: tuple[Finding, ...]
    inside: tuple["Imported", ...] = ()


@dataclass(frozen=True, slots=True)
class _Errand:
    """What all files of one import share: into which lake, when, by which mappings, and who is told."""

    lake: Lake
    at: datetime
    step: Step | None
    mappings: Sequence[Mapping]


def import_file(
    lake: Lake, path: Path, name: str, *, at: datetime, step: Step | None = None, mappings: Sequence[Mapping] = ()
) -> Imported:
    """Import one file. A second import of the same bytes changes nothing.

    `mappings` tell what the columns of a table mean that is no known report.
    """
    lake.begin()
    size = path.stat().st_size

    def told(done: int) -> None:
        if step:
            step(Progress(name, done, 2 * max(size, done), 0))

    with lake.draft() as original:
        seen = copied(path, original, told)
        return _import(_Errand(lake, at, step, mappings), original, name, seen)


def _import(
    errand: _Errand, original: Path, name: str, seen: Copied, *, outer: str | None = None, depth: int = 0
) -> Imported:
    lake, digest = errand.lake, seen.digest
    known = lake.manifest(digest)
    if known is not None:
        return Imported(name, digest, known, new=False, findings=known.findings)
    log = FindingLog(name, digest)
    inside: tuple[Imported, ...] = ()
    with mapped_file(original) as content:
        with _opened(content, errand.mappings, utf8=seen.utf8) as report:
            if report is not None:
                files, findings = _report(lake, report, log, len(content), errand.step), log.findings()
        if report is None:
            reading = _other(name, content, log)
            files, findings = _records(lake, reading, digest), reading.findings
            inside = tuple(_inner(errand, one, digest, depth) for one in reading.inside)
        size = len(content)
    if not files and report is None:
        told = tuple(one for one in findings if not one.code.startswith("MAIL"))
        return Imported(name, digest, None, new=True, findings=told or _unless(inside, log.place()), inside=inside)
    layout = report.table.layout.name if report is not None else _report_of(files)
    mapping = report.mapping.text if report is not None and report.mapping else None
    manifest = Manifest(digest, name, size, errand.at, layout, tuple(files), findings, outer, mapping)
    lake.store.keep(original_name(digest), original)
    lake.commit(manifest)
    return Imported(name, digest, manifest, new=True, findings=findings, inside=inside)


@contextmanager
def _opened(content: Bytes, mappings: Sequence[Mapping], *, utf8: bool) -> Iterator[OpenReport | None]:
    if not may_be_report(content[:_HEAD]):
        yield None
        return
    with open_report(content, mappings=mappings, utf8=utf8) as report:
        yield report


def _report_of(files: list[RecordFile]) -> str | None:
    return files[0].table if len(files) == 1 else None


def _inner(errand: _Errand, file: SourceFile, outer: str, depth: int) -> Imported:
    with errand.lake.draft() as draft:
        draft.write_bytes(file.content)
        seen = Copied.of(file.content)
        if depth >= _DEEPEST:
            place = Place(file.name, seen.digest)
            return Imported(file.name, seen.digest, None, new=True, findings=(_not_a_report(place),))
        untold = replace(errand, step=None)
        return _import(untold, draft, file.name, seen, outer=outer, depth=depth + 1)


def _report(lake: Lake, report: OpenReport, log: FindingLog, size: int, step: Step | None) -> list[RecordFile]:
    """Write the records of a report; read it a second time where only the whole file could settle a cell."""
    if report.mapping is not None:
        log.add("TAB004", mapping=report.mapping.name)
    frames = begin(report, log)
    if frames is None:
        return []
    while True:
        try:
            file = _written(lake, report.lake_table, log.digest, _told(frames, log.file, size, step), frames.schema)
            break
        except Unsettled:
            frames.learn(log.fresh())
    log.join(frames.log)
    return [file] if file is not None else []


def _told(frames: Frames, name: str, size: int, step: Step | None) -> Iterator[pl.DataFrame]:
    with closing(ahead(frames.read())) as read:
        for frame in read:
            yield frame
            if step:
                step(Progress(name, size + min(size, frames.at_byte), 2 * size, frames.rows))


def _written(
    lake: Lake, table: Table, digest: str, frames: Iterator[pl.DataFrame], schema: dict[str, pl.DataType] | None = None
) -> RecordFile | None:
    with lake.draft() as draft:
        records = sink(frames, draft, table, schema=schema, passing=True)
        if not records:
            return None
        with draft.open("rb") as file:
            checked = hashlib.file_digest(file, "sha256").hexdigest()
        name = record_name(table.name, digest)
        lake.store.keep(name, draft)
        return RecordFile(table.name, name, checked, records)


def _other(name: str, content: Bytes, log: FindingLog) -> Reading:
    """Read what is no table: an archive, or a report in JSON."""
    if len(content) > _LARGEST_OTHER:
        return Reading(findings=(_too_large(log.place()),))
    return read_source(name, bytes(content))


def _records(lake: Lake, reading: Reading, digest: str) -> list[RecordFile]:
    by_table: dict[str, tuple[Table, list[Record]]] = {}
    for record in reading.records:
        table = table_of(record)
        if table is not None:
            by_table.setdefault(table.name, (table, []))[1].append(record)
    found = []
    for table, records in by_table.values():
        first = records[0]
        report = first.report if isinstance(first, ReportRow) else None
        found.append(_written(lake, table, digest, iter([frame_of(records, table, report)])))
    return [file for file in found if file is not None]


def _unless(inside: tuple[Imported, ...], place: Place) -> tuple[Finding, ...]:
    """Say of a file in which nothing was found that it is no report."""
    return () if inside else (_not_a_report(place),)


def _not_a_report(place: Place) -> Finding:
    words = Words(
        f"{place.file} is no report, so the lake did not take it. Mail, photos and documents belong on the desk, or "
        "into the folder given to `casewright run`.",
        f"{place.file} 不是报告，数据湖未收录。邮件、照片和文档请放到工作台，或放进 `casewright run` 读取的文件夹。",
    )
    return Finding("LAK001", Severity.WARNING, words, place)


def _too_large(place: Place) -> Finding:
    words = Words(
        f"{place.file} is too large to be read whole and is no report that is known. Unpack or split it.",
        f"{place.file} 过大且不是已知报告，无法整体读取。请解压或拆分后再导入。",
    )
    return Finding("LAK002", Severity.ERROR, words, place)
