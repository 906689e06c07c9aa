"""One order seen by several sources is one order; where they differ, each statement stands with its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from casewright.domain.case import Case, CaseKind
from casewright.domain.claim import Claim, ClaimState
from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.domain.order import Fulfilment, OrderLine, OrderState, order_from_lines
from casewright.domain.place import Place
from casewright.triage.disagreements import Statement, disagreements_of

AT = datetime(2026, 1, 5, 10, tzinfo=UTC)
ORDER = "302-0000001-0000001"


def line(file: str, **values: object) -> OrderLine:
    plain = OrderLine(
        ORDER, Place(file, "0" * 64, row=2), purchased_at=AT, marketplace="amazon_de", sku="LAMP", quantity=1
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def mail(marketplace_id: str, kind: MailKind = MailKind.BUYER_MESSAGE) -> MailNotice:
    return MailNotice(kind, Place("m.eml", "1" * 64), marketplace_id=marketplace_id, order_id=ORDER)


def case(*lines: OrderLine, notices: tuple[MailNotice, ...] = ()) -> Case:
    return Case("k", CaseKind.MESSAGE, AT, ORDER, notices=notices, order=order_from_lines(lines))


def found(*lines: OrderLine, notices: tuple[MailNotice, ...] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (one.name, [(said.value, said.place.file) for said in one.statements])
        for one in disagreements_of(case(*lines, notices=notices))
    ]


def test_sources_that_agree_raise_nothing() -> None:
    zoned = AT.astimezone(tz=None)
    assert found(line("a.txt"), line("b.txt", purchased_at=zoned), notices=(mail("A1PA6795UKMFR9"),)) == []
    assert disagreements_of(case()) == ()


def test_a_report_and_a_mail_that_name_two_sites_stand_side_by_side() -> None:
    assert found(line("a.txt"), notices=(mail("A1F83G8C2ARO7P"),)) == [
        ("marketplace", [("amazon_de", "a.txt"), ("amazon_uk", "m.eml")])
    ]


def test_a_suspect_mail_has_no_say() -> None:
    assert found(line("a.txt"), notices=(mail("A1F83G8C2ARO7P", MailKind.SUSPECT),)) == []


def test_two_quantities_of_the_same_update_disagree() -> None:
    assert found(line("a.txt", updated_at=AT), line("b.txt", updated_at=AT, quantity=2)) == [
        ("quantity", [("1", "a.txt"), ("2", "b.txt")])
    ]


def test_two_states_of_the_same_update_disagree_and_a_later_state_does_not() -> None:
    shipped = line("a.txt", updated_at=AT, state=OrderState.SHIPPED)
    gone = line("b.txt", updated_at=AT, state=OrderState.CANCELLED)
    assert found(shipped, gone) == [("state", [("shipped", "a.txt"), ("cancelled", "b.txt")])]
    assert found(shipped, replace(gone, updated_at=AT + timedelta(hours=1))) == []
    assert found(shipped, replace(gone, updated_at=None)) == []


CLAIM_MAIL = MailNotice(
    MailKind.ATOZ_CLAIM_RECEIVED,
    Place("m.eml", "1" * 64),
    sent_at=datetime(2025, 11, 15, 2, tzinfo=UTC),
    order_id=ORDER,
    money=Money(8800, "USD"),
    respond_within_days=3,
)
CLAIM_PAGE = replace(
    CLAIM_MAIL,
    place=Place("page.json", "2" * 64),
    respond_within_days=None,
    respond_by=datetime(2025, 11, 21, 7, 59, tzinfo=UTC),
    money=Money(9000, "USD"),
)


def claim_found(*notices: MailNotice) -> list[tuple[str, list[str]]]:
    one = Case("k", CaseKind.ATOZ_CLAIM, AT, ORDER, "amazon_us", notices=notices)
    return [(found.name, [said.value for said in found.statements]) for found in disagreements_of(one)]


def test_a_mail_and_a_page_that_state_a_claim_differently_stand_side_by_side() -> None:
    assert claim_found(CLAIM_MAIL, CLAIM_PAGE) == [
        ("claim_amount", ["88.00 USD", "90.00 USD"]),
        ("respond_by", ["2025-11-17", "2025-11-20"]),  # days of the site: the mail was sent on the fourteenth there
    ]
    assert claim_found(CLAIM_MAIL, replace(CLAIM_PAGE, kind=MailKind.SUSPECT)) == []


def test_the_same_day_to_answer_at_another_hour_is_no_disagreement() -> None:
    page = replace(CLAIM_PAGE, money=CLAIM_MAIL.money, respond_by=datetime(2025, 11, 18, 7, 59, tzinfo=UTC))
    assert claim_found(CLAIM_MAIL, page) == []


def test_a_later_request_for_information_brings_a_day_of_its_own() -> None:
    asked = replace(CLAIM_PAGE, money=None, asks_information=True)
    assert claim_found(CLAIM_MAIL, asked) == []


def test_two_outcomes_of_one_claim_disagree_unless_it_was_appealed() -> None:
    lost = replace(CLAIM_MAIL, kind=MailKind.ATOZ_CLAIM_DECISION, outcome=ClaimOutcome.AGAINST_SELLER, money=None)
    won = replace(lost, place=Place("list.json", "3" * 64), outcome=ClaimOutcome.FOR_SELLER)
    assert claim_found(lost, won) == [("outcome", ["for_seller", "against_seller"])]
    appealed = Case("k", CaseKind.ATOZ_CLAIM, AT, ORDER, notices=(lost, won), claim=Claim(ORDER, ClaimState.APPEALED))
    assert disagreements_of(appealed) == ()


def test_a_later_update_is_a_change_and_no_disagreement() -> None:
    later = AT + timedelta(days=1)
    assert found(line("a.txt", updated_at=AT), line("b.txt", updated_at=later, quantity=2)) == []


def test_a_price_without_a_time_of_update_disagrees_with_the_newest() -> None:
    (one,) = disagreements_of(
        case(line("a.txt", updated_at=AT, item_price=Money(5990, "EUR")), line("b.txt", item_price=Money(4990, "EUR")))
    )
    assert (one.name, one.item) == ("item_price", "LAMP")
    assert "59.90 EUR" in one.words.en
    assert "说法不一" in one.words.zh


def test_what_sources_say_is_told_in_words_and_days_that_a_person_reads() -> None:
    other = line("b.txt", marketplace="amazon_us", purchased_at=AT + timedelta(days=1), fulfilment=Fulfilment.SELLER)
    told = disagreements_of(case(line("a.txt", fulfilment=Fulfilment.MARKETPLACE), other))
    said = {one.name: [each.words(one.name) for each in one.statements] for one in told}
    assert [one.en for one in said["marketplace"]] == ["Amazon.de", "Amazon.com"]
    assert [one.en for one in said["purchased_at"]] == ["2026-01-05 10:00 UTC", "2026-01-06 10:00 UTC"]
    assert [one.zh for one in said["fulfilment"]] == ["平台配送", "卖家自发货"]
    text = " ".join(one.words.en + one.words.zh for one in told)
    assert "amazon_" not in text
    assert "+00:00" not in text


def test_every_state_and_outcome_has_words() -> None:
    for name, values in (("state", OrderState), ("outcome", ClaimOutcome), ("fulfilment", Fulfilment)):
        for value in values:
            assert Statement(value.value, Place("a", "")).words(name).zh != value.value
