"""Every sample of the shared reports folder, letter by letter; the expected values were written by hand."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from casewright.domain.money import Money
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Return
from casewright.domain.review import OpinionKind, Review
from casewright.intake import Reading, read_source
from casewright.intake.reports import read_report
from casewright.intake.reports.layouts import recognise

pytestmark = pytest.mark.conformance

_T = TypeVar("_T")
_SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", Path(__file__).parents[3] / "shared"))
_FOLDER = _SHARED / "data" / "reports"
_LAYOUTS = {
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": "all_orders",
    "GET_FLAT_FILE_ARCHIVED_ORDERS_DATA_BY_ORDER_DATE": "archived_orders",
    "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING": "actionable_orders",
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE": "returns",
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": "fba_returns",
    "GET_FBA_REIMBURSEMENTS_DATA": "reimbursements",
    "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL": "fba_shipments",
    "GET_SELLER_FEEDBACK_DATA": "feedback",
    "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE": "settlement_v1",
    "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2": "settlement_v2",
}


def _sample(name: str) -> Reading:
    path = _FOLDER / name
    if not path.exists():
        pytest.skip(f"the shared data folder is not here: {_FOLDER}")
    reading = read_source(name, path.read_bytes())
    assert reading == read_report(name, path.read_bytes())
    return reading


def _all(reading: Reading, kind: type[_T]) -> list[_T]:
    records: list[_T] = [record for record in reading.records if isinstance(record, kind)]
    assert len(records) == len(reading.records)
    return records


def _headers() -> list[dict[str, Any]]:
    path = _FOLDER / "headers.json"
    if not path.exists():
        pytest.skip(f"the shared data folder is not here: {_FOLDER}")
    headers: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return headers


def test_every_known_header_is_recognised_in_any_order() -> None:
    headers = _headers()
    assert len(headers) == 13
    for entry in headers:
        columns = entry["columns"]
        expected = _LAYOUTS[entry["report"]]
        for shuffled in (columns, columns[::-1], columns[1::2] + columns[::2], sorted(columns)):
            found = recognise(shuffled)
            assert found is not None
            assert found.layout.name == expected, entry["variant"]


@pytest.mark.parametrize("reverse", [False, True])
def test_every_known_header_alone_gives_no_record_and_says_so(reverse: bool) -> None:  # noqa: FBT001
    for entry in _headers():
        columns = entry["columns"][:: -1 if reverse else 1]
        reading = read_report("header.txt", "\t".join(columns).encode())
        assert reading.records == ()
        assert [finding.code for finding in reading.findings] == ["REP002"]


@pytest.mark.parametrize("name", ["made_returns_de.cp1252.tsv", "made_returns_de.utf8bom.crlf.tsv"])
def test_german_returns_read_the_same_in_both_encodings(name: str) -> None:
    reading = _sample(name)
    first, second = _all(reading, Return)
    assert first.title == "Wäschekorb „Größe L“ – grün"
    assert second.title == 'Messerset 5-teilig "Pro"\u00a0'
    assert (first.order_id, second.order_id) == ("303-0000201-0000201", "303-0000202-0000202")
    assert (first.place.row, second.place.row) == (2, 3)
    for row in (first, second):
        assert row.ordered_on == date(2025, 7, 10)
        assert row.requested_on == date(2025, 7, 14)
        assert row.status == "Approved"
        assert row.rma_id == "DfqEXAMPLE"
        assert row.merchant_rma_id is None
        assert row.label_type == "AmazonPrePaidLabel"
        assert row.label_cost == Money(414, "EUR")
        assert row.carrier == "DHL"
        assert row.tracking_number == "00340000000000000001"
        assert row.label_paid_by == "Seller"
        assert row.prime is False
        assert row.asin == "B0EXAMPLE1"
        assert row.sku == "EX-925"
        assert row.quantity == 1
        assert row.in_policy is True
        assert row.return_type == "C-Returns"
        assert row.order_amount == Money(2138, "EUR")
        assert row.order_quantity == 1
        assert row.delivered_on is None
        assert row.safet_claim_id is None
        assert row.order_item_id is None
    assert (first.atoz_claim, second.atoz_claim) == (False, True)
    assert (first.reason, second.reason) == ("AMZ-PG-BAD-DESC", "CR-DEFECTIVE")
    assert (first.resolution, second.resolution) == ("StandardRefund", None)
    assert (first.refunded, second.refunded) == (Money(2138, "EUR"), None)


def test_a_guessed_encoding_is_said_and_a_stated_one_is_not() -> None:
    guessed = _sample("made_returns_de.cp1252.tsv").findings
    assert [(finding.code, "cp1252" in finding.words.en) for finding in guessed] == [("REP003", True)]
    assert _sample("made_returns_de.utf8bom.crlf.tsv").findings == ()


def test_japanese_returns_keep_circled_digits_wave_dashes_and_leading_zeros() -> None:
    reading = _sample("made_returns_33col_jp.cp932.tsv")
    (row,) = _all(reading, Return)
    assert row.title == "①ステンレス水筒～大容量"
    assert row.order_id == "250-0000203-0000203"
    assert row.order_item_id == "00000000000001"
    assert row.tracking_number == "00340000000000000001"
    assert row.label_cost == Money(0, "JPY")
    assert row.order_amount == Money(2980, "JPY")
    assert row.refunded == Money(2980, "JPY")
    assert row.requested_on == date(2025, 7, 14)
    assert row.resolution == "StandardRefund"
    assert "cp932" in reading.findings[0].words.en


def test_a_report_with_only_a_header_gives_a_note() -> None:
    reading = _sample("made_header_only_returns.tsv")
    assert reading.records == ()
    assert [finding.code for finding in reading.findings] == ["REP002"]


def test_feedback_dates_take_the_month_first_because_one_day_is_past_twelve() -> None:
    reading = _sample("made_feedback_us.utf8.tsv")
    first, second = _all(reading, Review)
    assert (first.kind, second.kind) == (OpinionKind.SELLER_FEEDBACK, OpinionKind.SELLER_FEEDBACK)
    assert (first.written_on, second.written_on) == (date(2023, 10, 20), date(2024, 1, 5))
    assert (first.stars, second.stars) == (1, 3)
    assert (first.text, second.text) == ("Item never arrived & no reply", '"ok", but late')
    assert (first.seller_response, second.seller_response) == (None, "Sorry!")
    assert (first.order_id, second.order_id) == ("111-0000204-0000204", "111-0000205-0000205")
    assert first.rater == "x0example0relay@marketplace.amazon.com"
    assert reading.findings == ()


def test_a_german_settlement_reads_commas_as_decimals_and_carries_its_currency() -> None:
    reading = _sample("made_settlement_v2_de.utf8.tsv")
    head, sale, claim = _all(reading, ReportRow)
    assert reading.findings == ()
    assert {row.report for row in (head, sale, claim)} == {"settlement_v2"}
    assert head.get("total-amount") == Money(114118, "EUR")
    assert head.get("settlement-start-date") == datetime(2023, 3, 14, 7, 49, 55, tzinfo=UTC)
    assert head.get("deposit-date") == datetime(2023, 3, 30, 7, 49, 55, tzinfo=UTC)
    assert head.order_id is None
    assert sale.get("amount") == Money(119900, "EUR")
    assert sale.get("posted-date") == date(2023, 3, 15)
    assert sale.get("posted-date-time") == datetime(2023, 3, 15, 10, 0, tzinfo=UTC)
    assert sale.get("quantity-purchased") == 1
    assert sale.order_id == "303-0000201-0000201"
    assert claim.get("transaction-type") == "A-to-z Guarantee Refund"
    assert claim.get("amount") == Money(-5782, "EUR")
    assert claim.get("quantity-purchased") is None
    assert claim.get("sku") == "EX-926"
    assert claim.order_id == "303-0000202-0000202"


def test_a_first_layout_settlement_reads_its_fees() -> None:
    reading = _sample("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE.airbyte-fixture.tsv")
    head, sale = _all(reading, ReportRow)
    assert reading.findings == ()
    assert head.get("total-amount") == Money(123456, "USD")
    assert head.get("deposit-date") == datetime(2023, 1, 17, tzinfo=UTC)
    assert sale.get("price-amount") == Money(1999, "USD")
    assert sale.get("item-related-fee-amount") == Money(-322, "USD")
    assert sale.get("posted-date") == datetime(2023, 1, 3, 10, tzinfo=UTC)
    assert sale.order_id == "111-1111111-1111111"


def test_account_health_keeps_every_rate_exact() -> None:
    reading = _sample("GET_V2_SELLER_PERFORMANCE_REPORT.amzn-example.json")
    rows = _all(reading, ReportRow)
    assert len(rows) == 21
    assert [(row.get("marketplace"), row.get("status")) for row in rows[:3]] == [
        ("amazon_us", "AT_RISK"),
        ("amazon_ca", "NORMAL"),
        ("amazon_mx", "SUSPENDED"),
    ]
    metrics = {row.get("metric"): row for row in rows[3:]}
    assert metrics["invoiceDefectRate"].get("rate") == "0.03499611"
    assert metrics["invoiceDefectRate"].get("missingInvoice.count") == 214
    late = metrics["lateShipmentRate"]
    assert (late.get("rate"), late.get("targetValue"), late.get("orderCount")) == ("0.03203973037", "0.04", 870669)
    assert late.get("reportingDateRange.reportingDateTo") == datetime(2020, 11, 19, 23, 59, tzinfo=UTC)
    defects = metrics["orderDefectRate.mfn"]
    assert (defects.get("rate"), defects.get("claims.count"), defects.get("chargebacks.count")) == ("0.009", 442, 15)
    assert metrics["warningState[0]"].get("warningType") == "spammingSellerMessaging"
    assert all(row.get("marketplace") == "amazon_us" for row in metrics.values())


def test_account_health_of_one_marketplace_names_it_in_every_row() -> None:
    rows = _all(_sample("GET_V2_SELLER_PERFORMANCE_REPORT.airbyte-fixture.json"), ReportRow)
    assert [row.get("metric") for row in rows] == [
        "accountStatus",
        "accountHealthRating",
        "lateShipmentRate",
        "orderDefectRate.afn",
        "orderDefectRate.mfn",
        "warningStates.listingPolicyViolations",
    ]
    assert {row.get("marketplace") for row in rows} == {"amazon_us"}
    assert rows[1].get("ahrScore") == 1000
    assert (rows[3].get("rate"), rows[4].get("rate")) == ("0.0", "0.01")
