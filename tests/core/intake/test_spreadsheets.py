"""Spreadsheets are read sheet by sheet like the tables they are; none can harm the machine."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from casewright.domain.kept_file import KeptFile
from casewright.domain.money import Money
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Return
from casewright.domain.shipment import Scan, ScanKind
from casewright.intake import SourceFile, read_source
from casewright.intake.findings import FindingLog
from casewright.intake.merged_cells import merges_in
from casewright.intake.xlsx import SheetLimits, read_xlsx
from casewright.pipeline import FolderReading, read_files


def _book(*sheets: tuple[str, list[list[object]]], hidden: str | None = None) -> bytes:
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title == hidden:
            sheet.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _read(content: bytes) -> FolderReading:
    return read_files([SourceFile("book.xlsx", content)])


RETURNS: list[list[object]] = [
    ["Returns of November"],
    [],
    ["Order ID", "Return request date", "Return request status", "Refunded Amount", "Currency code", "Item Name"],
    ["302-5550301-0000301", datetime(2026, 11, 10), "Approved", 49.9, "EUR", "Wäsche\nkorb\tgroß"],  # noqa: DTZ001 - a spreadsheet knows no zone
    [],
    ["302-5550301-0000302", date(2026, 11, 11), "Approved", 1199, "EUR", "保温杯"],
]


def test_a_report_saved_as_a_spreadsheet_is_read_with_the_rows_of_its_sheet() -> None:
    reading = _read(_book(("November", RETURNS)))
    returns = [record for record in reading.records if isinstance(record, Return)]
    assert [(one.order_id, one.requested_on, one.refunded, one.title) for one in returns] == [
        ("302-5550301-0000301", date(2026, 11, 10), Money(4990, "EUR"), "Wäsche korb groß"),
        ("302-5550301-0000302", date(2026, 11, 11), Money(119900, "EUR"), "保温杯"),
    ]
    assert [(one.place.file, one.place.row) for one in returns] == [
        ("book.xlsx!/November.tsv", 4),
        ("book.xlsx!/November.tsv", 6),
    ]
    assert [type(record) for record in reading.records if isinstance(record, KeptFile)] == [KeptFile]


def test_empty_cells_at_the_end_of_rows_are_no_fault_of_a_spreadsheet() -> None:
    rows = [[*row, *extra] for row, extra in zip(RETURNS[2:], (["Return type"], [], [], ["x"]), strict=True)]
    reading = _read(_book(("November", [RETURNS[0], *rows])))
    assert len([record for record in reading.records if isinstance(record, Return)]) == len(rows) - 2
    assert "REP005" not in {finding.code for finding in reading.findings}


def test_each_sheet_is_read_by_itself_and_hidden_ones_are_not() -> None:
    proof: list[list[object]] = [
        ["订单号", "运单号", "签收时间", "签收人"],
        ["302-5550301-0000301", "SF100", "2026-11-05 12:10:00", "王"],
    ]
    reading = _read(_book(("签收", proof), ("returns", RETURNS), ("old", RETURNS), hidden="old"))
    assert [record.place.file for record in reading.records if isinstance(record, Return)] == [
        "book.xlsx!/returns.tsv"
    ] * 2
    (scan,) = [record for record in reading.records if isinstance(record, Scan)]
    assert (scan.kind, scan.signed_by, scan.scanned_at) == (
        ScanKind.DELIVERED,
        "王",
        datetime(2026, 11, 5, 12, 10, tzinfo=UTC),
    )


def test_cash_on_delivery_remittances_are_rows_of_their_order() -> None:
    rows: list[list[object]] = [
        ["运单号", "订单号", "代收货款", "回款金额", "手续费", "币种", "回款日期", "批次号"],
        ["SF100", "302-5550301-0000301", 49.9, 47.4, 2.5, "EUR", date(2026, 11, 12), "B7"],
    ]
    (row,) = [record for record in _read(_book(("回款", rows))).records if isinstance(record, ReportRow)]
    assert (row.report, row.order_id) == ("cod_remittance", "302-5550301-0000301")
    assert row.get("remitted-amount") == Money.of(Decimal("47.40"), "EUR")


def test_an_unknown_table_in_a_spreadsheet_is_kept_and_its_columns_named() -> None:
    reading = _read(_book(("x", [["Colour", "Size", "Mood"], ["red", 3, "good"], ["blue", 4, "bad"]])))
    assert [finding.code for finding in reading.findings] == ["REP020"]


@pytest.mark.parametrize(
    "rows", [[["=1+1", "a"]], [[True, None, 1e308 * 10]], [[-0.0, 1e22, 1e-7]], [["x" * 40_000]], [[None] * 50]]
)
def test_odd_cells_harm_nothing(rows: list[list[object]]) -> None:
    _read(_book(("x", rows)))


def test_numbers_are_written_without_an_exponent() -> None:
    log = FindingLog("b.xlsx", "0")
    (sheet,) = read_xlsx("b.xlsx", _book(("n", [[0.0000001, 1e22, 3.0, 49.9, 7]])), log).inside
    assert sheet.content.decode().split() == ["0.0000001", "10000000000000000000000", "3", "49.9", "7"]


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused() -> None:
    content = _book(("x", [["a" * 30_000]] * 40))
    log = FindingLog("b.xlsx", "0")
    for limits in (SheetLimits(total_bytes=20_000), SheetLimits(cells=30), SheetLimits(text_bytes=9_000)):
        assert read_xlsx("b.xlsx", content, log, limits).inside == ()
    assert [finding.code for finding in log.findings()] == ["SRC002"] * 3


def test_a_cell_far_out_does_not_make_a_huge_table() -> None:
    book = Workbook()
    book.worksheets[0].cell(100_000, 16_000, "far")
    target = io.BytesIO()
    book.save(target)
    log = FindingLog("b.xlsx", "0")
    assert read_xlsx("b.xlsx", target.getvalue(), log).inside == ()


def _damaged(content: bytes, member: str, text: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, text if name == member else old.read(name))
    return target.getvalue()


_BOMB = b"""<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">""" + b"".join(
    b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9)
) + b"]><worksheet><sheetData><row><c t='inlineStr'><is><t>&j;</t></is></c></row></sheetData></worksheet>"  # fmt: skip


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("text", [b"", b"<", b"<worksheet><sheetData><row r='x'><c r='?9'><v>1", _BOMB])
def test_a_damaged_spreadsheet_is_a_finding_and_never_an_error(member: str, text: bytes) -> None:
    reading = read_source("book.xlsx", _damaged(_book(("x", RETURNS)), member, text))
    assert len(reading.findings) <= 2


def _merged(rows: list[list[object]], *ranges: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for one in ranges:
        sheet.merge_cells(one)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _table(content: bytes) -> tuple[list[list[str]], list[str]]:
    reading = read_xlsx("book.xlsx", content, FindingLog("book.xlsx", "0" * 64))
    lines = reading.inside[0].content.decode().splitlines() if reading.inside else []
    return [line.rstrip("\t").split("\t") for line in lines], [finding.code for finding in reading.findings]


def test_what_is_merged_over_several_rows_is_read_in_each_of_them_and_told() -> None:
    rows: list[list[object]] = [
        ["Order", "Date", "Item", "Note"],
        ["302-5550301-0000301", date(2026, 11, 10), "Kanne", "10.11.2026"],
        [None, None, "Tasse"],
        [None, None, "Teller"],
        ["302-5550301-0000302", date(2026, 11, 11), "Löffel"],
    ]
    read, codes = _table(_merged(rows, "A2:A4", "B2:B3", "D2:D3"))
    assert read == [
        ["Order", "Date", "Item", "Note"],
        ["302-5550301-0000301", "2026-11-10", "Kanne", "10.11.2026"],
        ["302-5550301-0000301", "2026-11-10", "Tasse", "10.11.2026"],
        ["302-5550301-0000301", "", "Teller"],
        ["302-5550301-0000302", "2026-11-11", "Löffel"],
    ]
    assert codes == ["TAB009"]


@pytest.mark.parametrize("amount", [49.9, 2, "49,90 EUR", "€ 49.90", "USD 1,199.00", "-3.5"])
def test_an_amount_merged_over_several_rows_counts_once(amount: object) -> None:
    read, codes = _table(_merged([["Order", "Total"], ["A-1", amount], ["A-2", None]], "B2:B3"))
    assert read[2] == ["A-2"]
    assert codes == ["TAB010"]


@pytest.mark.parametrize("number", [580012345678901234, "1Z999AA10123456784", "12 34567890 12"])
def test_the_number_of_an_order_or_parcel_merged_over_several_rows_stands_in_each(number: object) -> None:
    read, codes = _table(_merged([["Item", "Parcel"], ["Kanne", number], ["Tasse", None]], "B2:B3"))
    assert read[2][1] == read[1][1] != ""
    assert codes == ["TAB009"]


def test_nothing_is_invented_for_empty_cells_rows_of_their_own_or_cells_merged_sideways() -> None:
    rows: list[list[object]] = [
        ["Returns", None, None],
        ["Order", "Date", "Item"],
        ["A-1", date(2026, 11, 10), "Kanne"],
        [None, None, "Tasse"],
        [],
        ["A-2", None, "Teller"],
    ]
    read, codes = _table(_merged(rows, "A1:C1", "B3:B5"))
    assert read == [
        ["Returns"],
        ["Order", "Date", "Item"],
        ["A-1", "2026-11-10", "Kanne"],
        ["", "2026-11-10", "Tasse"],
        [""],
        ["A-2", "", "Teller"],
    ]
    assert codes == ["TAB009"]


def test_merged_ranges_beyond_the_rows_add_no_rows_and_too_many_are_refused() -> None:
    read, _ = _table(_merged([["a", "b"], ["A-1", "x"]], "A2:A1048576"))
    assert read == [["a", "b"], ["A-1", "x"]]
    rows: list[list[object]] = [["a", "b"]]
    rows.extend([f"A-{at}", "x"] for at in range(40))
    many = _merged(rows, *(f"A{at}:A{at + 1}" for at in range(2, 40, 2)))
    refused = read_xlsx("b.xlsx", many, FindingLog("b.xlsx", "0" * 64), SheetLimits(merges=10))
    assert [finding.code for finding in refused.findings] == ["SRC002"]


def test_merged_ranges_are_found_wherever_a_piece_of_the_file_ends() -> None:
    texts = [f'<mergeCell ref="A{at}:A{at + 1}"/>' for at in range(2, 2000, 2)]
    xml = "<worksheet><sheetData><row><c><v>&lt;mergeCell</v></c></row></sheetData><mergeCells>"
    whole = (xml + "".join(texts) + "</mergeCells></worksheet>").encode()

    class Dribble(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 7, 7))

    found = merges_in(Dribble(whole), most=5_000, columns=10)
    assert found == merges_in(io.BytesIO(whole), most=5_000, columns=10)
    assert sorted(found) == list(range(2, 2000, 2))
