"""Pasting a page into the desk: what was read, what needs a look, and the case it opens."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casewright_web.models import CaseRow, SourceFile

pytestmark = pytest.mark.django_db

CLAIM = """A-to-z Guarantee claim
Order ID: 302-5550301-0000301
Claim amount: EUR 49.90
Order total: EUR 54.90
Respond by November 21, 2026 5:00 PM CET
https://sellercentral.amazon.de/claims
"""
THREAD = """Messages - Order 302-5550301-0000301 - amazon.co.uk
Buyer  Nov 18, 2026 10:22 AM
Where is my parcel?
You  Nov 18, 2026 3:05 PM
Sorry, it is on the way.
"""


def _fields(page: str) -> dict[str, str]:
    """Return what the form holds, as a browser would send it."""
    found = dict(re.findall(r'<input id="f-\w+" name="([\w-]+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>([^<]*)</textarea>', page))
    found |= dict(re.findall(r'<input type="datetime-local" name="([\w-]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', page):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


def test_a_pasted_claim_opens_a_case_after_a_person_confirmed_it(mei: Client) -> None:
    page = mei.post("/paste/", {"text": CLAIM}).content.decode()
    fields = _fields(page)
    assert fields["order_id"] == "302-5550301-0000301"
    assert fields["respond_by"] == "2026-11-21T17:00"
    assert fields["money"] == "49.90 EUR"
    assert "please check" in page
    assert "49.90 EUR, 54.90 EUR" in page
    assert not CaseRow.objects.exists()
    answer = mei.post("/paste/confirm/", fields | {"sent_at": "2026-11-18T09:00"})
    case = CaseRow.objects.get()
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert (case.order_ref, case.kind, case.money_minor) == ("302-5550301-0000301", "atoz_claim", 4990)
    source = SourceFile.objects.get(outer=None)
    assert source.name == "pasted-302-5550301-0000301.json"
    assert mei.get(answer["Location"]).status_code == 200


def test_a_pasted_thread_becomes_one_case_with_both_sides(mei: Client) -> None:
    fields = _fields(mei.post("/paste/", {"text": THREAD}).content.decode())
    assert (fields["message-0-who"], fields["message-1-who"]) == ("from_buyer", "from_seller")
    mei.post("/paste/confirm/", fields)
    page = mei.get(f"/cases/{CaseRow.objects.get().pk}/").content.decode()
    assert "Where is my parcel?" in page
    assert "it is on the way" in page


def test_a_message_that_was_emptied_is_left_out(mei: Client) -> None:
    fields = _fields(mei.post("/paste/", {"text": THREAD}).content.decode())
    mei.post("/paste/confirm/", fields | {"message-1-text": " "})
    page = mei.get(f"/cases/{CaseRow.objects.get().pk}/").content.decode()
    assert "it is on the way" not in page


def test_a_missing_order_number_is_asked_for_and_nothing_is_lost(mei: Client) -> None:
    fields = _fields(mei.post("/paste/", {"text": CLAIM}).content.decode())
    answer = mei.post("/paste/confirm/", fields | {"order_id": "", "reason": "never came"})
    assert answer.status_code == 422
    assert "never came" in answer.content.decode()
    assert not SourceFile.objects.exists()


def test_an_amount_that_cannot_be_used_is_named(mei: Client) -> None:
    fields = _fields(mei.post("/paste/", {"text": CLAIM}).content.decode()) | {"sent_at": "2026-11-18T09:00"}
    answer = mei.post("/paste/confirm/", fields | {"money": "49,90"})
    assert answer.status_code == 422
    assert "49,90" in answer.content.decode()


def test_a_saved_page_is_read_like_a_pasted_one(mei: Client) -> None:
    html = "".join(f"<div>{line}</div>" for line in CLAIM.splitlines())
    file = SimpleUploadedFile("claim.html", f"<html><body>{html}</body></html>".encode())
    fields = _fields(mei.post("/paste/", {"text": "", "page": file}).content.decode())
    assert fields["order_id"] == "302-5550301-0000301"


def test_the_page_exists_in_chinese(mei: Client) -> None:
    mei.cookies["django_language"] = "zh-hans"
    assert "粘贴页面" in mei.get("/paste/").content.decode()
    page = mei.post("/paste/", {"text": CLAIM}).content.decode()
    assert "请核对" in page
    assert "答复截止时间" in page


def test_an_empty_paste_says_what_to_do(mei: Client) -> None:
    assert "Ctrl+A" in mei.post("/paste/", {"text": "  "}).content.decode()


def test_a_script_in_a_pasted_page_never_runs(mei: Client) -> None:
    page = mei.post("/paste/", {"text": CLAIM + "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


def test_an_arrival_in_the_future_is_refused_with_its_reason(mei: Client) -> None:
    fields = _fields(mei.post("/paste/", {"text": CLAIM}).content.decode())
    answer = mei.post("/paste/confirm/", fields | {"sent_at": "2999-01-01T09:00"})
    assert answer.status_code == 422
    assert "after the moment" in answer.content.decode()
    assert not SourceFile.objects.exists()


def test_a_saved_page_of_five_megabytes_is_read_for_what_it_shows(mei: Client) -> None:
    program = f"<script>{'x = 1;' * 400_000}</script>"
    page = f"<html><body>{program}{CLAIM.replace(chr(10), '<br>')}{program}</body></html>"
    answer = mei.post("/paste/", {"page": SimpleUploadedFile("claim.html", page.encode())})
    assert answer.status_code == 200
    assert _fields(answer.content.decode())["order_id"] == "302-5550301-0000301"


@pytest.mark.parametrize(("language", "words"), [("en", "too long for one page"), ("zh-hans", "内容过长")])
def test_a_file_that_is_no_page_is_said_to_be_too_long_and_not_to_be_nothing(
    mei: Client, language: str, words: str
) -> None:
    mei.cookies["django_language"] = language
    file = SimpleUploadedFile("claim.html", b"<p>" + b"x" * 33 * 1024 * 1024)
    answer = mei.post("/paste/", {"page": file})
    assert (answer.status_code, words in answer.content.decode()) == (413, True)


@pytest.mark.parametrize(("language", "words"), [("en", "at most about 1 MB"), ("zh-hans", "最多约 1 MB")])
def test_more_text_than_a_form_carries_is_told_in_words(mei: Client, language: str, words: str) -> None:
    mei.cookies["django_language"] = language
    answer = mei.post("/paste/", {"text": "<p>x</p>" * 640_000})
    assert (answer.status_code, words in answer.content.decode()) == (413, True)
