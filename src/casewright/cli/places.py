"""Where a case stands, as a command line says it: a marketplace that the table's rulebook knows, and its zone."""

from zoneinfo import ZoneInfo

from casewright.domain.marketplace import AMAZON_SITES, marketplace_by_code
from casewright.rulebook import Table, UnknownPolicyNameError, home_of

__all__ = ["place_for", "zone_at"]


def place_for(table: Table, asked: str | None) -> str | None:
    """Return the place asked for; a house's own where nothing was asked. Raise UnknownPolicyNameError."""
    if asked is None:
        return home_of(table)
    known = (*(site.code for site in AMAZON_SITES), *table.catalogue.marketplaces)
    if asked not in known:
        raise UnknownPolicyNameError("marketplace", asked, known)
    return asked


def zone_at(place: str | None, otherwise: str = "UTC") -> ZoneInfo:
    """Return the zone in which the place counts its days; the other one where it has none of its own."""
    site = marketplace_by_code(place or "")
    return ZoneInfo(site.zone if site else otherwise)
