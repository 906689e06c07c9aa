"""Facts are read from records, name their places, and stay unknown where nothing says them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from casewright.domain.case import Case, CaseKind, Record
from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice, NoticeItem
from casewright.domain.order import Fulfilment, OrderLine, OrderState
from casewright.domain.place import Place
from casewright.domain.returns import Return
from casewright.domain.shipment import Scan, ScanKind, Shipment
from casewright.domain.shop import Shop
from casewright.facts import FACTS, facts_of
from casewright.rulebook import load_rulebook
from casewright.triage import open_cases

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ORDER = "111-1111111-1111111"
SHOP = Shop("Test", country="CN")


def place(name: str) -> Place:
    return Place(name, sha256(name.encode()).hexdigest())


def mail(name: str, kind: MailKind, *, hours_ago: int = 5, **rest: object) -> MailNotice:
    notice = MailNotice(
        kind,
        place(name),
        sent_at=AT - timedelta(hours=hours_ago),
        marketplace_id="ATVPDKIKX0DER",
        order_id=ORDER,
        order_ids=(ORDER,),
    )
    return replace(notice, **rest)  # type: ignore[arg-type]


WHERE = mail("where", MailKind.BUYER_MESSAGE, body="Where is my parcel?")
CLAIM = mail("claim", MailKind.ATOZ_CLAIM_RECEIVED, money=Money(18900, "USD"), respond_within_days=3)


def case_with(*records: Record) -> Case:
    (case,) = (case for case in open_cases(records) if case.kind is not CaseKind.REFUND)
    return case


def value(name: str, *records: Record, at: datetime = AT, shop: Shop = SHOP) -> FactValue | None:
    return facts_of(case_with(*records), at=at, shop=shop)[name].value


def scan(kind: ScanKind, days_ago: int, **rest: object) -> Scan:
    made = Scan(ORDER, place(f"{kind}{days_ago}"), kind, AT - timedelta(days=days_ago))
    return replace(made, **rest)  # type: ignore[arg-type]


def line(**rest: object) -> OrderLine:
    return replace(OrderLine(ORDER, place("orders"), sku="A"), **rest)  # type: ignore[arg-type]


def test_every_fact_of_the_catalogue_is_either_computed_or_declared_as_asked() -> None:
    facts = load_rulebook().catalogue.facts
    assert {name for name, spec in facts.items() if not spec.asked} == set(FACTS)


def test_without_records_of_the_order_its_facts_are_unknown() -> None:
    facts = facts_of(case_with(WHERE), at=AT, shop=Shop("Test"))
    for name in ("fulfilment", "order_state", "tracking_state", "days_past_latest_delivery", "seller_abroad"):
        assert facts[name].value is None, name
        assert facts[name].read_from == ()


def test_a_fact_names_the_place_it_was_read() -> None:
    facts = facts_of(case_with(CLAIM), at=AT, shop=SHOP)
    assert facts["respond_within_days"].read_from == (CLAIM.place,)
    assert facts["claim_money"].value == Money(18900, "USD")


def test_a_claim_without_a_number_of_days_leaves_the_answer_time_unknown() -> None:
    assert value("respond_within_days", replace(CLAIM, respond_within_days=None)) is None


def test_the_latest_request_sets_the_clock_of_the_claim() -> None:
    reminder = mail("reminder", MailKind.ATOZ_CLAIM_RECEIVED, hours_ago=1, respond_within_days=1)
    assert value("respond_within_days", CLAIM, reminder) == 1
    assert value("claim_notified_at", CLAIM, reminder) == reminder.sent_at


def test_the_decision_sets_the_state_of_the_claim() -> None:
    ruling = mail("ruling", MailKind.ATOZ_CLAIM_DECISION, hours_ago=1, outcome=ClaimOutcome.AGAINST_SELLER)
    assert value("claim_state", CLAIM) == "filed"
    assert value("claim_state", CLAIM, ruling) == "decided_against_seller"


def test_the_order_state_follows_report_and_scans() -> None:
    assert value("order_state", WHERE, line(state=OrderState.UNSHIPPED)) == "unshipped"
    in_hand = scan(ScanKind.ACCEPTED, 2)
    assert value("order_state", WHERE, line(state=OrderState.UNSHIPPED), in_hand) == "shipped_not_confirmed"
    assert value("order_state", WHERE, line(state=OrderState.SHIPPED), scan(ScanKind.DELIVERED, 1)) == "delivered"


def test_a_label_alone_is_no_first_scan() -> None:
    label, late = scan(ScanKind.LABEL, 6), scan(ScanKind.ACCEPTED, 2)
    ship_by = AT - timedelta(days=4)
    assert value("first_scan_on_time", WHERE, label, line(ship_by=ship_by)) is None
    assert value("first_scan_on_time", WHERE, label, late, line(ship_by=ship_by)) is False


def test_a_signature_makes_a_delivery_signed() -> None:
    assert value("tracking_state", WHERE, scan(ScanKind.DELIVERED, 1)) == "delivered"
    assert value("tracking_state", WHERE, scan(ScanKind.DELIVERED, 1, signed_by="M. Rossi")) == "delivered_signed"


def test_days_past_the_promise_are_counted_in_the_marketplaces_zone() -> None:
    # 20 November 09:00 UTC is 01:00 in Los Angeles; 19 November 07:00 UTC is still the 18th there
    shipment = Shipment(ORDER, place("shipment"), deliver_by=datetime(2026, 11, 19, 7, tzinfo=UTC))
    assert value("days_past_latest_delivery", WHERE, shipment) == 2


def test_a_reply_answers_and_an_undelivered_reply_does_not() -> None:
    reply = mail("reply", MailKind.OWN_REPLY_COPY, hours_ago=3, body="On its way")
    failed = mail("failed", MailKind.DELIVERY_FAILURE_OPT_OUT, hours_ago=2)
    conversation = [one for one in open_cases([WHERE, reply, failed]) if one.kind is CaseKind.WHERE_IS_PARCEL]
    assert value("message_answered", WHERE) is False
    assert value("message_answered", WHERE, reply) is True
    assert facts_of(conversation[0], at=AT, shop=SHOP)["message_answered"].value is False


def test_the_oldest_waiting_message_starts_the_clock() -> None:
    reply = mail("reply", MailKind.OWN_REPLY_COPY, hours_ago=4, body="On its way")
    second = mail("second", MailKind.BUYER_MESSAGE, hours_ago=3, body="Still not here")
    third = mail("third", MailKind.BUYER_MESSAGE, hours_ago=1, body="Hello?")
    assert value("asked_at", WHERE, reply, second, third) == second.sent_at
    assert value("first_asked_at", WHERE, reply, second, third) == WHERE.sent_at


def test_only_the_marketplaces_notice_is_an_official_request() -> None:
    ask = mail("ask", MailKind.BUYER_MESSAGE, body="please cancel my order")
    official = mail("official", MailKind.CANCEL_REQUEST)
    assert value("official_cancel_request", ask) is False
    assert value("official_cancel_request", ask, official) is True


def test_the_reason_of_a_return_is_understood_from_code_and_from_words() -> None:
    row = Return(ORDER, place("row"), status="Pending", reason="CR-DEFECTIVE", in_policy=True)
    notice = mail("rma", MailKind.RETURN_REQUEST, items=(NoticeItem(reason="Prestazioni o qualità non adeguate"),))
    assert value("return_reason", row) == "defective"
    assert value("return_reason", notice) == "defective"
    assert value("return_authorised", row) is False
    assert value("return_in_policy", row) is True


def test_a_return_is_received_only_with_a_delivery_day() -> None:
    row = Return(ORDER, place("row"), status="Approved")
    assert value("return_received", row) is False
    assert value("return_received", replace(row, delivered_on=AT.date())) is True


def test_fulfilment_is_read_from_the_order() -> None:
    assert value("fulfilment", WHERE, line(fulfilment=Fulfilment.MARKETPLACE)) == "marketplace"


def test_a_shop_that_ships_everything_itself_says_so_where_no_record_does() -> None:
    assert value("fulfilment", WHERE) is None
    assert value("fulfilment", WHERE, shop=Shop("Test", ships_itself=True)) == "seller"
    amazons = line(fulfilment=Fulfilment.MARKETPLACE)
    assert value("fulfilment", WHERE, amazons, shop=Shop("Test", ships_itself=True)) == "marketplace"


def test_a_seller_abroad_is_one_whose_goods_lie_in_another_country() -> None:
    assert value("seller_abroad", WHERE) is True
    assert value("seller_abroad", WHERE, shop=Shop("Test", country="US")) is False


def test_the_later_of_return_scan_and_refund_starts_the_safe_t_time() -> None:
    row = Return(ORDER, place("row"), status="Approved", delivered_on=(AT - timedelta(days=9)).date())
    refund = mail("refund", MailKind.REFUND_ISSUED, hours_ago=72, money=Money(900, "USD"))
    assert value("safe_t_starts_at", row, refund) == refund.sent_at
    assert value("days_since_safe_t_start", row, refund) == 3
    assert value("days_since_refund", row, refund) == 3
    assert value("safe_t_starts_at", row) is None
    assert value("safe_t_filed_before", row, refund) is False
    assert value("safe_t_filed_before", replace(row, safet_claim_id="S1"), refund) is True


def test_the_condition_of_a_return_is_amazons_disposition() -> None:
    row = Return(ORDER, place("row"), disposition="CUSTOMER_DAMAGED")
    assert value("item_condition", row) == "customer_damaged"
    assert value("item_condition", replace(row, disposition=None)) is None


def test_a_withdrawal_is_declared_in_words_and_counted_from_delivery() -> None:
    notice = mail(
        "notice", MailKind.BUYER_MESSAGE, hours_ago=0, body="Hiermit widerrufe ich den Vertrag. Rücksendung folgt."
    )
    plain = mail("plain", MailKind.BUYER_MESSAGE, body="Ich möchte das zurücksenden.")
    delivered = scan(ScanKind.DELIVERED, 6)
    assert value("withdrawal_notice", notice, delivered) is True
    assert value("withdrawal_notice_at", notice, delivered) == notice.sent_at
    assert value("days_from_delivery_to_withdrawal", notice, delivered) == 6
    assert value("withdrawal_notice", plain, delivered) is False


def test_days_since_delivery_need_a_delivery_scan() -> None:
    assert value("days_since_delivery", WHERE, scan(ScanKind.DELIVERED, 4)) == 4
    assert value("days_since_delivery", WHERE, scan(ScanKind.IN_TRANSIT, 4)) is None


def test_an_order_number_of_the_shop_tells_where_it_was_paid() -> None:
    chargeback = mail("chargeback", MailKind.CHARGEBACK_NOTICE)
    assert value("chargeback_source", chargeback) == "shop"
    elsewhere = replace(chargeback, order_id="P01-1111111-1111111", order_ids=("P01-1111111-1111111",))
    assert value("chargeback_source", elsewhere) is None


def test_the_day_of_order_and_request_are_days_of_the_marketplace() -> None:
    row = Return(ORDER, place("row"), requested_on=AT.date(), status="Pending")
    assert value("return_asked_on", row) == AT.date()
    assert value("days_from_delivery_to_request", row, scan(ScanKind.DELIVERED, 3)) is not None
    assert value("ordered_on", WHERE, line(purchased_at=datetime(2026, 11, 1, 6, tzinfo=UTC))) == date(2026, 10, 31)
