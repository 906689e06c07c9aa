"""What is read again and again by time: orders and money movements, page by page, window by window."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from casewright_sources.amazon.client import AmazonClient, Answered
from casewright_sources.amazon.progress import StreamMark

__all__ = ["STREAMS", "Page", "Stream", "read_stream", "stamp"]

_OVERLAP = timedelta(minutes=5)
"""How much a window reaches back into the one before it: what arrives late at Amazon is not missed."""
_LAG = timedelta(minutes=3)
"""How much before now a window ends; Amazon refuses an end less than two minutes ago."""
_INCLUDED = ("BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES")


def stamp(instant: datetime) -> str:
    """Return an instant as Amazon takes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, and the mark once it is kept."""

    answer: Answered
    mark: StreamMark


@dataclass(frozen=True, slots=True)
class Stream:
    """How one stream is asked for: operation, the names of its parameters, and where its next page is named."""

    operation: str
    after: str
    until: str
    page: str
    fixed: Mapping[str, object]
    sites: str | None
    next_page: Callable[[Any], object]
    longest: timedelta


def _next_order_page(answer: Any) -> object:  # noqa: ANN401 - any JSON
    return (answer.get("pagination") or {}).get("nextToken")


def _next_payload_page(answer: Any) -> object:  # noqa: ANN401 - any JSON
    return (answer.get("payload") or {}).get("NextToken")


STREAMS: Mapping[str, Stream] = MappingProxyType(
    {
        "orders": Stream(
            operation="orders_2026.searchOrders",
            after="lastUpdatedAfter",
            until="lastUpdatedBefore",
            page="paginationToken",
            fixed=MappingProxyType({"includedData": list(_INCLUDED), "maxResultsPerPage": 100}),
            sites="marketplaceIds",
            next_page=_next_order_page,
            longest=timedelta(days=30),
        ),
        "finances": Stream(
            operation="finances_v0.listFinancialEvents",
            after="PostedAfter",
            until="PostedBefore",
            page="NextToken",
            fixed=MappingProxyType({"MaxResultsPerPage": 100}),
            sites=None,
            next_page=_next_payload_page,
            longest=timedelta(days=180),
        ),
    }
)
"""The streams by name."""


def read_stream(
    client: AmazonClient, stream: Stream, mark: StreamMark, *, now: datetime, first: datetime
) -> Iterator[Page]:
    """Yield pages until the last window reaches the present. `first` is where an account never read begins."""
    mark = mark if mark.after else StreamMark(after=stamp(first))
    while True:
        mark = mark if mark.until else _window(mark, stream, now)
        if mark.until is None:
            return
        answer = client.call(stream.operation, _asked(client, stream, mark))
        token = stream.next_page(answer.json())
        if isinstance(token, str) and token and token != mark.page:
            mark = StreamMark(mark.after, mark.until, token)
        else:
            mark = StreamMark(after=mark.until)
        yield Page(answer, mark)


def _window(mark: StreamMark, stream: Stream, now: datetime) -> StreamMark:
    """Fix the end of the next window, so that its pages stay the same; none when the present is reached."""
    begins = datetime.fromisoformat(mark.after or stamp(now))
    ends = min(now - _LAG, begins + stream.longest)
    return StreamMark(mark.after, stamp(ends)) if ends - begins > _LAG else mark


def _asked(client: AmazonClient, stream: Stream, mark: StreamMark) -> dict[str, object]:
    begins = datetime.fromisoformat(mark.after or "") - _OVERLAP
    asked: dict[str, object] = {stream.after: stamp(begins), stream.until: mark.until, **stream.fixed}
    if stream.sites:
        asked[stream.sites] = [client.access.marketplace_id]
    return asked | ({stream.page: mark.page} if mark.page else {})
