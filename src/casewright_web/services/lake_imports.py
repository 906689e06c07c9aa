"""Large reports: taken at once, read beside the pages; only those records that a case needs come into the database."""

import importlib.util
import shutil
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import connection
from django.db.models import Q

from casewright.domain.words import Words
from casewright.intake.reports import looks_like_report
from casewright.intake.trackers import CASE_TRACKER
from casewright_web.models import LakeImport, LakeImportState
from casewright_web.models.storable import storable
from casewright_web.services.lake_records import desk_lake, lake_cases_open, lake_source_store
from casewright_web.services.lake_trackers import lake_tracker_open
from casewright_web.services.mappings import mappings_saved
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
    "lake_ready",
    "lake_takes",
]

_HEAD = 262_144
_TOLD_EVERY = timedelta(seconds=1)
_Clock = Callable[[], datetime]


def lake_ready() -> bool:
    """Say whether the packages that the lake needs are installed."""
    return importlib.util.find_spec("polars") is not None


def lake_takes(*, file: "BinaryIO | File[Any]", size_bytes: int) -> bool:
    """Say whether a file goes into the lake: a report, and large enough that reading it would hold up the pages."""
    if size_bytes < settings.CASEWRIGHT_LAKE_FROM_BYTES or not lake_ready():
        return False
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return looks_like_report(head)


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
    from polars.exceptions import PolarsError  # noqa: PLC0415 - the lake's

    from casewright.lake.errors import ImportCancelledError, LakeError  # noqa: PLC0415 - needs the lake's packages
    from casewright.lake.importing import import_file  # noqa: PLC0415 - the same

    lake, path = desk_lake(), _waiting_path(row)
    try:
        done = import_file(lake, path, row.name, at=row.received_at, step=_step(row, clock), mappings=mappings_saved())
    except ImportCancelledError:
        return _ended(row, LakeImportState.CANCELLED)
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
    from casewright.lake.errors import ImportCancelledError  # noqa: PLC0415 - needs the lake's packages

    reader = threading.current_thread()

    def step(done: "Progress") -> None:
        try:
            tell(done)
        finally:
            if threading.current_thread() is not reader:
                connection.close()

    def tell(done: "Progress") -> None:
        at = clock()
        if row.told_at is not None and at - row.told_at < _TOLD_EVERY:
            return
        row.told_at, row.done_bytes, row.total_bytes = at, done.done_bytes, done.total_bytes
        row.records = done.records
        row.save(update_fields=["told_at", "done_bytes", "total_bytes", "records"])
        if LakeImport.objects.filter(pk=row.pk, cancel=True).exists():
            raise ImportCancelledError(row.name)

    return step


def _taken(row: LakeImport, done: "Imported", clock: _Clock) -> LakeImport:
    if done.manifest is None:
        row.problem = {"en": done.findings[0].words.en, "zh": done.findings[0].words.zh} if done.findings else None
        return _ended(row, LakeImportState.FAILED)
    row.digest, row.records = done.digest, done.manifest.records
    row.done_bytes = row.total_bytes
    lake_source_store(manifest=done.manifest, at=row.received_at)
    if done.manifest.report == CASE_TRACKER:
        row.opened, row.updated = lake_tracker_open(manifest=done.manifest, actor=row.actor, clock=clock)
    else:
        row.opened, row.updated = lake_cases_open(digest=done.digest, actor=row.actor, at=clock())
    return _ended(row, LakeImportState.DONE if done.new else LakeImportState.KNOWN)


def _ended(row: LakeImport, state: LakeImportState) -> LakeImport:
    row.state = state
    row.save()
    _waiting_path(row).unlink(missing_ok=True)
    return row


def lake_compact() -> None:
    """Sort what was imported since the last time, so that an order is found at once."""
    from casewright.lake.compaction import compact  # noqa: PLC0415 - needs the lake's packages

    if LakeImport.objects.filter(~Q(digest="")).exists():
        compact(desk_lake())


def lake_forget(*, on: date) -> int:
    """Drop the originals of reports whose personal data may no longer be kept on a day; return how many.

    The desk's own name for the same bytes goes first, so that a killed run leaves nothing behind.
    """
    from casewright.lake.forgetting import forget_originals, originals_due  # noqa: PLC0415 - needs the lake's packages

    if not LakeImport.objects.filter(~Q(digest="")).exists():
        return 0
    lake = desk_lake()
    for manifest in originals_due(lake, on):
        original_path(manifest.digest).unlink(missing_ok=True)
    return len(forget_originals(lake, on))
