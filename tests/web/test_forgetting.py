"""The desk forgets a case when its day has come: once, whole or not at all, and never while a clock runs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client

from casewright_web.models import FORGOTTEN, CaseEvent, CaseRow, CaseStatus, ShopRow, SourceFile, StoredRecord
from casewright_web.selectors.policy_replay import policy_replay_of
from casewright_web.services.events import event_chain_check
from casewright_web.services.forgetting import forget_next
from casewright_web.services.forgotten_records import records_forget_next
from casewright_web.services.forgotten_sources import originals_sweep
from casewright_web.services.imports import ImportResult
from casewright_web.services.originals import original_keep, original_path
from casewright_web.services.refresh import case_refresh_all

pytestmark = pytest.mark.django_db

Take = Callable[..., ImportResult]
ORDER, OTHER = "302-5550301-0000301", "302-5550301-0000302"
CAME = datetime(2026, 10, 24, 9, tzinfo=UTC)
DUE = datetime(2026, 11, 26, 9, tzinfo=UTC)
HEADER = "amazon-order-id\tpurchase-date\torder-status\tsales-channel\tsku\tquantity\tship-city\tship-country\n"
LINE = "{}\t2026-10-{}T02:17:26+00:00\tShipped\tAmazon.de\tLH-1\t1\t{}\tDE\n"
SCANS = "order-id,tracking-number,carrier,event-time,event,city,country,signed-by\n"
SCAN = "{},T1,DHL,2026-{}T20:02:00+01:00,Delivered,{},DE,Jonas Petermann\n"
WORDS = "Wo ist mein Paket? Meine Tante in Wolkenkuckucksheim wartet darauf."


@pytest.fixture
def case(take: Take, now: datetime, buyer_mail: Callable[..., bytes]) -> CaseRow:
    """A case without an exhibit, delivered on 20 October; the report has another order, delivered in November."""
    ShopRow.objects.create(pk=1, name="Lantern Home", zone="UTC", country="CN", stands_at=CAME)
    hours = (now - datetime(2026, 10, 23, 9, tzinfo=UTC)) / timedelta(hours=1)
    take(buyer_mail(WORDS, order=ORDER, hours_ago=hours), name="Jonas.eml", at=CAME)
    lines = LINE.format(ORDER, 10, "Wolkenkuckucksheim") + LINE.format(OTHER, 11, "Schilda")
    take((HEADER + lines).encode(), name="orders.txt", at=CAME)
    scans = SCAN.format(ORDER, "10-20", "Wolkenkuckucksheim") + SCAN.format(OTHER, "11-20", "Schilda")
    take((SCANS + scans).encode(), name="tracking.csv", at=CAME)
    return CaseRow.objects.get(order_ref=ORDER)


def pass_on(day: datetime) -> None:
    """Let the desk look at every case on a day."""
    ShopRow.objects.update(stands_at=day)
    CaseRow.objects.update(look_at=None)
    while forget_next(at=day) is not None:
        pass


def test_nothing_is_forgotten_before_its_day(case: CaseRow) -> None:
    pass_on(datetime(2026, 11, 19, 9, tzinfo=UTC))
    case.refresh_from_db()
    assert case.forgotten_at is None
    assert "wolkenkuckucksheim" in case.search
    assert original_path(case.decision["mails"][0]["digest"]).is_file()


def test_on_its_day_words_town_and_original_go_and_the_decision_stays(mei: Client, case: CaseRow) -> None:
    before = case.decision
    pass_on(DUE)
    case.refresh_from_db()
    assert mei.get(f"/cases/{case.pk}/").content.decode().count("overdue") == 0
    assert (case.forgotten_at, case.order_ref, case.kind) == (DUE, ORDER, "where_is_parcel")
    kept = [case.search, case.summary, case.decision, list(StoredRecord.objects.values_list("payload", flat=True))]
    for word in ("wolkenkuckucksheim", "jonas", "tante"):
        assert word not in str(kept[:3]).lower()
    assert case.decision["decision"]["because"] == before["decision"]["because"]
    assert "Schilda" in str(kept[3])
    assert not original_path(before["mails"][0]["digest"]).exists()
    assert mei.get("/", {"q": "Wolkenkuckucksheim"}).content.decode().count(ORDER) == 0
    assert event_chain_check(case=case) is None
    (event,) = CaseEvent.objects.filter(kind=FORGOTTEN)
    assert event.payload == {"records": 3, "originals": 3, "due_on": "2026-11-20", "ground": "G1"}


def test_history_that_comes_in_late_can_be_seen_for_some_days_and_then_goes(
    mei: Client, case: CaseRow, take: Take, now: datetime, buyer_mail: Callable[..., bytes]
) -> None:
    late = "302-5550301-0000303"
    hours = (now - datetime(2026, 10, 6, 9, tzinfo=UTC)) / timedelta(hours=1)
    take(buyer_mail(WORDS, order=late, hours_ago=hours), name="Jonas-old.eml", at=DUE)
    take((HEADER + LINE.format(late, "01", "Schlaraffenland")).encode(), name="history.txt", at=DUE)
    take((SCANS + SCAN.format(late, "10-05", "Schlaraffenland")).encode(), name="old-tracking.csv", at=DUE)
    row = CaseRow.objects.get(order_ref=late)
    mail = row.decision["mails"][0]["digest"]
    pass_on(DUE + timedelta(days=6))
    row.refresh_from_db()
    assert (row.forgotten_at, original_path(mail).is_file()) == (None, True)
    newer = (HEADER + LINE.format(late, "02", "Schlaraffenland")).encode()
    take(newer, name="newer.txt", at=DUE + timedelta(days=6))
    pass_on(DUE + timedelta(days=7))
    row.refresh_from_db()
    assert (row.forgotten_at, original_path(mail).is_file()) == (DUE + timedelta(days=7), False)
    assert "since it held personal data" in mei.get("/sources/").content.decode()
    assert case.order_ref != late


def test_a_second_pass_and_a_refresh_change_nothing_more(case: CaseRow) -> None:
    pass_on(DUE)
    case_refresh_all(at=DUE)
    case.refresh_from_db()
    after = (case.version, case.search, case.decision)
    pass_on(DUE + timedelta(days=1))
    case.refresh_from_db()
    assert (case.version, case.search, case.decision) == after
    assert CaseEvent.objects.filter(kind=FORGOTTEN).count() == 1
    assert CaseRow.objects.filter(order_ref=ORDER).count() == 1


def test_while_a_clock_of_the_open_case_runs_nothing_is_forgotten(case: CaseRow) -> None:
    CaseRow.objects.filter(pk=case.pk).update(due_at=DUE + timedelta(hours=1))
    pass_on(DUE)
    case.refresh_from_db()
    assert case.forgotten_at is None
    assert case.look_at == DUE + timedelta(hours=6)
    CaseRow.objects.filter(pk=case.pk).update(status=CaseStatus.CLOSED)
    pass_on(DUE)
    case.refresh_from_db()
    assert case.forgotten_at == DUE


def test_a_mail_that_came_later_keeps_its_words_until_its_own_day(
    case: CaseRow, take: Take, now: datetime, buyer_mail: Callable[..., bytes]
) -> None:
    hours = (now - datetime(2026, 11, 21, 9, tzinfo=UTC)) / timedelta(hours=1)
    take(buyer_mail("Immer noch nichts in Traumstadt!", order=ORDER, number=2, hours_ago=hours), name="b.eml", at=CAME)
    pass_on(DUE)
    case.refresh_from_db()
    assert "traumstadt" in case.search
    assert "wolkenkuckucksheim" not in case.search
    pass_on(datetime(2026, 12, 22, 9, tzinfo=UTC))
    case.refresh_from_db()
    assert "traumstadt" not in case.search
    assert CaseEvent.objects.filter(kind=FORGOTTEN).count() == 2


def test_a_pass_that_is_stopped_leaves_the_case_whole_and_the_next_finishes(
    case: CaseRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("casewright_web.services.forgotten_cases.event_append", stopped)
        with pytest.raises(KeyboardInterrupt):
            pass_on(DUE)
    case.refresh_from_db()
    assert case.forgotten_at is None
    assert StoredRecord.objects.exclude(forgotten_at=None).count() == 0
    pass_on(DUE)
    case.refresh_from_db()
    assert case.forgotten_at == DUE


def test_what_was_forgotten_is_not_taken_in_again(
    mei: Client, case: CaseRow, take: Take, now: datetime, buyer_mail: Callable[..., bytes]
) -> None:
    digest = case.decision["mails"][0]["digest"]
    pass_on(DUE)
    hours = (now - datetime(2026, 10, 23, 9, tzinfo=UTC)) / timedelta(hours=1)
    assert take(buyer_mail(WORDS, order=ORDER, hours_ago=hours)).known_since == CAME
    assert not original_path(digest).exists()
    page = mei.get(f"/files/{digest}/")
    assert page.status_code == 410
    assert "deleted on purpose" in page.content.decode()
    assert "Jonas" not in SourceFile.objects.get(digest=digest).name


def test_tomorrows_report_of_the_same_order_is_forgotten_at_once(case: CaseRow, take: Take) -> None:
    pass_on(DUE)
    lines = LINE.format(ORDER, 10, "Wolkenkuckucksheim")
    digest = take((HEADER + lines).encode(), name="orders-again.txt", at=DUE).digest
    while forget_next(at=DUE) is not None:
        pass
    case.refresh_from_db()
    told = str(list(StoredRecord.objects.filter(order_ref=ORDER).values_list("payload", flat=True)))
    assert "Wolkenkuckucksheim" not in f"{told}{case.decision}"
    assert not original_path(digest).exists()


def test_a_case_whose_mails_belong_to_another_keeps_its_decision_only(case: CaseRow) -> None:
    CaseRow.objects.filter(pk=case.pk).update(key=f"message:{ORDER}")
    pass_on(DUE)
    case.refresh_from_db()
    assert (case.forgotten_at, case.decision["chronology"], case.decision["mails"]) == (DUE, [], [])
    assert "jonas" not in f"{case.search}{case.decision}{case.summary}".lower()


def test_records_without_a_case_are_forgotten_some_weeks_after_they_came(case: CaseRow) -> None:
    assert case.order_ref == ORDER
    assert records_forget_next(at=CAME + timedelta(days=30)) == 0
    assert records_forget_next(at=CAME + timedelta(days=32)) == 2
    assert records_forget_next(at=CAME + timedelta(days=32)) == 0
    told = str(list(StoredRecord.objects.filter(order_ref=OTHER).values_list("payload", flat=True)))
    assert "Schilda" not in told
    assert "LH-1" in told
    assert case.search == CaseRow.objects.get(pk=case.pk).search


def test_bytes_that_no_file_keeps_are_swept_after_a_day(case: CaseRow, desk_folder: Path) -> None:
    assert case.pk
    stray = original_keep(content=b"half an import")
    kept = set((desk_folder / "originals").glob("??/*")) - {original_path(stray)}
    written = datetime.fromtimestamp(original_path(stray).stat().st_mtime, UTC)
    assert originals_sweep(at=written + timedelta(hours=23)) == 0
    assert originals_sweep(at=written + timedelta(hours=25)) == 1
    assert set((desk_folder / "originals").glob("??/*")) == kept


def test_a_replay_says_that_cases_were_forgotten_and_decides_them_as_before(mei: Client, case: CaseRow) -> None:
    on = case.decision["decision"]["policy_on"]
    before = policy_replay_of(as_of=datetime.fromisoformat(on).date(), at_most=10)
    pass_on(DUE)
    after = policy_replay_of(as_of=datetime.fromisoformat(on).date(), at_most=10)
    assert (before.forgotten, after.forgotten) == (0, 1)
    assert (after.skipped, after.replay.changed) == (before.skipped, before.replay.changed)
    assert (
        "were deleted; it is decided from the facts that were kept"
        in mei.get(f"/policy/replay/?on={on}").content.decode()
    )


def test_an_archive_of_two_buyers_goes_whole_and_the_other_mail_stays_by_itself(
    take: Take, now: datetime, buyer_mail: Callable[..., bytes], case: CaseRow
) -> None:
    archive, mails = BytesIO(), {}
    for number, (day, order) in enumerate(
        [(10, OTHER.replace("302-", "303-")), (11, OTHER.replace("302-", "304-"))], 5
    ):
        hours = (now - datetime(2026, day, 21, 9, tzinfo=UTC)) / timedelta(hours=1)
        alias = f"alias{number}+045bd6e6"
        mails[order] = buyer_mail(
            f"Ich warte in Ort{number}heim.", order=order, number=number, hours_ago=hours, alias=alias
        )
    with ZipFile(archive, "w") as zipped:
        for order, content in mails.items():
            zipped.writestr(f"{order}.eml", content)
    outer = take(archive.getvalue(), name="mails.zip", at=CAME).digest
    pass_on(DUE)
    due, later = (CaseRow.objects.get(order_ref=order) for order in mails)
    assert case.pk not in {due.pk, later.pk}
    assert not original_path(outer).exists()
    assert ("ort5heim" in due.search, "ort6heim" in later.search) == (False, True)
    assert original_path(later.decision["mails"][0]["digest"]).is_file()


@pytest.mark.parametrize(
    ("language", "told", "listed"),
    [
        ("en", "Personal data of this case were deleted on", "Deleted so far"),
        ("zh-hans", "本案的个人信息已于", "已删除"),
    ],
)
def test_the_pages_say_what_was_deleted_and_when(
    mei: Client, case: CaseRow, language: str, told: str, listed: str
) -> None:
    pass_on(DUE)
    mei.cookies["django_language"] = language
    assert told in mei.get(f"/cases/{case.pk}/").content.decode()
    page = mei.get("/retention/").content.decode()
    assert listed in page
    assert ORDER in page
