"""The look-up of one order brings the way of its parcels where the interface tells it, read into scans without loss."""

from collections.abc import Callable, Iterator

import pytest

from casewright.domain.case import Record
from casewright.domain.order import Fulfilment, OrderLine, order_from_lines
from casewright.domain.report_row import ReportRow
from casewright.domain.shipment import Scan, ScanKind, Shipment
from casewright.intake import read_source
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.gate import AmazonAccess
from casewright_sources.amazon.order_look_up import order_look_up
from casewright_sources.amazon.pacing import Pacer
from casewright_sources.amazon.stand_in import Pair, StandIn, made_up_pairs

SELLERS = "302-5550301-0000301"
NETWORKS = "302-5550301-0000303"
UK = "A1F83G8C2ARO7P"


@pytest.fixture
def amazon() -> Iterator[StandIn]:
    with StandIn(made_up_pairs()) as server:
        yield server


@pytest.fixture
def look_up(
    amazon: StandIn, request: pytest.FixtureRequest
) -> Callable[[str, str], tuple[tuple[Record, ...], tuple[str, ...]]]:
    def look(order_id: str, site: str = "A1PA6795UKMFR9") -> tuple[tuple[Record, ...], tuple[str, ...]]:
        access = AmazonAccess(site, "c", "s", request.node.name, amazon.endpoint, amazon.token_endpoint)
        client = AmazonClient(access, Pacer(sleep=lambda _: None))
        name, content, refused = order_look_up(client, order_id)
        client.close()
        return tuple(read_source(name, content).records), refused

    return look


LookUp = Callable[..., tuple[tuple[Record, ...], tuple[str, ...]]]


def _scans(records: tuple[Record, ...]) -> list[Scan]:
    return [record for record in records if isinstance(record, Scan)]


def test_a_parcel_of_amazons_network_comes_with_its_scans_and_who_signed(look_up: LookUp) -> None:
    records, _ = look_up(NETWORKS)
    delivered, underway = _scans(records)
    assert (delivered.order_id, delivered.kind, delivered.signed_by) == (NETWORKS, ScanKind.DELIVERED, "K. PETERS")
    assert (delivered.tracking_number, delivered.city) == ("00340434161094000002", "Kiel")
    assert underway.kind is ScanKind.OUT_FOR_DELIVERY
    values = {value for record in records if isinstance(record, ReportRow) for _, value in record.values}
    assert {"https://documents.example/1", "RECEPTIONIST", "DELIVERED", "K. PETERS"} <= values


def test_an_item_that_shop_and_network_name_differently_counts_once(look_up: LookUp) -> None:
    order = order_from_lines(record for record in look_up(NETWORKS)[0] if isinstance(record, OrderLine))
    assert order is not None
    assert [(line.sku, line.quantity) for line in order.lines] == [("SCHIRM-2", 1)]
    assert order.fulfilment is Fulfilment.MARKETPLACE


def test_an_order_of_the_sellers_own_shop_is_named_as_its_buyer_sees_it(amazon: StandIn, look_up: LookUp) -> None:
    path = "/fba/outbound/2020-07-01/fulfillmentOrders/{sellerFulfillmentOrderId}"
    packages = [{"packageNumber": 370001, "carrierCode": "DHL"}, {"packageNumber": 370001, "carrierCode": "DHL"}]
    told = {
        "fulfillmentOrder": {"displayableOrderId": "SHOP-77"},
        "fulfillmentOrderItems": [],
        "fulfillmentShipments": [{"amazonShipmentId": "D1", "fulfillmentShipmentPackage": packages}],
    }
    amazon.pairs.append(Pair("GET", path, 200, {"payload": told}, {"sellerFulfillmentOrderId": "CONSUMER-2026-1"}))
    records, refused = look_up("CONSUMER-2026-1")
    assert {scan.order_id for scan in _scans(records)} == {"SHOP-77"}
    assert "orders_2026.getOrder" in refused
    assert len([seen for seen in amazon.seen if seen.path.endswith("/tracking")]) == 1


def test_an_order_that_the_seller_ships_is_not_asked_for_in_amazons_network(amazon: StandIn, look_up: LookUp) -> None:
    records, refused = look_up(SELLERS)
    assert refused == ()
    assert [seen.path for seen in amazon.seen if "/fba/" in seen.path or "/shipping/" in seen.path] == []
    assert [record.carrier for record in records if isinstance(record, Shipment)] == ["DHL"]


def test_a_parcel_that_amazon_shipping_carries_comes_with_its_scans(amazon: StandIn, look_up: LookUp) -> None:
    packages = [
        {"packageReferenceId": "1", "carrier": "Amazon Shipping", "trackingNumber": "UK0000000001"},
        {"packageReferenceId": "2", "carrier": "Royal Mail", "trackingNumber": "AB000000001GB"},
    ]
    order_id = "206-5550301-0000401"
    order = {
        "orderId": order_id,
        "salesChannel": {"marketplaceId": UK},
        "fulfillment": {"fulfilledBy": "MERCHANT"},
        "orderItems": [],
        "packages": packages,
    }
    event = {"eventCode": "Delivered", "eventTime": "2026-11-06T10:00:00Z", "location": {"city": "Leeds"}}
    way = {
        "trackingId": "UK0000000001",
        "alternateLegTrackingId": "",
        "eventHistory": [event],
        "promisedDeliveryDate": "2026-11-06T20:00:00Z",
        "summary": {"status": "Delivered", "trackingDetailCodes": {"forward": ["DeliveredToPorch"], "returns": []}},
    }
    asked = {"trackingId": "UK0000000001", "carrierId": "AMZN_UK"}
    amazon.pairs += [
        Pair("GET", "/orders/2026-01-01/orders/{orderId}", 200, {"order": order}, {"orderId": order_id}),
        Pair("GET", "/shipping/v2/tracking", 200, {"payload": way}, asked),
    ]
    records, _ = look_up(order_id, UK)
    (scan,) = _scans(records)
    assert (scan.order_id, scan.kind, scan.city) == (order_id, ScanKind.DELIVERED, "Leeds")
    (seen,) = [seen for seen in amazon.seen if seen.path == "/shipping/v2/tracking"]
    assert seen.headers["x-amzn-shipping-business-id"] == "AmazonShipping_UK"
    assert dict(seen.parameters) == asked
    values = {value for record in records if isinstance(record, ReportRow) for _, value in record.values}
    assert {"DeliveredToPorch", "2026-11-06T20:00:00Z"} <= values
