"""A table that no reader knows is told as one, whatever stands above its header; joined reports lose nothing."""

import pytest

from casewright.domain.review import Review
from casewright.intake import read_source


def _told(text: str, encoding: str = "utf-8") -> set[str]:
    return {finding.code for finding in read_source("table.csv", text.encode(encoding)).findings}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "Carrier portal;;;\nMarch;;;\n\nParcel;Ref;Event;COD\n1;A;Delivered;\n2;B;Lost;4,90\n3;C;Back;\n",
            "cp1252",
        ),
        ("Parcel\tRef\tSigned by\n1\tA\t\n2\tB\tHENSLEY\n", "utf-16"),
        ("对账单 3月\n\n序号,运单,签收人,保价\n1,SF1,本人,\n2,SF2,,500\n合计,,,500\n", "gb18030"),
        ("Order;Note\n302-6629914-1180747;open\n303-4418276-9920341;done\n", "utf-8"),
    ],
)
def test_an_unknown_table_is_told_below_titles_and_with_empty_last_cells(text: str, encoding: str) -> None:
    assert "REP020" in _told(text, encoding)


def test_decimal_commas_and_commas_in_names_do_not_make_a_row_the_header() -> None:
    text = (
        "Liste;;;\nNummer;Empfänger;Status;Betrag\n1;Köhler, Jürgen;zugestellt;4,90\n2;Özdemir, Selin;zurück;12,50\n"
        "3;Berg, Anna;zugestellt;7,10\n4;Weiß, Ole;zugestellt;3,20\n"
    )
    told = [one for one in read_source("table.csv", text.encode()).findings if one.code == "REP020"]
    assert [("Nummer" in one.words.en, "Jürgen" in one.words.en) for one in told] == [(True, False)]


def test_rows_without_a_header_are_told_by_numbers() -> None:
    text = "155012;202-4490018-7753310;Anna Berg;DELIVERED\n155013;202-4490018-7753328;Ole Weiß;LOST\n"
    told = [one for one in read_source("table.csv", text.encode()).findings if one.code == "REP020"]
    assert [("1, 2, 3, 4" in one.words.en, "Anna" in one.words.en) for one in told] == [(True, False)]


@pytest.mark.parametrize(
    "text",
    [
        "Dear shop,\nthe lamp, which I ordered, is broken, sadly.\nPlease help, thanks,\nAnna\n",
        "Notes\n- call the carrier; ask for the form\n- 303-4418276-9920341 is refunded\n",
    ],
)
def test_a_text_is_no_table(text: str) -> None:
    assert "REP020" not in _told(text)


def test_of_two_reports_in_one_file_the_first_is_read_and_the_rows_of_the_second_are_remarked_on() -> None:
    text = (
        "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n"
        "3/17/26\t2\tlate\t\t114-0017722-8830915\ta@marketplace.amazon.com\n"
        "return-date\torder-id\tsku\tasin\tfnsku\tproduct-name\tquantity\tfulfillment-center-id\tdetailed-disposition\t"
        "reason\tstatus\n"
        "2026-03-05T08:14:11-08:00\t111-7720183-0099127\tLN-2\tB0B7KX2Q9M\tX00LN2\tLantern\t1\tPHX7\tSELLABLE\tX\tY\n"
    )
    reading = read_source("joined.txt", text.encode())
    assert [type(record) for record in reading.records] == [Review]
    assert {finding.place.row for finding in reading.findings} >= {3, 4}
