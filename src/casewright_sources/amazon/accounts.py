"""Which connected account can be asked about an order."""

from casewright.domain.marketplace import marketplace_by_code
from casewright_sources.connections import Connection, Connections

__all__ = ["account_for"]

_KIND = "amazon"


def account_for(connections: Connections, marketplace: str) -> Connection | None:
    """Return the account of a marketplace such as `amazon_de`, else any other one; None where none is connected."""
    found = [one for one in map(connections.get, connections.names()) if one.kind == _KIND]
    site = marketplace_by_code(marketplace)
    own = [one for one in found if site and one.settings.get("marketplace_id") == site.amazon_id]
    return next(iter([*own, *found]), None)
