"""What an interface's answer says of a person beside the typed records stays out of the desk's rows."""

import json
from collections.abc import Callable

import pytest

from casewright_web.models import StoredRecord
from casewright_web.services.imports import ImportResult

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportResult]
ORDER = {
    "AmazonOrderId": "302-5550301-0000301",
    "OrderStatus": "Shipped",
    "PurchaseDate": "2026-01-05T10:00:00Z",
    "LastUpdateDate": "2026-01-05T10:00:00Z",
    "MarketplaceId": "A1PA6795UKMFR9",
    "NumberOfItemsShipped": 1,
    "BuyerInfo": {"BuyerEmail": "x@marketplace.amazon.de", "BuyerName": "Jonas Weber"},
    "ShippingAddress": {"Name": "Jonas Weber", "AddressLine1": "Am Markt 1", "City": "Köln", "CountryCode": "DE"},
}


def test_names_and_addresses_of_an_answer_are_not_in_the_rows(take: Take) -> None:
    take(json.dumps({"payload": ORDER}).encode())
    rows = json.dumps([row.payload for row in StoredRecord.objects.filter(kind="report_row")], ensure_ascii=False)
    assert "NumberOfItemsShipped" in rows
    for told in ("Jonas", "Am Markt", "x@marketplace"):
        assert told not in rows
