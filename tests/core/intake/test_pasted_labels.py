"""Copies that put each label above its value, and threads that put each name above its day."""

from datetime import UTC, datetime, timedelta

import pytest

from casewright.domain.message import Direction
from casewright.domain.notice import MailNotice
from casewright.intake.paste import Paste, PastedMessage, propose, read_paste, wrap_paste

PASTED_AT = datetime(2027, 3, 10, 9, tzinfo=UTC)
PAGES = {
    "en": """A-to-z Guarantee claim

Order ID
701-4441230-0000123
Claim amount
EUR 18.40
Reason
The colour is not the one I ordered
Buyer comments
The shop has had two weeks to answer me.
It must pay by March 12, 2027.

Claim filed
Mar 8, 2027 2:15 PM
Respond by
Mar 15, 2027
https://sellercentral.amazon.de/atoz
""",
    "de": """A-bis-z-Garantieantrag
Bestellnummer
701-4441230-0000123
Antragsbetrag
18,40 EUR
Grund
Die Farbe stimmt nicht
Kommentar des Käufers
Ich warte seit zwei Wochen auf Antwort.
Eingereicht am
8. März 2027, 14:15 Uhr
Antworten bis
15. März 2027
https://sellercentral.amazon.de/atoz
""",
    "zh": """索赔详情
订单编号
701-4441230-0000123
索赔金额
18.40 EUR
索赔原因
颜色与下单的不一样
买家留言
请在两周内答复我。
提交时间
2027年3月8日 下午2:15
答复截止时间
2027年3月15日
amazon.de
""",
}
COMMENTS = {
    "en": "The shop has had two weeks to answer me.\nIt must pay by March 12, 2027.",
    "de": "Ich warte seit zwei Wochen auf Antwort.",
    "zh": "请在两周内答复我。",
}


def _sure(page: str, name: str) -> bool:
    return next(one.sure for one in propose(page, pasted_at=PASTED_AT).fields if one.name == name)


@pytest.mark.parametrize("language", PAGES)
def test_a_value_below_its_label_is_read(language: str) -> None:
    proposal = propose(PAGES[language], pasted_at=PASTED_AT)
    assert proposal.value("respond_by") == "2027-03-15T23:59:59+01:00"
    assert proposal.value("sent_at") == "2027-03-08T14:15:00+01:00"
    assert proposal.value("order_id") == "701-4441230-0000123"
    assert proposal.value("money") == "18.40 EUR"
    assert proposal.value("reason")
    assert proposal.value("body") == COMMENTS[language]
    assert proposal.value("respond_within_days") is None
    assert _sure(PAGES[language], "respond_by")


@pytest.mark.parametrize("language", PAGES)
def test_a_page_without_the_arrival_leaves_it_open_and_never_takes_the_deadline(language: str) -> None:
    lines = [line for line in PAGES[language].splitlines() if "2:15" not in line and "14:15" not in line]
    proposal = propose("\n".join(lines), pasted_at=PASTED_AT)
    assert proposal.value("sent_at") is None
    assert proposal.value("respond_by") == "2027-03-15T23:59:59+01:00"


@pytest.mark.parametrize(
    "title", ["A-to-z Guarantee claim", "Chargeback", "Performance Notification", "索赔详情", "拒付", "绩效通知"]
)
def test_a_page_that_wants_an_answer_and_gives_no_day_is_marked(title: str) -> None:
    assert not _sure(f"{title}\nOrder ID: 701-4441230-0000123\namazon.de", "respond_by")


def test_a_message_page_needs_no_day_to_answer() -> None:
    assert _sure("Messages with buyer\nBuyer  Mar 8, 2027 2:15 PM\nHello?\namazon.de", "respond_by")


def test_labels_in_a_row_take_the_values_below_them_in_their_order() -> None:
    page = "Chargeback\namazon.com\nOrder ID\nDisputed amount\nRespond by\n701-4441230-0000123\n$7.10\nMar 20, 2027\n"
    proposal = propose(page, pasted_at=PASTED_AT)
    assert proposal.value("order_id") == "701-4441230-0000123"
    assert proposal.value("money") == "7.10 USD"
    assert (proposal.value("respond_by") or "")[:10] == "2027-03-20"


def test_a_label_without_a_value_takes_none_from_the_next_label() -> None:
    page = "A-to-z claim\namazon.de\nReason\nRespond by\nMar 15, 2027\n"
    proposal = propose(page, pasted_at=PASTED_AT)
    assert proposal.value("reason") is None
    assert (proposal.value("respond_by") or "")[:10] == "2027-03-15"


def test_other_labelled_days_are_no_arrival() -> None:
    labelled = "Order date\nFeb 1, 2027\nExpected delivery Feb 9, 2027\n"
    page = f"A-to-z claim\namazon.de\n{labelled}Last change Mar 9, 2027 8:00\n"
    assert (propose(page, pasted_at=PASTED_AT).value("sent_at") or "")[:10] == "2027-03-09"


def test_of_two_days_to_answer_the_earlier_is_proposed_and_marked() -> None:
    page = "A-to-z claim\namazon.de\nRespond by\nMar 15, 2027\nDeadline: Mar 13, 2027\n"
    assert (propose(page, pasted_at=PASTED_AT).value("respond_by") or "")[:10] == "2027-03-13"
    assert not _sure(page, "respond_by")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Please submit a plan of action within 72 hours.", "3"),
        ("Respond within\n3 days", "3"),
        ("请在 48 小时内提交行动计划。", "2"),
        ("Reichen Sie innerhalb von 3 Tagen einen Maßnahmenplan ein.", "3"),
    ],
)
@pytest.mark.parametrize("title", ["Performance Notification", "绩效通知"])
def test_a_stated_length_of_time_is_read(title: str, text: str, days: str) -> None:
    assert propose(f"{title}\namazon.de\n{text}", pasted_at=PASTED_AT).value("respond_within_days") == days


def test_the_time_left_counts_from_the_pasting_and_is_marked() -> None:
    page = "A-to-z claim\namazon.de\nTime left to respond\n2 days 5 hours\n"
    proposal = propose(page, pasted_at=PASTED_AT)
    assert proposal.value("respond_by") == (PASTED_AT + timedelta(days=2)).isoformat()
    assert proposal.value("respond_within_days") is None
    assert not _sure(page, "respond_by")


def test_an_arrival_after_the_pasting_is_left_open_and_named() -> None:
    values = {"kind": "atoz_claim_received", "sent_at": "2027-03-15T23:59:59+01:00"}
    reading = read_paste("p.json", wrap_paste(Paste(PAGES["en"], values, "mei", PASTED_AT)))
    (notice,) = reading.records
    assert isinstance(notice, MailNotice)
    assert notice.sent_at is None
    assert [(one.code, one.place.column) for one in reading.findings] == [("PAS003", "sent_at")]
    message = PastedMessage(Direction.FROM_BUYER, PASTED_AT + timedelta(minutes=1), "Hello?")
    thread = read_paste("p.json", wrap_paste(Paste("", {}, "mei", PASTED_AT, (message,))))
    assert [one.code for one in thread.findings] == ["PAS003"]


THREADS = {
    "names": ("Messages with buyer", "Lena B.", "Mar 8, 2027 2:15 PM", "Bright Shop Ltd", "Mar 9, 2027 8:00 AM"),
    "sides": ("Nachrichten mit dem Käufer", "Käufer", "8. März 2027, 14:15 Uhr", "Sie", "9. März 2027, 8:00 Uhr"),
    "zh": ("买家消息", "买家", "2027年3月8日 下午2:15", "您", "2027年3月9日 上午8:00"),
    "mixed": ("Messages with buyer", "Lena B.", "Mon, 8 March 2027 14:15", "You", "9 March 2027 08:00"),
}


@pytest.mark.parametrize("form", THREADS)
def test_names_and_days_on_lines_of_their_own_part_the_messages(form: str) -> None:
    title, first, asked, second, answered = THREADS[form]
    page = f"{title}\namazon.de\n{first}\n{asked}\nHello.\n\nIs it red?\n{second}\n{answered}\nYes, it is.\n"
    messages = propose(page, pasted_at=PASTED_AT).messages
    assert [(one.direction, one.text) for one in messages] == [
        (Direction.FROM_BUYER, "Hello.\n\nIs it red?"),
        (Direction.FROM_SELLER, "Yes, it is."),
    ]
    assert [one.sent_at for one in messages] == [
        datetime(2027, 3, 8, 13, 15, tzinfo=UTC),
        datetime(2027, 3, 9, 7, tzinfo=UTC),
    ]


def test_a_claim_page_with_a_day_beside_the_buyer_is_no_thread() -> None:
    page = "A-to-z claim\namazon.de\nRefund the buyer by Mar 15, 2027 17:00\nBuyer\nLena B.\n"
    proposal = propose(page, pasted_at=PASTED_AT)
    assert proposal.messages == ()
    assert proposal.value("sent_at") is None
    assert proposal.value("buyer_name") == "Lena B."
