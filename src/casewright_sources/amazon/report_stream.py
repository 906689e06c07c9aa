"""Reports: ask for one, come back later, download. Several passes may lie between; the mark says where we stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from casewright.domain.words import Words
from casewright_sources.amazon.client import AmazonClient, Answered
from casewright_sources.amazon.documents import report_document
from casewright_sources.amazon.faults import AmazonDeniedError, AmazonRefusedError
from casewright_sources.amazon.progress import ReportMark
from casewright_sources.amazon.streams import stamp
from casewright_sources.errors import SourceError

__all__ = ["REPORT_TYPES", "ReportStep", "finished_report", "read_report"]

REPORT_TYPES = (
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE",
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA",
    "GET_FBA_REIMBURSEMENTS_DATA",
    "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL",
    "GET_SELLER_FEEDBACK_DATA",
    "GET_V2_SELLER_PERFORMANCE_REPORT",
    "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2",
)
"""The reports fetched unless the connection says otherwise. Of the two layouts of a settlement one is enough."""

_LONGEST = timedelta(days=30)
_AGAIN_AFTER = timedelta(hours=12)
_OVERLAP = timedelta(days=2)
"""Rows of a return or a feedback appear late: each window begins so much before the end of the one before it."""
_GONE = frozenset({"CANCELLED"})
"""Amazon cancels a report that would have no rows; that is an answer, not a failure."""


@dataclass(frozen=True, slots=True)
class ReportStep:
    """What one look at a report brought: its mark from now on, and its document when it was finished."""

    mark: ReportMark
    name: str = ""
    content: bytes | None = None


def read_report(
    client: AmazonClient, report_type: str, mark: ReportMark, *, now: datetime, first: datetime
) -> Iterator[ReportStep]:
    """Ask for the next window of a report, or look whether the one asked for is finished. Yields at most two steps."""
    if mark.waiting is None:
        if mark.after and now - datetime.fromisoformat(mark.after) < _AGAIN_AFTER:
            return
        mark = _ask(client, report_type, mark.after, now=now, first=first)
        yield ReportStep(mark)
    step = _look(client, report_type, mark)
    yield step or ReportStep(ReportMark(mark.after))
    if step is None:
        raise SourceError(_failed(report_type))


def _ask(client: AmazonClient, report_type: str, after: str | None, *, now: datetime, first: datetime) -> ReportMark:
    begins = datetime.fromisoformat(after) - _OVERLAP if after else first
    ends = min(now, begins + _LONGEST)
    body = {
        "reportType": report_type,
        "marketplaceIds": [client.access.marketplace_id],
        "dataStartTime": stamp(begins),
        "dataEndTime": stamp(ends),
    }
    report_id = client.call("reports.createReport", {}, body).json().get("reportId")
    return ReportMark(after or stamp(first), str(report_id), stamp(ends))


def _failed(report_type: str) -> Words:
    return Words(
        f"Amazon could not make the report {report_type} (FATAL). It is asked for again later; if that goes on, check "
        "that the application has the role for it.",
        f"亚马逊未能生成报告 {report_type}（FATAL）。稍后会重新请求；如果一直失败，请检查应用是否有相应角色。",
    )


def _look(client: AmazonClient, report_type: str, mark: ReportMark) -> ReportStep | None:
    """Return the document of a finished report, the same mark while it is being made, None when making it failed."""
    try:
        report = client.call("reports.getReport", {"reportId": mark.waiting}).json()
    except AmazonRefusedError:
        return ReportStep(ReportMark(mark.after))  # Amazon no longer knows it: ask again next time
    status = report.get("processingStatus")
    if status == "DONE":
        return ReportStep(ReportMark(mark.asked_until), *finished_report(client, report_type, report))
    if status in _GONE:
        return ReportStep(ReportMark(mark.asked_until))
    return None if status == "FATAL" else ReportStep(mark)


def _document(client: AmazonClient, asked: Mapping[str, object]) -> Answered:
    """Ask where a report lies. Which ones hold personal data Amazon tells by denying them without their token."""
    operation = "reports.getReportDocument"
    try:
        return client.call(operation, asked)
    except AmazonDeniedError:
        if not client.personal_data:
            raise
        return client.call(operation, asked, restricted=True)


def finished_report(client: AmazonClient, report_type: str, report: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return name and bytes of a report that is DONE, as Amazon describes it. Raise SourceError."""
    asked = {"reportDocumentId": report.get("reportDocumentId", "")}
    document = _document(client, asked).json()
    own_host = urlsplit(client.access.endpoint).netloc if client.access.endpoint else None
    content, packed = report_document(document, own_host=own_host)
    return f"{report_type}-{report.get('reportId', '')}.txt{'.gz' if packed else ''}", content
