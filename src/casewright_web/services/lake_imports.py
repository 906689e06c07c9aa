"""Files that take long: taken at once, read beside the pages.

Large reports go into the lake, and only those records that a case needs come into the database. Lists of cases and
spreadsheets are read whole; the cases of a list open a few rows at a time.
"""

import importlib.util
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import connection

from casewright.domain.words import Words
from casewright.intake.mapping import read_by_mapping
from casewright.intake.media_types import media_type_of
from casewright.intake.reports import looks_like_report
from casewright.intake.sources import may_be_report
from casewright.intake.trackers import CASE_TRACKER
from casewright.intake.xlsx import XLSX
from casewright.lake.errors import ImportCancelledError, LakeError
from casewright_web.models import LakeImport, LakeImportState, SourceFile
from casewright_web.models.storable import storable
from casewright_web.services.imports import source_import_but_lists
from casewright_web.services.lake_records import desk_lake, lake_cases_open, lake_source_store
from casewright_web.services.lake_trackers import lake_tracker_open
from casewright_web.services.list_cases import ListStep, Opening, list_cases_open
from casewright_web.services.mappings import mappings_saved
from casewright_web.services.originals import original_path
from casewright_web.services.write_lock import write_transaction

if TYPE_CHECKING:
    from django.core.files import File

    from casewright.domain.report_row import ReportRow
    from casewright.lake.importing import Imported, Progress

__all__ = [
    "lake_compact",
    "lake_forget",
    "lake_import_cancel",
    "lake_import_next",
    "lake_import_queue",
    "lake_ready",
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
    """Say whether reading a file would hold up its page: a report, list or spreadsheet that is not small.

    What is too large to be read whole waits for the lake alone, where that is installed.
    """
    if size_bytes < settings.CASEWRIGHT_QUEUE_FROM_BYTES:
        return False
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if size_bytes > settings.CASEWRIGHT_FILE_LIMIT_BYTES:
        return _goes_into_lake(head, size_bytes)
    return looks_like_report(head) or media_type_of(head) == XLSX or _is_mapped(head)


def _is_mapped(head: bytes) -> bool:
    return may_be_report(head) and read_by_mapping("", head, mappings_saved()) is not None


def _goes_into_lake(head: bytes, size_bytes: int) -> bool:
    if size_bytes < settings.CASEWRIGHT_LAKE_FROM_BYTES or not lake_ready():
        return False
    return may_be_report(head) and (looks_like_report(head) or _is_mapped(head))


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
    """Read a file that fits into memory, and open the cases of the lists in it by and by."""
    content = _waiting_path(row).read_bytes()
    result, rows = source_import_but_lists(name=row.name, content=content, actor=row.actor, at=row.received_at)
    row.opened, row.updated = len(result.opened), len(result.updated)
    if not rows and result.findings and not result.opened:
        row.problem = {"en": result.findings[0].en, "zh": result.findings[0].zh}
    opening = Opening(len(rows), opened=row.opened, updated=row.updated)
    by_source: dict[str, list[ReportRow]] = defaultdict(list)
    for one in rows:
        by_source[one.place.digest].append(one)
    step = _opening_step(row, clock)
    for digest, own in by_source.items():
        outer = SourceFile.objects.get(digest=digest)
        list_cases_open(outer=outer, rows=own, opening=opening, actor=row.actor, clock=clock, step=step)
    row.records = result.records + len(rows)
    known = result.known_since is not None and not (opening.opened or opening.updated)
    return _ended(row, LakeImportState.KNOWN if known else LakeImportState.DONE)


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
        at = clock()
        if row.told_at is not None and at - row.told_at < _TOLD_EVERY:
            return
        row.told_at, row.done_bytes, row.total_bytes = at, done.done_bytes, done.total_bytes
        row.records = done.records
        row.save(update_fields=_TOLD)
        if LakeImport.objects.filter(pk=row.pk, cancel=True).exists():
            raise ImportCancelledError(row.name)

    return step


def _opening_step(row: LakeImport, clock: _Clock) -> ListStep:
    """Return what writes down how many rows of a list are done; from here on time is counted for these alone."""
    row.started_at, row.told_at = clock(), None

    def step(opening: Opening) -> None:
        row.opened, row.updated = opening.opened, opening.updated
        row.done_bytes, row.total_bytes, row.records = opening.done, opening.rows, opening.done
        at = clock()
        if row.told_at is None or at - row.told_at >= _TOLD_EVERY:
            row.told_at = at
            row.save(update_fields=[*_TOLD, "started_at", "opened", "updated"])
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
