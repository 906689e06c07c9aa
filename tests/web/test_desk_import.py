"""Importing: bytes kept once, cases opened and updated, every change an event."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from casewright_web.models import CaseEvent, CaseRow, CaseStatus, RecordKey, SourceFile, StoredFinding, StoredRecord
from casewright_web.services.events import event_chain_check
from casewright_web.services.imports import ImportResult
from casewright_web.services.originals import original_keep, original_path
from casewright_web.services.refresh import case_refresh_all
from casewright_web.services.statuses import case_status_change

pytestmark = pytest.mark.django_db

Mail = Callable[..., bytes]
Take = Callable[..., ImportResult]

ORDERS = (
    b"amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\tsales-channel\t"
    b"sku\tproduct-name\tquantity\tcurrency\titem-price\n"
    b"302-5550301-0000301\t2026-01-05T10:00:00+00:00\t2026-01-05T10:30:00+00:00\tUnshipped\tMerchant\tAmazon.de\t"
    b"LAMP-1\tLamp\t1\tEUR\t59.90\n"
)


def kinds(case: CaseRow) -> list[str]:
    return list(case.events.order_by("seq").values_list("kind", flat=True))


def test_a_mail_opens_a_case_with_an_action_and_a_clock(buyer_mail: Mail, take: Take) -> None:
    result = take(buyer_mail("I moved. Please send it to my new address: Probeallee 27, 50937 Köln."))
    case = CaseRow.objects.get()
    assert result.opened == (case.pk,)
    assert (case.kind, case.order_ref, case.marketplace) == ("address_change", "302-5550301-0000301", "amazon_de")
    assert case.headline_en
    assert case.headline_zh
    assert case.due_at is not None
    assert kinds(case) == ["opened"]


def test_the_same_file_twice_adds_nothing_and_says_so(buyer_mail: Mail, take: Take, now: datetime) -> None:
    take(buyer_mail("Where is my parcel?"))
    before = (StoredRecord.objects.count(), CaseEvent.objects.count(), RecordKey.objects.count())
    again = take(buyer_mail("Where is my parcel?"), name="copy of it.eml")
    assert again.known_since == now
    assert (again.opened, again.updated) == ((), ())
    assert before == (StoredRecord.objects.count(), CaseEvent.objects.count(), RecordKey.objects.count())
    assert SourceFile.objects.count() == 1


def test_an_order_report_adds_its_facts_to_the_case_of_its_order(buyer_mail: Mail, take: Take) -> None:
    take(buyer_mail("Please send it to my new address."))
    result = take(ORDERS, name="orders.txt")
    case = CaseRow.objects.get()
    assert result.updated == (case.pk,)
    assert case.summary["money"] == {"amount": "59.90", "currency": "EUR"}
    assert (case.money_minor, case.currency) == (5990, "EUR")
    assert kinds(case)[:2] == ["opened", "record_added"]


def test_the_order_of_imports_does_not_matter(buyer_mail: Mail, take: Take) -> None:
    take(ORDERS, name="orders.txt")
    take(buyer_mail("Please send it to my new address."))
    case = CaseRow.objects.get()
    assert case.summary["money"] == {"amount": "59.90", "currency": "EUR"}
    assert kinds(case) == ["opened"]


def test_a_second_mail_of_the_thread_joins_the_case(buyer_mail: Mail, take: Take) -> None:
    take(buyer_mail("Please send it to my new address.", number=1, hours_ago=5))
    take(buyer_mail("Did you change the address?", number=2, hours_ago=1))
    case = CaseRow.objects.get()
    assert len([line for line in case.decision["chronology"] if line["kind"] == "message"]) == 2


def test_a_new_mail_reopens_a_closed_case_but_a_report_does_not(buyer_mail: Mail, take: Take, now: datetime) -> None:
    take(buyer_mail("Please send it to my new address.", number=1, hours_ago=5))
    case = CaseRow.objects.get()
    case_status_change(case_id=case.pk, status=CaseStatus.CLOSED, actor="mei", at=now)
    take(ORDERS, name="orders.txt")
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED
    take(buyer_mail("Please, the new address!", number=2, hours_ago=1))
    case.refresh_from_db()
    assert case.status == CaseStatus.OPEN


def test_every_change_is_chained_to_the_one_before(buyer_mail: Mail, take: Take, now: datetime) -> None:
    take(buyer_mail("Please send it to my new address."))
    case = CaseRow.objects.get()
    case_status_change(case_id=case.pk, status=CaseStatus.WAITING, actor="mei", at=now)
    events = list(case.events.order_by("seq"))
    assert [event.previous_hash for event in events] == ["", events[0].hash]
    assert event_chain_check(case=case) is None


def test_the_originals_are_kept_whole_and_never_overwritten(desk_folder: Path) -> None:
    digest = original_keep(content=b"as it came")
    path = original_path(digest)
    assert path == desk_folder / "originals" / digest[:2] / digest
    path.write_bytes(b"somebody's hand")
    assert original_keep(content=b"as it came") == digest
    assert path.read_bytes() == b"somebody's hand"
    assert [entry.name for entry in path.parent.iterdir()] == [digest]


def test_an_original_outside_the_folder_cannot_be_named() -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        original_path("../../etc/passwd")


def test_a_file_nobody_can_read_is_kept_with_a_finding(take: Take) -> None:
    result = take(b"", name="empty.csv")
    assert [words.zh for words in result.findings]
    assert StoredFinding.objects.get().source.digest == hashlib.sha256(b"").hexdigest()
    assert result.opened == ()


def test_characters_that_a_database_refuses_are_shown_as_replaced(buyer_mail: Mail, take: Take) -> None:
    content = buyer_mail("Where is\x00 my parcel?").replace(b"Question from", b"Question\x00\xed\xa0\x80 from")
    result = take(content, name="odd\x00\udce4name.eml")
    assert "\x00" not in SourceFile.objects.get(digest=result.digest).name
    assert "\x00" not in CaseRow.objects.get().search


def test_refreshing_writes_only_what_time_has_changed(buyer_mail: Mail, take: Take, now: datetime) -> None:
    take(buyer_mail("Please send it to my new address."))
    events = CaseEvent.objects.count()
    assert case_refresh_all(at=now) == 0
    assert case_refresh_all(at=now + timedelta(days=3)) == 0
    assert CaseEvent.objects.count() == events


def test_a_case_is_decided_anew_when_its_promised_day_has_passed(buyer_mail: Mail, take: Take, now: datetime) -> None:
    order, tomorrow = "302-5550301-0000301", (now + timedelta(days=1)).isoformat()
    shipped, scanned = (now - timedelta(days=4)).isoformat(), (now - timedelta(days=3)).isoformat()
    take(
        "order-id,carrier,tracking-number,shipped-at,deliver-by,claims-protected\n"
        f"{order},DHL,LH101,{shipped},{tomorrow},no\n".encode(),
        name="shipments.csv",
    )
    take(
        "order-id,tracking-number,carrier,event-time,event,city,country,signed-by\n"
        f"{order},LH101,DHL,{scanned},In transit,Bonn,DE,\n".encode(),
        name="tracking.csv",
    )
    take(ORDERS.replace(b"Unshipped", b"Shipped"), name="orders.txt")
    take(buyer_mail("Where is my parcel?"))
    before = CaseRow.objects.get()
    assert case_refresh_all(at=now + timedelta(days=6)) == 1
    after = CaseRow.objects.get()
    assert before.summary["row"] != after.summary["row"]
    assert kinds(after)[-1] == "decision_changed"
    assert event_chain_check(case=after) is None


def test_a_mail_first_seen_inside_a_suspect_mail_is_read_when_it_comes_by_itself(buyer_mail: Mail, take: Take) -> None:
    genuine = buyer_mail("Where is my parcel?")
    suspect = (
        b"From: Amazon <atoz-guarantee-no-reply@amaz0n-claims.example>\r\nTo: support@shop.example\r\n"
        b"Subject: Claim received on order 111-0000111-0000111\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nAct now.\r\n"
        b'--b\r\nContent-Type: application/octet-stream; name="m.eml"\r\nContent-Transfer-Encoding: base64\r\n'
        b'Content-Disposition: attachment; filename="m.eml"\r\n\r\n' + base64.encodebytes(genuine) + b"--b--\r\n"
    )
    take(suspect, name="suspect.eml")
    assert list(CaseRow.objects.values_list("kind", flat=True)) == ["suspect"]
    assert SourceFile.objects.count() == 2
    result = take(genuine, name="genuine.eml")
    assert result.known_since is None
    assert set(CaseRow.objects.values_list("kind", flat=True)) == {"suspect", "where_is_parcel"}
    assert take(genuine, name="genuine.eml").known_since is not None
    assert SourceFile.objects.count() == 2


def _claim(days: int, order: str = "302-5550301-0000301") -> bytes:
    return (
        "From: Amazon <atoz-guarantee-no-reply@amazon.de>\nMessage-ID: <one@mails.example>\n"
        f"Subject: A-to-z Guarantee claim for order {order}\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n\n"
        f"A claim for EUR 5.00 was filed on order {order}. Please respond within {days} days.\n"
    ).encode()


@pytest.mark.parametrize("days", [(3, 2), (2, 3)])
def test_copies_that_contradict_each_other_are_named_over_two_imports(take: Take, days: tuple[int, int]) -> None:
    first = take(_claim(days[0]), name="first.eml")
    again = take(_claim(days[0]).replace(b"Subject", b"X-Folder: claims\nSubject"), name="again.eml")
    second = take(_claim(days[1]), name="second.eml")
    assert not [one for one in (*first.findings, *again.findings) if "Message-ID" in one.en]
    (words,) = (one for one in second.findings if "Message-ID" in one.en)
    assert "first.eml" in words.en
    assert "与 first.eml 的 Message-ID 相同" in words.zh
    (stored,) = StoredFinding.objects.filter(code="MAIL026")
    assert (stored.source.name, stored.place["file"]) == ("second.eml", "second.eml")
    case = CaseRow.objects.get()
    assert case.decision["claim"]["respond_within_days"] == 2


def test_of_one_import_and_the_ones_before_it_each_contradiction_is_named_once(take: Take) -> None:
    take(_claim(3), name="first.eml")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in (("a.eml", _claim(2)), ("b.eml", _claim(1)), ("c.eml", _claim(3))):
            archive.writestr(name, content)
    take(packed.getvalue(), name="mails.zip")
    found = StoredFinding.objects.filter(code="MAIL026").values_list("source__name", flat=True)
    assert sorted(found) == ["mails.zip!/a.eml", "mails.zip!/b.eml"]
