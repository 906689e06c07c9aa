"""Archives and mailboxes on the desk: read beside the pages a few mails at a time, stopped and taken up again."""

import gzip
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from casewright_web.models import CaseRow, LakeImport, LakeImportState, SourceFile, StoredFinding, StoredRecord
from casewright_web.services.arrivals import DeskSink
from casewright_web.services.imports import source_import
from casewright_web.services.lake_imports import lake_import_cancel, lake_import_next, lake_import_queue
from casewright_web.services.originals import original_path

pytestmark = pytest.mark.django_db
Mail = Callable[..., bytes]
COUNT = 40
LIST = "order-id,case-type,opened-at,marketplace\n" + "".join(
    f"302-5550777-{at:07},A-to-z claim,2026-01-05,Amazon.de\n" for at in range(15)
)


@pytest.fixture(autouse=True)
def short_files_wait(settings: Settings) -> None:
    settings.CASEWRIGHT_QUEUE_FROM_BYTES = 300


@pytest.fixture
def mails(buyer_mail: Mail) -> list[bytes]:
    return [
        buyer_mail("Where is my parcel?", order=f"302-5550301-{at:07}", number=at, alias=f"buyer{at}+abc")
        for at in range(COUNT)
    ]


def as_mbox(mails: list[bytes]) -> bytes:
    return b"".join(b"From x Sat Nov 21 10:00:00 2026\n" + mail.replace(b"\r\n", b"\n") + b"\n" for mail in mails)


def as_zip(files: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def as_maildir(mails: list[bytes]) -> bytes:
    return as_zip({f"Maildir/cur/17000000{at:02}.M1P1.host:2,S": mail for at, mail in enumerate(mails)})


def as_takeout(mails: list[bytes]) -> bytes:
    return as_zip({"Takeout/Mail/All mail.mbox": as_mbox(mails), "Takeout/note.html": b"<html>Takeout</html>"})


def as_gzip(mails: list[bytes]) -> bytes:
    return gzip.compress(as_mbox(mails), mtime=0)


Made = Callable[[list[bytes]], bytes]
ALL = [as_mbox, as_maildir, as_takeout, as_gzip]


def queue(content: bytes, at: datetime, name: str = "mails") -> LakeImport:
    return lake_import_queue(file=BytesIO(content), name=name, size_bytes=len(content), actor="mei", at=at)


def read_next(clock: Callable[[], datetime]) -> LakeImport:
    row = lake_import_next(clock=clock)
    assert row is not None
    return row


def ticking(now: datetime) -> Callable[[], datetime]:
    seconds = iter(range(0, 10_000, 2))
    return lambda: now + timedelta(seconds=next(seconds))


def everything() -> tuple[int, ...]:
    return tuple(kind.objects.count() for kind in (CaseRow, StoredRecord, SourceFile, StoredFinding))


@pytest.mark.parametrize("made", ALL)
def test_each_mail_of_a_mailbox_opens_its_case_once_however_often_it_comes(
    made: Made, mails: list[bytes], mei: Client, now: datetime
) -> None:
    answer = mei.post("/imports/", {"files": SimpleUploadedFile("mails", made(mails))})
    assert "read beside the pages" in answer.content.decode()
    assert not CaseRow.objects.exists()
    done = read_next(lambda: now)
    assert (done.state, done.opened, CaseRow.objects.count()) == (LakeImportState.DONE, COUNT, COUNT)
    assert done.done_bytes <= done.total_bytes
    outer = SourceFile.objects.get(outer=None)
    assert original_path(outer.digest).read_bytes() == made(mails)
    assert f"{done.records} records" in mei.get("/sources/").content.decode()
    before = everything()
    queue(made(mails), now)
    again = read_next(lambda: now)
    assert (again.state, again.opened, again.updated) == (LakeImportState.KNOWN, 0, 0)
    assert everything() == before


@pytest.mark.parametrize("made", ALL)
def test_what_comes_in_by_and_by_equals_what_comes_in_at_once(made: Made, mails: list[bytes], now: datetime) -> None:
    def inside() -> list[tuple[str, str]]:
        return sorted(SourceFile.objects.exclude(outer=None).values_list("name", "digest"))

    def by_and_by() -> None:
        queue(made(mails), now)
        read_next(lambda: now)

    def at_once() -> None:
        source_import(name="mails", content=made(mails), actor="mei", at=now)

    found = []
    for run in (at_once, by_and_by):
        with transaction.atomic():
            run()
            found.append((everything(), inside()))
            transaction.set_rollback(True)
    assert found[0] == found[1]


@pytest.mark.parametrize("made", ALL)
def test_a_mailbox_is_stopped_between_mails_and_the_same_file_brings_the_rest(
    mei: Client, made: Made, mails: list[bytes], now: datetime
) -> None:
    row, clock = queue(made(mails), now), ticking(now)

    def stopping() -> datetime:
        if CaseRow.objects.count() >= COUNT // 2:
            lake_import_cancel(pk=row.pk)
        return clock()

    stopped = read_next(stopping)
    assert stopped.state == LakeImportState.CANCELLED
    assert 0 < stopped.opened < COUNT
    assert f"{stopped.opened} cases were opened before it stopped" in mei.get("/imports/waiting/").content.decode()
    queue(made(mails), now)
    assert read_next(lambda: now).opened == COUNT - stopped.opened
    assert CaseRow.objects.count() == COUNT


def test_a_reader_that_was_killed_in_the_middle_of_a_mailbox_goes_on_where_it_was(
    mails: list[bytes], now: datetime
) -> None:
    queue(as_mbox(mails), now)

    def killed() -> datetime:
        if CaseRow.objects.count() >= COUNT // 2:
            raise KeyboardInterrupt
        return now

    with pytest.raises(KeyboardInterrupt):
        lake_import_next(clock=killed)
    assert LakeImport.objects.get().state == LakeImportState.READING
    assert read_next(lambda: now).opened == COUNT // 2
    assert CaseRow.objects.count() == COUNT


def test_the_page_shows_how_far_a_mailbox_is(mei: Client, mails: list[bytes], now: datetime) -> None:
    queue(as_mbox(mails), now)
    clock = ticking(now)
    seen: list[str] = []

    def looking() -> datetime:
        seen.append(mei.get("/imports/waiting/").content.decode())
        return clock()

    read_next(looking)
    assert any("per second" in page and "left" in page and "<progress" in page for page in seen)


def test_lists_in_an_archive_open_their_cases_and_large_reports_in_it_wait_for_the_lake(
    settings: Settings, now: datetime
) -> None:
    pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")
    settings.CASEWRIGHT_LAKE_FROM_BYTES = 1500
    report = "Order ID\tReturn request date\tReturn request status\n" + "".join(
        f"302-5550888-{at:07}\t2026-01-05\tPending\n" for at in range(60)
    )
    queue(as_zip({"list.csv": LIST.encode(), "returns.txt": report.encode()}), now)
    assert read_next(lambda: now).opened == 15
    waiting = LakeImport.objects.get(state=LakeImportState.WAITING)
    assert waiting.name == "mails!/returns.txt"
    assert read_next(lambda: now).opened == 60
    queue(as_zip({"list.csv": LIST.encode()}), now)
    assert read_next(lambda: now).opened == 0


def test_what_is_wrong_with_an_archive_is_said_once_and_its_good_files_come_in(
    mei: Client, mails: list[bytes], settings: Settings, now: datetime
) -> None:
    settings.CASEWRIGHT_FILE_LIMIT_BYTES = 50_000
    broken = as_zip({"note.txt": b"hello " * 300})[:-40]
    content = as_zip({"1.eml": mails[0], "inner.zip": broken, "film.mp4": bytes(range(256)) * 400})
    for _ in range(2):
        queue(content, now)
        done = read_next(lambda: now)
        assert (CaseRow.objects.count(), done.problem) == (1, None)
    assert sorted(StoredFinding.objects.values_list("code", flat=True)) == ["SRC003", "SRC004"]
    mei.cookies["django_language"] = "zh-hans"
    assert "film.mp4 无法解压" in mei.get("/sources/").content.decode()


def test_a_zip_bomb_says_so_where_its_progress_stands(mei: Client, now: datetime) -> None:
    mei.post("/imports/", {"files": SimpleUploadedFile("bomb.zip", as_zip({"bomb": bytes(40_000_000)}))})
    done = read_next(lambda: now)
    assert done.problem is not None
    assert "would unpack to more than is safe" in done.problem["en"]
    assert "would unpack to more than is safe" in mei.get("/imports/waiting/").content.decode()


def test_a_mailbox_may_be_larger_than_a_file_that_is_read_whole(
    mei: Client, mails: list[bytes], settings: Settings, now: datetime
) -> None:
    settings.CASEWRIGHT_FILE_LIMIT_BYTES = 10_000
    mei.post("/imports/", {"files": SimpleUploadedFile("all.mbox", as_mbox(mails))})
    assert read_next(lambda: now).opened == COUNT
    workbook = as_zip({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": bytes(range(256)) * 100})
    mei.post("/imports/", {"files": SimpleUploadedFile("book.xlsx", workbook + bytes(20_000))})
    refused = read_next(lambda: now)
    assert (refused.state, refused.problem is None) == (LakeImportState.FAILED, False)


def test_a_mail_of_some_megabytes_does_not_hold_up_the_page(
    mei: Client, buyer_mail: Mail, settings: Settings, now: datetime
) -> None:
    settings.CASEWRIGHT_LARGE_FROM_BYTES = 5000
    mei.post("/imports/", {"files": SimpleUploadedFile("one.eml", buyer_mail("It is broken. " * 500))})
    assert not CaseRow.objects.exists()
    assert read_next(lambda: now).opened == 1


def test_mails_that_share_an_id_and_differ_are_remarked_although_they_came_apart(
    mails: list[bytes], buyer_mail: Mail, now: datetime
) -> None:
    twin = buyer_mail("I want to cancel.", order="302-5550301-0000777", number=3)
    queue(as_mbox([*mails, twin]), now)
    read_next(lambda: now)
    assert StoredFinding.objects.filter(code="MAIL026").count() == 1


def test_a_mailbox_in_a_watched_folder_comes_in_by_short_transactions(
    mails: list[bytes], django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    sink = DeskSink()
    with django_assert_max_num_queries(40 * COUNT):
        assert sink.keep("all.mbox", as_mbox(mails))
    assert CaseRow.objects.count() == COUNT
    assert not sink.keep("all.mbox", as_mbox(mails))
