"""The parcels of one order whose way the interface tells: those of Amazon's network, and those Amazon Shipping carries.

Of a parcel that another carrier brings the interface tells no way: that carrier's page, list or mail does.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casewright.domain.marketplace import marketplace_by_amazon_id

__all__ = ["buyers_order_id", "may_be_networks", "network_parcels", "shipping_parcels"]

_BUSINESSES = {
    "AE": "UAE",
    "EG": "EG",
    "ES": "ES",
    "FR": "FR",
    "IN": "IN",
    "IT": "IT",
    "JP": "JP",
    "SA": "SA",
    "GB": "UK",
    "US": "US",
}
"""The countries in which Amazon Shipping carries parcels, as its model names them (shippingV2.json, 2026-08).

A carrier is named likewise: the model's own example is AMZN_UK; the others are built in the same way.
"""
_AMAZON = ("amzn", "amazon")
_MERCHANT = "MERCHANT"

Asked = tuple[str, dict[str, object]]
"""An operation and its parameters."""


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def may_be_networks(order: Mapping[str, Any] | None) -> bool:
    """Say whether Amazon's network may have shipped an order: all but those of which it is said that the seller did.

    `order` is the answer to getOrder; None when Amazon's shop does not know the order, as one of the seller's own shop.
    """
    fulfillment = _object(_object((order or {}).get("order")).get("fulfillment"))
    return fulfillment.get("fulfilledBy") != _MERCHANT


def buyers_order_id(network_order: Mapping[str, Any]) -> str | None:
    """Return the order id that the buyer sees, from an answer to getFulfillmentOrder."""
    told = _object(_object(network_order.get("payload")).get("fulfillmentOrder")).get("displayableOrderId")
    return told if isinstance(told, str) and told else None


def network_parcels(network_order: Mapping[str, Any]) -> Iterator[Asked]:
    """Yield what to ask for the way of each parcel in an answer to getFulfillmentOrder, each parcel once."""
    shipments = _objects(_object(network_order.get("payload")).get("fulfillmentShipments"))
    packages = [package for one in shipments for package in _objects(one.get("fulfillmentShipmentPackage"))]
    numbers = [package.get("packageNumber") for package in packages]
    for number in dict.fromkeys(number for number in numbers if isinstance(number, int)):
        yield "fba_outbound.getPackageTrackingDetails", {"packageNumber": number}


def shipping_parcels(order: Mapping[str, Any] | None, marketplace_id: str) -> Iterator[Asked]:
    """Yield what to ask for the way of each parcel that Amazon Shipping carries for the seller."""
    site = marketplace_by_amazon_id(marketplace_id)
    business = _BUSINESSES.get(site.country) if site else None
    packages = _objects(_object((order or {}).get("order")).get("packages"))
    for number in _own_parcels(packages) if business else ():
        yield (
            "shipping_v2.getTracking",
            {
                "trackingId": number,
                "carrierId": f"AMZN_{business}",
                "x-amzn-shipping-business-id": f"AmazonShipping_{business}",
            },
        )


def _own_parcels(packages: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    found = {
        str(package["trackingNumber"]): None
        for package in packages
        if package.get("trackingNumber") and str(package.get("carrier", "")).lower().startswith(_AMAZON)
    }
    yield from found
