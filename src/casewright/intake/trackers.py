"""A team's own list of cases: each row becomes a notice of its own, so that the first day has a history."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType

from casewright.domain.case import Case, Record
from casewright.domain.money import Money
from casewright.domain.notice import MailKind
from casewright.domain.report_row import ReportRow, ReportValue
from casewright.intake.findings import FindingLog
from casewright.intake.paste.reader import NEVER_PASTED, Paste, wrap_paste
from casewright.intake.reading import SourceFile
from casewright.intake.tracker_words import TrackedStatus, kind_meant, outcome_meant, status_meant

__all__ = ["CASE_TRACKER", "TrackedStatus", "cases_of_tracker", "tracked_status"]

CASE_TRACKER = "case_tracker"
"""The name of the layout."""
_FIRST_INSTANT = NEVER_PASTED


def cases_of_tracker(
    records: Iterable[Record], log: FindingLog, titles: Mapping[str, str] = MappingProxyType({})
) -> tuple[SourceFile, ...]:
    """Return one file per row, read like a confirmed page. The rows themselves stay records of their orders.

    `titles` are the list's own names of its columns, by field, by which remarks name them.
    """
    rows = _tracked(records)
    for row in rows:
        if (text := _text(row.get("status"))) and _status(row) is None:
            log.add("TAB005", row.place.row, titles.get("status", "status"), text=text[:80])
    unknown: dict[str, int | None] = {}
    for row in rows:
        if (text := _text(dict(row.values).get("case-type"))) and kind_meant(_text(text)) is None:
            unknown.setdefault(text, row.place.row)
    for text, number in unknown.items():
        log.add("TAB007", number, titles.get("case-type", "case-type"), text=text[:80])
    return tuple(_file(row) for row in rows)


def _tracked(records: Iterable[Record]) -> list[ReportRow]:
    return [record for record in records if isinstance(record, ReportRow) and record.report == CASE_TRACKER]


def tracked_status(case: Case, read_at: Mapping[str, datetime]) -> TrackedStatus | None:
    """Return where a case stands by the newest row of the team's list; None where the list does not say.

    A list speaks only of cases that nothing else speaks of: mails and returns tell more than it knows. `read_at` says
    when each file was read, by digest; of several rows read at once the one with the most left to do counts.
    """
    files = {notice.place.file for notice in case.notices}
    own = [row for row in _tracked(case.rows) if _inside(row) in files]
    if not own or files - {_inside(row) for row in own} or case.returns:
        return None
    newest = max(read_at.get(row.place.digest, _FIRST_INSTANT) for row in own)
    said = {_status(row) for row in own if read_at.get(row.place.digest, _FIRST_INSTANT) == newest}
    return next((status for status in TrackedStatus if status in said), None)


def _inside(row: ReportRow) -> str:
    """Return the name of the file that a row becomes."""
    return f"{row.place.file}!/{row.place.row}.json"


def _status(row: ReportRow) -> TrackedStatus | None:
    return status_meant(_text(row.get("status")))


def _file(row: ReportRow) -> SourceFile:
    values = dict(row.values)
    outcome = outcome_meant(_text(values.get("outcome")))
    kind = kind_meant(_text(values.get("case-type"))) or MailKind.UNKNOWN_NOTICE  # a person sorts it
    if kind is MailKind.ATOZ_CLAIM_RECEIVED and outcome is not None:
        kind = MailKind.ATOZ_CLAIM_DECISION
    told = {
        "kind": kind.value,
        "order_id": row.order_id or "",
        "marketplace": _text(values.get("marketplace")),
        "sent_at": _text(values.get("opened-at")),
        "respond_by": _text(values.get("respond-by")),
        "money": _text(values.get("amount")),
        "reason": _text(values.get("reason")),
        "outcome": outcome.value if outcome else "",
        "buyer_name": _text(values.get("buyer")),
        "body": _text(values.get("note")),
    }
    text = "\n".join(f"{name}: {_text(value)}" for name, value in row.values)
    content = wrap_paste(Paste(text, told, CASE_TRACKER, _FIRST_INSTANT))
    return SourceFile(_inside(row), content)


def _text(value: ReportValue | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return datetime.combine(value, time(12), UTC).isoformat()
    return str(value)
