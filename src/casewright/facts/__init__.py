"""Records to facts: each value with the place it was read, and unknown where nothing was read.

The catalogue of facts, with types, labels and who can prove them, is data in `policies/catalogue/facts.toml`.
A fact function holds no threshold: numbers belong to the policy tables.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from casewright.domain.case import Case
from casewright.domain.facts import Fact
from casewright.domain.shop import Shop
from casewright.facts import claims, messages, opinions, orders, parcels, receipts, refunds, returns, safe_t, unread
from casewright.facts.reading import Known, Seen

__all__ = ["FACTS", "facts_of"]


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        **orders.FACTS,
        **parcels.FACTS,
        **messages.FACTS,
        **claims.FACTS,
        **returns.FACTS,
        **refunds.FACTS,
        **receipts.FACTS,
        **safe_t.FACTS,
        **opinions.FACTS,
        **unread.FACTS,
    }
)
"""Every fact that records can answer, by its name in the catalogue."""


def facts_of(case: Case, *, at: datetime, shop: Shop) -> dict[str, Fact]:
    """Return every fact of the case as seen at one instant. Unknown ones are there with value None."""
    seen = Seen(case, at, shop)
    return {name: Fact(name, *read(seen)) for name, read in sorted(FACTS.items())}
