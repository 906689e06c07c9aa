"""Parcels and their events: own labels, Amazon's network for other shops' orders, and tracking answers."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from casewright.domain.case import Record
from casewright.domain.order import Fulfilment, OrderLine
from casewright.domain.returns import Return
from casewright.domain.shipment import Scan, ScanKind, Shipment
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reports.vocabulary import scan_kind
from casewright.intake.spapi.context import Asked, marketplace_of, row
from casewright.intake.spapi.node import Node

__all__ = [
    "is_label",
    "is_network_order",
    "is_package_tracking",
    "is_tracking",
    "read_label",
    "read_network_order",
    "read_package_tracking",
    "read_tracking",
]

_PROTECTED = "CLAIMS_PROTECTED"


@cache
def _codes() -> dict[str, ScanKind]:
    table = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    return {code: ScanKind(kind) for kind, codes in table["scan"].items() for code in codes}


def _kind(code: str | None, text: str | None) -> ScanKind:
    return _codes().get(code or "") or scan_kind(text or code or "") or ScanKind.OTHER


def is_label(value: dict[str, Any]) -> bool:
    """Say whether an object is a shipment whose label was bought from the marketplace."""
    return "ShipmentId" in value and "AmazonOrderId" in value and "ShippingService" in value


def read_label(node: Node, _asked: Asked) -> Iterable[Record]:
    """Return the parcel; `claims_protected` is what the marketplace's shipping protection says (facts C9)."""
    order_id = node.text("AmazonOrderId") or ""
    yield Shipment(
        order_id=order_id,
        place=node.place(),
        carrier=node.text("ShippingService.CarrierName"),
        tracking_number=node.text("TrackingId"),
        shipped_at=node.instant("ShippingService.ShipDate"),
        deliver_by=node.instant("ShippingService.LatestEstimatedDeliveryDate"),
        claims_protected=_protected(node.look("ShippingService.Benefits")),
    )
    yield from row(node, "spapi_label", Asked(order_id))


def _protected(benefits: object) -> bool | None:
    if not isinstance(benefits, dict):
        return None
    included, excluded = benefits.get("IncludedBenefits"), benefits.get("ExcludedBenefits")
    if isinstance(included, list) and _PROTECTED in included:
        return True
    named = [one.get("Benefit") for one in excluded if isinstance(one, dict)] if isinstance(excluded, list) else []
    return False if _PROTECTED in named else None


def is_network_order(value: dict[str, Any]) -> bool:
    """Say whether an object is an order that Amazon's network ships for another shop."""
    return isinstance(value.get("fulfillmentOrder"), dict)


def read_network_order(node: Node, asked: Asked) -> Iterable[Record]:
    """Return its items, parcels and returns. The order is named as the buyer sees it.

    Items of an order of Amazon's own shop stay rows beside one line for the whole order: the network numbers items in
    its own way, and the shop's answers name the same ones.
    """
    order = node.node("fulfillmentOrder") or node
    order_id = order.text("displayableOrderId", "sellerFulfillmentOrderId") or asked.order_id or ""
    about = Asked(order_id)
    status, ordered_at = order.text("fulfillmentOrderStatus"), order.instant("displayableOrderDate")
    whole = OrderLine(
        order_id=order_id,
        place=order.place(),
        purchased_at=ordered_at,
        status_text=status,
        fulfilment=Fulfilment.MARKETPLACE,
        marketplace=marketplace_of(order.word("marketplaceId")) or asked.marketplace,
    )
    amazons = bool(order_ids_in(order_id))
    if amazons:
        yield whole
    for item in node.nodes("fulfillmentOrderItems"):
        if not amazons:
            yield _network_line(item, whole)
        yield from row(item, "spapi_network_item", about)
    for shipment in node.nodes("fulfillmentShipments"):
        yield from _network_parcels(shipment, order_id)
    for returned in node.nodes("returnItems"):
        yield _network_return(returned, order_id)
        yield from row(returned, "spapi_network_return", about)
    yield from row(order, "spapi_network_order", about)
    yield from row(node, "spapi_network_answer", about)


def _network_line(item: Node, whole: OrderLine) -> OrderLine:
    return replace(
        whole,
        place=item.place(),
        order_item_id=item.text("sellerFulfillmentOrderItemId"),
        sku=item.text("sellerSku"),
        quantity=item.count("quantity"),
    )


def _network_parcels(shipment: Node, order_id: str) -> Iterable[Record]:
    shipped_at = shipment.instant("shippingDate")
    for package in shipment.nodes("fulfillmentShipmentPackage"):
        yield Shipment(
            order_id=order_id,
            place=package.place(),
            carrier=package.text("carrierCode"),
            tracking_number=package.text("trackingNumber"),
            shipped_at=shipped_at,
            deliver_by=package.instant("estimatedArrivalDate"),
        )
        yield from row(package, "spapi_package", Asked(order_id))
    yield from row(shipment, "spapi_network_shipment", Asked(order_id))


def _network_return(node: Node, order_id: str) -> Return:
    return Return(
        order_id=order_id,
        place=node.place(),
        order_item_id=node.text("sellerFulfillmentOrderItemId"),
        status=node.text("status"),
        rma_id=node.text("returnAuthorizationId"),
        reason=node.text("amazonReturnReasonCode", "sellerReturnReasonCode"),
        disposition=node.text("returnReceivedCondition"),
        comment=node.text("returnComment"),
        fulfilment=Fulfilment.MARKETPLACE,
    )


def is_package_tracking(value: dict[str, Any]) -> bool:
    """Say whether an object tells the way of a parcel of Amazon's network."""
    return "packageNumber" in value and "trackingEvents" in value


def read_package_tracking(node: Node, asked: Asked) -> Iterable[Record]:
    """Return one scan per event; without an order in the request only rows, since a scan belongs to an order."""
    carrier, number = node.word("carrierCode"), node.word("trackingNumber")
    signer = node.word("signedForBy")
    for event in node.nodes("trackingEvents"):
        code = event.word("eventCode")
        at = event.instant("eventDate") if asked.order_id else None
        if at is not None and asked.order_id:
            text = event.word("eventDescription")
            kind = _kind(code, text)
            yield Scan(
                order_id=asked.order_id,
                place=event.place(),
                kind=kind,
                scanned_at=at,
                carrier=carrier,
                tracking_number=number,
                text=text or code,
                city=event.text("eventAddress.city"),
                country=event.text("eventAddress.country"),
                signed_by=signer if kind is ScanKind.DELIVERED else None,
            )
        yield from row(event, "spapi_tracking_event", asked)
    yield from row(node, "spapi_tracking", asked)


def is_tracking(value: dict[str, Any]) -> bool:
    """Say whether an object is the tracking history of the shipping API."""
    return "trackingId" in value and "eventHistory" in value


def read_tracking(node: Node, asked: Asked) -> Iterable[Record]:
    """Return one scan per event; without an order in the request only rows."""
    number = node.word("trackingId")
    for event in node.nodes("eventHistory"):
        code = event.word("eventCode")
        at = event.instant("eventTime") if asked.order_id else None
        if at is not None and asked.order_id:
            yield Scan(
                order_id=asked.order_id,
                place=event.place(),
                kind=_kind(code, None),
                scanned_at=at,
                tracking_number=number,
                text=code,
                city=event.text("location.city"),
                country=event.text("location.countryCode"),
            )
        yield from row(event, "spapi_tracking_event", asked)
    yield from row(node, "spapi_tracking", asked)
