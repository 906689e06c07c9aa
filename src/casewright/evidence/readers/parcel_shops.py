"""Papers of parcel shops and lockers: the same words that tell of a dispatch elsewhere tell of a collection there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from casewright.domain.exhibit import Observation, ObservationKind, ObservationRole
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.page import Page

__all__ = ["as_collected"]

_SHOP = re.compile(r"驿站|快递柜|自提柜|快件箱|智能柜|丰巢|代收点|取件码|取货码|提货码")
_COLLECTED = re.compile(r"\s*(?:取件|出库|出仓)")


def as_collected(told: Sequence[Observation], page: Page) -> Iterator[Observation]:
    """Yield what a page tells, where a parcel shop hands over instead of dispatching; to whom is not sure."""
    shop = _SHOP.search(page.text) is not None
    for one in told:
        collected = shop and one.role is ObservationRole.SHIPPED and _COLLECTED.match(one.locator.words or "")
        if not collected:
            yield one
            continue
        yield replace(one, role=ObservationRole.DELIVERED, sure=False)
        yield Observation(
            ObservationKind.SCAN, ScanKind.DELIVERED.value, one.locator, sure=False, role=ObservationRole.DELIVERED
        )
