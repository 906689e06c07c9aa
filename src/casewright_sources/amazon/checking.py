"""Try each part of an account once, gently, and say in words what works."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from casewright.domain.marketplace import marketplace_by_amazon_id
from casewright.domain.words import Words
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.queue import NotificationQueue
from casewright_sources.amazon.streams import stamp
from casewright_sources.errors import SourceError

__all__ = ["Checked", "check_account"]

_DAY = timedelta(days=1)
_LAG = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Checked:
    """One part: its name, whether it can be read, and what hinders it."""

    part: str
    title: Words
    works: bool
    trouble: Words | None = None


_TITLES = {
    "account": Words("Account and site", "账号与站点"),
    "orders": Words("Orders", "订单"),
    "finances": Words("Money movements", "财务事件"),
    "reports": Words("Reports", "报告"),
    "queue": Words("Queue of notifications", "通知队列"),
}


def check_account(client: AmazonClient, queue: NotificationQueue | None, *, now: datetime) -> Iterator[Checked]:
    """Yield each part as it is tried. When the account itself does not answer, nothing else is asked."""
    since, until = stamp(now - _DAY), stamp(now - _LAG)
    site = [client.access.marketplace_id]
    account = _tried("account", lambda: _participates(client))
    yield account
    if not account.works:
        return
    asked: dict[str, tuple[str, dict[str, object]]] = {
        "orders": ("orders_2026.searchOrders", {"createdAfter": since, "marketplaceIds": site, "maxResultsPerPage": 1}),
        "finances": (
            "finances_v0.listFinancialEvents",
            {"PostedAfter": since, "PostedBefore": until, "MaxResultsPerPage": 1},
        ),
        "reports": (
            "reports.getReports",
            {"reportTypes": ["GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"], "pageSize": 1},
        ),
    }
    for part, (operation, parameters) in asked.items():
        yield _tried(part, lambda name=operation, given=parameters: client.call(name, given))  # type: ignore[misc]
    if queue is not None:
        yield _tried("queue", queue.check)


def _tried(part: str, ask: Callable[[], object]) -> Checked:
    try:
        ask()
    except SourceError as trouble:
        return Checked(part, _TITLES[part], works=False, trouble=trouble.words)
    return Checked(part, _TITLES[part], works=True)


def _participates(client: AmazonClient) -> None:
    """Raise SourceError when the account does not sell on the site."""
    answer = client.call("sellers.getMarketplaceParticipations").json()
    listed = answer.get("payload") or []
    sites = [entry.get("marketplace", {}).get("id") for entry in listed if isinstance(entry, dict)]
    if client.access.marketplace_id not in sites:
        known = [site.code for site in map(marketplace_by_amazon_id, filter(None, sites)) if site]
        named = ", ".join(known) or "–"
        raise SourceError(
            Words(
                f"The keys work, but this account does not sell on this site; it sells on: {named}. Choose one of "
                "these with --marketplace.",
                f"密钥有效，但该账号未在此站点销售；可用站点：{named}。请用 --marketplace 选择其中之一。",
            ),
            needs_person=True,
        )
