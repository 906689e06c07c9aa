"""The cases of a team's own list open a few rows at a time, so that people can go on working and can stop it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from casewright.domain.case import Record
from casewright.domain.report_row import ReportRow
from casewright.intake.findings import FindingLog
from casewright.intake.trackers import cases_of_tracker
from casewright.pipeline import read_files
from casewright.rulebook import load_rulebook
from casewright_web.models import ShopRow, SourceFile
from casewright_web.services.case_store import CaseChange, cases_recompute
from casewright_web.services.imports import findings_store, inner_files_store
from casewright_web.services.lake_records import lake_records_of, lake_records_store
from casewright_web.services.originals import originals_keep
from casewright_web.services.write_lock import write_transaction

__all__ = ["ListStep", "Opening", "list_cases_open"]

_ROWS_AT_ONCE = 20


@dataclass(slots=True)
class Opening:
    """How far a list is: rows gone through of all, cases opened and updated so far."""

    rows: int
    done: int = 0
    opened: int = 0
    updated: int = 0


ListStep = Callable[[Opening], None]
"""Told after each few rows; raises to stop there. What is open stays open."""


@dataclass(frozen=True, slots=True)
class _Errand:
    outer: SourceFile
    actor: str
    clock: Callable[[], datetime]
    log: FindingLog | None


def list_cases_open(  # noqa: PLR0913 - each is a part of the errand, named by the caller
    *,
    outer: SourceFile,
    rows: list[ReportRow],
    opening: Opening,
    actor: str,
    clock: Callable[[], datetime],
    step: ListStep,
    log: FindingLog | None = None,
) -> None:
    """Open the cases of some rows of one list, and count them.

    Each transaction holds a few rows with their cases. Rows whose cases are open are passed over, so that a list which
    was stopped, or whose reader was killed, opens the others when it comes again. `log` is there where what is remarked
    on rows is not yet written down.
    """
    load_rulebook()  # now, so that the first transaction does not wait for it
    errand, others = _Errand(outer, actor, clock, log), _others(outer.digest, rows)
    for some in _batched(rows):
        more = [record for row in some for record in others.get(row.order_id or "", ())]
        changes = _open(errand, some, more)
        opening.done += len(some)
        opening.opened += changes.count(CaseChange.OPENED)
        opening.updated += changes.count(CaseChange.UPDATED)
        step(opening)


def _batched(rows: list[ReportRow]) -> Iterator[list[ReportRow]]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE]


def _others(digest: str, rows: list[ReportRow]) -> dict[str, list[Record]]:
    """Return by order what the lake knows of the rows' orders from other imports."""
    found: dict[str, list[Record]] = {}
    for record in lake_records_of(orders={row.order_id for row in rows if row.order_id}):
        if record.place.digest != digest:
            found.setdefault(getattr(record, "order_id", None) or "", []).append(record)
    return found


def _open(errand: _Errand, rows: list[ReportRow], others: list[Record]) -> list[CaseChange]:
    outer, at = errand.outer, errand.clock()
    log = errand.log or FindingLog(outer.name, outer.digest)
    told = len(log.kept)
    files = {sha256(file.content).hexdigest(): file for file in cases_of_tracker(rows, log)}
    known = set(SourceFile.objects.filter(digest__in=files).values_list("digest", flat=True))
    new = {digest: file for digest, file in files.items() if digest not in known}
    if not new:
        return []
    originals_keep(contents=[file.content for file in new.values()])
    reading = read_files(new.values())
    with write_transaction():
        keys = lake_records_store(records=[*rows, *others])
        keys |= inner_files_store(outer=outer, files=new, reading=reading, at=at)
        if errand.log is not None:
            findings_store(findings=log.kept[told:], source=outer)
        return list(cases_recompute(keys=keys, shop=ShopRow.current(), actor=errand.actor, at=at).values())
