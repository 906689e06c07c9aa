"""A table that was cut off in its last row is told; one whose program writes no last line end is not."""

import pytest

from casewright.intake.reports.reader import read_report

LAYOUT = "Order ID,Order date,Return request date,Refunded Amount,Currency code"


def found(text: str) -> list[str]:
    return [finding.code for finding in read_report("returns.csv", text.encode()).findings]


def table(last: str, line_end: str = "\n") -> str:
    rows = [f"302-5550301-00003{at:02},2026-11-1{at},2026-11-1{at},{at}9.90,EUR" for at in range(8)]
    return line_end.join([LAYOUT, *rows, last])


WHOLE = "302-5550301-0000309,2026-11-19,2026-11-19,1199.00,EUR"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("cut", range(1, 28))
def test_a_report_cut_anywhere_in_its_last_values_is_told(cut: int, line_end: str) -> None:
    assert "REP028" in found(table(WHOLE[:-cut], line_end))


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_whole_report_is_not_taken_for_cut_with_or_without_its_last_line_end(end: str) -> None:
    assert found(table(WHOLE, "\r\n" if end == "\r\n" else "\n") + end) == []


def test_a_short_last_row_that_ends_with_a_line_end_was_written_so() -> None:
    assert found(table("302-5550301-0000309,2026-11-19,2026-11-19,1199.00") + "\n") == ["REP005", "REP014"]


def test_free_text_at_the_end_is_never_taken_for_cut() -> None:
    rows = [f"302-5550301-00003{at:02},2026-11-1{at},{at}9.90,EUR,{'word ' * at}{at}!" for at in range(8)]
    header = "Order ID,Return request date,Refunded Amount,Currency code,Item Name"
    assert found("\n".join([header, *rows, "302-5550301-0000309,2026-11-19,9.90,EUR,Kan"])) == []


def test_an_open_quotation_mark_at_the_end_is_told() -> None:
    rows = [f'302-5550301-00003{at:02},2026-11-1{at},{at}9.90,EUR,"Kanne, {at}"' for at in range(8)]
    header = "Order ID,Return request date,Refunded Amount,Currency code,Item Name"
    assert "REP028" in found("\n".join([header, *rows, '302-5550301-0000309,2026-11-19,9.90,EUR,"Kanne, ']))
