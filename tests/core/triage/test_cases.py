"""Records become cases: one per matter, threads joined, copies dropped, suspects kept apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.domain.case import Case, CaseKind, Record
from casewright.domain.kept_file import KeptFile
from casewright.domain.message import Direction
from casewright.domain.money import Money
from casewright.domain.notice import MailKind, MailNotice, Suspicion
from casewright.domain.order import OrderLine, OrderState
from casewright.domain.place import Place
from casewright.domain.returns import Return
from casewright.domain.words import Words
from casewright.triage import link_keys, open_cases

START = datetime(2026, 11, 18, 9, tzinfo=UTC)
ORDER = "111-1111111-1111111"
OTHER = "222-2222222-2222222"


def place(name: str) -> Place:
    return Place(name, sha256(name.encode()).hexdigest())


def mail(name: str, kind: MailKind, *, order: str | None = ORDER, hours: int = 0, **rest: object) -> MailNotice:
    notice = MailNotice(
        kind,
        place(name),
        message_id=f"<{name}>",
        sent_at=START + timedelta(hours=hours),
        sender="x@amazon.com",
        marketplace_id="ATVPDKIKX0DER",
        order_id=order,
        order_ids=(order,) if order else (),
    )
    return replace(notice, **rest)  # type: ignore[arg-type]


def message(name: str, body: str, *, order: str | None = ORDER, hours: int = 0, **rest: object) -> MailNotice:
    return mail(name, MailKind.BUYER_MESSAGE, order=order, hours=hours, body=body, **rest)


def by_key(records: list[Record]) -> dict[str, Case]:
    return {case.key: case for case in open_cases(records)}


def test_each_matter_of_an_order_is_one_case() -> None:
    cases = by_key(
        [
            mail("claim", MailKind.ATOZ_CLAIM_RECEIVED, money=Money(500, "USD"), respond_within_days=3),
            message("where", "Where is my parcel?"),
            mail("cancel", MailKind.CANCEL_REQUEST, order=OTHER),
        ]
    )
    assert sorted(cases) == [f"atoz_claim:{ORDER}", f"cancellation:{OTHER}", f"where_is_parcel:{ORDER}"]


@pytest.mark.parametrize("days", [(2, 3), (3, 2)])
def test_of_two_copies_of_a_claim_the_one_that_leaves_less_time_counts(days: tuple[int, int]) -> None:
    copies = (
        mail(f"claim {n}", MailKind.ATOZ_CLAIM_RECEIVED, respond_within_days=n, money=Money(n, "USD")) for n in days
    )
    later = mail("reminder", MailKind.ATOZ_CLAIM_RECEIVED, hours=5, respond_within_days=4)
    (case,) = open_cases(list(copies))
    assert case.claim is not None
    assert case.claim.respond_within_days == 2
    (case,) = open_cases([*case.notices, later])
    assert case.claim is not None
    assert (case.claim.respond_within_days, case.claim.asked_at) == (4, later.sent_at)


def test_the_decision_joins_the_claim_it_decides() -> None:
    cases = open_cases(
        [
            mail("claim", MailKind.ATOZ_CLAIM_RECEIVED, respond_within_days=3),
            mail("ruling", MailKind.ATOZ_CLAIM_DECISION, hours=50),
        ]
    )
    assert [case.kind for case in cases] == [CaseKind.ATOZ_CLAIM]
    assert cases[0].claim is not None
    assert cases[0].claim.decided_at == START + timedelta(hours=50)


def test_a_message_and_the_official_request_to_cancel_are_one_case() -> None:
    cases = by_key([message("ask", "please cancel"), mail("official", MailKind.CANCEL_REQUEST, hours=1)])
    assert list(cases) == [f"cancellation:{ORDER}"]
    assert len(cases[f"cancellation:{ORDER}"].notices) == 2


def test_a_follow_up_without_a_wish_of_its_own_stays_with_its_matter() -> None:
    cases = by_key([message("ask", "Where is my parcel?"), message("again", "Hello? Anybody there?", hours=20)])
    assert list(cases) == [f"where_is_parcel:{ORDER}"]
    assert len(cases[f"where_is_parcel:{ORDER}"].messages) == 2


def test_a_mail_without_order_takes_the_order_of_its_thread() -> None:
    first = message("first", "The lamp is broken", case_id="11111111-2222-4333-8444-555555555555")
    second = message("second", "And the cable is missing", order=None, hours=2, case_id=first.case_id)
    assert list(by_key([first, second])) == [f"quality:{ORDER}"]


def test_a_mail_without_order_takes_the_order_of_what_it_replies_to() -> None:
    first = message("first", "The lamp is broken")
    second = message("second", "It is still broken", order=None, hours=2, in_reply_to="<first>")
    assert list(by_key([first, second])) == [f"quality:{ORDER}"]


def test_an_alias_with_two_orders_lends_neither() -> None:
    relay = "abc123def456@marketplace.amazon.com"
    cases = by_key(
        [
            message("one", "The lamp is broken", relay=relay),
            message("two", "The vase is broken", order=OTHER, relay=relay),
            message("three", "Is it dimmable?", order=None, relay=relay, hours=3),
        ]
    )
    assert f"message:relay:{relay}" in cases
    assert cases[f"message:relay:{relay}"].order_ref is None


def test_our_own_reply_opens_nothing_and_joins_the_conversation() -> None:
    cases = by_key(
        [message("ask", "Where is my parcel?"), mail("reply", MailKind.OWN_REPLY_COPY, hours=1, body="Soon")]
    )
    assert list(cases) == [f"where_is_parcel:{ORDER}"]
    directions = [one.direction for one in cases[f"where_is_parcel:{ORDER}"].messages]
    assert directions == [Direction.FROM_BUYER, Direction.FROM_SELLER]
    assert open_cases([mail("reply", MailKind.OWN_REPLY_COPY, body="Soon")]) == ()


def test_a_suspect_mail_touches_no_other_case() -> None:
    suspicion = Suspicion("SND001", Words("looks like", "像"))
    fake = mail(
        "fake",
        MailKind.SUSPECT,
        suspicions=(suspicion,),
        claimed_kind=MailKind.ATOZ_CLAIM_DECISION,
        message_id="<claim>",
    )
    real = mail("claim", MailKind.ATOZ_CLAIM_RECEIVED, respond_within_days=3)
    cases = by_key([real, fake])
    assert cases[f"atoz_claim:{ORDER}"] == by_key([real])[f"atoz_claim:{ORDER}"]
    assert len(cases) == 2
    assert link_keys(fake).isdisjoint(link_keys(real))


def test_a_refund_notice_joins_the_orders_case_and_opens_one_only_alone() -> None:
    refund = mail("refund", MailKind.REFUND_ISSUED, money=Money(500, "USD"), hours=5)
    joined = by_key([message("ask", "The lamp is broken"), refund])
    assert list(joined) == [f"quality:{ORDER}"]
    assert joined[f"quality:{ORDER}"].refunds[0].money == Money(500, "USD")
    assert list(by_key([refund])) == [f"refund:{ORDER}"]


def test_an_unsettled_row_of_the_returns_report_opens_a_case() -> None:
    settled = Return(ORDER, place("r1"), status="Approved", resolution="StandardRefund", refunded=Money(100, "EUR"))
    waiting = Return(OTHER, place("r2"), status="Approved", atoz_claim=True, order_amount=Money(2138, "EUR"))
    cases = by_key([settled, waiting])
    assert list(cases) == [f"atoz_claim:{OTHER}"]
    assert cases[f"atoz_claim:{OTHER}"].claim is not None


def test_the_newest_line_of_an_order_wins() -> None:
    old = OrderLine(ORDER, place("old"), sku="A", updated_at=START, state=OrderState.UNSHIPPED)
    new = OrderLine(ORDER, place("new"), sku="A", updated_at=START + timedelta(days=1), state=OrderState.SHIPPED)
    case = by_key([new, old, message("ask", "Where is my parcel?")])[f"where_is_parcel:{ORDER}"]
    assert case.order is not None
    assert case.order.state is OrderState.SHIPPED
    assert len(case.order.lines) == 1


def test_a_file_joins_by_its_mail_or_by_the_order_in_its_name() -> None:
    ask = message("ask", "The lamp is broken")
    photo = KeptFile(place("photo"), "image/jpeg", 10, mail_digest=ask.place.digest)
    slip = KeptFile(place("slip"), "application/pdf", 10, order_ids=(ORDER,))
    stray = KeptFile(place("stray"), "application/pdf", 10)
    case = by_key([ask, photo, slip, stray])[f"quality:{ORDER}"]
    assert {file.place.file for file in case.files} == {"photo", "slip"}


MAILS = [
    mail("claim", MailKind.ATOZ_CLAIM_RECEIVED, respond_within_days=3),
    message("where", "Where is my parcel?", hours=1),
    message("thanks", "Hello?", hours=2),
    mail("reply", MailKind.OWN_REPLY_COPY, hours=3, body="Soon"),
    mail("return", MailKind.RETURN_REQUEST, order=OTHER, hours=4),
    mail("refund", MailKind.REFUND_ISSUED, order=OTHER, hours=5, money=Money(5, "USD")),
    mail("unknown", MailKind.UNKNOWN_NOTICE, order=None, hours=6),
    mail("fake", MailKind.SUSPECT, hours=7),
]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine breaks no law
@given(st.permutations(MAILS), st.lists(st.sampled_from(MAILS), max_size=4))
def test_order_and_copies_of_records_change_nothing(shuffled: list[MailNotice], copies: list[MailNotice]) -> None:
    again = [replace(one, place=replace(one.place, file=f"{one.place.file} (1)")) for one in copies]
    assert open_cases([*shuffled, *again]) == open_cases(MAILS)
