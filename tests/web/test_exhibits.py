"""Exhibits of a case: kept at once, read later, told apart by a person, shown spot by spot."""

import importlib.util
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from casewright.domain.exhibit import ExhibitKind
from casewright.evidence.readers.recordings import Transcriber
from casewright_web.models import CaseEvent, CaseRow, ExhibitRow, ExhibitState
from casewright_web.services.events import event_chain_check
from casewright_web.services.exhibit_reading import exhibit_content, exhibit_read_next
from casewright_web.services.exhibit_vault import desk_vault, exhibit_keep
from casewright_web.services.exhibits import exhibit_add
from casewright_web.services.imports import ImportResult

pytestmark = pytest.mark.django_db

Mail = Callable[..., bytes]
Take = Callable[..., ImportResult]
SLIP = (
    b"PROOF OF DELIVERY\nOrder: 302-5550301-0000301\nTracking number: 1Z999AA10123456784\n"
    b"Delivered: 2026-03-04 10:15\nSigned by: J. WEBER\nCity: Leipzig\n"
)
PROGRAM = b"MZ" + bytes(200)


def photo(colour: str = "teal", **options: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", (320, 200), colour).save(target, "JPEG", **options)
    return target.getvalue()


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Fieldphone"
    exif.get_ifd(0x8825)[1] = "N"
    return photo(exif=exif)


@pytest.fixture
def case(take: Take, buyer_mail: Mail) -> CaseRow:
    take(buyer_mail("Where is my parcel?"))
    return CaseRow.objects.get()


@pytest.fixture
def slip(case: CaseRow, now: datetime) -> ExhibitRow:
    return exhibit_add(case_id=case.pk, name="slip.txt", content=SLIP, actor="mei", at=now).row


def send(mei: Client, case: CaseRow, *files: tuple[str, bytes], script: bool = True) -> str:
    headers = {"X-Requested-With": "casewright"} if script else {}
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    response = mei.post(f"/cases/{case.pk}/exhibits/", {"files": sent}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def read_all(at: datetime) -> Iterator[ExhibitRow]:
    while (row := exhibit_read_next(at=at)) is not None:
        yield row


def test_an_uploaded_file_is_in_the_vault_before_the_answer_and_unread(mei: Client, case: CaseRow) -> None:
    assert "Kept as EX-001. It is being read." in send(mei, case, ("slip.txt", SLIP))
    row = ExhibitRow.objects.get()
    assert row.state == ExhibitState.WAITING
    assert desk_vault().open(row.vault_name).content == SLIP
    assert "being read …" in mei.get(f"/cases/{case.pk}/").content.decode()


def test_the_log_of_the_vault_names_neither_order_nor_person(mei: Client, case: CaseRow) -> None:
    send(mei, case, ("Jonas Weber.txt", SLIP))
    entries = b"".join(desk_vault().log.entries())
    assert b"302-5550301" not in entries
    assert b"Weber" not in entries
    assert b"mei" not in entries


def test_what_was_read_is_shown_with_its_kind(mei: Client, slip: ExhibitRow, now: datetime) -> None:
    [row] = read_all(now)
    assert row.state == ExhibitState.READ
    page = mei.get(f"/cases/{slip.case_id}/").content.decode()
    assert "Proof of delivery" in page
    assert "J. WEBER" in page
    assert "being read …" not in page


def test_the_same_file_twice_changes_nothing(mei: Client, case: CaseRow) -> None:
    send(mei, case, ("slip.txt", SLIP))
    events = CaseEvent.objects.count()
    assert "already has the file, as EX-001" in send(mei, case, ("copy.txt", SLIP))
    assert (ExhibitRow.objects.count(), CaseEvent.objects.count()) == (1, events)


def test_a_kill_between_vault_and_table_costs_neither_the_file_nor_its_number(case: CaseRow, now: datetime) -> None:
    orphan = exhibit_keep(case=case, content=b"half done", media_type="text/plain", at=now)
    added = exhibit_add(case_id=case.pk, name="slip.txt", content=SLIP, actor="mei", at=now)
    again = exhibit_add(case_id=case.pk, name="half.txt", content=b"half done", actor="mei", at=now)
    assert (added.row.key, again.row.key) == ("EX-001", "EX-002")
    assert again.row.vault_name == orphan
    assert exhibit_content(added.row) == SLIP


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("nothing.jpg", b"", "The file is empty."), ("huge.jpg", b"x" * 2048, "takes 0 MB at most")],
)
def test_what_cannot_be_kept_is_refused_in_words(
    mei: Client, case: CaseRow, settings: Settings, name: str, content: bytes, said: str
) -> None:
    settings.CASEWRIGHT_FILE_LIMIT_BYTES = 1024
    assert said in send(mei, case, (name, content))
    assert not ExhibitRow.objects.exists()


def test_sending_no_exhibit_says_so_and_a_plain_form_gets_a_page(mei: Client, case: CaseRow) -> None:
    assert "No file was chosen." in send(mei, case)
    page = send(mei, case, ("slip.txt", SLIP), script=False)
    assert f'href="/cases/{case.pk}/"' in page
    assert "Kept as EX-001" in page


def test_a_program_is_kept_closed_and_never_drawn(mei: Client, case: CaseRow, now: datetime) -> None:
    send(mei, case, ("photo.jpg", PROGRAM))
    [row] = read_all(now)
    assert row.state == ExhibitState.REFUSED
    page = mei.get(f"/cases/{case.pk}/").content.decode()
    assert "not evidence" in page
    assert mei.get(f"/cases/{case.pk}/exhibits/1/cut/").status_code == 404
    assert mei.get(f"/cases/{case.pk}/exhibits/1/").content == PROGRAM


def test_an_exhibit_is_handed_out_as_a_file_that_cannot_run(mei: Client, slip: ExhibitRow) -> None:
    response = mei.get(f"/cases/{slip.case_id}/exhibits/{slip.number}/")
    assert response.content == SLIP
    assert response.headers["Content-Disposition"] == 'attachment; filename="slip.txt"'
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_an_exhibit_that_the_vault_no_longer_gives_is_said_to_be_gone(mei: Client, slip: ExhibitRow) -> None:
    ExhibitRow.objects.update(vault_name="case-nothing.1")
    response = mei.get(f"/cases/{slip.case_id}/exhibits/{slip.number}/")
    assert response.status_code == 410
    assert "no longer gives out" in response.content.decode()


@pytest.mark.parametrize("query", ["", "?box=0.1,0.2,0.5,0.6", "?box=nonsense", "?box=0.9,0.9,0.1,0.1", "?page=1"])
def test_a_spot_is_fresh_pixels_without_place_or_maker(mei: Client, case: CaseRow, query: str) -> None:
    send(mei, case, ("phone.jpg", photo_with_place()))
    response = mei.get(f"/cases/{case.pk}/exhibits/1/cut/{query}")
    assert response.headers["Content-Type"] == "image/jpeg"
    with Image.open(BytesIO(response.content)) as drawn:
        assert not dict(drawn.getexif())
    assert b"Fieldphone" not in response.content


@pytest.mark.parametrize("query", ["?page=0", "?page=two", "?page=-1"])
def test_a_page_that_is_none_is_not_found(mei: Client, case: CaseRow, query: str) -> None:
    send(mei, case, ("phone.jpg", photo()))
    assert mei.get(f"/cases/{case.pk}/exhibits/1/cut/{query}").status_code == 404


def test_words_have_no_picture(mei: Client, slip: ExhibitRow) -> None:
    assert mei.get(f"/cases/{slip.case_id}/exhibits/{slip.number}/cut/").status_code == 404


def test_the_reader_asks_for_news_and_gets_none_until_something_changed(
    mei: Client, slip: ExhibitRow, now: datetime
) -> None:
    page = mei.get(f"/cases/{slip.case_id}/board/").content.decode()
    again = page.split('hx-get="')[1].split('"')[0]
    assert "every 2s" in page
    assert mei.get(again).status_code == 204
    assert list(read_all(now))
    news = mei.get(again)
    assert news.status_code == 200
    assert "every 2s" not in news.content.decode()


def test_a_persons_word_for_what_it_is_wins_and_stands_in_the_history(
    mei: Client, slip: ExhibitRow, now: datetime
) -> None:
    assert list(read_all(now))
    mei.post(f"/cases/{slip.case_id}/exhibits/1/kind/", {"kind": "invoice"})
    assert ExhibitRow.objects.get().state == ExhibitState.WAITING
    [row] = read_all(now)
    assert (row.reading or {})["kind"] == ExhibitKind.INVOICE
    page = mei.get(f"/cases/{slip.case_id}/").content.decode()
    assert "<strong>Invoice</strong>" in page
    assert "Named by a person: EX-001" in page
    assert event_chain_check(case=slip.case) is None


def test_an_unknown_kind_is_not_found(mei: Client, slip: ExhibitRow) -> None:
    assert mei.post(f"/cases/{slip.case_id}/exhibits/1/kind/", {"kind": "banana"}).status_code == 404


def test_an_exhibit_can_be_left_out_and_taken_in_again(mei: Client, slip: ExhibitRow) -> None:
    path = f"/cases/{slip.case_id}/exhibits/1/leave/"
    mei.post(path, {"left_out": "yes"})
    assert "left out of the packet" in mei.get(f"/cases/{slip.case_id}/").content.decode()
    mei.post(path, {"left_out": "no"})
    assert not ExhibitRow.objects.get().left_out
    kinds = list(CaseEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["exhibit_left_out", "exhibit_taken_in"]


def test_what_came_with_an_import_becomes_an_exhibit_in_the_vault(
    take: Take,
    case: CaseRow,
    now: datetime,
) -> None:
    take(b"%PDF-1.4\n%broken", name="302-5550301-0000301-slip.pdf")
    take(photo("olive"), name="302-5550301-0000301-street.jpg")
    rows = ExhibitRow.objects.order_by("number")
    assert [(one.key, one.by_hand, one.vault_name) for one in rows] == [("EX-001", False, ""), ("EX-002", False, "")]
    assert rows[0].case == case
    read = exhibit_read_next(at=now)
    assert read is not None
    assert desk_vault().open(read.vault_name).content == b"%PDF-1.4\n%broken"


def test_a_reader_that_is_killed_again_and_again_gives_up_in_words(
    mei: Client, slip: ExhibitRow, now: datetime
) -> None:
    ExhibitRow.objects.update(attempts=3, lease_until=now + timedelta(minutes=1))
    assert exhibit_read_next(at=now) is None
    assert exhibit_read_next(at=now + timedelta(minutes=2)) is not None
    assert ExhibitRow.objects.get().state == ExhibitState.UNREAD
    assert "Reading stopped three times." in mei.get(f"/cases/{slip.case_id}/").content.decode()


def test_a_file_that_another_case_has_read_is_not_read_again(
    take: Take,
    buyer_mail: Mail,
    slip: ExhibitRow,
    now: datetime,
) -> None:
    assert list(read_all(now))
    marked = {**(slip.reading or {}), "format": 1, "kind": "other", "observations": [], "findings": []}
    ExhibitRow.objects.update(reading=marked)
    take(buyer_mail("Where is it?", order="302-5550301-0000302", number=2))
    other = CaseRow.objects.exclude(pk=slip.case_id).get()
    exhibit_add(case_id=other.pk, name="same.txt", content=SLIP, actor="mei", at=now)
    [row] = read_all(now)
    assert row.reading == {**marked, "seen": []}


def test_a_light_installation_says_what_is_missing(mei: Client, case: CaseRow, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pikepdf" else found(name))
    assert "casewright[evidence]" in mei.get(f"/cases/{case.pk}/").content.decode()
    assert "cannot keep exhibits" in send(mei, case, ("slip.txt", SLIP))
    assert not ExhibitRow.objects.exists()


def test_a_person_says_who_called_and_the_case_remembers_it(mei: Client, case: CaseRow, now: datetime) -> None:
    row = exhibit_add(case_id=case.pk, name="call.ogg", content=b"OggS" + bytes(60), actor="mei", at=now).row
    transcriber = Transcriber("listener", lambda _, media_type: f"It came on Monday, says the {media_type}.")
    exhibit_read_next(at=now, transcriber=transcriber)
    page = mei.get(f"/cases/{case.pk}/").content.decode()
    assert "nobody has said yet" in page
    assert "It came on Monday, says the audio/ogg." in page
    mei.post(f"/cases/{case.pk}/exhibits/{row.number}/call/", {"call": "buyer_agreed"})
    mei.post(f"/cases/{case.pk}/exhibits/{row.number}/call/", {"call": "buyer_agreed"})
    assert ExhibitRow.objects.get().call_told == "buyer_agreed"
    assert [one.payload["call"] for one in CaseEvent.objects.filter(kind="exhibit_call_told")] == ["buyer_agreed"]
    assert "由谁致电" in mei.get(f"/cases/{case.pk}/", headers={"Accept-Language": "zh-hans"}).content.decode()


def test_an_unknown_word_on_a_call_changes_nothing(mei: Client, case: CaseRow, now: datetime) -> None:
    row = exhibit_add(case_id=case.pk, name="call.ogg", content=b"OggS" + bytes(60), actor="mei", at=now).row
    assert mei.post(f"/cases/{case.pk}/exhibits/{row.number}/call/", {"call": "perhaps"}).status_code == 404
    assert not ExhibitRow.objects.get().call_told
