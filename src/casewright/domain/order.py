"""An order and its items, as reports and interfaces state them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from casewright.domain.money import Money
from casewright.domain.place import Place

__all__ = ["Fulfilment", "Order", "OrderLine", "OrderState", "Payment", "order_from_lines"]

_T = TypeVar("_T")


class Fulfilment(StrEnum):
    """Who stores and ships: the marketplace (FBA) or the seller (FBM)."""

    MARKETPLACE = "marketplace"
    SELLER = "seller"


class Payment(StrEnum):
    """When the buyer pays."""

    PREPAID = "prepaid"
    COD = "cod"


class OrderState(StrEnum):
    """How far the order has come. Few reports say that it was delivered; a carrier's scan does."""

    PENDING = "pending"
    UNSHIPPED = "unshipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One row of an order report: one item of an order as it stood at `updated_at`. None: the report does not say."""

    order_id: str
    place: Place
    order_item_id: str | None = None
    purchased_at: datetime | None = None
    updated_at: datetime | None = None
    state: OrderState | None = None
    status_text: str | None = None
    fulfilment: Fulfilment | None = None
    marketplace: str | None = None
    sku: str | None = None
    asin: str | None = None
    title: str | None = None
    quantity: int | None = None
    item_price: Money | None = None
    item_tax: Money | None = None
    shipping_price: Money | None = None
    shipping_tax: Money | None = None
    ship_by: datetime | None = None
    deliver_by: datetime | None = None
    ship_city: str | None = None
    ship_region: str | None = None
    ship_postal_code: str | None = None
    ship_country: str | None = None
    payment: Payment | None = None
    signature_recommended: bool | None = None
    business: bool | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What all readable lines together say of one order, newest update first.

    `lines` is the newest version of each item; `earlier` are older ones, which may state what the newest leaves out.
    """

    order_id: str
    lines: tuple[OrderLine, ...]
    purchased_at: datetime | None
    state: OrderState | None
    fulfilment: Fulfilment | None
    marketplace: str | None
    total: Money | None
    ship_by: datetime | None
    deliver_by: datetime | None
    earlier: tuple[OrderLine, ...] = ()

    def ship_by_places(self) -> tuple[Place, ...]:
        """Return where the ship-by instant was read."""
        return tuple(
            line.place for line in (*self.lines, *self.earlier) if line.ship_by and line.ship_by == self.ship_by
        )


def _total(lines: Iterable[OrderLine]) -> Money | None:
    parts = [
        part
        for line in lines
        for part in (line.item_price, line.item_tax, line.shipping_price, line.shipping_tax)
        if part is not None
    ]
    if not parts or len({part.currency for part in parts}) != 1:
        return None
    return Money(sum(part.minor for part in parts), parts[0].currency)


def _newest(oldest_first: Iterable[OrderLine]) -> tuple[OrderLine, ...]:
    """Keep the newest version of each item. A line without an item speaks for the whole order, beside the others."""
    newest = {(line.order_item_id, line.sku): line for line in oldest_first}
    if len(newest) > 1:
        newest.pop((None, None), None)
    return tuple(sorted(newest.values(), key=lambda line: (line.order_item_id or "", line.sku or "")))


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in values if value is not None), None)


def order_from_lines(lines: Iterable[OrderLine]) -> Order | None:
    """Join the lines of one order. Return None without lines. A field that no line states stays None.

    A line without an update time counts as oldest; what newer lines leave out is taken from it.
    """
    oldest_first = sorted(lines, key=lambda line: (line.updated_at.timestamp() if line.updated_at else 0.0, line.place))
    if not oldest_first:
        return None
    kept = _newest(oldest_first)
    newest_first = oldest_first[::-1]
    return Order(
        order_id=kept[0].order_id,
        lines=kept,
        purchased_at=_first(line.purchased_at for line in newest_first),
        state=_first(line.state for line in newest_first),
        fulfilment=_first(line.fulfilment for line in newest_first),
        marketplace=_first(line.marketplace for line in newest_first),
        total=_total(kept),
        ship_by=_first(line.ship_by for line in newest_first),
        deliver_by=_first(line.deliver_by for line in newest_first),
        earlier=tuple(line for line in oldest_first if line not in kept),
    )
