"""Archives and mailboxes: what lies inside comes in a few files at a time, so that people can go on working.

What is in stays in: an archive that was stopped, or whose reader was killed, brings in the rest when it comes again.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import file_digest, sha256
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from casewright.domain.report_row import ReportRow
from casewright.domain.words import Words
from casewright.intake import SourceFile as RawFile
from casewright.intake.containers import looks_like_mbox, open_gzip, unpacked_bytes, zip_members
from casewright.intake.findings import FindingLog
from casewright.intake.mailbox_files import mails_of
from casewright.intake.mapping import Mapping
from casewright.intake.media_types import media_type_of
from casewright.intake.trackers import CASE_TRACKER
from casewright.pipeline import FolderReading, orders_named, read_files
from casewright.rulebook import load_rulebook
from casewright_sources.signer_keys import KeyShelf
from casewright_web.models import ShopRow, SourceFile
from casewright_web.models.record_links import in_batches
from casewright_web.services.case_store import CaseChange, cases_look_again, cases_recompute
from casewright_web.services.imports import findings_store, inner_files_store, outer_file_store
from casewright_web.services.lake_records import lake_records_of, lake_records_store
from casewright_web.services.mappings import holds_rows, mappings_saved
from casewright_web.services.originals import original_keep_file, originals_keep
from casewright_web.services.repeated_mails import findings_among_all
from casewright_web.services.write_lock import write_transaction

__all__ = ["ArchiveStep", "LakeQueue", "Unpacking", "archive_import", "is_archive", "is_archive_file"]

_FILES_AT_ONCE = 10
_BYTES_AT_ONCE = 4 * 1024 * 1024
_HEAD = 262_144
_ZIP = "application/zip"
_GZIP = b"\x1f\x8b"
_GZIP_SIZE = 4
"""Bytes at the end of a gzip that say how large it is unpacked."""


@dataclass(slots=True)
class Unpacking:
    """How far an archive is: bytes gone through of all, records, cases opened and updated so far.

    `lists` are the rows of the team's lists in it, whose cases are still to be opened. `known` says that the desk had
    all of it before.
    """

    total_bytes: int
    done_bytes: int = 0
    records: int = 0
    opened: set[int] = field(default_factory=set)
    updated: set[int] = field(default_factory=set)
    lists: list[ReportRow] = field(default_factory=list)
    findings: list[Words] = field(default_factory=list)
    known: bool = False


ArchiveStep = Callable[[Unpacking], None]
"""Told after each few files; raises to stop there. What is in stays in."""
LakeQueue = Callable[[RawFile], bool]
"""Takes a file that is a report for the lake, and says whether it did."""


def is_archive_file(path: Path) -> bool:
    """Say of a file that may be too large to be read whole whether it is a zip of files, a gzip or a mailbox."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(b"PK"):
        return is_archive(head)
    try:
        with zipfile.ZipFile(path) as archive:
            return not {"[Content_Types].xml", "mimetype"} & set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return True


def is_archive(content: bytes) -> bool:
    """Say whether the bytes are those of a zip of files, a gzip or a mailbox."""
    head = content[:_HEAD]
    return head.startswith(_GZIP) or looks_like_mbox(head) or media_type_of(content) == _ZIP


@dataclass(slots=True)
class _Errand:
    name: str
    outer: SourceFile
    actor: str
    at: datetime
    queue: LakeQueue
    mappings: tuple[Mapping, ...]
    done: Unpacking
    logs: list[FindingLog] = field(default_factory=list)

    def log(self, name: str, digest: str) -> FindingLog:
        self.logs.append(FindingLog(name, digest))
        return self.logs[-1]


def archive_import(
    *, path: Path, name: str, actor: str, at: datetime, queue: LakeQueue, step: ArchiveStep
) -> Unpacking:
    """Import what lies in the archive or mailbox at a path, each transaction short."""
    with path.open("rb") as stream:
        digest, done = file_digest(stream, "sha256").hexdigest(), Unpacking(_total(stream))
        known = SourceFile.objects.filter(digest=digest).first()
        if known is not None and known.forgotten_at is not None:
            done.known = True
            return done
        done.known = known is not None
        original_keep_file(path=path, digest=digest)
        load_rulebook()  # now, so that the first transaction does not wait for it
        with write_transaction():
            outer = outer_file_store(digest=digest, name=name, size_bytes=path.stat().st_size, at=at)
        errand = _Errand(name, outer, actor, at, queue, mappings_saved(), done)
        stream.seek(0)
        for some in _batched(_inside(RawFile(name, b""), digest, stream, errand)):
            _take(errand, some)
            step(done)
    _remark(errand)
    return done


def _total(stream: BinaryIO) -> int:
    stream.seek(0)
    head = stream.read(len(_GZIP))
    size = stream.seek(0, SEEK_END)
    if head == _GZIP:
        stream.seek(-_GZIP_SIZE, SEEK_END)
        return int.from_bytes(stream.read(_GZIP_SIZE), "little")
    return unpacked_bytes(stream) or size


def _inside(file: RawFile, digest: str, stream: BinaryIO, errand: _Errand) -> Iterator[RawFile]:
    """Yield the files in an archive or mailbox, one at a time, those in archives within it too."""
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith(_GZIP):
        for inner in open_gzip(file.name, stream.read(), errand.log(file.name, digest)).inside:
            yield from _opened(inner, errand)
    elif looks_like_mbox(head):
        for number, mail in enumerate(mails_of(stream), 1):
            yield RawFile(f"{file.name}!/{number}.eml", mail)
    else:
        for member in zip_members(file.name, stream, errand.log(file.name, digest)):
            yield from _opened(member, errand)


def _opened(file: RawFile, errand: _Errand) -> Iterator[RawFile]:
    """Yield a file, and after an archive what is in it."""
    yield file
    if is_archive(file.content):
        yield from _inside(file, sha256(file.content).hexdigest(), BytesIO(file.content), errand)


def _batched(files: Iterator[RawFile]) -> Iterator[list[RawFile]]:
    some: list[RawFile] = []
    for file in files:
        some.append(file)
        if len(some) >= _FILES_AT_ONCE or sum(len(one.content) for one in some) >= _BYTES_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _take(errand: _Errand, files: list[RawFile]) -> None:
    """Bring in some files with the cases they touch, in one transaction."""
    reading = _read(errand, files)
    lists = [one for one in reading.records if isinstance(one, ReportRow) and one.report == CASE_TRACKER]
    errand.done.lists.extend(lists)
    rows = set(map(id, lists))
    others = tuple(one for one in reading.records if id(one) not in rows)
    originals_keep(contents=[file.content for file in reading.kept])
    of_lake = lake_records_of(orders=orders_named(others))
    with write_transaction():
        new = _unknown({sha256(file.content).hexdigest(): file for file in reading.kept})
        own = tuple(one for one in reading.findings if one.place.digest in new)
        fresh = FolderReading(tuple(one for one in others if one.place.digest in new), own, ())
        fresh = replace(fresh, findings=findings_among_all(fresh, new))
        keys = inner_files_store(outer=errand.outer, files=new, reading=fresh, at=errand.at)
        keys |= lake_records_store(records=of_lake) if keys else set()
        changed = cases_recompute(keys=keys, shop=ShopRow.current(), actor=errand.actor, at=errand.at)
        cases_look_again(keys=keys)
    _count(errand.done, files, fresh, changed)
    errand.done.known &= not new


def _read(errand: _Errand, files: list[RawFile]) -> FolderReading:
    """Read those files that the desk does not know, and of known ones the lists, whose cases may not all be open.

    Archives are only kept, since what lies in them comes next.
    """
    digests = {sha256(file.content).hexdigest(): file for file in files}
    known = digests.keys() - _unknown(digests).keys()
    wanted: list[RawFile] = []
    archives: list[RawFile] = []
    for digest, file in digests.items():
        if is_archive(file.content):
            archives.append(file)
        elif digest in known and not holds_rows(file.content):
            continue
        elif not errand.queue(file):
            wanted.append(file) if _fits(errand, file) else None
    keys = KeyShelf(Path(settings.CASEWRIGHT_HOME))
    reading = read_files(wanted, mappings=errand.mappings, keys=keys, opens_lists=False)
    return replace(reading, kept=(*reading.kept, *archives))


def _fits(errand: _Errand, file: RawFile) -> bool:
    """Say whether a file is small enough to be read; a larger one is named, and stays in its archive."""
    most = settings.CASEWRIGHT_FILE_LIMIT_BYTES
    if len(file.content) <= most:
        return True
    why = f"{len(file.content) >> 20} MB > {most >> 20} MB"
    errand.log(errand.outer.name, errand.outer.digest).add("SRC004", member=file.name.rpartition("!/")[2], why=why)
    return False


def _unknown(files: dict[str, RawFile]) -> dict[str, RawFile]:
    known = {
        digest
        for some in in_batches(files)
        for digest in SourceFile.objects.filter(digest__in=some).values_list("digest", flat=True)
    }
    return {digest: file for digest, file in files.items() if digest not in known}


def _count(done: Unpacking, files: list[RawFile], fresh: FolderReading, changed: dict[int, CaseChange]) -> None:
    done.records += len(fresh.records)
    gone = sum(len(file.content) for file in files if not is_archive(file.content))
    done.done_bytes = min(done.done_bytes + gone, done.total_bytes)
    done.opened |= {pk for pk, change in changed.items() if change is CaseChange.OPENED}
    done.updated |= changed.keys() - done.opened


def _remark(errand: _Errand) -> None:
    """Write down what was remarked on the archives themselves, once."""
    for log in errand.logs:
        source = SourceFile.objects.filter(digest=log.digest).first()
        if source is not None and log.kept and not source.findings.exists():
            with write_transaction():
                findings_store(findings=log.findings(), source=source)
        errand.done.findings.extend(finding.words for finding in log.findings())
