import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Speaker
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*rows: tuple[str | float | date | None, ...]) -> bytes:
    book, target = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def with_sheet(markup: str) -> bytes:
    """A workbook whose one sheet was written by somebody else."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("1",)))) as whole, zipfile.ZipFile(target, "w") as packed:
        for name in whole.namelist():
            packed.writestr(name, markup if name == "xl/worksheets/sheet1.xml" else whole.read(name))
    return target.getvalue()


def values(reading: ExhibitReading, kind: ObservationKind) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind]


def test_a_spreadsheet_of_collected_cash_is_read_row_by_row() -> None:
    content = workbook(
        ("COD remittance",),
        ("Order ID", "Tracking number", "COD amount", "Currency"),
        ("112-1111111-2222222", "SF1234567890123", 45.99, "AED"),
    )
    reading = read_exhibit(SourceFile("march.xlsx", content))
    assert (reading.kind, reading.speaker) == (ExhibitKind.REMITTANCE, Speaker.CARRIER)
    assert values(reading, K.ORDER) == ["112-1111111-2222222"]
    assert [str(one) for one in values(reading, K.AMOUNT)] == ["45.99 AED"]


def test_days_of_a_spreadsheet_are_read_and_a_gap_between_columns_is_kept() -> None:
    content = workbook(("Order ID", None, "Ship date"), ("112-1111111-2222222", None, date(2026, 1, 28)))
    reading = read_exhibit(SourceFile("a.xlsx", content))
    assert values(reading, K.ORDER) == ["112-1111111-2222222"]
    assert values(reading, K.DATED) == [date(2026, 1, 28)]


@pytest.mark.parametrize(
    "content",
    [
        with_sheet("<worksheet"),
        with_sheet(f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>'),
        workbook((1,))[:-40],
    ],
    ids=["broken_markup", "words_that_are_not_there", "cut_off"],
)
def test_a_spoilt_spreadsheet_is_told_and_does_not_raise(content: bytes) -> None:
    reading = read_exhibit(SourceFile("a.xlsx", content))
    assert reading.observations == ()
    assert reading.findings


def test_a_saved_web_page_is_read_by_its_cells() -> None:
    page = (
        "<!doctype html><html><head><style>td{}</style></head><body><h1>Order details</h1><table>"
        "<tr><th>Order ID</th><td>112-1111111-2222222</td></tr><tr><th>Purchase date</th><td>3 Mar 2026 10:07</td></tr>"
        "<tr><th>City</th><td>Sharjah</td></tr></table></body></html>"
    )
    reading = read_exhibit(SourceFile("saved.html", page.encode()))
    assert reading.kind is ExhibitKind.ORDER_RECORD
    assert values(reading, K.CITY) == ["Sharjah"]
    assert datetime(2026, 3, 3, 10, 7) in values(reading, K.AT)  # noqa: DTZ001 - the page names no zone


def test_a_history_in_a_table_gives_events_with_their_days() -> None:
    table = (
        "Tracking number,Date,Event,City\n"
        "1Z999AA10123456784,2026-02-01,Picked up,Leeds\n"
        "1Z999AA10123456784,2026-02-03,Delivered,York\n"
    )
    reading = read_exhibit(SourceFile("export.csv", table.encode()))
    assert reading.kind is ExhibitKind.TRACKING_HISTORY
    assert values(reading, K.SCAN) == [ScanKind.ACCEPTED, ScanKind.DELIVERED]
    assert {one.role for one in reading.observations if one.kind is K.DATED} == {None}


def test_a_mail_to_the_buyers_relay_address_is_our_own_word() -> None:
    mail = (
        "From: service@shop.example\nTo: abcdef123456@marketplace.amazon.com\nSubject: Re: Your order\n"
        "Date: Tue, 03 Feb 2026 09:35:00 -0500\nMessage-ID: <1@shop.example>\n\n"
        "We have not refunded order 112-1111111-2222222.\n"
    )
    reading = read_exhibit(SourceFile("sent.eml", mail.encode()))
    assert (reading.kind, reading.speaker) == (ExhibitKind.MESSAGE_THREAD, Speaker.SELLER)
    assert any(one.role is R.SELLER_WROTE for one in reading.observations)


def test_a_carriers_mail_is_read_as_the_letter_it_is() -> None:
    mail = (
        "From: claims@carrier.example\nTo: service@shop.example\nSubject: Proof of delivery\n"
        "Date: Tue, 03 Feb 2026 09:35:00 -0500\nMessage-ID: <1@carrier.example>\n\n"
        "Tracking number: 1Z999AA10123456784\nSigned by: Marianne Holbrook\nCity: Albany\n"
    )
    reading = read_exhibit(SourceFile("letter.eml", mail.encode()))
    assert reading.kind is ExhibitKind.PROOF_OF_DELIVERY
    assert values(reading, K.SIGNED_BY) == ["Marianne Holbrook"]


def test_a_report_names_the_house_in_its_head() -> None:
    text = (
        "Riverside Testing Laboratory\nTest report\nBatch number: AB123456\nDate of test: 3 March 2026\nResult: pass\n"
    )
    reading = read_exhibit(SourceFile("report.txt", text.encode()))
    assert reading.kind is ExhibitKind.TEST_REPORT
    assert values(reading, K.LABORATORY) == ["Riverside Testing Laboratory"]


def test_the_title_of_a_report_is_no_house() -> None:
    text = "Inspection report\nTest report\nBatch number: AB123456\nDate of test: 3 March 2026\nResult: pass\n"
    assert values(read_exhibit(SourceFile("report.txt", text.encode())), K.LABORATORY) == []


def test_the_marketplaces_lists_of_returns_and_reimbursements_are_known_by_their_columns() -> None:
    returns = "return-date,order-id,sku,asin,fnsku,detailed-disposition\r\n"
    returns += "2026-03-16,114-7990158-8563905,LH-1,,X1,SELLABLE\r\n"
    paid = "approval-date\treimbursement-id\tamazon-order-id\tamount-total\tcurrency-unit\r\n"
    paid += "2026-01-05T09:59:00-05:00\t77\t203-2888001-7964030\t69.95\tUSD\r\n"
    reading = read_exhibit(SourceFile("a.csv", returns.encode()))
    assert (reading.kind, reading.speaker, reading.kind_sure) == (ExhibitKind.FBA_RETURNS, Speaker.MARKETPLACE, True)
    assert values(reading, K.ORDER) == ["114-7990158-8563905"]
    assert [(one.value, one.role) for one in reading.observations if one.kind is K.DATED] == [
        (date(2026, 3, 16), R.RETURNED)
    ]
    other = read_exhibit(SourceFile("b.txt", paid.encode()))
    assert other.kind is ExhibitKind.REIMBURSEMENTS
    assert values(other, K.ORDER) == ["203-2888001-7964030"]
    assert [str(one) for one in values(other, K.AMOUNT)] == ["69.95 USD"]


def test_a_column_headed_by_nothing_but_a_unit_holds_weights() -> None:
    table = "订单号\t运单号\t克\n114-5550001-2223334\tRB123456785CN\t2926\n114-5550001-2223335\tRB123456799CN\t1190\n"
    reading = read_exhibit(SourceFile("list.csv", table.encode()))
    assert [str(one) for one in values(reading, K.WEIGHT)] == ["Weight(grams=2926)", "Weight(grams=1190)"]
    assert reading.kind is ExhibitKind.PACK_RECORD


@pytest.mark.parametrize("nature", ["Repayment", "Rückzahlung", "Reembolso", "退款", "返金"])
def test_a_row_whose_nature_is_a_refund_makes_its_table_one_of_refunds(nature: str) -> None:
    table = f"Order\tNature\tExecuted on\tSum\tCur.\n114-5550001-2223334\t{nature}\t2026-05-03\t12.50\tUSD\n"
    assert read_exhibit(SourceFile("list.csv", table.encode())).kind is ExhibitKind.REFUND_LINE
