"""SAFE-T news, opinions and marked cancellations become cases with a decision of their own."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from casewright.domain.facts import Fact
from casewright.domain.shop import Shop
from casewright.intake import SourceFile
from casewright.pipeline import CaseFile, decide_case, open_cases, read_files

ORDER = "305-1234567-7654321"
AT = datetime(2026, 3, 15, 9, tzinfo=UTC)


def mail(subject: str, text: str, number: int = 1) -> SourceFile:
    head = (
        f"Date: Sat, 14 Mar 2026 12:0{number}:00 +0000\nFrom: donotreply@amazon.com\nTo: shop@seller.example\n"
        f"Subject: {subject}\nMessage-ID: <{number}@amazon.com>\nX-Marketplace-ID: A1PA6795UKMFR9\n"
    )
    body = f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    return SourceFile(f"{number}.eml", (head + body).encode())


def items(mark: Mapping[str, object], status: str = "Unshipped") -> tuple[SourceFile, SourceFile]:
    order = {"AmazonOrderId": ORDER, "OrderStatus": status, "MarketplaceId": "A1PA6795UKMFR9"}
    listed = {"AmazonOrderId": ORDER, "OrderItems": [{"OrderItemId": "1", "SellerSKU": "LAMP", **mark}]}
    both = [("order", order), ("items", listed)]
    one, other = (SourceFile(f"{name}.json", json.dumps({"payload": answer}).encode()) for name, answer in both)
    return one, other


def decided(*sources: SourceFile, shop: Shop | None = None) -> dict[str, CaseFile]:
    cases = open_cases(read_files(sources).records)
    return {case.key: decide_case(case, at=AT, shop=shop or Shop("Test")) for case in cases}


ASKED = {"BuyerRequestedCancel": {"IsBuyerRequestedCancel": "true", "BuyerCancelReason": "Found cheaper"}}
NOT_ASKED = {"BuyerRequestedCancel": {"IsBuyerRequestedCancel": "false"}}


def test_a_mark_on_an_item_opens_the_case_that_the_mail_opens() -> None:
    told = mail(f"Cancellation requested for order {ORDER}", f"The buyer asked to cancel order {ORDER}.")
    by_mail, by_mark = decided(told, *items({})), decided(*items(ASKED))
    assert by_mail.keys() == by_mark.keys() == {f"cancellation:{ORDER}"}
    one, other = by_mail[f"cancellation:{ORDER}"].decision, by_mark[f"cancellation:{ORDER}"].decision
    assert one.row == other.row == "CAN010"
    assert [step.code for step in one.actions] == [step.code for step in other.actions]
    assert other.marketplace == "amazon_de"


def test_mark_and_mail_are_one_case() -> None:
    told = mail(f"Cancellation requested for order {ORDER}", f"The buyer asked to cancel order {ORDER}.")
    assert list(decided(told, *items(ASKED))) == [f"cancellation:{ORDER}"]


def test_a_case_without_any_message_asks_whether_there_is_one_before_it_asks_when() -> None:
    (marked,) = decided(*items(ASKED)).values()
    assert [one.fact for one in marked.decision.questions] == ["buyer_wrote"]
    for wrote, asked in ((True, ["asked_at"]), (False, [])):
        told = {"buyer_wrote": Fact("buyer_wrote", wrote)}
        again = decide_case(marked.case, at=AT, shop=Shop("Test"), told=told)
        assert [one.fact for one in again.decision.questions] == asked
    notice = mail(f"Cancellation requested for order {ORDER}", f"The buyer asked to cancel order {ORDER}.")
    (mailed,) = decided(notice, *items({})).values()
    assert [one.clock for one in mailed.decision.deadlines] == ["answer"]
    assert mailed.decision.questions == ()


@pytest.mark.parametrize("status", ["Shipped", "Canceled"])
def test_a_mark_on_an_order_that_has_left_or_is_cancelled_opens_nothing(status: str) -> None:
    assert decided(*items(ASKED, status)) == {}


def test_an_unset_mark_opens_nothing_and_says_that_nobody_asked_officially() -> None:
    assert decided(*items(NOT_ASKED)) == {}
    subject = f"Inquiry from Amazon customer (Order: {ORDER})"
    asking = mail(subject, f"You have received a message.\nOrder ID {ORDER}\nPlease cancel my order.")
    files = decided(asking, *items(NOT_ASKED))
    assert [one.facts["official_cancel_request"].value for one in files.values()] == [False]


def test_the_newer_interface_names_who_asked() -> None:
    item = {"orderItemId": "1", "quantityOrdered": 1, "cancellation": {"cancellationRequest": {"requester": "BUYER"}}}
    order = {
        "orderId": ORDER,
        "salesChannel": {"marketplaceId": "A1PA6795UKMFR9"},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED"},
        "orderItems": [item],
    }
    (case,) = decided(SourceFile("order.json", json.dumps({"order": order}).encode())).values()
    assert (case.case.key, case.decision.row) == (f"cancellation:{ORDER}", "CAN010")


def test_a_denied_safe_t_claim_asks_by_when_it_can_be_appealed() -> None:
    (case,) = decided(mail("Your SAFE-T claim", f"We have denied your SAFE-T claim for order {ORDER}.")).values()
    assert (case.case.key, case.decision.row) == (f"safe_t:{ORDER}", "STN040")
    assert [one.fact for one in case.decision.questions] == ["safe_t_reply_by"]


def test_the_newest_safe_t_notice_tells_and_its_time_runs() -> None:
    first = mail("Your SAFE-T claim", f"We have denied your SAFE-T claim for order {ORDER}.")
    text = f"For your SAFE-T claim on order {ORDER} we need more information. Please respond within 7 days."
    (case,) = decided(first, mail("Your SAFE-T claim", text, 2)).values()
    assert case.decision.row == "STN010"
    assert case.deadline is not None
    assert case.deadline.due_at == datetime(2026, 3, 21, 12, 2, tzinfo=UTC)


def test_bad_feedback_asks_a_person_whether_it_breaks_a_rule() -> None:
    told = mail(f"You received negative feedback for order {ORDER}", f"Order ID: {ORDER}\nRating: 1/5\nComment: Late.")
    (case,) = decided(told).values()
    assert (case.case.key, case.facts["stars"].value) == (f"opinion:{ORDER}", 1)
    assert case.facts["opinion_kind"].value == "seller_feedback"
    assert next(one.fact for one in case.decision.questions) == "opinion_flaw"


def test_a_review_without_an_order_keeps_its_own_stars() -> None:
    told = mail("New customer review of your product", "Rating: 5 out of 5\nComment: It hums nicely.")
    (case,) = decided(told, shop=Shop("Test", brand_owner=True)).values()
    assert case.case.order_ref is None
    assert (case.facts["stars"].value, case.facts["brand_owner"].value) == (5, True)
    assert case.decision.row == "OPI005"
