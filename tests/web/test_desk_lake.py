"""Large reports in the desk: taken at once, read beside the pages, and only what a case needs comes in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")

from casewright.lake.checking import verify
from casewright_web.models import CaseRow, LakeImport, LakeImportState, SourceFile, StoredRecord
from casewright_web.services.imports import ImportResult
from casewright_web.services.lake_imports import (
    lake_compact,
    lake_forget,
    lake_import_cancel,
    lake_import_next,
    lake_import_queue,
)
from casewright_web.services.lake_records import desk_lake
from casewright_web.services.originals import original_path

pytestmark = pytest.mark.django_db
Mail = Callable[..., bytes]
Take = Callable[..., ImportResult]
ORDER = "302-5550301-0000301"


@pytest.fixture(autouse=True)
def small_reports_are_large(settings: Settings) -> None:
    settings.CASEWRIGHT_QUEUE_FROM_BYTES = settings.CASEWRIGHT_LAKE_FROM_BYTES = 1000


def orders(count: int = 300) -> bytes:
    header = (
        "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\tsales-channel\t"
        "sku\tquantity\tcurrency\titem-price\tship-city\n"
    )
    lines = (
        f"302-5550301-{at:07}\t2026-01-05T10:00:00+00:00\t2026-01-05T10:30:00+00:00\tUnshipped\tMerchant\tAmazon.de\t"
        f"LAMP-1\t1\tEUR\t59.90\tKöln\n"
        for at in range(count)
    )
    return (header + "".join(lines)).encode()


def returns(count: int = 60) -> bytes:
    header = (
        "Order ID\tOrder date\tReturn request date\tReturn request status\tA-to-Z Claim\tOrder Amount\tCurrency code\n"
    )
    lines = (
        f"302-5550301-{at:07}\t2026-01-05\t2026-01-20\t{'Pending' if at % 20 == 0 else 'Completed'}\tN\t59.90\tEUR\n"
        for at in range(count)
    )
    return (header + "".join(lines)).encode()


@pytest.fixture
def queue(now: datetime) -> Callable[[bytes], LakeImport]:
    def run(content: bytes) -> LakeImport:
        return lake_import_queue(file=BytesIO(content), name="orders.txt", size_bytes=len(content), actor="mei", at=now)

    return run


Queue = Callable[[bytes], LakeImport]


def tracker(count: int = 120) -> bytes:
    lines = (
        f"302-5550301-{at:07},A-to-z claim,2026-01-05,Amazon.de,{'closed' if at % 3 == 0 else 'odd'},Ms. {at}\n"
        for at in range(count)
    )
    return ("order-id,case-type,opened-at,marketplace,status,buyer\n" + "".join(lines)).encode()


def read_next(now: datetime) -> LakeImport:
    row = lake_import_next(clock=lambda: now)
    assert row is not None
    return row


def test_a_large_report_is_taken_at_once_and_its_rows_stay_out_of_the_database(
    mei: Client, now: datetime, buyer_mail: Mail, take: Take
) -> None:
    take(buyer_mail("Please send it to my new address."))
    answer = mei.post("/imports/", {"files": SimpleUploadedFile("orders.txt", orders(400))})
    assert "read beside the pages" in answer.content.decode()
    assert LakeImport.objects.get().state == LakeImportState.WAITING
    done = read_next(now)
    assert (done.state, done.records, done.updated) == (LakeImportState.DONE, 400, 1)
    case = CaseRow.objects.get()
    assert (case.money_minor, case.currency) == (5990, "EUR")
    assert StoredRecord.objects.filter(kind="order_line").count() == 1
    assert StoredRecord.objects.get(kind="order_line").payload["ship_city"] == "Köln"


def test_a_mail_that_comes_later_draws_its_order_out_of_the_lake(
    queue: Queue, now: datetime, buyer_mail: Mail, take: Take
) -> None:
    queue(orders(400))
    read_next(now)
    assert not StoredRecord.objects.exists()
    lake_compact()
    take(buyer_mail("Please send it to my new address.", order=ORDER))
    case = CaseRow.objects.get()
    assert case.summary["money"] == {"amount": "59.90", "currency": "EUR"}
    assert StoredRecord.objects.filter(kind="order_line").count() == 1


def test_unsettled_returns_of_a_large_report_open_their_cases(queue: Queue, now: datetime) -> None:
    queue(returns())
    done = read_next(now)
    assert done.opened == 3
    assert CaseRow.objects.count() == 3


def test_the_same_report_twice_is_known_and_changes_nothing(queue: Queue, now: datetime) -> None:
    queue(returns())
    read_next(now)
    queue(returns())
    again = read_next(now)
    assert (again.state, again.opened, again.updated) == (LakeImportState.KNOWN, 0, 0)
    assert SourceFile.objects.count() == 1


def test_an_import_that_a_killed_process_left_is_begun_anew(queue: Queue, now: datetime) -> None:
    row = queue(returns())
    LakeImport.objects.filter(pk=row.pk).update(state=LakeImportState.READING, done_bytes=77)
    assert read_next(now).opened == 3


def test_a_cancelled_import_leaves_nothing(queue: Queue, now: datetime, desk_folder: Path) -> None:
    row = queue(orders())
    lake_import_cancel(pk=row.pk)
    assert read_next(now).state == LakeImportState.CANCELLED
    assert not SourceFile.objects.exists()
    assert not list((desk_folder / "waiting").iterdir())


def test_the_original_of_a_large_report_can_be_downloaded(mei: Client, queue: Queue, now: datetime) -> None:
    queue(orders())
    done = read_next(now)
    assert original_path(done.digest).read_bytes() == orders()
    answer = mei.get(f"/files/{done.digest}/")
    assert b"".join(answer.streaming_content) == orders()  # type: ignore[attr-defined]
    assert "300 records" in mei.get("/sources/").content.decode()


def test_the_page_shows_progress_rate_time_left_and_a_way_to_stop(mei: Client, queue: Queue, now: datetime) -> None:
    row = queue(orders())
    LakeImport.objects.filter(pk=row.pk).update(
        state=LakeImportState.READING,
        started_at=now - timedelta(seconds=10),
        told_at=now,
        done_bytes=50,
        total_bytes=100,
        records=12_000,
    )
    page = mei.get("/imports/waiting/").content.decode()
    assert 'value="0.500"' in page
    assert "1,200 per second" in page or "1200 per second" in page
    assert "about 10 seconds left" in page
    assert "every 1s" in page
    page = mei.post(f"/imports/waiting/{row.pk}/cancel/", headers={"HX-Request": "true"}).content.decode()
    assert "It stops at the next step." in page
    assert LakeImport.objects.get().cancel


def test_a_large_file_that_is_no_report_goes_the_usual_way(mei: Client) -> None:
    mei.post("/imports/", {"files": SimpleUploadedFile("note.txt", b"hello " * 1000)})
    assert not LakeImport.objects.exists()
    assert SourceFile.objects.count() == 1


def test_originals_go_when_the_time_for_personal_data_is_over_and_the_page_says_so(
    mei: Client, now: datetime, queue: Queue
) -> None:
    assert lake_forget(on=now.date()) == 0
    queue(orders())
    digest = read_next(now).digest
    assert lake_forget(on=now.date()) == 0
    assert original_path(digest).is_file()
    later = (now + timedelta(days=60)).date()
    assert (lake_forget(on=later), lake_forget(on=later)) == (1, 0)
    assert not original_path(digest).exists()
    assert list(desk_lake().store.names("originals")) == []
    gone = mei.get(f"/files/{digest}/")
    assert gone.status_code == 410
    assert "may no longer be kept" in gone.content.decode()
    assert list(verify(desk_lake())) == []


def test_a_long_list_of_the_team_opens_its_cases_some_at_a_time_with_their_status(queue: Queue, now: datetime) -> None:
    queue(tracker())
    done = read_next(now)
    assert (done.state, done.opened) == (LakeImportState.DONE, 120)
    assert CaseRow.objects.filter(status="closed").count() == 40
    assert CaseRow.objects.filter(status="open").count() == 80
    outer = SourceFile.objects.get(outer=None)
    assert outer.digest == done.digest
    assert StoredRecord.objects.filter(source=outer).count() == 120
    assert outer.findings.filter(code="TAB005").count() == 20
    assert dict(StoredRecord.objects.get(source=outer, position=8).payload["values"])["buyer"] == "Ms. 6"


def test_a_list_whose_reading_was_killed_half_way_opens_the_cases_that_lack(queue: Queue, now: datetime) -> None:
    queue(tracker())

    def killed() -> datetime:
        if CaseRow.objects.count() >= 100:
            raise KeyboardInterrupt
        return now

    with pytest.raises(KeyboardInterrupt):
        lake_import_next(clock=killed)
    assert (CaseRow.objects.count(), LakeImport.objects.get().state) == (100, LakeImportState.READING)
    assert read_next(now).opened == 20
    assert CaseRow.objects.count() == 120
    assert StoredRecord.objects.filter(kind="report_row").count() == 120


def test_a_case_of_a_long_list_rests_on_what_the_lake_knows_of_its_order(queue: Queue, now: datetime) -> None:
    queue(orders(9))
    read_next(now)
    queue(tracker())
    read_next(now)
    assert CaseRow.objects.get(order_ref="302-5550301-0000004").summary["money"] == {
        "amount": "59.90",
        "currency": "EUR",
    }
