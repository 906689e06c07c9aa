"""Answers of the Selling Partner API become records, and nothing they say is lost."""

import json
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from casewright.domain.case import Record
from casewright.domain.money import Money
from casewright.domain.order import Fulfilment, OrderLine, OrderState, Payment, order_from_lines
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Return
from casewright.domain.shipment import Scan, ScanKind, Shipment
from casewright.intake import Reading, read_source
from casewright.intake.spapi import BrokenAnswersError, wrap_answers

_T = TypeVar("_T")
ORDER = {
    "AmazonOrderId": "302-5550301-0000301",
    "PurchaseDate": "2026-11-02T08:00:00Z",
    "LastUpdateDate": "2026-11-03T09:30:00.500Z",
    "OrderStatus": "Shipped",
    "FulfillmentChannel": "MFN",
    "SalesChannel": "Amazon.de",
    "MarketplaceId": "A1PA6795UKMFR9",
    "PaymentMethod": "COD",
    "LatestShipDate": "2026-11-04T22:59:59Z",
    "LatestDeliveryDate": "2026-11-09T22:59:59Z",
    "IsBusinessOrder": False,
    "OrderTotal": {"CurrencyCode": "EUR", "Amount": "49.90"},
    "ShippingAddress": {"City": "Bremen", "PostalCode": "28195", "CountryCode": "DE", "Name": "J. Muster"},
}
ITEM = {
    "OrderItemId": "11",
    "SellerSKU": "BAG-1",
    "ASIN": "B0000TEST1",
    "Title": "Tasche „Größe L“",
    "QuantityOrdered": 2,
    "QuantityShipped": 2,
    "ItemPrice": {"CurrencyCode": "EUR", "Amount": "45.90"},
    "ItemTax": {"CurrencyCode": "EUR", "Amount": "4.00"},
}


def _read(*answers: tuple[str, dict[str, object], object]) -> Reading:
    content = wrap_answers((name, asked, json.dumps(body).encode()) for name, asked, body in answers)
    return read_source("answers.json", content)


def _only(records: tuple[Record, ...], kind: type[_T]) -> list[_T]:
    return [record for record in records if isinstance(record, kind)]


def test_an_order_and_its_items_in_one_file_become_one_line_per_item() -> None:
    reading = _read(
        ("orders_v0.getOrder", {}, {"payload": ORDER}),
        ("orders_v0.getOrderItems", {}, {"payload": {"AmazonOrderId": ORDER["AmazonOrderId"], "OrderItems": [ITEM]}}),
    )
    (line,) = _only(reading.records, OrderLine)
    assert line.order_id == "302-5550301-0000301"
    assert line.purchased_at == datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert (line.state, line.status_text) == (OrderState.SHIPPED, "Shipped")
    assert (line.fulfilment, line.marketplace, line.payment) == (Fulfilment.SELLER, "amazon_de", Payment.COD)
    assert (line.item_price, line.quantity, line.sku) == (Money(4590, "EUR"), 2, "BAG-1")
    assert line.ship_city == "Bremen"
    assert line.place.part == "answers[1].answer.payload.OrderItems[0]"
    order_row = next(row for row in _only(reading.records, ReportRow) if row.report == "spapi_order")
    assert order_row.get("OrderTotal") == Money(4990, "EUR")
    assert order_row.get("ShippingAddress.Name") == "J. Muster"
    assert order_row.order_id == line.order_id
    assert reading.findings == ()


def test_an_order_without_items_adds_no_item_beside_those_known_from_elsewhere() -> None:
    alone = _only(_read(("orders_v0.getOrders", {}, {"payload": {"Orders": [ORDER]}})).records, OrderLine)
    items = {"payload": {"AmazonOrderId": ORDER["AmazonOrderId"], "OrderItems": [ITEM]}}
    order = order_from_lines([*alone, *_only(_read(("orders_v0.getOrderItems", {}, items)).records, OrderLine)])
    assert order is not None
    assert [line.sku for line in order.lines] == ["BAG-1"]
    assert order.state is OrderState.SHIPPED
    assert order.total == Money(4990, "EUR")


def test_an_order_shipped_in_part_says_of_each_item_where_it_is() -> None:
    part = ORDER | {"OrderStatus": "PartiallyShipped"}
    left = ITEM | {"OrderItemId": "12", "QuantityShipped": 0}
    lists = {"payload": {"AmazonOrderId": part["AmazonOrderId"], "OrderItems": [ITEM, left]}}
    reading = _read(("orders_v0.getOrder", {}, {"payload": part}), ("orders_v0.getOrderItems", {}, lists))
    lines = _only(reading.records, OrderLine)
    assert [line.state for line in lines] == [OrderState.SHIPPED, OrderState.UNSHIPPED]


def test_the_newer_orders_interface_brings_items_and_parcels_at_once() -> None:
    order = {
        "orderId": "202-5550301-0000302",
        "createdTime": "2026-11-02T08:00:00Z",
        "lastUpdatedTime": "2026-11-02T09:00:00Z",
        "programs": ["AMAZON_BUSINESS"],
        "salesChannel": {"marketplaceId": "A1F83G8C2ARO7P", "marketplaceName": "Amazon.co.uk"},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [
            {
                "orderItemId": "21",
                "quantityOrdered": 1,
                "product": {"asin": "B0000TEST2", "sellerSku": "CUP", "title": "Cup"},
                "proceeds": {"breakdowns": [{"type": "ITEM", "subtotal": {"amount": "9.50", "currencyCode": "GBP"}}]},
                "cancellation": {"cancellationRequest": {"requester": "BUYER", "cancelReason": "WRONG_ITEM"}},
            }
        ],
        "packages": [
            {"packageReferenceId": "1", "carrier": "RM", "trackingNumber": "AB1", "shipTime": "2026-11-03T10:00:00Z"}
        ],
    }
    reading = _read(("orders_2026.searchOrders", {}, {"orders": [order]}))
    (line,), (parcel,) = _only(reading.records, OrderLine), _only(reading.records, Shipment)
    assert (line.marketplace, line.business, line.item_price) == ("amazon_uk", True, Money(950, "GBP"))
    assert (parcel.carrier, parcel.tracking_number, parcel.order_id) == ("RM", "AB1", line.order_id)
    item = next(row for row in _only(reading.records, ReportRow) if row.report == "spapi_order_item")
    assert item.get("cancellation.cancellationRequest.requester") == "BUYER"


def test_money_movements_are_rows_of_their_order_with_exact_amounts() -> None:
    event = {
        "AmazonOrderId": "302-5550301-0000301",
        "PostedDate": "2026-11-05T13:56:00Z",
        "OrderChargeAdjustmentList": [
            {"ChargeType": "Principal", "ChargeAmount": {"CurrencyCode": "EUR", "CurrencyAmount": -49.9}}
        ],
    }
    body = {"payload": {"FinancialEvents": {"GuaranteeClaimEventList": [event]}, "NextToken": "t"}}
    rows = _only(_read(("finances_v0.listFinancialEvents", {}, body)).records, ReportRow)
    claim = next(row for row in rows if row.report == "spapi_guarantee_claim_event")
    assert claim.order_id == "302-5550301-0000301"
    assert claim.get("OrderChargeAdjustmentList[0].ChargeAmount") == Money(-4990, "EUR")
    assert claim.place.part == "answers[0].answer.payload.FinancialEvents.GuaranteeClaimEventList[0]"


def test_an_amount_with_too_many_digits_is_kept_as_it_is_written() -> None:
    body = {
        "payload": {"FinancialEvents": {"RefundEventList": [{"Fee": {"CurrencyCode": "EUR", "CurrencyAmount": 0.123}}]}}
    }
    rows = _only(_read(("finances_v0.listFinancialEvents", {}, body)).records, ReportRow)
    assert dict(rows[0].values) == {"Fee.CurrencyCode": "EUR", "Fee.CurrencyAmount": "0.123"}


def test_a_transaction_names_its_order_among_its_identifiers() -> None:
    entry = {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": "302-5550301-0000301"}
    body = {"transactions": [{"transactionType": "Refund", "relatedIdentifiers": [entry]}]}
    (row,) = _only(_read(("finances_2024.listTransactions", {}, body)).records, ReportRow)
    assert row.order_id == "302-5550301-0000301"


def test_a_label_says_whether_its_parcel_is_protected_against_claims() -> None:
    label: dict[str, Any] = {
        "ShipmentId": "s",
        "AmazonOrderId": "302-5550301-0000301",
        "TrackingId": "1Z9",
        "ShippingService": {"CarrierName": "UPS®", "ShipDate": "2026-11-03T18:00:00Z"},
    }
    said = []
    for benefits in (
        {"IncludedBenefits": ["CLAIMS_PROTECTED"]},
        {"ExcludedBenefits": [{"Benefit": "CLAIMS_PROTECTED"}]},
        {},
    ):
        body = {"payload": label | {"ShippingService": label["ShippingService"] | {"Benefits": benefits}}}
        (parcel,) = _only(_read(("merchant_fulfillment.getShipment", {}, body)).records, Shipment)
        said.append(parcel.claims_protected)
    assert said == [True, False, None]


def test_an_order_of_the_network_brings_items_parcels_and_returns() -> None:
    body = {
        "payload": {
            "fulfillmentOrder": {
                "sellerFulfillmentOrderId": "MCF-1",
                "displayableOrderId": "SHOP-77",
                "displayableOrderDate": "2026-11-01T00:00:00Z",
                "fulfillmentOrderStatus": "COMPLETE",
                "marketplaceId": "ATVPDKIKX0DER",
            },
            "fulfillmentOrderItems": [{"sellerSku": "CUP", "sellerFulfillmentOrderItemId": "i1", "quantity": 1}],
            "fulfillmentShipments": [
                {
                    "amazonShipmentId": "D1",
                    "shippingDate": "2026-11-02T00:00:00Z",
                    "fulfillmentShipmentPackage": [{"packageNumber": 1, "carrierCode": "UPS", "trackingNumber": "1Z"}],
                }
            ],
            "returnItems": [
                {"sellerFulfillmentOrderItemId": "i1", "sellerReturnReasonCode": "BROKEN", "returnComment": "cracked"}
            ],
        }
    }
    records = _read(("fba_outbound.getFulfillmentOrder", {}, body)).records
    (line,), (parcel,), (back,) = _only(records, OrderLine), _only(records, Shipment), _only(records, Return)
    assert {line.order_id, parcel.order_id, back.order_id} == {"SHOP-77"}
    assert (line.fulfilment, parcel.tracking_number, back.reason) == (Fulfilment.MARKETPLACE, "1Z", "BROKEN")


def test_tracking_events_become_scans_when_the_request_names_the_order() -> None:
    body = {
        "payload": {
            "packageNumber": 1,
            "trackingNumber": "1Z",
            "carrierCode": "UPS",
            "signedForBy": "MUSTER",
            "trackingEvents": [
                {
                    "eventDate": "2026-11-05T12:00:00Z",
                    "eventCode": "EVENT_301",
                    "eventAddress": {"city": "Bremen", "country": "DE"},
                },
                {"eventDate": "2026-11-05T07:00:00Z", "eventCode": "EVENT_302"},
            ],
        }
    }
    asked: dict[str, object] = {"orderId": "302-5550301-0000301"}
    named = _only(_read(("fba_outbound.getPackageTrackingDetails", asked, body)).records, Scan)
    assert [scan.kind for scan in named] == [ScanKind.DELIVERED, ScanKind.OUT_FOR_DELIVERY]
    assert [scan.signed_by for scan in named] == ["MUSTER", None]
    nameless = _read(("fba_outbound.getPackageTrackingDetails", {}, body)).records
    assert not _only(nameless, Scan)
    assert "EVENT_301" in [row.get("eventCode") for row in _only(nameless, ReportRow)]


def test_actions_that_may_be_taken_belong_to_the_order_in_their_link() -> None:
    link = "/messaging/v1/orders/302-5550301-0000301/messages/confirmDeliveryDetails?marketplaceIds=A1PA6795UKMFR9"
    body = {
        "_links": {
            "actions": [{"href": link, "name": "confirmDeliveryDetails"}],
            "self": {"href": "/messaging/v1/orders/302-5550301-0000301"},
        }
    }
    asked: dict[str, object] = {"amazonOrderId": "302-5550301-0000301"}
    rows = _only(_read(("messaging.getMessagingActionsForOrder", asked, body)).records, ReportRow)
    assert {row.order_id for row in rows} == {"302-5550301-0000301"}
    assert "confirmDeliveryDetails" in [row.get("name") for row in rows]


def test_a_notification_saved_by_hand_is_read_without_the_wrapper() -> None:
    note = {
        "NotificationType": "ORDER_CHANGE",
        "EventTime": "2026-11-05T00:09:53Z",
        "Payload": {
            "OrderChangeNotification": {
                "AmazonOrderId": "302-5550301-0000301",
                "OrderChangeTrigger": {"ChangeReason": "Buyer Requested Cancel"},
                "Summary": {"OrderStatus": "Unshipped", "OrderItems": [{"OrderItemId": "11", "Quantity": 2}]},
            }
        },
    }
    rows = _only(read_source("note.json", json.dumps(note).encode()).records, ReportRow)
    assert {row.order_id for row in rows if row.report != "spapi_answer"} == {"302-5550301-0000301"}
    assert "Buyer Requested Cancel" in [row.get("OrderChangeTrigger.ChangeReason") for row in rows]


def test_a_refusal_is_a_finding_with_amazons_own_words() -> None:
    body = {"errors": [{"code": "Unauthorized", "message": "Access to requested resource is denied."}]}
    reading = _read(("orders_v0.getOrder", {"orderId": "302-5550301-0000301"}, body))
    (finding,) = reading.findings
    assert finding.code == "API002"
    assert "Unauthorized (Access to requested resource is denied.)" in finding.words.en
    assert "Unauthorized" in finding.words.zh


@pytest.mark.parametrize(
    "content",
    [
        b'{"payload": {"AmazonOrderId": "302-5550301-0000301", "OrderStatus"',
        b'{"AmazonOrderId": ' + b'{"a":' * 300 + b"1" + b"}" * 300 + b"}",
    ],
)
def test_a_damaged_answer_is_one_finding(content: bytes) -> None:
    reading = read_source("answer.json", content)
    assert [finding.code for finding in reading.findings] == ["API001"]
    assert reading.records == ()


def test_an_answer_that_is_no_json_cannot_be_wrapped() -> None:
    with pytest.raises(BrokenAnswersError):
        wrap_answers([("orders_v0.getOrder", {}, b"<html>busy</html>")])


def test_wrapping_keeps_the_bytes_that_came() -> None:
    body = b'{"payload":{"Orders" : [ ],"n":1.50}}'
    assert body in wrap_answers([("orders_v0.getOrders", {"CreatedAfter": "2026-11-01"}, body)])
