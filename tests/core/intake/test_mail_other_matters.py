"""Notices beside claims and messages: SAFE-T, feedback, reviews, Mirakl; who refunded; what is asked for."""

import pytest

from casewright.domain.case import Case, CaseKind
from casewright.domain.claim import ClaimState
from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.domain.returns import RefundedBy
from casewright.domain.review import OpinionKind, Review
from casewright.intake.mail import read_mail
from casewright.intake.reading import Reading
from casewright.triage import open_cases

ORDER = "305-1234567-7654321"
SELLER = "donotreply@amazon.com"
CLAIMS = "atoz-guarantee-no-reply@amazon.com"


def read(text: str, *, subject: str, sender: str = SELLER, hour: int = 12, number: int = 1) -> Reading:
    site = "X-Marketplace-ID: A1PA6795UKMFR9\n" if sender.endswith("@amazon.com") else ""
    mail = (
        f"Date: Sat, 14 Mar 2026 {hour:02}:00:00 +0000\nFrom: {sender}\nTo: shop@seller.example\nSubject: {subject}\n"
        f"Message-ID: <{number}.{hour}@amazon.com>\n{site}"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
    return read_mail(f"{number}-{hour}.eml", mail.encode())


def notice(text: str, *, subject: str, sender: str = SELLER, hour: int = 12) -> MailNotice:
    found = read(text, subject=subject, sender=sender, hour=hour).records[0]
    assert isinstance(found, MailNotice)
    return found


def claim_case(*notices: MailNotice) -> Case:
    (case,) = [case for case in open_cases(notices) if case.kind is CaseKind.ATOZ_CLAIM]
    return case


def test_a_safe_t_notice_gives_order_and_money() -> None:
    read_ = notice(
        f"Your SAFE-T claim for order {ORDER} was granted. We will reimburse you EUR 49.90.",
        subject=f"SAFE-T claim decision for order {ORDER}",
    )
    assert (read_.kind, read_.order_id, read_.money) == (MailKind.SAFE_T_NOTICE, ORDER, Money.of("49.90", "EUR"))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Your SAFE-T claim for order {o} was granted. We will reimburse you EUR 49.90.", ClaimOutcome.FOR_SELLER),
        ("We decided your SAFE-T claim for order {o} in your favour.", ClaimOutcome.FOR_SELLER),
        ("We have denied your SAFE-T claim for order {o}.", ClaimOutcome.AGAINST_SELLER),
        ("Ihr SAFE-T-Antrag zur Bestellung {o} wurde abgelehnt.", ClaimOutcome.AGAINST_SELLER),
        ("Votre réclamation SAFE-T pour la commande {o} a été refusée.", ClaimOutcome.AGAINST_SELLER),
        ("您的 SAFE-T 索赔（订单 {o}）已被驳回。", ClaimOutcome.AGAINST_SELLER),
        ("The status of your SAFE-T claim for order {o} has changed.", ClaimOutcome.UNKNOWN),
        ("If your SAFE-T claim for order {o} is denied, you can appeal.", ClaimOutcome.UNKNOWN),
    ],
)
def test_a_safe_t_notice_tells_how_the_sellers_own_claim_ended(text: str, outcome: ClaimOutcome) -> None:
    found = notice(text.format(o=ORDER), subject=f"Your SAFE-T claim for order {ORDER}")
    assert (found.kind, found.outcome) == (MailKind.SAFE_T_NOTICE, outcome)


@pytest.mark.parametrize(
    ("subject", "text", "stars", "language"),
    [
        ("You received negative feedback from a buyer", "Rating: 2 out of 5\nComments: {said}", 2, "en"),
        ("Neue negative Bewertung für Bestellung", "Bewertung: 1 Stern\nKommentar: {said}", 1, "de"),
        ("您收到新的负面反馈", "评分：★★☆☆☆\n评论：{said}", 2, "zh"),
    ],
)
def test_a_feedback_notice_is_also_an_opinion_of_its_own(subject: str, text: str, stars: int, language: str) -> None:
    said = {
        "en": "The box was torn open.",
        "de": "Kam nie an, und niemand antwortet.",
        "zh": "包装破损，里面的灯也碎了。",
    }[language]
    mail, review = read(f"Order ID: {ORDER}\n{text.format(said=said)}", subject=subject).records
    assert isinstance(mail, MailNotice)
    assert (mail.kind, mail.body, mail.language) == (MailKind.FEEDBACK_NOTICE, said, language)
    assert isinstance(review, Review)
    assert (review.kind, review.stars, review.text, review.order_id) == (
        OpinionKind.SELLER_FEEDBACK,
        stars,
        said,
        ORDER,
    )


def test_a_review_notice_without_stars_is_no_opinion_yet() -> None:
    (mail,) = read("Comment: It hums.", subject="New customer review of your product").records
    assert isinstance(mail, MailNotice)
    assert (mail.kind, mail.body) == (MailKind.REVIEW_NOTICE, "It hums.")


def test_praise_from_a_private_address_is_no_notice_of_the_marketplace() -> None:
    mail = notice("5 stars!", subject="You received positive feedback", sender="friend@home.example")
    assert mail.kind is MailKind.UNKNOWN_NOTICE


def test_each_such_notice_stands_in_a_case_with_its_order() -> None:
    found = notice("Rating: 1/5\nComment: Broken.", subject=f"You received negative feedback for order {ORDER}")
    (case,) = open_cases([found])
    assert (case.kind, case.order_ref) == (CaseKind.OPINION, ORDER)


def test_a_mail_through_mirakl_is_a_buyers_message_with_its_own_kind_of_order() -> None:
    found = notice(
        "Order number: 0912345678-A\n\nBonjour, où est mon colis ?\n\n"
        "Le mar. 10 mars 2026, Boutique a écrit :\n> Bonjour",
        subject="[Boutique] Message about order 0912345678-A",
        sender='"Marie" <ab12cd34+77@notification.mirakl.net>',
    )
    assert (found.kind, found.order_id) == (MailKind.BUYER_MESSAGE, "0912345678-A")
    assert (found.relay, found.buyer_name, found.language) == ("ab12cd34@notification.mirakl.net", "Marie", "fr")
    assert found.body is not None
    assert "où est mon colis" in found.body
    assert "> Bonjour" not in found.body


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("You have issued a refund of EUR 20.00 for order {o}.", RefundedBy.SELLER),
        ("At your request, a refund of EUR 20.00 has been issued for order {o}.", RefundedBy.SELLER),
        ("We have issued a refund of EUR 20.00 on your behalf for order {o}.", RefundedBy.MARKETPLACE),
        ("Amazon has refunded the customer EUR 20.00 for order {o}.", RefundedBy.MARKETPLACE),
        ("Sie haben für Bestellung {o} eine Erstattung von 20,00 EUR veranlasst.", RefundedBy.SELLER),
        ("Wir haben in Ihrem Namen eine Erstattung von 20,00 EUR veranlasst (Bestellung {o}).", RefundedBy.MARKETPLACE),
        ("Su sua richiesta abbiamo avviato un rimborso di EUR 20,00 per l'ordine {o}.", RefundedBy.SELLER),
        ("Nous avons effectué en votre nom un remboursement de 20,00 € (commande {o}).", RefundedBy.MARKETPLACE),
        ("应您的要求，已为订单 {o} 办理退款 20.00 EUR。", RefundedBy.SELLER),
        ("We have initiated a refund of EUR 20.00 for order {o}.", None),
        ("If Amazon has issued a refund, you see it here. Refund of EUR 20.00 initiated, order {o}.", None),
    ],
)
def test_who_refunded_is_said_only_where_the_mail_says_so(text: str, by: RefundedBy | None) -> None:
    found = notice(text.format(o=ORDER), subject=f"Refund initiated for order {ORDER}")
    assert (found.kind, found.refunded_by) == (MailKind.REFUND_ISSUED, by)
    (case,) = open_cases([found])
    assert [refund.refunded_by for refund in case.refunds] == [by]


@pytest.mark.parametrize(
    "text",
    [
        "We need additional information about the A-to-z claim on order {o}. Please respond within 48 hours.",
        "Wir benötigen weitere Informationen zum A-bis-Z-Antrag für Bestellung {o}.",
        "Nous avons besoin d'informations supplémentaires sur la réclamation concernant la commande {o}.",
        "Abbiamo bisogno di ulteriori informazioni sul reclamo per l'ordine {o}.",
        "Necesitamos información adicional sobre la reclamación del pedido {o}.",
        "Precisamos de mais informações sobre a reclamação do pedido {o}.",
        "We verzoeken u aanvullende informatie te sturen over de claim op bestelling {o}.",
        "注文 {o} の申請について、追加の情報の提出をお願いします。",
        "请补充更多信息，说明订单 {o} 的索赔。",
    ],
)
def test_a_request_for_information_is_recognised(text: str) -> None:
    found = notice(text.format(o=ORDER), subject=f"A-to-z Guarantee claim on order {ORDER}", sender=CLAIMS)
    assert (found.kind, found.asks_information) == (MailKind.ATOZ_CLAIM_RECEIVED, True)


@pytest.mark.parametrize(
    "text",
    [
        "No additional information is required at this time.",
        "If we need additional information, we will contact you.",
        "Sollten wir weitere Informationen benötigen, melden wir uns.",
        "Tuttavia, se dovessimo ritenere che siano necessarie ulteriori informazioni, la contatteremo.",
        "如果需要更多信息，我们会与您联系。",
    ],
)
def test_what_may_be_asked_later_is_not_asked_now(text: str) -> None:
    found = notice(
        f"We received a claim on order {ORDER}.\n{text}", subject=f"Claim received on order {ORDER}", sender=CLAIMS
    )
    assert found.asks_information is None


def test_a_claim_moves_from_filed_to_asked_to_decided_to_asked_about_an_appeal() -> None:
    subject = f"A-to-z Guarantee claim on order {ORDER}"
    filed = notice(f"We received a claim on order {ORDER}.", subject=subject, sender=CLAIMS, hour=8)
    asked = notice(f"We need more information on the claim, order {ORDER}.", subject=subject, sender=CLAIMS, hour=9)
    decided = notice(
        f"We granted the claim on order {ORDER} and debited your account.",
        subject=f"Claim decision on order {ORDER}",
        sender=CLAIMS,
        hour=10,
    )
    again = notice(f"For your appeal we need more information, order {ORDER}.", subject=subject, sender=CLAIMS, hour=11)
    states = []
    for number in range(1, 5):
        claim = claim_case(*(filed, asked, decided, again)[:number]).claim
        states.append(claim.state if claim else None)
    assert states == [
        ClaimState.FILED,
        ClaimState.INFORMATION_REQUESTED,
        ClaimState.DECIDED,
        ClaimState.APPEALED,
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("We denied your SAFE-T claim. You may appeal within 7 days.", 7),
        ("Ihr SAFE-T-Anspruch wurde abgelehnt. Sie können innerhalb von 10 Tagen Einspruch einlegen.", 10),
        ("您的 SAFE-T 索赔已被驳回。您可以在 7 天内提交申诉。", 7),
        ("Uw SAFE-T-claim is afgewezen. U kunt binnen 7 dagen bezwaar maken.", 7),
        ("It was filed more than 60 days after the refund, so we denied it. You can appeal once, within 14 days.", 14),
        ("We granted your SAFE-T claim. The amount is paid within 5 days.", None),
    ],
)
def test_news_on_a_safe_t_claim_gives_the_days_for_an_appeal(text: str, days: int | None) -> None:
    subject = "SAFE-T claim 100 for order 701-6660001-0000011"
    content = (
        f"From: Amazon <donotreply@amazon.de>\nSubject: {subject}\nDate: Mon, 8 Mar 2027 09:00:00 +0000\n\n{text}\n"
    )
    notice = read_mail("m.eml", content.encode()).records[0]
    assert isinstance(notice, MailNotice)
    assert notice.kind is MailKind.SAFE_T_NOTICE
    assert notice.respond_within_days == days
