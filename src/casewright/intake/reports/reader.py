"""Reads one report: encoding, header, whole-column habits, then the rows."""

import hashlib

from casewright.domain.case import Record
from casewright.intake.findings import FindingLog
from casewright.intake.reading import Reading, SourceFile
from casewright.intake.reports.account_health import looks_like_account_health, read_account_health
from casewright.intake.reports.building import Builder
from casewright.intake.reports.columns import Bound, bind, missing_fields, note_missing, note_other_name
from casewright.intake.reports.decoding import decode
from casewright.intake.reports.table import Table, find_table, looks_like_table, read_chunks
from casewright.intake.trackers import CASE_TRACKER, cases_of_tracker

__all__ = ["known_report", "looks_like_report", "read_report", "read_table"]

_HEAD_BYTES = 262_144


def looks_like_report(content: bytes) -> bool:
    """Say whether the bytes begin as a report that is known here."""
    text = decode(_head(content)).text
    return looks_like_account_health(text) or find_table(text) is not None


def known_report(content: bytes) -> str | None:
    """Return the name of the layout, such as `fba_returns`, that the bytes begin as; None for no known table."""
    table = find_table(decode(_head(content)).text)
    return None if table is None else table.layout.name


def _head(content: bytes) -> bytes:
    """Return the first lines, whole ones where there are any, in an even number of bytes for the sake of UTF-16."""
    if len(content) <= _HEAD_BYTES:
        return content
    head = content[:_HEAD_BYTES]
    if b"\x00" in head:
        return head
    end = max(head.rfind(b"\n"), head.rfind(b"\r"))
    return head[: end + 1] if end > 0 else head


def read_report(name: str, content: bytes) -> Reading:
    """Return the records of a report and located remarks. Never raises; one bad row or cell harms no other."""
    log = FindingLog(name, hashlib.sha256(content).hexdigest())
    if not content.strip(b"\x00 \t\r\n"):
        log.add("SRC001")
        return Reading(findings=log.findings())
    decoded = decode(content)
    if looks_like_account_health(decoded.text):
        return read_account_health(decoded.text, log)
    table = find_table(decoded.text)
    if table is None:
        names = ", ".join(looks_like_table(decoded.text)) or "–"
        log.add("REP020", names=names)
        return Reading(findings=log.findings())
    if decoded.guessed:
        log.add("REP003", encoding=decoded.encoding)
    note_other_name(table, log)
    return read_table(table, log)


def read_table(table: Table, log: FindingLog) -> Reading:
    """Return the records of a table whose layout is settled. The rows of a case tracker come out as files, too."""
    records = _records(table, log)
    inside: tuple[SourceFile, ...] = ()
    if table.layout.name == CASE_TRACKER:
        inside = cases_of_tracker(records, log, {reader.field: reader.label for reader in bind(table).columns})
    return Reading(records, log.findings(), inside)


def _records(table: Table, log: FindingLog) -> tuple[Record, ...]:
    bound = bind(table)
    missing = missing_fields(bound)
    if missing:
        note_missing(table, missing, log)
        return ()
    trial = log.fresh()
    records = _read_rows(bound, trial)
    if records is None:
        trial = log.fresh()
        bound.learn(trial)
        records = _read_rows(bound, trial) or ()
    log.join(trial)
    for column in bound.columns:
        column.close(log)
    if table.breaks_off:
        log.add("REP028")
    return records


def _read_rows(bound: Bound, log: FindingLog) -> tuple[Record, ...] | None:
    """Read all rows, or stop and return None at a cell that only the rest of the file can settle."""
    builder = Builder(bound, log)
    records: list[Record] = []
    rows = 0
    for chunk in read_chunks(bound.table, log):
        if chunk.numbers:
            rows += len(chunk.numbers)
            records.extend(builder.build(chunk))
        if bound.unsettled:
            return None
    if not rows:
        log.add("REP002", bound.table.header_row, report=bound.table.layout.title)
    return tuple(records)
