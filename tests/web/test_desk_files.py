"""The page of imported files: what came inside a file counts and is shown with it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

pytestmark = pytest.mark.django_db

SCANS = [
    ["order-id", "event-time", "event"],
    ["302-5550301-0000301", "2026-11-05T12:10:00Z", "Delivered"],
    ["302-5550301-0000302", "2026-11-05T12:10:00Z", "Delivered"],
    ["", "2026-11-05T12:10:00Z", "Delivered"],
]


def _workbook(rows: list[list[str]]) -> bytes:
    book, target = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(target)
    return target.getvalue()


def _files(mei: Client, name: str, content: bytes) -> str:
    mei.post("/imports/", {"files": SimpleUploadedFile(name, content)})
    return mei.get("/sources/").content.decode()


def test_a_row_that_was_lost_on_a_sheet_is_told_with_the_workbook(mei: Client) -> None:
    page = _files(mei, "scans.xlsx", _workbook(SCANS))
    assert "REP007" in page
    assert "read without remarks" not in page
    assert "3 records" in page  # two scans, and the workbook itself
    assert "Inside: Sheet.tsv (2)" in page
    mei.cookies["django_language"] = "zh-hans"
    assert "内含： Sheet.tsv (2)" in mei.get("/sources/").content.decode()


def test_the_rows_of_a_list_are_counted_and_not_listed_as_files(mei: Client) -> None:
    rows = [["订单号", "案件类型", "状态"], *[[f"302-5550301-00003{at:02}", "退货申请", "阿梅"] for at in range(1, 41)]]
    page = _files(mei, "cases.xlsx", _workbook(rows))
    assert "Inside: Sheet.tsv (40)" in page
    assert "2.json" not in page.split("Inside")[1].split("</p>")[0]
    assert page.count("TAB005") == 20
    assert "21 remarks in all" in page


def test_a_file_without_remarks_says_so(mei: Client) -> None:
    assert "read without remarks" in _files(mei, "scans.xlsx", _workbook(SCANS[:3]))
