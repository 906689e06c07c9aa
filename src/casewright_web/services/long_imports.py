"""Files that take long to read: each kind by and by, so that people can go on working and can stop it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casewright.domain.report_row import ReportRow
from casewright.domain.words import Words
from casewright_web.models import SourceFile
from casewright_web.services.archives import ArchiveStep, LakeQueue, archive_import, is_archive_file
from casewright_web.services.imports import source_import_but_lists
from casewright_web.services.list_cases import ListStep, Opening, list_cases_open

__all__ = ["LongImport", "Steps", "long_import"]


@dataclass(frozen=True, slots=True)
class Steps:
    """Who is told how far it is: of an archive after some files, of a list after some rows. Each may stop it there."""

    archive: ArchiveStep
    rows: ListStep


@dataclass(frozen=True, slots=True)
class LongImport:
    """What came of a file. `problem` is there where nothing could be read of it."""

    records: int
    opened: int
    updated: int
    known: bool
    problem: Words | None


def long_import(  # noqa: PLR0913 - each is a part of the errand, named by the caller
    *, path: Path, name: str, actor: str, at: datetime, clock: Callable[[], datetime], queue: LakeQueue, steps: Steps
) -> LongImport:
    """Import an archive or mailbox of any size, or a file that fits into memory; the cases of lists open in the end."""
    if is_archive_file(path):
        done = archive_import(path=path, name=name, actor=actor, at=at, queue=queue, step=steps.archive)
        rows, records, known = done.lists, done.records, done.known
        opened, updated, findings = len(done.opened), len(done.updated), done.findings
    else:
        result, of_lists = source_import_but_lists(name=name, content=path.read_bytes(), actor=actor, at=at)
        rows, records, known = list(of_lists), result.records, result.known_since is not None
        opened, updated, findings = len(result.opened), len(result.updated), list(result.findings)
    problem = findings[0] if findings and not rows and not opened and not known else None
    opening = Opening(len(rows), opened=opened, updated=updated)
    _lists_open(rows, opening, actor, clock, steps.rows)
    known = known and not opening.opened and not opening.updated
    return LongImport(records + len(rows), opening.opened, opening.updated, known, problem)


def _lists_open(
    rows: list[ReportRow], opening: Opening, actor: str, clock: Callable[[], datetime], step: ListStep
) -> None:
    by_source: dict[str, list[ReportRow]] = defaultdict(list)
    for one in rows:
        by_source[one.place.digest].append(one)
    for digest, own in by_source.items():
        outer = SourceFile.objects.get(digest=digest)
        list_cases_open(outer=outer, rows=own, opening=opening, actor=actor, clock=clock, step=step)
