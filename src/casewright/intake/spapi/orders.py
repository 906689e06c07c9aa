"""Orders and their items, from both versions of the orders API and from order notifications."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from casewright.domain.case import Record
from casewright.domain.money import Money
from casewright.domain.order import OrderLine, OrderState, Payment
from casewright.domain.shipment import Shipment
from casewright.intake.reports.vocabulary import FULFILMENTS, ORDER_STATES, PAYMENTS, fold
from casewright.intake.spapi.context import Asked, marketplace_of, row
from casewright.intake.spapi.node import Node, money_of

__all__ = ["OrderShelf", "is_item_list", "is_order", "is_order_2026"]

_PARTLY = "partially shipped"
_BUSINESS = "AMAZON_BUSINESS"


def is_order(value: dict[str, Any]) -> bool:
    """Say whether an object is an order of the orders API v0."""
    return "AmazonOrderId" in value and "OrderStatus" in value and "OrderItems" not in value


def is_item_list(value: dict[str, Any]) -> bool:
    """Say whether an object is the list of an order's items of the orders API v0."""
    return isinstance(value.get("AmazonOrderId"), str) and isinstance(value.get("OrderItems"), list)


def is_order_2026(value: dict[str, Any]) -> bool:
    """Say whether an object is an order of the orders API 2026-01-01."""
    return isinstance(value.get("orderId"), str) and ("orderItems" in value or "salesChannel" in value)


@dataclass(slots=True)
class _Items:
    """The items of one order and what else stood beside them."""

    listed: Node
    items: list[Node]


class OrderShelf:
    """Collects orders and item lists of one file, since they come in answers of their own, and joins them."""

    def __init__(self) -> None:
        self._orders: dict[str, tuple[Node, Asked]] = {}
        self._items: dict[str, list[tuple[_Items, Asked]]] = {}
        self._more: list[Record] = []

    def add_order(self, node: Node, asked: Asked) -> None:
        """Take in an order; one that comes twice in a file is read each time."""
        order_id = node.word("AmazonOrderId") or ""
        if order_id in self._orders:
            self._more.extend(self._lines(order_id))
            self._items.pop(order_id, None)
        self._orders[order_id] = (node, asked)

    def add_items(self, node: Node, asked: Asked) -> None:
        """Take in the items of an order."""
        order_id = node.word("AmazonOrderId") or ""
        self._items.setdefault(order_id, []).append((_Items(node, node.nodes("OrderItems")), asked))

    def add_order_2026(self, node: Node, asked: Asked) -> None:
        """Take in an order that carries its items and packages."""
        self._more.extend(_order_2026(node, asked))

    def records(self) -> list[Record]:
        """Return one line per item, or one for the whole order where no items are known, and a row for the rest."""
        known = dict.fromkeys((*self._orders, *self._items))
        return [*self._more, *(record for order_id in known for record in self._lines(order_id))]

    def _lines(self, order_id: str) -> Iterable[Record]:
        order, asked = self._orders.get(order_id, (None, Asked()))
        whole = _order_line(order, asked) if order is not None else None
        lists = self._items.get(order_id, [])
        items = [(item, how) for listed, how in lists for item in listed.items]
        if whole is not None and not items:
            yield whole
        for item, how in items:
            yield _item_line(item, whole or _bare_line(order_id, item, how))
            yield from row(item, "spapi_order_item", Asked(order_id))
        if order is not None:
            yield from row(order, "spapi_order", asked)
        for listed, how in lists:
            listed.listed.text("AmazonOrderId")
            yield from row(listed.listed, "spapi_order_items", Asked(order_id, how.marketplace))


def _bare_line(order_id: str, node: Node, asked: Asked) -> OrderLine:
    return OrderLine(order_id, node.place(), marketplace=asked.marketplace)


def _order_line(order: Node, asked: Asked) -> OrderLine:
    """Return what an order says of itself, without an item."""
    status = order.text("OrderStatus")
    return OrderLine(
        order_id=order.text("AmazonOrderId") or "",
        place=order.place(),
        purchased_at=order.instant("PurchaseDate"),
        updated_at=order.instant("LastUpdateDate"),
        state=ORDER_STATES.get(fold(status or "")),
        status_text=status,
        fulfilment=FULFILMENTS.get(fold(order.word("FulfillmentChannel", "FulfillmentType") or "")),
        marketplace=marketplace_of(order.word("MarketplaceId"), order.word("SalesChannel")) or asked.marketplace,
        ship_by=order.instant("LatestShipDate"),
        deliver_by=order.instant("LatestDeliveryDate"),
        ship_city=order.text("ShippingAddress.City"),
        ship_region=order.text("ShippingAddress.StateOrRegion"),
        ship_postal_code=order.text("ShippingAddress.PostalCode", "DestinationPostalCode"),
        ship_country=order.text("ShippingAddress.CountryCode"),
        payment=PAYMENTS.get(fold(order.word("PaymentMethod") or "")),
        business=order.flag("IsBusinessOrder"),
    )


def _item_line(item: Node, whole: OrderLine) -> OrderLine:
    ordered, shipped = item.count("QuantityOrdered", "Quantity"), item.look("QuantityShipped")
    return replace(
        whole,
        place=item.place(),
        order_item_id=item.text("OrderItemId"),
        state=whole.state or _partly(whole.status_text, ordered, shipped),
        sku=item.text("SellerSKU", "SellerSku"),
        asin=item.text("ASIN"),
        title=item.text("Title"),
        quantity=ordered,
        item_price=item.money("ItemPrice"),
        item_tax=item.money("ItemTax"),
        shipping_price=item.money("ShippingPrice"),
        shipping_tax=item.money("ShippingTax"),
    )


def _partly(status: str | None, ordered: int | None, shipped: object) -> OrderState | None:
    """Tell the state of one item of an order that has been shipped in part."""
    if fold(status or "") != _PARTLY or not isinstance(ordered, int) or not isinstance(shipped, int):
        return None
    if shipped >= ordered:
        return OrderState.SHIPPED
    return OrderState.UNSHIPPED if shipped == 0 else None


def _order_2026(order: Node, asked: Asked) -> Iterable[Record]:
    whole = _whole_2026(order, asked)
    items, packages = order.nodes("orderItems"), order.nodes("packages")
    if not items:
        yield whole
    for item in items:
        yield _item_2026(item, whole)
        yield from row(item, "spapi_order_item", Asked(whole.order_id))
    for package in packages:
        yield Shipment(
            order_id=whole.order_id,
            place=package.place(),
            carrier=package.text("carrier"),
            tracking_number=package.text("trackingNumber"),
            shipped_at=package.instant("shipTime"),
            deliver_by=whole.deliver_by,
        )
        yield from row(package, "spapi_package", Asked(whole.order_id))
    yield from row(order, "spapi_order", Asked(whole.order_id))


def _whole_2026(order: Node, asked: Asked) -> OrderLine:
    status = order.text("fulfillment.fulfillmentStatus")
    site = marketplace_of(order.word("salesChannel.marketplaceId"), order.word("salesChannel.marketplaceName"))
    programs = order.look("programs")
    return OrderLine(
        order_id=order.text("orderId") or "",
        place=order.place(),
        purchased_at=order.instant("createdTime"),
        updated_at=order.instant("lastUpdatedTime"),
        state=ORDER_STATES.get(fold(status or "")),
        status_text=status,
        fulfilment=FULFILMENTS.get(fold(order.word("fulfillment.fulfilledBy") or "")),
        marketplace=site or asked.marketplace,
        ship_by=order.instant("fulfillment.shipByWindow.latestDateTime"),
        deliver_by=order.instant("fulfillment.deliverByWindow.latestDateTime"),
        ship_city=order.text("recipient.deliveryAddress.city"),
        ship_region=order.text("recipient.deliveryAddress.stateOrRegion"),
        ship_postal_code=order.text("recipient.deliveryAddress.postalCode"),
        ship_country=order.text("recipient.deliveryAddress.countryCode"),
        payment=_payment_2026(order),
        business=_BUSINESS in programs if isinstance(programs, list) else None,
    )


def _payment_2026(order: Node) -> Payment | None:
    """Return how the buyer pays when all that paid for the order agrees."""
    parts = order.look("payment.paymentExecutions")
    methods = [part.get("paymentMethod") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    told = {PAYMENTS.get(fold(method)) if isinstance(method, str) else None for method in methods}
    return next(iter(told)) if len(told) == 1 else None


def _item_2026(item: Node, whole: OrderLine) -> OrderLine:
    ordered, shipped = item.count("quantityOrdered"), item.look("fulfillment.quantityFulfilled")
    sums = _breakdowns(item)
    return replace(
        whole,
        place=item.place(),
        order_item_id=item.text("orderItemId"),
        state=whole.state or _partly(whole.status_text, ordered, shipped),
        sku=item.text("product.sellerSku"),
        asin=item.text("product.asin"),
        title=item.text("product.title"),
        quantity=ordered,
        item_price=sums.get("ITEM"),
        item_tax=sums.get("TAX"),
        shipping_price=sums.get("SHIPPING"),
    )


def _breakdowns(item: Node) -> dict[str, Money]:
    """Return what an item brought, by kind; the parts stay where they are, since they say more."""
    listed = item.look("proceeds.breakdowns")
    parts = [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
    found = [(part["type"], money_of(part.get("subtotal"))) for part in parts if isinstance(part.get("type"), str)]
    return {kind: money for kind, money in found if money is not None}
