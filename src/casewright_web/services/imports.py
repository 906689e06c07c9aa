"""One file in: its bytes kept, its records and findings stored, the cases they touch decided anew."""

import mimetypes
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from casewright.domain.case import Record
from casewright.domain.kept_file import KeptFile
from casewright.domain.place import Finding
from casewright.domain.report_row import ReportRow
from casewright.domain.wire import record_to_wire, to_wire
from casewright.domain.words import Words
from casewright.intake import SourceFile as RawFile
from casewright.intake.trackers import CASE_TRACKER
from casewright.lake.schema import without_personal_paths
from casewright.pipeline import FolderReading, link_keys, orders_named, read_files
from casewright.rulebook import load_rulebook
from casewright_sources.signer_keys import KeyShelf
from casewright_web.models import RecordKey, ShopRow, SourceFile, StoredFinding, StoredRecord
from casewright_web.models.record_links import in_batches
from casewright_web.models.storable import storable, stored_key
from casewright_web.services.case_store import CaseChange, cases_look_again, cases_recompute
from casewright_web.services.lake_records import lake_records_of, lake_records_store
from casewright_web.services.mappings import mappings_saved
from casewright_web.services.originals import originals_keep
from casewright_web.services.repeated_mails import findings_among_all
from casewright_web.services.write_lock import write_transaction

__all__ = [
    "ImportResult",
    "findings_store",
    "inner_files_store",
    "outer_file_store",
    "source_import",
    "source_import_but_lists",
]

_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of one file. `known_since` is set when the desk already had it; then nothing else happened."""

    name: str
    digest: str
    records: int = 0
    opened: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    findings: tuple[Words, ...] = ()
    known_since: datetime | None = None


def source_import(*, name: str, content: bytes, actor: str, at: datetime) -> ImportResult:
    """Import one file, completely or not at all. Importing the same bytes again changes nothing."""
    return _import(_read(name, content, opens_lists=True), name, content, actor, at)


def source_import_but_lists(
    *, name: str, content: bytes, actor: str, at: datetime
) -> tuple[ImportResult, tuple[ReportRow, ...]]:
    """Import one file but for the rows of a team's list of cases, which are returned: their cases open by and by.

    The rows come also when the file is known, or forgotten meanwhile, for a list of which not all cases are open yet.
    """
    reading = _read(name, content, opens_lists=False)
    rows = tuple(one for one in reading.records if isinstance(one, ReportRow) and one.report == CASE_TRACKER)
    others = tuple(one for one in reading.records if not (isinstance(one, ReportRow) and one.report == CASE_TRACKER))
    return _import(replace(reading, records=others), name, content, actor, at), rows


def _read(name: str, content: bytes, *, opens_lists: bool) -> FolderReading:
    keys = KeyShelf(Path(settings.CASEWRIGHT_HOME))
    return read_files([RawFile(name, content)], mappings=mappings_saved(), keys=keys, opens_lists=opens_lists)


def _import(reading: FolderReading, name: str, content: bytes, actor: str, at: datetime) -> ImportResult:
    outer, gone = sha256(content).hexdigest(), _forgotten([sha256(file.content).hexdigest() for file in reading.kept])
    if outer in gone:
        return ImportResult(name=name, digest=outer, known_since=gone[outer])
    kept = _but(reading.kept, gone)
    *names, _ = originals_keep(contents=[*(file.content for file in kept), content])
    digests = dict(zip(names, kept, strict=True))
    of_lake = lake_records_of(orders=orders_named(reading.records))
    load_rulebook()  # now, so that the first transaction does not wait for it
    with write_transaction():
        known = SourceFile.objects.filter(digest=outer).first()
        if known is not None and not _unread_so_far(known, reading):
            return ImportResult(name=name, digest=outer, known_since=known.received_at)
        sources = _sources_store(outer, digests, at)
        findings = findings_among_all(reading, sources)
        _findings_store(findings, sources, outer)
        keys = _records_store(reading, sources) | lake_records_store(records=of_lake)
        changed = cases_recompute(keys=keys, shop=ShopRow.current(), actor=actor, at=at)
        cases_look_again(keys=keys)
    return ImportResult(
        name=name,
        digest=outer,
        records=len(reading.records),
        opened=tuple(pk for pk, change in changed.items() if change is CaseChange.OPENED),
        updated=tuple(pk for pk, change in changed.items() if change is CaseChange.UPDATED),
        findings=tuple(finding.words for finding in findings),
    )


def _forgotten(digests: list[str]) -> dict[str, datetime]:
    """Return since when the desk had those of these files that it was to forget: they are not taken in again."""
    return {
        digest: received_at
        for some in in_batches(digests)
        for digest, received_at in SourceFile.objects.filter(digest__in=some)
        .exclude(forgotten_at=None)
        .values_list("digest", "received_at")
    }


def _but(files: Iterable[RawFile], gone: dict[str, datetime]) -> list[RawFile]:
    return [file for file in files if sha256(file.content).hexdigest() not in gone]


def _unread_so_far(known: SourceFile, reading: FolderReading) -> bool:
    """Say whether a known file was only kept, since its mail was not to be trusted, and can be read now."""
    if known.outer_id is None or known.records.exclude(kind="file").exists():
        return False
    return any(record.place.digest == known.digest and not isinstance(record, KeptFile) for record in reading.records)


def _own_source(digest: str, file: RawFile, at: datetime) -> SourceFile:
    """Return the row of the imported file: a new one, or the one of a file that was only kept until now."""
    row, _ = SourceFile.objects.update_or_create(
        digest=digest,
        defaults={"name": storable(file.name)[:400], "received_at": at, "outer": None},
        create_defaults=_columns(file, at) | {"digest": digest, "outer": None},
    )
    row.records.all().delete()
    return row


def _columns(file: RawFile, at: datetime) -> dict[str, Any]:
    return {
        "name": storable(file.name)[:400],
        "size_bytes": len(file.content),
        "media_type": _media_type(file.name),
        "received_at": at,
    }


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def outer_file_store(*, digest: str, name: str, size_bytes: int, at: datetime) -> SourceFile:
    """Write the row of an imported file whose content comes in by and by. The caller holds the write transaction."""
    columns = {
        "name": storable(name)[:400],
        "size_bytes": size_bytes,
        "media_type": _media_type(name),
        "received_at": at,
    }
    row, _ = SourceFile.objects.get_or_create(digest=digest, defaults=columns)
    if row.outer_id is not None:
        row.outer = None
        row.save(update_fields=["outer"])
    return row


def _sources_store(outer: str, files: dict[str, RawFile], at: datetime) -> dict[str, SourceFile]:
    """Write a row for the imported file and for each new file inside it; return those rows by digest."""
    rows = {outer: _own_source(outer, files[outer], at)}
    for digest, file in files.items():
        if digest != outer and not SourceFile.objects.filter(digest=digest).exists():
            rows[digest] = SourceFile.objects.create(digest=digest, outer=rows[outer], **_columns(file, at))
    return rows


def inner_files_store(
    *, outer: SourceFile, files: dict[str, RawFile], reading: FolderReading, at: datetime
) -> set[str]:
    """Write new files inside a known one, with what was read of them; return the keys of their records.

    The caller holds the write transaction.
    """
    made = SourceFile.objects.bulk_create(
        SourceFile(digest=digest, outer=outer, **_columns(file, at)) for digest, file in files.items()
    )
    rows = {row.digest: row for row in made}
    _findings_store(reading.findings, {**rows, outer.digest: outer}, outer.digest)
    return _records_store(reading, rows)


def findings_store(*, findings: Iterable[Finding], source: SourceFile) -> None:
    """Write remarks on one file. The caller holds the write transaction."""
    _findings_store(findings, {source.digest: source}, source.digest)


def _findings_store(findings: Iterable[Finding], sources: dict[str, SourceFile], outer: str) -> None:
    StoredFinding.objects.bulk_create(
        (
            StoredFinding(
                source=sources.get(finding.place.digest, sources[outer]),
                code=finding.code,
                severity=finding.severity.value,
                words=storable(to_wire(finding.words)),
                place=storable(to_wire(finding.place)),
            )
            for finding in findings
        ),
        batch_size=_ROWS_AT_ONCE,
    )


def _records_store(reading: FolderReading, sources: dict[str, SourceFile]) -> set[str]:
    """Write the records of files that were not known before, with their keys; return the keys."""
    position: defaultdict[int, int] = defaultdict(int)
    rows: list[StoredRecord] = []
    keys: list[frozenset[str]] = []
    for record in reading.records:
        source = sources.get(record.place.digest)
        if source is None:
            continue
        position[source.pk] += 1
        rows.append(_record_row(record, source, position[source.pk]))
        keys.append(link_keys(record))
    made = StoredRecord.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
    tied = [(row, stored_key(key)) for row, own in zip(made, keys, strict=True) for key in sorted(own)]
    RecordKey.objects.bulk_create((RecordKey(record=row, key=key) for row, key in tied), batch_size=_ROWS_AT_ONCE)
    return {key for _, key in tied}


def _record_row(record: Record, source: SourceFile, position: int) -> StoredRecord:
    """Return the row of a record. What an interface's answer says of a person beside the typed records stays out."""
    wire = storable(record_to_wire(without_personal_paths(record)))
    return StoredRecord(
        source=source,
        position=position,
        kind=wire["type"],
        order_ref=(wire.get("order_id") or "")[:64],
        payload=wire,
    )
