"""What an answer is about, taken from the request when the answer does not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casewright.domain.marketplace import marketplace_by_amazon_id, marketplace_by_site
from casewright.domain.report_row import ReportRow
from casewright.intake.order_ids import order_ids_in
from casewright.intake.spapi.node import Node

__all__ = ["Asked", "asked_of", "asked_within", "marketplace_of", "row"]

_ORDER_NAMES = ("AmazonOrderId", "amazonOrderId", "orderId", "OrderId", "displayableOrderId")
_MARKETPLACE_NAMES = ("marketplaceIds", "MarketplaceIds", "marketplaceId", "MarketplaceId")
_RELATED = ("relatedIdentifiers", "RelatedIdentifiers")
_LINK = "_links"


@dataclass(frozen=True, slots=True)
class Asked:
    """The order and the site (our code) that the request named."""

    order_id: str | None = None
    marketplace: str | None = None


def _named(values: Mapping[str, Any]) -> str | None:
    """Return the order that an object names, or None."""
    return next((name for key in _ORDER_NAMES if isinstance(name := values.get(key), str) and name), None)


def asked_of(parameters: Mapping[str, Any], order_id: str | None = None) -> Asked:
    """Return what the request itself names, else the order that its file is about."""
    order = _named(parameters) or order_id
    sites = next((parameters[name] for name in _MARKETPLACE_NAMES if parameters.get(name)), None)
    only = sites[0] if isinstance(sites, list) and len(sites) == 1 else sites
    site = marketplace_by_amazon_id(only) if isinstance(only, str) else None
    return Asked(order, site.code if site else None)


def marketplace_of(amazon_id: str | None, name: str | None = None) -> str | None:
    """Return our code of a site by its id, else by its host name."""
    site = marketplace_by_amazon_id(amazon_id or "") or marketplace_by_site(name or "")
    return site.code if site else None


def row(node: Node, report: str, asked: Asked) -> list[ReportRow]:
    """Return what is left of an object as a row, or nothing when all of it was read."""
    values = node.rest()
    return [ReportRow(report, node.place(), values, _order_of(node) or asked.order_id)] if values else []


def asked_within(node: Node, asked: Asked) -> Asked:
    """Return what holds for the objects inside one that names an order itself."""
    named = _named(node.value)
    return Asked(named, asked.marketplace) if named else asked


def _order_of(node: Node) -> str | None:
    level = [node.value]
    while level:
        for inner in level:
            if (named := _named(inner) or _related(inner)) is not None:
                return named
        level = [value for inner in level for value in inner.values() if isinstance(value, dict)]
    links = node.value.get(_LINK)
    href = links.get("self", {}) if isinstance(links, dict) else {}
    found = order_ids_in(str(href.get("href", ""))) if isinstance(href, dict) else ()
    return found[0] if found else None


def _related(inner: dict[str, Any]) -> str | None:
    """Return the order among the identifiers that a money movement lists."""
    for name in _RELATED:
        listed = inner.get(name)
        for entry in listed if isinstance(listed, list) else ():
            if not isinstance(entry, dict):
                continue
            lowered = {key.lower(): value for key, value in entry.items()}
            what = str(lowered.get("relatedidentifiername", "")).replace("_", "").lower()
            value = lowered.get("relatedidentifiervalue")
            if what == "orderid" and isinstance(value, str):
                return value
    return None
