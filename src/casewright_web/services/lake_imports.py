"""Files that take long: taken at once, read beside the pages.

Large reports go into the lake, and only those records that a case needs come into the database. What lies in archives
and mailboxes comes in a few files at a time, and the cases of a list open a few rows at a time.
"""

import importlib.util
import shutil
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import connection

from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright.intake import SourceFile as RawFile
from casewright.intake.containers import looks_like_mbox
from casewright.intake.sources import may_be_report
from casewright.intake.trackers import CASE_TRACKER
from casewright.lake.errors import ImportCancelledError, LakeError
from casewright_web.models import LakeImport, LakeImportState
from casewright_web.models.storable import storable
from casewright_web.services.archives import ArchiveStep, LakeQueue, Unpacking, is_archive_file
from casewright_web.services.lake_records import desk_lake, lake_cases_open, lake_source_store
from casewright_web.services.lake_trackers import lake_tracker_open
from casewright_web.services.list_cases import ListStep, Opening
from casewright_web.services.long_imports import Steps, long_import
from casewright_web.services.mappings import holds_rows, mappings_saved
from casewright_web.services.originals import original_path
from casewright_web.services.write_lock import write_transaction

if TYPE_CHECKING:
    from django.core.files import File

    from casewright.lake.importing import Imported, Progress

__all__ = [
    "lake_compact",
    "lake_forget",
    "lake_import_cancel",
    "lake_import_next",
    "lake_import_queue",
    "lake_queue",
    "lake_ready",
    "too_large",
    "waits_its_turn",
]

_HEAD = 262_144
_TOLD_EVERY = timedelta(seconds=1)
_TOLD = ["told_at", "done_bytes", "total_bytes", "records"]
_Clock = Callable[[], datetime]


def lake_ready() -> bool:
    """Say whether the packages that the lake needs are installed."""
    return importlib.util.find_spec("polars") is not None


def waits_its_turn(*, file: "BinaryIO | File[Any]", size_bytes: int) -> bool:
    """Say whether reading a file would hold up its page.

    It does for an archive, mailbox, report, list or spreadsheet that is not small, and for whatever is large. What is
    too large to be read whole waits only where it can be read piece by piece: a mailbox, an archive, and where the lake
    is installed a report.
    """
    if size_bytes < settings.CASEWRIGHT_QUEUE_FROM_BYTES:
        return False
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if size_bytes > settings.CASEWRIGHT_FILE_LIMIT_BYTES:
        return _comes_piece_by_piece(head, size_bytes) or _goes_into_lake(head, size_bytes)
    large = size_bytes >= settings.CASEWRIGHT_LARGE_FROM_BYTES
    return large or head.startswith((b"PK", b"\x1f\x8b")) or looks_like_mbox(head) or holds_rows(head)


def _comes_piece_by_piece(head: bytes, size_bytes: int) -> bool:
    if looks_like_mbox(head):
        return True
    return head.startswith(b"PK") and size_bytes <= settings.CASEWRIGHT_ARCHIVE_LIMIT_BYTES


def _goes_into_lake(head: bytes, size_bytes: int) -> bool:
    if size_bytes < settings.CASEWRIGHT_LAKE_FROM_BYTES or not lake_ready():
        return False
    return may_be_report(head) and holds_rows(head)


def lake_import_queue(
    *, file: "BinaryIO | File[Any]", name: str, size_bytes: int, actor: str, at: datetime
) -> LakeImport:
    """Keep the bytes and let the report wait for its turn."""
    with write_transaction():
        row = LakeImport.objects.create(
            name=storable(name)[:400],
            size_bytes=size_bytes,
            actor=actor,
            received_at=at,
            state=LakeImportState.CANCELLED,
        )
    path = _waiting_path(row)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as kept:
        shutil.copyfileobj(file, kept, 1 << 20)
    with write_transaction():
        LakeImport.objects.filter(pk=row.pk).update(state=LakeImportState.WAITING)
    row.state = LakeImportState.WAITING
    return row


def lake_queue(*, actor: str, at: datetime) -> LakeQueue:
    """Return what lets those files of an archive wait for the lake that are large reports."""

    def queue(file: RawFile) -> bool:
        size = len(file.content)
        if not _goes_into_lake(file.content[:_HEAD], size):
            return False
        lake_import_queue(file=BytesIO(file.content), name=file.name, size_bytes=size, actor=actor, at=at)
        return True

    return queue


def too_large(size_bytes: int) -> Words:
    """Say that a file is larger than the desk takes."""
    size, limit = size_bytes // (1024 * 1024), settings.CASEWRIGHT_FILE_LIMIT_BYTES // (1024 * 1024)
    return Words(
        f"The file has {size} MB; the desk takes {limit} MB at most. Split it, or leave out large attachments.",
        f"文件有 {size} MB，最多只收 {limit} MB。请拆分文件，或去掉大附件。",
    )


def _waiting_path(row: LakeImport) -> Path:
    return Path(settings.CASEWRIGHT_HOME) / "waiting" / str(row.pk)


def lake_import_cancel(*, pk: int) -> None:
    """Ask an import to stop. One that waits is over at once; one that is read stops at its next step."""
    with write_transaction():
        LakeImport.objects.filter(pk=pk, state__in=[LakeImportState.WAITING, LakeImportState.READING]).update(
            cancel=True
        )


def lake_import_next(*, clock: _Clock) -> LakeImport | None:
    """Read the report whose turn it is; one that a killed process left is begun anew. None when nothing waits.

    One process at a time does this.
    """
    row = LakeImport.objects.filter(state__in=[LakeImportState.WAITING, LakeImportState.READING]).order_by("pk").first()
    if row is None:
        return None
    if row.cancel:
        return _ended(row, LakeImportState.CANCELLED)
    row.state, row.started_at, row.told_at = LakeImportState.READING, clock(), None
    row.save(update_fields=["state", "started_at", "told_at"])
    return _read(row, clock)


def _read(row: LakeImport, clock: _Clock) -> LakeImport:
    try:
        with _waiting_path(row).open("rb") as file:
            head = file.read(_HEAD)
        return _read_into_lake(row, clock) if _goes_into_lake(head, row.size_bytes) else _read_whole(row, clock)
    except ImportCancelledError:
        return _ended(row, LakeImportState.CANCELLED)
    except OSError as error:
        row.problem = _problem(error)
        return _ended(row, LakeImportState.FAILED)


def _read_whole(row: LakeImport, clock: _Clock) -> LakeImport:
    """Read an archive file by file, or a file that fits into memory, and open the cases of the lists in it."""
    path, steps = _waiting_path(row), Steps(_archive_step(row, clock), _opening_step(row, clock))
    if row.size_bytes > settings.CASEWRIGHT_FILE_LIMIT_BYTES and not is_archive_file(path):
        row.problem = to_wire(too_large(row.size_bytes))
        return _ended(row, LakeImportState.FAILED)
    queue = lake_queue(actor=row.actor, at=row.received_at)
    done = long_import(
        path=path, name=row.name, actor=row.actor, at=row.received_at, clock=clock, queue=queue, steps=steps
    )
    row.opened, row.updated, row.records = done.opened, done.updated, done.records
    row.problem = to_wire(done.problem)
    return _ended(row, LakeImportState.KNOWN if done.known else LakeImportState.DONE)


def _read_into_lake(row: LakeImport, clock: _Clock) -> LakeImport:
    from polars.exceptions import PolarsError  # noqa: PLC0415 - the lake's

    from casewright.lake.importing import import_file  # noqa: PLC0415 - needs the lake's packages

    lake, path = desk_lake(), _waiting_path(row)
    try:
        done = import_file(lake, path, row.name, at=row.received_at, step=_step(row, clock), mappings=mappings_saved())
    except ImportCancelledError:
        raise
    except (LakeError, OSError, PolarsError) as error:
        row.problem = _problem(error)
        return _ended(row, LakeImportState.FAILED)
    return _taken(row, done, clock)


def _problem(error: Exception) -> dict[str, str]:
    words = getattr(error, "words", None)
    if isinstance(words, Words):
        return {"en": words.en, "zh": words.zh}
    reason = str(error)
    return {
        "en": f"The report could not be kept ({reason}). Check the disk of the desk's machine and add the file again.",
        "zh": f"报告无法保存（{reason}）。请检查工作台所在机器的磁盘，然后重新添加文件。",
    }


def _step(row: LakeImport, clock: _Clock) -> "Callable[[Progress], None]":
    """Write down now and then how far it is, and stop where somebody asked for it.

    The lake may call from a thread of its own; the connection that such a thread opens is closed at once.
    """
    reader = threading.current_thread()

    def step(done: "Progress") -> None:
        try:
            tell(done)
        finally:
            if threading.current_thread() is not reader:
                connection.close()

    def tell(done: "Progress") -> None:
        row.done_bytes, row.total_bytes, row.records = done.done_bytes, done.total_bytes, done.records
        _tell(row, clock)

    return step


def _archive_step(row: LakeImport, clock: _Clock) -> ArchiveStep:
    """Return what writes down how much of an archive is done."""

    def step(done: Unpacking) -> None:
        row.opened, row.updated, row.records = len(done.opened), len(done.updated), done.records
        row.done_bytes, row.total_bytes = done.done_bytes, done.total_bytes
        _tell(row, clock)

    return step


def _opening_step(row: LakeImport, clock: _Clock) -> ListStep:
    """Return what writes down how many rows of a list are done; from the first on time is counted for these alone."""
    begun: list[datetime] = []

    def step(opening: Opening) -> None:
        if not begun:
            begun.append(clock())
            row.started_at, row.told_at = begun[0], None
        row.opened, row.updated = opening.opened, opening.updated
        row.done_bytes, row.total_bytes, row.records = opening.done, opening.rows, opening.done
        _tell(row, clock)

    return step


def _tell(row: LakeImport, clock: _Clock) -> None:
    """Write down now and then how far it is, and stop where somebody asked for it."""
    at = clock()
    if row.told_at is None or at - row.told_at >= _TOLD_EVERY:
        row.told_at = at
        row.save(update_fields=[*_TOLD, "started_at", "opened", "updated"])
        if LakeImport.objects.filter(pk=row.pk, cancel=True).exists():
            raise ImportCancelledError(row.name)


def _taken(row: LakeImport, done: "Imported", clock: _Clock) -> LakeImport:
    if done.manifest is None:
        row.problem = {"en": done.findings[0].words.en, "zh": done.findings[0].words.zh} if done.findings else None
        return _ended(row, LakeImportState.FAILED)
    row.digest, row.records = done.digest, done.manifest.records
    row.done_bytes = row.total_bytes
    lake_source_store(manifest=done.manifest, at=row.received_at)
    if done.manifest.report == CASE_TRACKER:
        lake_tracker_open(manifest=done.manifest, actor=row.actor, clock=clock, step=_opening_step(row, clock))
    else:
        row.opened, row.updated = lake_cases_open(digest=done.digest, actor=row.actor, at=clock())
    return _ended(row, LakeImportState.DONE if done.new or row.opened or row.updated else LakeImportState.KNOWN)


def _ended(row: LakeImport, state: LakeImportState) -> LakeImport:
    row.state = state
    row.save()
    _waiting_path(row).unlink(missing_ok=True)
    return row


def _lake_stands() -> bool:
    return lake_ready() and (Path(settings.CASEWRIGHT_HOME) / "lake" / "lake.json").is_file()


def lake_compact() -> None:
    """Sort what was imported since the last time, so that an order is found at once."""
    if not _lake_stands():
        return
    from casewright.lake.compaction import compact  # noqa: PLC0415 - needs the lake's packages

    compact(desk_lake())


def lake_forget(*, on: date) -> int:
    """Drop the originals of reports whose personal data may no longer be kept on a day; return how many.

    The desk's own name for the same bytes goes first, so that a killed run leaves nothing behind.
    """
    if not _lake_stands():
        return 0
    from casewright.lake.forgetting import forget_originals, originals_due  # noqa: PLC0415 - needs the lake's packages

    lake = desk_lake()
    for manifest in originals_due(lake, on):
        original_path(manifest.digest).unlink(missing_ok=True)
    return len(forget_originals(lake, on))
