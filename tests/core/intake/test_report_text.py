"""Encodings, lines and quotation marks: what stands before any cell is read."""

import pytest

from casewright.domain.place import Severity
from casewright.domain.returns import Return
from casewright.intake import Reading
from casewright.intake.reports import looks_like_report, read_report
from casewright.intake.reports.decoding import decode

HEADER = "Order ID\tItem Name\tReturn request date"


def _titles(reading: Reading) -> list[str | None]:
    return [record.title for record in reading.records if isinstance(record, Return)]


def _codes(reading: Reading) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.place.row) for finding in reading.findings]


@pytest.mark.parametrize(
    ("title", "encoding", "money"),
    [
        ("Wäschekorb „Größe L“ – grün", "cp1252", "EUR"),
        ("Crème brûlée à l’ancienne", "cp1252", ""),
        ("Tacón niño €5 ¡nuevo!", "cp1252", ""),
        ("①ステンレス水筒～大容量", "cp932", ""),
        ("日本製 タオル", "cp932", "JPY"),
        ("不锈钢保温杯 大容量", "gb18030", ""),
        ("不鏽鋼保溫杯 大容量", "big5", ""),
        ("東京ばな奈", "utf-8", ""),
        ("Wäsche 水筒", "utf-16", ""),
        ("Wäsche 水筒", "utf-16-le", ""),
        ("Wäsche 水筒", "utf-16-be", ""),
        ("Wäsche 水筒", "utf-8-sig", ""),
        ("Wäsche 水筒", "utf-32", ""),
    ],
)
def test_a_title_is_read_whole_in_the_encodings_reports_arrive_in(title: str, encoding: str, money: str) -> None:
    text = f"{HEADER}\tCurrency code\n303-1\t{title}\t2025-07-10\t{money}\n"
    content = text.encode(encoding)
    assert looks_like_report(content)
    assert _titles(read_report("r.txt", content)) == [title]


def test_a_stray_byte_harms_only_its_own_cell() -> None:
    content = f"{HEADER}\n303-1\tgrün ä ".encode() + b"\xff" + "\t2025-07-10\n303-2\tgrün\t2025-07-10\n".encode()
    reading = read_report("r.txt", content)
    assert _titles(reading) == ["grün ä \ufffd", "grün"]
    assert _codes(reading) == [("REP004", 2)]
    assert reading.findings[0].place.column == "Item Name"


def test_zero_bytes_are_left_out_and_noted() -> None:
    reading = read_report("r.txt", f"{HEADER}\n303-1\ta\x00b\t2025-07-10\n".encode())
    assert _titles(reading) == ["ab"]
    assert _codes(reading) == [("REP004", 2)]


def test_an_encoding_with_no_text_beyond_ascii_is_no_guess() -> None:
    assert decode(b"Order ID\tItem\n").guessed is False


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_system_ends_them(end: str) -> None:
    rows = [HEADER, "303-1\ta\t2025-07-10", "", "303-2\tb\t2025-07-11", ""]
    reading = read_report("r.txt", end.join(rows).encode())
    assert [record.place.row for record in reading.records] == [2, 4]
    assert reading.findings == ()


def test_line_separators_of_other_scripts_stay_inside_their_cell() -> None:
    title = "a\u2028b\u0085c\x0bd"
    assert _titles(read_report("r.txt", f"{HEADER}\n303-1\t{title}\t2025-07-10\n".encode())) == [title]


def test_a_tab_separated_quotation_mark_is_a_quotation_mark() -> None:
    reading = read_report("r.txt", f'{HEADER}\n303-1\t"open\t2025-07-10\n303-2\tSet "Pro" \t2025-07-10\n'.encode())
    assert _titles(reading) == ['"open', 'Set "Pro" ']
    assert reading.findings == ()


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
def test_quoted_cells_hold_delimiters_marks_and_line_ends(delimiter: str) -> None:
    rows = ["Order ID", "Item Name", "Return request date"], ["303-1", '"a ""b""\r\nline 2{} x"', "2025-07-10"]
    text = "\r\n".join(delimiter.join(row) for row in rows).format(delimiter) + "\r\n303-2"
    reading = read_report("r.csv", (text + delimiter + "c" + delimiter + "2025-07-10\r\n").encode())
    assert _titles(reading) == [f'a "b"\nline 2{delimiter} x', "c"]
    assert [record.place.row for record in reading.records] == [2, 4]
    assert reading.findings == ()


def test_a_quotation_mark_that_never_closes_takes_no_neighbour_with_it() -> None:
    rows = ["Order ID,Item Name,Return request date", '303-1,"open,2025-07-10', '303-2,"b, c",2025-07-10', "303-3,d,"]
    reading = read_report("r.csv", "\n".join(rows).encode())
    assert _titles(reading) == ['"open', "b, c", "d"]
    assert _codes(reading) == [("REP019", 2)]


def test_short_and_long_rows_are_kept_and_noted() -> None:
    rows = [HEADER, "303-1\ta", "303-2\tb\t2025-07-10\tmore", "303-3\tc\t2025-07-10\t\t"]
    reading = read_report("r.txt", "\n".join(rows).encode())
    assert _titles(reading) == ["a", "b", "c"]
    assert _codes(reading) == [("REP005", 2), ("REP006", 3)]


def test_a_title_above_the_header_and_a_header_in_the_middle_are_passed_over() -> None:
    rows = ["Returns of July", "", HEADER, "303-1\ta\t2025-07-10", HEADER, "303-2\tb\t2025-07-11"]
    reading = read_report("r.txt", "\n".join(rows).encode())
    assert _titles(reading) == ["a", "b"]
    assert _codes(reading) == [("REP018", 5)]


def test_a_footer_is_no_record() -> None:
    reading = read_report("r.txt", f"{HEADER}\n303-1\ta\t2025-07-10\nTotal:\t\t\n".encode())
    assert _titles(reading) == ["a"]
    assert _codes(reading) == [("REP007", 3)]
    assert reading.findings[0].severity is Severity.ERROR


def test_a_cell_of_a_million_letters_is_a_cell() -> None:
    title = "ü" * 1_000_000
    for delimiter in ("\t", ","):
        text = f"{HEADER}\n303-1\t{title}\t2025-07-10\n".replace("\t", delimiter)
        assert _titles(read_report("r.txt", text.encode("cp1252"))) == [title]


def test_column_names_may_change_case_blanks_dashes_and_place() -> None:
    text = "return_request_date;ITEM NAME;extra;order-id\n2025-07-10;a;zzz;303-1\n"
    (record,) = read_report("r.csv", text.encode()).records
    assert isinstance(record, Return)
    assert (record.order_id, record.title, str(record.requested_on)) == ("303-1", "a", "2025-07-10")


def test_a_missing_required_column_is_named() -> None:
    reading = read_report("r.txt", b"Item Name\tReturn request date\tReturn request status\nx\t2025-07-10\tApproved\n")
    assert reading.records == ()
    assert _codes(reading) == [("REP001", 1)]
    assert "order-id" in reading.findings[0].words.zh


def test_repeated_findings_are_shown_twenty_times_and_then_counted() -> None:
    rows = [HEADER, *(f"303-{number}\ta\tsoon" for number in range(100))]
    reading = read_report("r.txt", "\n".join(rows).encode())
    assert len(reading.records) == 100
    assert [finding.code for finding in reading.findings] == ["REP010"] * 20 + ["REP099"]
    assert "80" in reading.findings[-1].words.en


@pytest.mark.parametrize("delimiter", ["\t", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_row_numbers_stay_true_through_a_long_report(delimiter: str, end: str) -> None:
    rows = [HEADER, *(f"303-{number}\tKorb {number}\t2025-07-10" for number in range(2, 9_000))]
    rows[5_000] = "303-short\tonly this"
    rows[7_000] = ""
    reading = read_report("r.txt", end.join(rows).replace("\t", delimiter).encode())
    assert len(reading.records) == 8_997
    assert all(
        record.order_id == f"303-{record.place.row}"
        for record in reading.records
        if isinstance(record, Return) and record.place.row != 5_001
    )
    assert [(finding.code, finding.place.row) for finding in reading.findings if finding.code != "REP007"] == [
        ("REP005", 5_001)
    ]


def test_the_last_row_of_a_long_report_may_settle_the_first() -> None:
    header = "Order ID\tReturn request date\tRefunded Amount\tCurrency code\tItem Name"
    rows = [f"303-{number}\t03/04/2025\t1.199\tEUR\t{'x' * 200}" for number in range(3_000)]
    reading = read_report("r.txt", "\n".join([header, *rows, "303-9\t13/04/2025\t5,00\tEUR\tx"]).encode())
    first = reading.records[0]
    assert isinstance(first, Return)
    assert (str(first.requested_on), str(first.refunded)) == ("2025-04-03", "1,199.00 EUR")
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        *((word, "cp1252") for word in ("für", "é", "5 m²", "Ø 20 cm", "20 °C", "Weiß", "Lego® City™", "æøå", "CAFÉ")),
        *((word, "cp932") for word in ("色", "黒 L", "カバー", "～", "【送料無料】", "髙島屋", "靴 24.5cm", "100％")),
        *((word, "gb18030") for word in ("红色", "男士 手表", "电饭煲 5L")),
    ],
)
def test_even_one_short_word_shows_its_encoding(title: str, encoding: str) -> None:
    reading = read_report("r.txt", f"{HEADER}\n303-1\t{title}\t2025-07-10\n".encode(encoding))
    assert _titles(reading) == [title]
