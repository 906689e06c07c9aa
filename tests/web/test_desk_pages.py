"""The pages as a browser without scripts gets them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern
from pytest_django import Settings

from casewright.rulebook import load_rulebook
from casewright_web.models import CaseRow, SourceFile
from casewright_web.services.imports import ImportResult
from casewright_web.services.originals import original_path
from casewright_web.services.told import facts_told
from casewright_web.urls import urlpatterns

pytestmark = pytest.mark.django_db

Mail = Callable[..., bytes]
Take = Callable[..., ImportResult]
OPEN_TO_STRANGERS = {"log_in", "log_out", "language", "health"}


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def case(buyer_mail: Mail, take: Take) -> CaseRow:
    take(buyer_mail("Bitte an meine neue Adresse schicken."), name="new-address.eml")
    return CaseRow.objects.get()


@pytest.mark.parametrize(
    "pattern", [one for one in urlpatterns if one.name not in OPEN_TO_STRANGERS], ids=lambda one: str(one.name)
)
def test_a_stranger_is_sent_to_log_in(client: Client, pattern: URLPattern) -> None:
    path = "/" + str(pattern.pattern).replace("<int:case_id>", "1").replace("<int:number>", "1")
    path = (
        path.replace("<slug:key>", "a" * 16)
        .replace("<slug:name>", "post")
        .replace("<slug:profile>", "amazon")
        .replace("<int:page>", "1")
    )
    for send in (client.get, client.post):
        response = send(path.replace("<str:code>", "ADR030").replace("<str:digest>", "a" * 64))
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/log-in/")


def test_logging_in_leads_to_today(client: Client, django_user_model: type) -> None:
    django_user_model.objects.create_user(username="mei", password="paper-and-ink")  # type: ignore[attr-defined]
    wrong = client.post("/log-in/", {"username": "mei", "password": "ink-and-paper"})
    assert "Name and password do not match" in wrong.content.decode()
    right = client.post("/log-in/", {"username": "mei", "password": "paper-and-ink"})
    assert right.headers["Location"] == "/"


def test_an_empty_desk_says_what_to_do_next(mei: Client) -> None:
    assert "Nothing waits for you." in text(mei, "/")
    assert "No file yet." in text(mei, "/sources/")


def test_today_shows_the_action_the_row_and_the_clock(mei: Client, case: CaseRow) -> None:
    page = text(mei, "/")
    assert case.headline_en.replace("'", "&#x27;") in page
    assert f'href="/cases/{case.pk}/"' in page
    assert "302-5550301-0000301" in page
    assert re.search(r'<time class="left[^>]*>\d+ h \d\d m</time>', page)


def test_today_speaks_chinese(mei: Client, case: CaseRow) -> None:
    mei.post("/language/", {"language": "zh-hans", "next": "/"})
    page = text(mei, "/")
    assert '<html lang="zh-hans">' in page
    assert case.headline_zh in page
    assert "今日" in page


def test_htmx_gets_only_the_rows(mei: Client, case: CaseRow) -> None:
    response = mei.get("/", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert f"case-{case.pk}" in page
    assert "HX-Request" in response.headers["Vary"]


def test_a_case_shows_what_to_do_and_where_it_was_read(mei: Client, case: CaseRow) -> None:
    page = text(mei, f"/cases/{case.pk}/")
    assert "Bitte an meine neue Adresse schicken." in page
    assert 'lang="de"' in page
    assert "new-address.eml" in page
    assert "Still unknown" in page or "Policy of" in page


def test_what_a_buyer_writes_never_becomes_markup(mei: Client, buyer_mail: Mail, take: Take) -> None:
    take(buyer_mail("<script>alert(1)</script> where is my parcel?"), name="<img src=x>.eml")
    for path in ("/", f"/cases/{CaseRow.objects.get().pk}/", "/sources/"):
        page = text(mei, path)
        assert "<script>alert" not in page
        assert "<img" not in page


def test_moving_a_case_offers_to_take_it_back(mei: Client, case: CaseRow) -> None:
    response = mei.post(f"/cases/{case.pk}/status/", {"status": "waiting"})
    assert response.headers["Location"] == f"/cases/{case.pk}/"
    assert "possible for 30 seconds" in text(mei, f"/cases/{case.pk}/")
    mei.post(f"/cases/{case.pk}/undo/")
    case.refresh_from_db()
    assert case.status == "open"
    assert "possible for 30 seconds" not in text(mei, f"/cases/{case.pk}/")


def test_a_step_that_came_too_late_is_refused_in_words(mei: Client, case: CaseRow) -> None:
    mei.post(f"/cases/{case.pk}/status/", {"status": "closed"})
    late = mei.post(f"/cases/{case.pk}/status/", {"status": "waiting"})
    assert late.status_code == 409
    assert "changed in the meantime" in late.content.decode()


def test_files_without_a_script_get_a_page_of_results(mei: Client, buyer_mail: Mail) -> None:
    mail = buyer_mail("Where is my parcel?")
    files = [SimpleUploadedFile("a.eml", mail), SimpleUploadedFile("b.eml", mail), SimpleUploadedFile("c.csv", b"")]
    page = re.sub(r"\s+", " ", mei.post("/imports/", {"files": files}).content.decode())
    assert "1 case opened · 0 cases updated · 1 record read" in page
    assert "Nothing changed." in page
    assert "The file is empty." in page
    assert CaseRow.objects.count() == 1


def test_a_script_gets_only_the_lines(mei: Client, buyer_mail: Mail) -> None:
    sent = {"files": [SimpleUploadedFile("a.eml", buyer_mail("Where is my parcel?"))]}
    page = mei.post("/imports/", sent, headers={"X-Requested-With": "casewright"}).content.decode().strip()
    assert page.startswith("<li")
    assert "<html" not in page


def test_sending_no_file_says_so(mei: Client) -> None:
    assert "No file was chosen." in mei.post("/imports/").content.decode()


def test_a_file_that_is_too_large_is_refused_in_words(mei: Client, settings: Settings) -> None:
    settings.CASEWRIGHT_FILE_LIMIT_BYTES = 2 * 1024 * 1024
    big = SimpleUploadedFile("big.mbox", b"x" * (3 * 1024 * 1024))
    page = mei.post("/imports/", {"files": [big]}).content.decode()
    assert "The file has 3 MB; the desk takes 2 MB at most." in page
    assert SourceFile.objects.count() == 0


def test_far_too_much_is_refused_before_it_is_read(mei: Client, settings: Settings) -> None:
    settings.CASEWRIGHT_UPLOAD_LIMIT_BYTES = 1024 * 1024
    big = SimpleUploadedFile("big.mbox", b"x" * (2 * 1024 * 1024))
    response = mei.post("/imports/", {"files": [big]})
    assert response.status_code == 413
    assert "more than 1 MB" in response.content.decode()


def test_an_original_is_handed_out_as_a_file_that_cannot_run(mei: Client, take: Take) -> None:
    content = b"<html><script>alert(1)</script></html>"
    result = take(content, name="mail/evil.html")
    response = mei.get(f"/files/{result.digest}/")
    assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]
    assert response.headers["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_an_original_that_was_lost_is_said_to_be_lost(mei: Client, take: Take) -> None:
    result = take(b"a,b\n1,2\n", name="lost.csv")
    original_path(result.digest).unlink()
    assert "Restore that folder from a backup" in text(mei, f"/files/{result.digest}/", status=410)


@pytest.mark.parametrize("language", ["en", pytest.param("zh-hans", marks=pytest.mark.slow)])
def test_every_policy_row_has_its_page(mei: Client, language: str) -> None:
    mei.post("/language/", {"language": language, "next": "/"})
    index = text(mei, "/policy/")
    for table in load_rulebook().tables:
        for row in table.rows:
            assert f'href="/policy/{row.code}/"' in index
            assert row.name in text(mei, f"/policy/{row.code}/")


@pytest.mark.parametrize("path", ["/policy/NOPE999/", "/cases/999/", "/files/zz/", "/nothing-here/"])
def test_what_does_not_exist_is_said_in_words(mei: Client, path: str) -> None:
    assert "There is no such page" in text(mei, path, status=404)


def test_a_page_that_is_too_old_says_that_nothing_changed(django_user_model: type, case: CaseRow) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(django_user_model.objects.create_user(username="mei"))  # type: ignore[attr-defined]
    response = strict.post(f"/cases/{case.pk}/status/", {"status": "closed"})
    assert response.status_code == 403
    assert "The page was too old" in response.content.decode()


def test_a_failure_shows_words_and_no_details(mei: Client, case: CaseRow) -> None:
    CaseRow.objects.filter(pk=case.pk).update(decision={})
    mei.raise_request_exception = False
    page = text(mei, f"/cases/{case.pk}/", status=500)
    assert "The desk failed at this step" in page
    assert "这一步出错了" in page
    assert "KeyError" not in page


def test_every_page_forbids_foreign_and_inline_code(mei: Client, case: CaseRow) -> None:
    for path in ("/", f"/cases/{case.pk}/", "/sources/", "/policy/", "/log-in/"):
        response = mei.get(path, follow=True)
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"
        page = response.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page)


def test_the_reader_sees_instants_in_their_own_zone(mei: Client, case: CaseRow, now: datetime) -> None:
    CaseRow.objects.filter(pk=case.pk).update(due_at=datetime(now.year, 1, 2, 16, 0, tzinfo=now.tzinfo))
    mei.cookies["zone"] = "Asia/Shanghai"
    assert "3 Jan, 00:00" in text(mei, "/")
    mei.cookies["zone"] = "../../etc/passwd"
    assert "2 Jan, 16:00" in text(mei, "/")


def test_a_long_list_goes_on_where_it_ended(mei: Client, now: datetime) -> None:
    for number in range(60):
        CaseRow.objects.create(
            key=f"message:{number}",
            kind="message",
            due_at=now + timedelta(hours=number),
            summary={"title": {"en": "T", "zh": "T"}, "because": {"en": "B", "zh": "B"}, "zone": "UTC", "questions": 0},
            decision={},
            search="",
            headline_en=f"act {number}.",
            headline_zh="做",
        )
    first = text(mei, "/?kind=message")
    more = re.search(r'href="/\?([^"]*after=[^"]*)"', first)
    assert more is not None
    second = text(mei, "/?" + more[1].replace("&amp;", "&"))
    assert ("act 49." in first, "act 50." in first, "act 49." in second, "act 50." in second) == (
        True,
        False,
        False,
        True,
    )


def test_health_tells_a_stranger_only_that_the_desk_lives(client: Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_every_word_of_the_pages_is_translated() -> None:
    web = Path(__file__).parents[2] / "src" / "casewright_web"
    catalogue = (web / "locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in web.rglob("*") if path.suffix in {".html", ".py"}]
    marked = r"""translate (["'])(.+?)\1|gettext(?:_lazy)?\(\s*(["'])(.+?)\3"""
    words = {found[1] or found[3] for source in sources for found in re.findall(marked, source)}
    blocks = {
        re.sub(r"\{\{ *(\w+) *\}\}", r"%(\1)s", part)
        for source in sources
        for block in re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}", source, re.DOTALL)
        for part in block.split("{% plural %}")
    }
    quoted = {word for word in words | blocks if f'"{word}"' not in catalogue}
    assert quoted == set()
    assert len(words) > 100


def test_an_answer_decides_the_case_and_stands_in_its_history(mei: Client, case: CaseRow) -> None:
    asked = {question["fact"] for question in case.decision["decision"]["questions"]}
    assert "fulfilment" in asked
    mei.post(f"/cases/{case.pk}/answer/", {"fact": "fulfilment", "answer": "marketplace"})
    case.refresh_from_db()
    assert case.summary["row"]
    page = text(mei, f"/cases/{case.pk}/")
    assert "told by mei" in page
    assert "Answered: who ships" in page


@pytest.mark.parametrize(
    ("fact", "answer", "kept"),
    [
        ("asked_at", "2026-01-05T18:30", "2026-01-05T18:30:00+08:00"),
        ("asked_at", "2026-01-05T18:30:00+01:00", "2026-01-05T18:30:00+01:00"),
        ("order_total", "49,90 eur", "49,90 eur"),
    ],
)
def test_an_hour_or_a_sum_can_be_answered_in_the_readers_own_way(
    mei: Client, case: CaseRow, fact: str, answer: str, kept: str
) -> None:
    mei.cookies["zone"] = "Asia/Shanghai"
    response = mei.post(f"/cases/{case.pk}/answer/", {"fact": fact, "answer": answer})
    assert response.status_code == 302
    told = case.events.get(kind="fact_told")
    assert told.payload == {"fact": fact, "answer": kept}
    case.refresh_from_db()
    facts = {one.name: one.value for one in facts_told(case=case).values()}
    assert facts[fact] is not None


def test_what_a_record_says_later_wins_over_an_answer(mei: Client, case: CaseRow, take: Take) -> None:
    mei.post(f"/cases/{case.pk}/answer/", {"fact": "fulfilment", "answer": "marketplace"})
    take(
        b"amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\tsales-channel\tsku\n"
        b"302-5550301-0000301\t2026-01-05T10:00:00+00:00\t2026-01-05T10:30:00+00:00\tUnshipped\tMerchant\t"
        b"Amazon.de\tL\n",
        name="orders.txt",
    )
    case.refresh_from_db()
    facts = {fact["name"]: fact["value"] for fact in case.decision["facts"]}
    assert facts["fulfilment"] == "seller"


UNFIT = [("order_total", "5"), ("order_total", "5 Taler"), ("order_total", "nan EUR"), ("asked_at", "yesterday")]


@pytest.mark.parametrize(
    ("fact", "answer"), [("fulfilment", "perhaps"), ("nonsense", "true"), ("never_shipped", ""), *UNFIT]
)
def test_an_answer_that_does_not_fit_is_refused_in_words(mei: Client, case: CaseRow, fact: str, answer: str) -> None:
    response = mei.post(f"/cases/{case.pk}/answer/", {"fact": fact, "answer": answer})
    assert response.status_code == 409
    assert "does not fit the question" in response.content.decode()
    assert case.events.count() == 1


def test_after_too_many_wrong_passwords_even_the_right_one_waits_but_only_from_that_address(
    client: Client, mei: Client, settings: Settings
) -> None:
    mei.logout()
    wrong = {"username": "mei", "password": "ink-and-paper"}
    right = {"username": " MEI", "password": "paper-and-ink"}
    for _ in range(settings.CASEWRIGHT_LOG_IN_TRIES):
        assert client.post("/log-in/", wrong).status_code == 200
    blocked = client.post("/log-in/", right, headers={"accept-language": "zh-hans"})
    assert blocked.status_code == 429
    assert "请等 5 分钟" in blocked.content.decode()
    assert client.get("/").status_code == 302
    right["username"] = "mei"
    assert client.post("/log-in/", right, REMOTE_ADDR="198.51.100.7").status_code == 302
    settings.CASEWRIGHT_LOG_IN_PAUSE_SECONDS = 0
    caches["default"].clear()
    assert client.post("/log-in/", right).status_code == 302


def test_a_right_password_forgets_the_wrong_ones_before_it(mei: Client, settings: Settings) -> None:
    mei.logout()
    for _ in range(3):
        for _ in range(settings.CASEWRIGHT_LOG_IN_TRIES - 1):
            mei.post("/log-in/", {"username": "mei", "password": "ink-and-paper"})
        assert mei.post("/log-in/", {"username": "mei", "password": "paper-and-ink"}).status_code == 302
        mei.logout()


def test_an_address_that_tries_many_names_waits_too(client: Client, db: None, settings: Settings) -> None:
    del db
    settings.CASEWRIGHT_LOG_IN_TRIES = 1
    for number in range(10):
        assert client.post("/log-in/", {"username": f"u{number}", "password": "x"}).status_code == 200
    assert client.post("/log-in/", {"username": "another", "password": "x"}).status_code == 429
