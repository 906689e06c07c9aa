"""Reports that Amazon makes by itself and nobody can ask for, such as settlements: listed, and fetched one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.faults import AmazonRefusedError
from casewright_sources.amazon.progress import ListedMark
from casewright_sources.amazon.report_stream import finished_report
from casewright_sources.amazon.streams import stamp

__all__ = ["LISTED_TYPES", "ListedStep", "read_listed"]

LISTED_TYPES = frozenset(
    {
        "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE",
        "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2",
    }
)
"""Amazon refuses to make these when asked (`createReport`); it makes one at the end of each settlement period."""

_KEPT = timedelta(days=90)
"""Amazon lists a report no longer than this, and refuses to be asked for an earlier day."""
_AGAIN_AFTER = timedelta(hours=12)
_OVERLAP = timedelta(days=2)
"""A report may enter the list after one that was made later."""
_UNFINISHED = frozenset({"IN_QUEUE", "IN_PROGRESS"})
_PAGE_SIZE = 100
_PAGES = 50


@dataclass(frozen=True, slots=True)
class ListedStep:
    """One report that was fetched, or none: the mark once it is kept."""

    mark: ListedMark
    name: str = ""
    content: bytes | None = None


def read_listed(
    client: AmazonClient, report_type: str, mark: ListedMark, *, now: datetime, first: datetime
) -> Iterator[ListedStep]:
    """Yield the reports of a type that were not taken yet, the oldest first, then the mark of the whole look.

    One that cannot be fetched does not keep the later ones away: its AmazonRefusedError is raised at the end, and it is
    tried again. The site is not asked for: the filter does not tell the settlements of one site from another's.
    """
    if mark.looked_at and now - datetime.fromisoformat(mark.looked_at) < _AGAIN_AFTER:
        return
    since = datetime.fromisoformat(mark.after) - _OVERLAP if mark.after else first
    reports = _listed(client, report_type, max(since, now - _KEPT + _OVERLAP))
    troubles: list[AmazonRefusedError] = []
    for report in reports:
        own = str(report.get("reportId"))
        if report.get("processingStatus") != "DONE" or own in mark.taken:
            continue
        try:
            name, content = finished_report(client, report_type, report)
        except AmazonRefusedError as trouble:
            troubles.append(trouble)
            continue
        mark = replace(mark, taken=(*mark.taken, own))
        yield ListedStep(mark, name, content)
    if troubles:
        raise troubles[0]
    yield ListedStep(_looked(mark, reports, now))


def _listed(client: AmazonClient, report_type: str, since: datetime) -> list[dict[str, Any]]:
    """Return what Amazon lists of a type, the oldest first. A further page is asked for by its token alone."""
    asked: dict[str, object] = {"reportTypes": [report_type], "pageSize": _PAGE_SIZE, "createdSince": stamp(since)}
    found: dict[str, dict[str, Any]] = {}
    for _ in range(_PAGES):
        answer = client.call("reports.getReports", asked).json()
        found |= {str(one["reportId"]): one for one in answer.get("reports") or () if one.get("reportId")}
        token = answer.get("nextToken")
        if not token or token == asked.get("nextToken"):
            break
        asked = {"nextToken": token}
    return sorted(found.values(), key=lambda one: (str(one.get("createdTime", "")), str(one["reportId"])))


def _looked(mark: ListedMark, reports: list[dict[str, Any]], now: datetime) -> ListedMark:
    """Return the mark after a whole look: where the next begins is held back by a report that is still being made."""
    waiting = [_made_at(one) or now for one in reports if one.get("processingStatus") in _UNFINISHED]
    ids = {str(one["reportId"]) for one in reports}
    taken = tuple(own for own in mark.taken if own in ids)
    return ListedMark(after=stamp(min([now, *waiting])), looked_at=stamp(now), taken=taken)


def _made_at(report: dict[str, Any]) -> datetime | None:
    try:
        instant = datetime.fromisoformat(str(report.get("createdTime")))
    except ValueError:
        return None
    return instant if instant.tzinfo else None
