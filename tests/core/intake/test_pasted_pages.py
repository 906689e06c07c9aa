"""Pages copied from the seller's console: what is proposed, what is marked, and what a confirmed page becomes."""

import json
from datetime import UTC, datetime

import pytest

from casewright.domain.message import Direction
from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.intake import SourceFile, read_source
from casewright.intake.paste import Paste, PastedMessage, propose, read_paste, wrap_paste
from casewright.pipeline import read_files

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
CLAIM = """A-to-z Guarantee claim
Order ID: 302-5550301-0000301
Claim amount: EUR 49.90
Reason: Package did not arrive
Respond by November 21, 2026 5:00 PM CET
https://sellercentral.amazon.de/claims
"""
THREAD = """Messages - Order 302-5550301-0000301
https://sellercentral.amazon.co.uk/messaging
You  Nov 18, 2026 3:05 PM
Sorry, it is on the way.
Buyer  Nov 18, 2026 10:22 AM
Where is my parcel?
It was due last week.
"""


def _unsure(text: str) -> set[str]:
    return {field.name for field in propose(text).fields if not field.sure}


def test_a_claim_page_gives_order_amount_reason_and_the_time_to_answer() -> None:
    proposal = propose(CLAIM)
    told = {field.name: field.value for field in proposal.fields if field.value}
    assert told == {
        "kind": "atoz_claim_received",
        "marketplace": "amazon_de",
        "order_id": "302-5550301-0000301",
        "money": "49.90 EUR",
        "respond_by": "2026-11-21T17:00:00+01:00",
        "reason": "Package did not arrive",
    }
    assert _unsure(CLAIM) == {"sent_at"}


def test_a_chinese_console_page_is_read_too() -> None:
    page = "索赔详情\n订单号：302-5550301-0000301\n索赔金额：€49.90\n答复截止日期：2026年11月21日 17:00\namazon.de\n"
    proposal = propose(page)
    assert proposal.value("kind") == "atoz_claim_received"
    assert proposal.value("respond_by") == "2026-11-21T17:00:00+01:00"
    assert proposal.value("money") == "49.90 EUR"


def test_the_same_page_as_html_says_the_same() -> None:
    rows = "".join(f"<div>{line}</div>" for line in CLAIM.splitlines())
    assert {(one.name, one.value) for one in propose(f"<html><body>{rows}</body></html>").fields} == {
        (one.name, one.value) for one in propose(CLAIM).fields
    }


@pytest.mark.parametrize(
    ("more", "unsure"),
    [
        ("Order total: EUR 54.90\n", "money"),
        ("Related order: 302-5550301-0000302\n", "order_id"),
        ("Also sold on amazon.fr\n", "marketplace"),
    ],
)
def test_what_a_page_says_twice_is_marked_for_a_person(more: str, unsure: str) -> None:
    assert unsure in _unsure(CLAIM + more)
    assert unsure not in _unsure(CLAIM)


def test_a_thread_is_cut_into_its_messages_oldest_first() -> None:
    messages = propose(THREAD).messages
    assert [(one.direction, one.text) for one in messages] == [
        (Direction.FROM_BUYER, "Where is my parcel?\nIt was due last week."),
        (Direction.FROM_SELLER, "Sorry, it is on the way."),
    ]
    assert messages[0].sent_at == datetime(2026, 11, 18, 10, 22, tzinfo=UTC)


def test_an_unknown_page_goes_to_a_person_with_its_text() -> None:
    proposal = propose("Performance Notification\nYour order defect rate is 2.1 %.")
    assert proposal.value("kind") == "unknown_notice"
    assert "2.1 %" in (proposal.value("body") or "")


@pytest.mark.parametrize("text", ["", " \n", "\x00", "<html>", "�" * 50, "a" * 2_000_000, "9" * 5_000])
def test_nothing_that_is_pasted_raises(text: str) -> None:
    propose(text)


def test_a_confirmed_claim_is_a_source_that_reads_the_same_each_time() -> None:
    values = {name: value for name in ("kind", "marketplace", "order_id") if (value := propose(CLAIM).value(name))}
    values |= {"money": "49.90 EUR", "respond_by": "2026-11-21T17:00:00+01:00", "sent_at": "2026-11-18T09:00:00+01:00"}
    content = wrap_paste(Paste(CLAIM, values, "mei", AT))
    reading = read_source("pasted.json", content)
    (notice,) = reading.records
    assert isinstance(notice, MailNotice)
    assert (notice.kind, notice.order_id) == (MailKind.ATOZ_CLAIM_RECEIVED, "302-5550301-0000301")
    assert notice.money == Money(4990, "EUR")
    assert notice.respond_by == datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert notice.marketplace_id == "A1PA6795UKMFR9"
    assert reading.findings == ()
    assert json.loads(content)["text"] == CLAIM
    assert json.loads(content)["confirmed_by"] == "mei"


def test_each_message_of_a_confirmed_thread_has_a_place_of_its_own() -> None:
    values = {"kind": "buyer_message", "order_id": "302-5550301-0000301", "marketplace": "amazon_uk"}
    content = wrap_paste(Paste(THREAD, values, "mei", AT, propose(THREAD).messages))
    notices = [one for one in read_files([SourceFile("pasted.json", content)]).records if isinstance(one, MailNotice)]
    assert [(one.kind, one.body) for one in notices] == [
        (MailKind.BUYER_MESSAGE, "Where is my parcel?\nIt was due last week."),
        (MailKind.OWN_REPLY_COPY, "Sorry, it is on the way."),
    ]
    assert len({one.place.digest for one in notices}) == 2
    assert {one.order_id for one in notices} == {"302-5550301-0000301"}
    assert notices[0].language == "en"


@pytest.mark.parametrize(
    ("name", "value"),
    [("money", "49,90"), ("money", "49.90 XXX"), ("sent_at", "yesterday"), ("sent_at", "2026-11-18T09:00"),
     ("respond_within_days", "-3"), ("outcome", "won")],
)  # fmt: skip
def test_a_field_that_cannot_be_used_is_named_and_left_open(name: str, value: str) -> None:
    content = wrap_paste(Paste(CLAIM, {"kind": "atoz_claim_received", name: value}, "mei", AT))
    (finding,) = read_paste("pasted.json", content).findings
    assert (finding.code, finding.place.column) == ("PAS002", name)


def test_a_damaged_file_of_a_page_is_one_finding() -> None:
    content = wrap_paste(Paste(CLAIM, {}, "mei", AT, (PastedMessage(Direction.FROM_BUYER, None, "?"),)))
    for damaged in (content[:-20], content.replace(b'"values": {}', b'"values": []')):
        assert [one.code for one in read_source("pasted.json", damaged).findings] == ["PAS001"]


def test_a_decided_claim_keeps_its_outcome() -> None:
    values = {"kind": "atoz_claim_decision", "outcome": "amazon_funded"}
    (notice,) = read_paste("p.json", wrap_paste(Paste(CLAIM, values, "mei", AT))).records
    assert isinstance(notice, MailNotice)
    assert notice.outcome is ClaimOutcome.AMAZON_FUNDED
