"""A team's own list on the desk: its cases open beside the pages, can be stopped between cases, and go on later."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from pytest_django import Settings

from casewright_web.models import CaseRow, LakeImport, LakeImportState, SourceFile, StoredFinding, StoredRecord
from casewright_web.services.forgotten_sources import sources_forget
from casewright_web.services.lake_imports import lake_import_cancel, lake_import_next, lake_import_queue
from casewright_web.services.originals import original_forget, original_path

pytestmark = pytest.mark.django_db
HEADER = ("order-id", "case-type", "opened-at", "marketplace", "status", "buyer")
COUNT = 40


@pytest.fixture(autouse=True)
def short_lists_wait(settings: Settings) -> None:
    settings.CASEWRIGHT_QUEUE_FROM_BYTES = 1000


def cells(count: int = COUNT) -> list[tuple[str, ...]]:
    kinds = ("A-to-z claim", "return")
    return [
        (
            f"302-5550301-{at:07}",
            kinds[at % 2],
            "2026-01-05",
            "Amazon.de",
            "closed" if at % 4 == 0 else "odd",
            f"M. {at}",
        )
        for at in range(count)
    ]


def as_csv() -> bytes:
    return "\n".join(",".join(row) for row in [HEADER, *cells()]).encode()


def as_utf16() -> bytes:
    return as_csv().decode().encode("utf-16")


@cache
def as_xlsx() -> bytes:
    book, stream = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Our open matters, January to March"])
    sheet.merge_cells("A1:F1")
    for row in [HEADER, *cells()]:
        sheet.append(row)
    book.create_sheet("Notes").append(["nothing here"])
    book.save(stream)
    return stream.getvalue()


def queue(content: bytes, at: datetime) -> LakeImport:
    return lake_import_queue(file=BytesIO(content), name="cases", size_bytes=len(content), actor="mei", at=at)


def read_next(clock: Callable[[], datetime]) -> LakeImport:
    row = lake_import_next(clock=clock)
    assert row is not None
    return row


def ticking(now: datetime) -> Callable[[], datetime]:
    """Return a clock on which two seconds go by between looks."""
    seconds = iter(range(0, 10_000, 2))
    return lambda: now + timedelta(seconds=next(seconds))


def everything() -> tuple[int, int, int]:
    return CaseRow.objects.count(), StoredRecord.objects.count(), SourceFile.objects.count()


def test_a_list_of_some_size_does_not_hold_up_the_page(mei: Client, now: datetime) -> None:
    answer = mei.post("/imports/", {"files": SimpleUploadedFile("cases.xlsx", as_xlsx())})
    assert "beside the pages" in answer.content.decode()
    assert not CaseRow.objects.exists()
    done = read_next(lambda: now)
    assert (done.state, done.opened, CaseRow.objects.count()) == (LakeImportState.DONE, COUNT, COUNT)


@pytest.mark.parametrize("made", [as_csv, as_utf16, as_xlsx])
def test_each_row_opens_its_case_once_however_often_the_list_comes(made: Callable[[], bytes], now: datetime) -> None:
    queue(made(), now)
    assert read_next(lambda: now).opened == COUNT
    assert CaseRow.objects.filter(status="closed").count() == COUNT // 4
    assert StoredRecord.objects.filter(kind="report_row").count() == COUNT
    assert StoredFinding.objects.filter(code="TAB005").count() == 20
    before = everything()
    queue(made(), now)
    again = read_next(lambda: now)
    assert (again.state, again.opened, again.updated) == (LakeImportState.KNOWN, 0, 0)
    assert everything() == before


@pytest.mark.parametrize("made", [as_csv, as_xlsx])
def test_a_list_is_stopped_between_cases_and_the_same_file_opens_the_rest(
    mei: Client, made: Callable[[], bytes], now: datetime
) -> None:
    row, clock = queue(made(), now), ticking(now)

    def stopping() -> datetime:
        if CaseRow.objects.count() == COUNT // 2:
            lake_import_cancel(pk=row.pk)
        return clock()

    stopped = read_next(stopping)
    assert (stopped.state, stopped.opened, CaseRow.objects.count()) == (LakeImportState.CANCELLED, 20, 20)
    assert "20 cases were opened before it stopped" in mei.get("/imports/waiting/").content.decode()
    queue(made(), now)
    assert read_next(lambda: now).opened == 20
    stands = everything()
    assert stands[0] == COUNT
    queue(made(), now)
    read_next(lambda: now)
    assert everything() == stands


def test_a_list_that_was_stopped_and_forgotten_still_opens_the_rest_and_brings_no_bytes_back(now: datetime) -> None:
    row, clock = queue(as_xlsx(), now), ticking(now)

    def stopping() -> datetime:
        if CaseRow.objects.count() == COUNT // 2:
            lake_import_cancel(pk=row.pk)
        return clock()

    assert read_next(stopping).state == LakeImportState.CANCELLED
    for source in SourceFile.objects.all():
        original_forget(source.digest)
    gone = list(SourceFile.objects.values_list("digest", flat=True))
    SourceFile.objects.update(forgotten_at=now)
    queue(as_xlsx(), now)
    assert (read_next(lambda: now).opened, CaseRow.objects.count()) == (COUNT // 2, COUNT)
    assert not any(original_path(digest).exists() for digest in gone)


@pytest.mark.parametrize("made", [as_csv, as_xlsx])
def test_the_bytes_of_a_list_are_forgotten_with_the_first_of_its_cases(
    made: Callable[[], bytes], now: datetime
) -> None:
    queue(made(), now)
    read_next(lambda: now)
    inner = SourceFile.objects.filter(name__endswith=".json").earliest("pk")
    outer = SourceFile.objects.get(outer=None)
    assert original_path(outer.digest).exists()
    sources_forget(sources=[inner.pk], names={}, at=now)
    outer.refresh_from_db()
    assert outer.forgotten_at == now
    assert not original_path(outer.digest).exists()


def test_a_reader_that_was_killed_in_the_middle_goes_on_where_it_was(now: datetime) -> None:
    queue(as_csv(), now)

    def killed() -> datetime:
        if CaseRow.objects.count() >= COUNT // 2:
            raise KeyboardInterrupt
        return now

    with pytest.raises(KeyboardInterrupt):
        lake_import_next(clock=killed)
    assert LakeImport.objects.get().state == LakeImportState.READING
    assert read_next(lambda: now).opened == COUNT // 2
    assert CaseRow.objects.count() == COUNT
    assert StoredRecord.objects.filter(kind="report_row").count() == COUNT


def test_the_page_shows_how_many_cases_are_open_already(mei: Client, now: datetime) -> None:
    row = queue(as_csv(), now)
    LakeImport.objects.filter(pk=row.pk).update(
        state=LakeImportState.READING, started_at=now - timedelta(seconds=10), told_at=now, done_bytes=10,
        total_bytes=40, records=10, opened=9,
    )  # fmt: skip
    page = mei.get("/imports/waiting/").content.decode()
    assert "9 cases opened" in page
    assert 'value="0.250"' in page
    assert "about 30 seconds left" in page


def test_a_spreadsheet_of_which_nothing_can_be_read_says_so_where_its_progress_stands(now: datetime) -> None:
    book, stream = Workbook(), BytesIO()
    book.worksheets[0].append(["colour", "weight", "shelf", "seen on"])
    book.worksheets[0].append(["blue", "3 kg", "A 4", "2026-01-05"])
    book.save(stream)
    queue(stream.getvalue(), now)
    done = read_next(lambda: now)
    assert done.state == LakeImportState.DONE
    assert done.problem is not None
    assert SourceFile.objects.filter(outer=None).count() == 1


def test_a_case_of_a_list_costs_few_statements(
    now: datetime, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    queue(as_csv(), now)
    with django_assert_max_num_queries(9 * COUNT):
        assert read_next(lambda: now).opened == COUNT
