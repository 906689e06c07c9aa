import io
import zipfile
from datetime import date, datetime

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Speaker
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/></Types>'
)


def workbook(sheet: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", "<Relationships/>")
        packed.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>')
        for name, content in parts.items():
            packed.writestr(f"xl/{name}.xml", content)
        packed.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


def sheet(*rows: str) -> str:
    return (
        f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(f"<row>{row}</row>" for row in rows)}</sheetData></worksheet>'
    )


def words(*cells: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


def values(reading: ExhibitReading, kind: ObservationKind) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind]


def test_a_spreadsheet_of_collected_cash_is_read_row_by_row() -> None:
    content = workbook(
        sheet(
            words("COD remittance"),
            words("Order ID", "Tracking number", "COD amount", "Currency"),
            words("112-1111111-2222222", "SF1234567890123") + "<c><v>45.99</v></c>" + words("AED"),
        )
    )
    reading = read_exhibit(SourceFile("march.xlsx", content))
    assert (reading.kind, reading.speaker) == (ExhibitKind.REMITTANCE, Speaker.CARRIER)
    assert values(reading, K.ORDER) == ["112-1111111-2222222"]
    assert [str(one) for one in values(reading, K.AMOUNT)] == ["45.99 AED"]


def test_shared_words_and_days_of_a_spreadsheet_are_read() -> None:
    told = ("<t>Order ID</t>", "<t>Ship date</t>", "<r><t>112-1111111-</t></r><r><t>2222222</t></r>")
    shared = f'<sst xmlns="{MAIN}">{"".join(f"<si>{one}</si>" for one in told)}</sst>'
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    rows = sheet(
        '<c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c>',
        '<c r="A2" t="s"><v>2</v></c><c r="C2" s="1"><v>46050</v></c>',
    )
    reading = read_exhibit(SourceFile("a.xlsx", workbook(rows, sharedStrings=shared, styles=styles)))
    assert values(reading, K.ORDER) == ["112-1111111-2222222"]
    assert values(reading, K.DATED) == [date(2026, 1, 28)]


@pytest.mark.parametrize(
    "content",
    [
        workbook("<worksheet"),
        workbook(sheet('<c t="s"><v>7</v></c>')),
        workbook(sheet("<c><v>1</v></c>"))[:-40],
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
