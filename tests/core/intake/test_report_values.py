"""Numbers, dates, words and identifiers: how one cell is read, and what the rest of its column settles."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from casewright.domain.money import Money
from casewright.domain.order import Fulfilment, OrderLine, OrderState, Payment
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Return
from casewright.domain.review import Review
from casewright.domain.shipment import Scan, ScanKind, Shipment
from casewright.intake import Reading
from casewright.intake.reports import read_report
from casewright.intake.reports.dates import DateOrder, NotADate, day_number, read_day, read_moment
from casewright.intake.reports.numbers import NotANumber, read_number
from casewright.intake.reports.vocabulary import scan_kind


def _read(*rows: str) -> Reading:
    return read_report("r.txt", "\n".join(rows).replace("|", "\t").encode())


def _codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def _returns(*cells: str, header: str = "Refunded Amount|Currency code") -> tuple[list[Return], list[str]]:
    rows = [f"Order ID|Return request status|{header}", *(f"303-{at}|Approved|{cell}" for at, cell in enumerate(cells))]
    reading = _read(*rows)
    return [record for record in reading.records if isinstance(record, Return)], _codes(reading)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1141,18", "1141.18"),
        ("1.199,00", "1199.00"),
        ("-57,82", "-57.82"),
        ("57,82-", "-57.82"),
        ("(57.82)", "-57.82"),
        ("−57.82", "-57.82"),
        ("1,204.99", "1204.99"),
        ("2980", "2980"),
        ("21.38", "21.38"),
        ("1 199,00", "1199.00"),
        ("1\u202f199,00", "1199.00"),
        ("1'199.00", "1199.00"),
        ("1.234.567", "1234567"),
        ("1,00,000.50", "100000.50"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("€ 4,14", "4.14"),
        ("+3", "3"),
        (".5", "0.5"),
    ],
)
def test_the_shape_of_a_number_settles_its_notation(cell: str, number: str) -> None:
    assert read_number(cell, None) == Decimal(number)


@pytest.mark.parametrize("cell", ["", "abc", "1.2.3", "1,2,3.4", "12.", "1e5", "--1", "NaN", "1..2", "٣", "1" * 41])
def test_what_is_no_number_is_said_to_be_none(cell: str) -> None:
    assert read_number(cell, None) is NotANumber.UNREADABLE


@pytest.mark.parametrize("cell", ["1.199", "1,199", "-12,345"])
def test_three_digits_after_one_mark_have_two_readings(cell: str) -> None:
    assert read_number(cell, None) is NotANumber.TWO_READINGS


def test_two_readings_alone_in_the_file_give_a_finding_and_no_value() -> None:
    (row,), codes = _returns("1.199|EUR")
    assert row.refunded is None
    assert codes == ["REP009"]


def test_another_value_of_the_column_settles_two_readings_even_when_it_comes_later() -> None:
    rows, codes = _returns("1.199|EUR", "21,38|EUR")
    assert [row.refunded for row in rows] == [Money(119900, "EUR"), Money(2138, "EUR")]
    assert codes == []


def test_another_column_settles_two_readings() -> None:
    rows, codes = _returns("1,199|USD|4.14", header="Refunded Amount|Currency code|Label cost")
    assert rows[0].refunded == Money(119900, "USD")
    assert codes == []


def test_a_column_that_contradicts_itself_settles_nothing() -> None:
    rows, codes = _returns("1.199|EUR", "21,38|EUR", "21.38|EUR")
    assert [row.refunded for row in rows] == [None, Money(2138, "EUR"), Money(2138, "EUR")]
    assert codes == ["REP009"]


def test_a_currency_without_decimals_settles_two_readings() -> None:
    rows, codes = _returns("1.199|JPY", "1,199|JPY")
    assert [row.refunded for row in rows] == [Money(1199, "JPY")] * 2
    assert codes == []


@pytest.mark.parametrize(
    ("cell", "code"),
    [("21.38|", "REP014"), ("21.38|XYZ", "REP015"), ("21.5|JPY", "REP016"), ("a lot|EUR", "REP008")],
)
def test_an_amount_that_cannot_be_exact_is_a_finding(cell: str, code: str) -> None:
    (row,), codes = _returns(cell)
    assert row.refunded is None
    assert codes == [code]


@pytest.mark.parametrize(
    "cell",
    [
        "10-Oct-2025",
        "10-Okt-2025",
        "10-oct.-2025",
        "10-ott-2025",
        "10. Oktober 2025",
        "10 de octubre de 2025",
        "Oct 10, 2025",
        "2025/10/10",
        "2025-10-10",
        "2025年10月10日",
        "10.10.2025",
        "10/10/25",
        "2025-10-10T23:30:00-07:00",
        "10.10.2025 07:49:55 UTC",
    ],
)
def test_days_are_read_as_written_in_any_of_the_notations(cell: str) -> None:
    assert read_day(cell, None) == date(2025, 10, 10)


@pytest.mark.parametrize(
    "cell", ["", "soon", "31-Feb-2025", "2025-13-01", "00/00/00", "10-Foo-2025", "10-²-2025", "1850-01-01"]
)
def test_what_is_no_day_is_said_to_be_none(cell: str) -> None:
    assert read_day(cell, None) is NotADate.UNREADABLE


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2023-01-01 00:00:00 UTC", datetime(2023, 1, 1, tzinfo=UTC)),
        ("14.03.2023 07:49:55 UTC", datetime(2023, 3, 14, 7, 49, 55, tzinfo=UTC)),
        ("2023-01-01T00:00:00Z", datetime(2023, 1, 1, tzinfo=UTC)),
        ("2023-01-01 09:00 JST", datetime(2023, 1, 1, tzinfo=UTC)),
        ("2023-01-01 09:00 +0900", datetime(2023, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))),
        ("Jul 5, 2025 11:59:59 PM PDT", datetime(2025, 7, 6, 6, 59, 59, tzinfo=UTC)),
        ("05-Jul-2025 12:30 AM UTC", datetime(2025, 7, 5, 0, 30, tzinfo=UTC)),
    ],
)
def test_instants_keep_their_zone(cell: str, moment: datetime) -> None:
    read = read_moment(cell, None)
    assert isinstance(read, datetime)
    assert read.tzinfo is not None
    assert read == moment


@pytest.mark.parametrize(
    "cell", ["2023-01-01 25:00 UTC", "2023-01-01 10:00 CST", "2023-01-01 10:00 +25:00", "1/1/23 13:00 PM UTC"]
)
def test_an_instant_with_an_impossible_part_is_none(cell: str) -> None:
    assert read_moment(cell, DateOrder.DAY_FIRST) is NotADate.UNREADABLE


def _feedback(*rows: str) -> tuple[list[date | None], list[str]]:
    reading = _read("Date|Rating|Comments|Your Response|Order ID|Rater Email", *rows)
    return [record.written_on for record in reading.records if isinstance(record, Review)], _codes(reading)


def test_one_day_past_twelve_settles_the_whole_column() -> None:
    assert _feedback("3/4/24|1|x|||", "25/4/24|1|x|||") == ([date(2024, 4, 3), date(2024, 4, 25)], [])
    assert _feedback("3/4/24|1|x|||", "4/25/24|1|x|||") == ([date(2024, 3, 4), date(2024, 4, 25)], [])


@pytest.mark.parametrize(
    ("relay", "day"),
    [("marketplace.amazon.co.uk", date(2024, 4, 3)), ("marketplace.amazon.com", date(2024, 3, 4))],
)
def test_the_marketplace_settles_day_and_month_when_no_value_does(relay: str, day: date) -> None:
    assert _feedback(f"3/4/24|1|x|||a@{relay}") == ([day], [])


def test_day_and_month_that_nothing_settles_stay_unknown() -> None:
    assert _feedback("3/4/24|1|x|||") == ([None], ["REP011"])
    assert _feedback("4/4/24|1|x|||") == ([date(2024, 4, 4)], [])


@pytest.mark.parametrize(
    ("cell", "written"),
    [("46332", "2026-11-06"), ("46332.25", "2026-11-06 06:00:00"), (" 36526 ", "2000-01-01"), ("73050", "2099-12-31")],
)
def test_a_bare_number_is_the_day_that_a_spreadsheet_means_by_it(cell: str, written: str) -> None:
    reading = _read("return-date|order-id|sku|quantity|reason|status", f"{cell}|303-1|A|1|DEFECTIVE|Reimbursed")
    (row,) = reading.records
    assert isinstance(row, Return)
    assert row.delivered_on == date.fromisoformat(written[:10])
    (finding,) = reading.findings
    assert finding.code == "REP026"
    assert f"“{cell.strip()}”" in finding.words.en
    assert f"已按 {written} 读取" in finding.words.zh


@pytest.mark.parametrize("cell", ["36525", "73051", "4633", "463320", "46332.", "4633x"])
def test_a_number_that_is_no_day_of_this_century_stays_unread(cell: str) -> None:
    assert day_number(cell) is None
    reading = _read("return-date|order-id|sku|quantity|reason|status", f"{cell}|303-1|A|1|DEFECTIVE|Reimbursed")
    assert _codes(reading) == ["REP010"]


def test_a_spreadsheets_time_of_day_is_in_no_zone_and_told_beside_its_number() -> None:
    (finding,) = _read("order-id|order-status|purchase-date", "303-1|Shipped|46332.25").findings
    assert finding.code == "REP012"
    assert "46332.25 = 2026-11-06 06:00:00" in finding.words.zh


def test_feedback_without_stars_is_left_out_and_the_rest_stays() -> None:
    reading = _read("Rating|Comments|Order ID|Your Response", "7|x|1|", "|y|1|", "2|z|1|")
    assert [record.text for record in reading.records if isinstance(record, Review)] == ["z"]
    assert _codes(reading) == ["REP008", "REP007", "REP007"]


def test_an_order_line_is_read_by_its_words() -> None:
    reading = _read(
        "is-business-order|sales-channel|amazon-order-id|fulfillment-channel|order-status|purchase-date|quantity|"
        "currency|item-price|shipping-price|ship-postal-code|order-item-id|payment-method|signature-confirmation-recommended|sku",
        "true|Amazon.de|303-1|Merchant|Shipped - Delivered to Buyer|2025-07-10T10:00:00+00:00|2|EUR|1.199,00"
        "|4,99|01067|007|COD|No|00012",
    )
    assert reading.findings == ()
    (line,) = reading.records
    assert isinstance(line, OrderLine)
    assert line.business is True
    assert line.marketplace == "amazon_de"
    assert line.fulfilment is Fulfilment.SELLER
    assert (line.state, line.status_text) == (OrderState.DELIVERED, "Shipped - Delivered to Buyer")
    assert line.purchased_at == datetime(2025, 7, 10, 10, tzinfo=UTC)
    assert (line.quantity, line.item_price, line.shipping_price) == (2, Money(119900, "EUR"), Money(499, "EUR"))
    assert (line.ship_postal_code, line.order_item_id, line.sku) == ("01067", "007", "00012")
    assert line.payment is Payment.COD
    assert line.signature_recommended is False


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Pending", OrderState.PENDING),
        ("Unshipped", OrderState.UNSHIPPED),
        ("Shipped", OrderState.SHIPPED),
        ("Shipped - Returned to Seller", OrderState.RETURNED),
        ("Shipped - Returning to Seller", OrderState.SHIPPED),
        ("Cancelled", OrderState.CANCELLED),
        ("canceled", OrderState.CANCELLED),
    ],
)
def test_order_states_are_known_by_their_words(word: str, state: OrderState) -> None:
    (line,) = _read("amazon-order-id|order-status", f"303-1|{word}").records
    assert isinstance(line, OrderLine)
    assert line.state is state


def test_an_unknown_word_is_noted_once_with_its_count() -> None:
    reading = _read("amazon-order-id|order-status", "303-1|Foo", "303-2|Shipped", "303-3|Foo")
    lines = [record for record in reading.records if isinstance(record, OrderLine)]
    assert [(line.state, line.status_text) for line in lines][::2] == [(None, "Foo"), (None, "Foo")]
    (note,) = reading.findings
    assert (note.code, note.place.row, note.place.column) == ("REP017", 2, "order-status")
    assert "2" in note.words.en


def test_a_time_without_a_zone_is_not_guessed_in_a_marketplace_report() -> None:
    reading = _read("amazon-order-id|order-status|purchase-date", "303-1|Shipped|2025-07-10 10:00:00")
    (line,) = reading.records
    assert isinstance(line, OrderLine)
    assert line.purchased_at is None
    assert _codes(reading) == ["REP012"]


@pytest.mark.parametrize(
    ("shipped", "to_ship", "state"), [("0", "2", OrderState.UNSHIPPED), ("2", "0", OrderState.SHIPPED), ("", "", None)]
)
def test_orders_to_ship_tell_their_state_by_quantities(shipped: str, to_ship: str, state: OrderState | None) -> None:
    reading = _read(
        "order-id|order-item-id|promise-date|quantity-purchased|quantity-shipped|quantity-to-ship",
        f"303-1|01|2025-07-15T10:00:00+00:00|2|{shipped}|{to_ship}",
    )
    (line,) = reading.records
    assert isinstance(line, OrderLine)
    assert line.state is state
    assert line.fulfilment is Fulfilment.SELLER
    assert line.ship_by == datetime(2025, 7, 15, 10, tzinfo=UTC)


def test_fba_returns_say_where_the_goods_are_and_who_handled_them() -> None:
    reading = _read(
        "return-date|order-id|sku|asin|fnsku|product-name|quantity|fulfillment-center-id|detailed-disposition|"
        "reason|status|license-plate-number|customer-comments",
        "2025-07-10T05:00:00-07:00|303-1|S|B0|X|Korb|1|LEJ1|"
        "CUSTOMER_DAMAGED|DEFECTIVE|Unit returned to inventory|LPN1|kaputt",
    )
    (row,) = reading.records
    assert isinstance(row, Return)
    assert (row.delivered_on, row.disposition, row.comment) == (date(2025, 7, 10), "CUSTOMER_DAMAGED", "kaputt")
    assert row.fulfilment is Fulfilment.MARKETPLACE


def test_several_items_of_one_fba_parcel_are_one_shipment() -> None:
    row = "303-1|S1|{}|2025-07-10T05:00:00+00:00|DHL|0034|2025-07-14T21:59:59+00:00"
    reading = _read(
        "amazon-order-id|shipment-id|shipment-item-id|shipment-date|carrier|tracking-number|estimated-arrival-date",
        row.format("a"),
        row.format("b"),
    )
    (parcel,) = reading.records
    assert isinstance(parcel, Shipment)
    assert (parcel.tracking_number, parcel.place.row) == ("0034", 2)
    assert parcel.deliver_by == datetime(2025, 7, 14, 21, 59, 59, tzinfo=UTC)


def test_a_reimbursement_is_a_row_with_typed_values() -> None:
    reading = _read(
        "approval-date|reimbursement-id|amazon-order-id|reason|currency-unit|amount-total|quantity-reimbursed-cash",
        "2025-07-10T05:00:00+00:00|0099|303-1|Lost_Warehouse|EUR|12.50|1",
    )
    (row,) = reading.records
    assert isinstance(row, ReportRow)
    assert (row.report, row.order_id) == ("reimbursements", "303-1")
    assert row.get("amount-total") == Money(1250, "EUR")
    assert row.get("reimbursement-id") == "0099"
    assert row.get("quantity-reimbursed-cash") == 1


def test_settlement_rows_take_the_currency_of_their_own_settlement_wherever_it_stands() -> None:
    reading = _read(
        "settlement-id|currency|total-amount|amount-type|amount",
        "1|||ItemPrice|5.00",
        "2|GBP|7.00||",
        "2|||ItemPrice|7.00",
        "1|EUR|5.00||",
        "3|||ItemPrice|9.00",
    )
    amounts = [record.get("amount") for record in reading.records if isinstance(record, ReportRow)]
    assert amounts == [Money(500, "EUR"), None, Money(700, "GBP"), None, None]
    assert [(finding.code, finding.place.row) for finding in reading.findings] == [("REP014", 6)]


def test_a_settlement_with_two_currencies_lends_none() -> None:
    rows = "1|EUR|5.00||", "1|||ItemPrice|5.00", "1|USD|5.00||"
    reading = _read("settlement-id|currency|total-amount|amount-type|amount", *rows)
    assert [record.get("amount") for record in reading.records if isinstance(record, ReportRow)] == [None, None, None]
    assert _codes(reading) == ["REP023", "REP014"]


def test_a_number_rewritten_by_a_spreadsheet_is_not_taken_for_a_tracking_number() -> None:
    reading = _read("order-id|carrier|tracking-number", "303-1|DHL|3.4E+19", "303-2|DHL|00340000000000000001")
    parcels = [record.tracking_number for record in reading.records if isinstance(record, Shipment)]
    assert parcels == [None, "00340000000000000001"]
    assert _codes(reading) == ["REP022"]


def test_our_own_shipments_read_a_bare_promised_day_to_its_last_second() -> None:
    reading = _read(
        "order-id|carrier|tracking-number|shipped-at|deliver-by|claims-protected",
        "303-1|DHL|1|2025-07-10|2025-07-15|yes",
    )
    (parcel,) = reading.records
    assert isinstance(parcel, Shipment)
    assert parcel.shipped_at == datetime(2025, 7, 10, tzinfo=UTC)
    assert parcel.deliver_by == datetime(2025, 7, 15, 23, 59, 59, tzinfo=UTC)
    assert parcel.claims_protected is True
    assert _codes(reading) == ["REP013", "REP013"]


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("Delivered, Front Door", ScanKind.DELIVERED),
        ("Not delivered", ScanKind.UNDELIVERABLE),
        ("Out for Delivery", ScanKind.OUT_FOR_DELIVERY),
        ("OutForDelivery", ScanKind.OUT_FOR_DELIVERY),
        ("Die Sendung wurde zugestellt.", ScanKind.DELIVERED),
        ("Die Sendung konnte nicht zugestellt werden", ScanKind.UNDELIVERABLE),
        ("Empfänger nicht angetroffen", ScanKind.ATTEMPTED),
        ("Annahme verweigert", ScanKind.REFUSED),
        ("Colis livré au destinataire", ScanKind.DELIVERED),
        ("Non livré : adresse incorrecte", ScanKind.UNDELIVERABLE),
        ("En cours de livraison", ScanKind.OUT_FOR_DELIVERY),
        ("Consegnato", ScanKind.DELIVERED),
        ("In consegna", ScanKind.OUT_FOR_DELIVERY),
        ("Entregado", ScanKind.DELIVERED),
        ("En reparto", ScanKind.OUT_FOR_DELIVERY),
        ("您的快件已签收", ScanKind.DELIVERED),
        ("快件派送中", ScanKind.OUT_FOR_DELIVERY),
        ("收件人拒收", ScanKind.REFUSED),
        ("快件已揽收", ScanKind.ACCEPTED),
        ("配達完了", ScanKind.DELIVERED),
        ("ご不在のため持ち戻り", ScanKind.ATTEMPTED),
        ("引受", ScanKind.ACCEPTED),
        ("Returned to sender", ScanKind.RETURNING),
        ("RTS", ScanKind.RETURNING),
        ("Geliefert", ScanKind.DELIVERED),
        ("Teslim edildi", ScanKind.DELIVERED),
        ("Retour an Absender", ScanKind.RETURNING),
        ("DL", ScanKind.DELIVERED),
        ("od", ScanKind.OUT_FOR_DELIVERY),
        ("Shipping label created", ScanKind.LABEL),
        ("Departed FedEx location", ScanKind.IN_TRANSIT),
        ("Package lost", ScanKind.LOST),
        ("AvailableForPickup", ScanKind.OTHER),
        ("something else", None),
    ],
)
def test_carrier_events_mean_the_same_in_every_language(event: str, kind: ScanKind | None) -> None:
    assert scan_kind(event) is kind


def test_a_scan_keeps_the_name_that_signed_and_unknown_events_are_other() -> None:
    reading = _read(
        "Tracking Number|Order Number|Event|Event Time|Signed By|City",
        "0034|303-1|Delivered|2025-07-10T10:00:00+02:00|M. Muster|Berlin",
        "0034|303-1|Blip|2025-07-10T09:00:00+02:00||",
    )
    first, second = [record for record in reading.records if isinstance(record, Scan)]
    assert (first.kind, first.signed_by, first.city, first.tracking_number) == (
        ScanKind.DELIVERED,
        "M. Muster",
        "Berlin",
        "0034",
    )
    assert (second.kind, second.text) == (ScanKind.OTHER, "Blip")
    assert _codes(reading) == ["REP017"]
