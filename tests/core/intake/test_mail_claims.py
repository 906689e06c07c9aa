"""A-to-z claims and chargebacks in many languages: amount, time to answer, outcome."""

from datetime import UTC, datetime

import pytest

from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.intake.mail import read_mail

_ORDER = "305-1234567-7654321"
_DE, _US, _JP = "A1PA6795UKMFR9", "ATVPDKIKX0DER", "A1VC38T7YXB528"


def _notice(
    text: str,
    *,
    subject: str = f"Claim received on order {_ORDER}",
    sender: str = "atoz-guarantee-no-reply@amazon.com",
    kind: str | None = None,
    site: str = _DE,
    media: str = "text/plain",
) -> MailNotice:
    mail = (
        f"Date: Sat, 14 Mar 2026 12:00:00 +0000\nFrom: {sender}\nTo: shop@seller.example\nSubject: {subject}\n"
        f"X-Marketplace-ID: {site}\n"
        + (f"X-Space-Notification-Type: {kind}\n" if kind else "")
        + f"MIME-Version: 1.0\nContent-Type: {media}; charset=utf-8\n\n{text}\n"
    )
    (record,) = read_mail("claim.eml", mail.encode()).records
    assert isinstance(record, MailNotice)
    return record


_RECEIVED = [
    (
        "en",
        f"Claim received on order {_ORDER}",
        (
            f"We received an A-to-z Guarantee claim of EUR 119.00 on the order {_ORDER}. You must respond "
            f"within 3 calendar days."
        ),
    ),
    (
        "en-action",
        f"Action required: Claim received on order {_ORDER}",
        (
            f"Please respond to this claim of 119,00 EUR for order {_ORDER} within three calendar days, "
            f"otherwise we may grant it. A refund takes 5 days."
        ),
    ),
    (
        "en-old",
        f"A-to-z Guarantee Claim for Order {_ORDER}",
        "A buyer filed a claim for 119.00 EUR. You have 72 hours to respond. You may appeal within 30 days.",
    ),
    (
        "de",
        f"Anspruch für Bestellung {_ORDER} erhalten",
        (
            f"Wir haben einen A-bis-z-Garantieanspruch in Höhe von 119,00 EUR für die Bestellung {_ORDER} "
            f"erhalten. Sie müssen innerhalb von 3 Kalendertagen antworten."
        ),
    ),
    (
        "fr",
        f"Réclamation reçue pour la commande {_ORDER}",
        (
            f"Nous avons reçu une réclamation au titre de la Garantie A à Z d'un montant de 119,00\u00a0€ pour "
            f"la commande {_ORDER}. Vous devez répondre dans les 3 jours calendaires."
        ),
    ),
    (
        "es",
        f"Reclamación recibida para el pedido {_ORDER}",
        (
            f"Hemos recibido una reclamación de Garantía de la A a la z de 119,00 € sobre el pedido {_ORDER}. "
            f"Debe responder en un plazo de 3 días naturales."
        ),
    ),
    (
        "it",
        f"Richiesta di rimborso ricevuta per l’ordine {_ORDER}",
        (
            f"Abbiamo ricevuto un reclamo dalla A alla Z di 119,00 € per l’ordine {_ORDER}. Deve rispondere "
            f"entro 3 giorni di calendario."
        ),
    ),
    (
        "pt",
        f"Reclamação recebida para o pedido {_ORDER}",
        (
            f"Recebemos uma reclamação da Garantia de A a Z no valor de 119,00 € para o pedido {_ORDER}. Você "
            f"deve responder em até 3 dias corridos."
        ),
    ),
    (
        "nl",
        f"Claim ontvangen voor bestelling {_ORDER}",
        (
            f"We hebben een A-tot-z-garantieclaim van € 119,00 ontvangen voor bestelling {_ORDER}. U moet "
            f"binnen 3 kalenderdagen reageren."
        ),
    ),
    (
        "pl",
        f"Otrzymano roszczenie dotyczące zamówienia {_ORDER}",
        (
            f"Otrzymaliśmy roszczenie z tytułu Gwarancji od A do Z na kwotę 119,00 EUR dotyczące zamówienia "
            f"{_ORDER}. Musisz odpowiedzieć w ciągu 3 dni kalendarzowych."
        ),
    ),
    (
        "sv",
        f"Anspråk mottaget för order {_ORDER}",
        (
            f"Vi har mottagit ett A-till-z-garantianspråk på 119,00 EUR för order {_ORDER}. Du måste svara inom "
            f"3 kalenderdagar."
        ),
    ),
    (
        "tr",
        f"{_ORDER} numaralı sipariş için talep alındı",
        (
            f"{_ORDER} numaralı sipariş için 119,00 EUR tutarında bir A'dan Z'ye Garanti talebi aldık. 3 takvim "
            f"günü içinde yanıt vermeniz gerekiyor."
        ),
    ),
    (
        "ja",
        f"注文番号{_ORDER}に関する申請を受け取りました",
        (
            f"注文番号 {_ORDER} について、119.00 EURのAmazonマーケットプレイス保証の申請を受け取りました。"
            "3日以内に回答してください。"
        ),
    ),
    (
        "zh",
        f"收到订单{_ORDER}的索赔",
        f"我们收到了订单{_ORDER}的亚马逊商城交易保障索赔，金额为€119.00。您必须在3个日历日内作出回复。",
    ),
]


@pytest.mark.parametrize(("subject", "text"), [row[1:] for row in _RECEIVED], ids=[row[0] for row in _RECEIVED])
@pytest.mark.parametrize(
    "sender", ["atoz-guarantee-no-reply@amazon.com", "seller-guarantee@amazon.com", "donotreply@amazon.com"]
)
def test_a_new_claim_is_read_without_its_type_field(subject: str, text: str, sender: str) -> None:
    notice = _notice(text, subject=subject, sender=sender)

    assert notice.kind is MailKind.ATOZ_CLAIM_RECEIVED
    assert notice.order_id == _ORDER
    assert notice.money == Money.of("119.00", "EUR")
    assert notice.respond_within_days == 3
    assert notice.outcome is None
    assert notice.suspicions == ()


@pytest.mark.parametrize(
    ("written", "site", "amount", "currency"),
    [
        ("119,00 EUR", _DE, "119.00", "EUR"),
        ("1.119,00 €", _DE, "1119.00", "EUR"),
        ("1 119,00 €", _DE, "1119.00", "EUR"),
        ("1\u202f119,00\u00a0€", _DE, "1119.00", "EUR"),
        ("$1,204.99", _US, "1204.99", "USD"),
        ("£76.00", "A1F83G8C2ARO7P", "76.00", "GBP"),
        ("EUR 169.01", _DE, "169.01", "EUR"),
        ("￥12,800", _JP, "12800", "JPY"),
        ("JPY 12,800", _JP, "12800", "JPY"),
        ("12,800円", _JP, "12800", "JPY"),
        ("CA$ 20.00", _US, "20.00", "CAD"),
        ("$20.00", "A2EUQ1WTGCTBG2", "20.00", "CAD"),
        ("$1,250.50", "A1AM78C64UM0Y8", "1250.50", "MXN"),
        ("$20", "A39IBJ37TRP1C6", "20.00", "AUD"),
        ("S$20.00", "A19VAU5U5O7RUS", "20.00", "SGD"),
        ("1 234,56 zł", "A1C3SOZRARQ6R3", "1234.56", "PLN"),
        ("1 234,50 kr", "A2NODRKZP88ZB9", "1234.50", "SEK"),
        ("R$ 1.234,56", "A2Q3Y263D00KWC", "1234.56", "BRL"),
        ("R$59,90", "A2Q3Y263D00KWC", "59.90", "BRL"),
        ("₹1,00,000.00", "A21TJRUUN4KGV", "100000.00", "INR"),
        ("CHF 1'204.50", _DE, "1204.50", "CHF"),
        ("₺1.234,56", "A33AVAJ2PDY3EV", "1234.56", "TRY"),
        ("1.234,56 TL", "A33AVAJ2PDY3EV", "1234.56", "TRY"),
        ("1,500 EUR", _DE, "1500.00", "EUR"),
        ("KWD 1.500", _DE, "1.500", "KWD"),
        ("AED 1,299.00", "A2VIGQ35RCS4UG", "1299.00", "AED"),
        ("1,234,567.89 USD", _US, "1234567.89", "USD"),
        ("119.5 EUR", _DE, "119.50", "EUR"),
    ],
)
def test_an_amount_is_read_by_its_own_shape(written: str, site: str, amount: str, currency: str) -> None:
    notice = _notice(f"We received an A-to-z Guarantee claim of {written} on the order {_ORDER}.", site=site)

    assert notice.money == Money.of(amount, currency)


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("You must respond within 48 hours.", 2),
        ("Please reply within seventy-two hours of this e-mail.", 3),
        ("You have seven calendar days to submit your representment.", 7),
        ("Bitte antworten Sie innerhalb von drei Kalendertagen.", 3),
        ("Ihre Stellungnahme muss binnen 48 Stunden vorliegen.", 2),
        ("Merci de répondre sous 72 heures.", 3),
        ("Dispone de tres días naturales para responder a esta reclamación.", 3),
        ("Ha 3 giorni di calendario per rispondere.", 3),
        ("Você tem 72 horas para responder.", 3),
        ("U heeft 3 kalenderdagen de tijd om te reageren.", 3),
        ("Masz 3 dni na odpowiedź.", 3),
        ("Du har tre dagar på dig att svara.", 3),
        ("Yanıt vermek için 3 gününüz var.", 3),
        ("72時間以内にご回答ください。", 3),
        ("请在三天内回复。", 3),
        ("You must respond within 3 calendar days or we will grant the claim within 5 days.", 3),
        ("If you do not respond within 3 calendar days, we will refund the buyer within 5 days.", 3),
        ("You may appeal within 30 days.", None),
        ("Sie können innerhalb von 30 Tagen Einspruch einlegen.", None),
        ("The refund takes 5 days.", None),
        ("We will respond within 7 days.", None),
        ("The buyer has 5 days to respond.", None),
        ("Wir werden innerhalb von 7 Tagen antworten.", None),
        ("Nothing needs to be done now.", None),
        ("The order was delivered 9 days ago.", None),
    ],
)
def test_only_the_request_to_answer_gives_the_days(sentence: str, days: int | None) -> None:
    notice = _notice(f"We received an A-to-z Guarantee claim of $20.00 on the order {_ORDER}. {sentence}")

    assert notice.respond_within_days == days


def test_days_for_an_appeal_do_not_hide_the_days_for_the_answer() -> None:
    notice = _notice(
        f"A-to-z claim on order {_ORDER}. A decision can be appealed within 30 days. The buyer contacted "
        f"you 10 days ago. "
        "Please respond within 2 days. Refunds arrive after 5 business days."
    )

    assert notice.respond_within_days == 2


@pytest.mark.parametrize(
    ("sentence", "instant"),
    [
        ("Please respond by 17 March 2026.", datetime(2026, 3, 17, 22, 59, 59, tzinfo=UTC)),
        ("Bitte antworten Sie bis zum 17.03.2026.", datetime(2026, 3, 17, 22, 59, 59, tzinfo=UTC)),
        ("Veuillez répondre avant le 17 mars 2026.", datetime(2026, 3, 17, 22, 59, 59, tzinfo=UTC)),
        ("Responda antes del 17 de marzo de 2026.", datetime(2026, 3, 17, 22, 59, 59, tzinfo=UTC)),
        ("2026年3月17日までに回答してください。", datetime(2026, 3, 17, 22, 59, 59, tzinfo=UTC)),
        ("请在2026年3月17日之前回复。", datetime(2026, 3, 17, 22, 59, 59, tzinfo=UTC)),
        ("Respond by: 2026-03-17 14:30 UTC", datetime(2026, 3, 17, 14, 30, tzinfo=UTC)),
    ],
)
def test_a_named_day_is_kept_as_the_end_of_that_day_on_the_site(sentence: str, instant: datetime) -> None:
    notice = _notice(f"We received an A-to-z Guarantee claim of 20,00 EUR on the order {_ORDER}.\n\n{sentence}")

    assert notice.respond_by == instant
    assert notice.respond_within_days is None


_OUTCOMES = [
    (
        "Nous avons accordé le remboursement au client et débité votre compte vendeur de 45,90 €.",
        ClaimOutcome.AGAINST_SELLER,
    ),
    ("The customer's claim was granted. You are not responsible for this refund.", ClaimOutcome.AMAZON_FUNDED),
    ("Your appeal was successful. We have reimbursed your account for $45.", ClaimOutcome.FOR_SELLER),
    ("We granted the claim and debited your account.", ClaimOutcome.AGAINST_SELLER),
    ("The claim was granted and EUR 20.00 has been debited from your account.", ClaimOutcome.AGAINST_SELLER),
    ("We have decided the claim in favour of the buyer.", ClaimOutcome.AGAINST_SELLER),
    ("We have decided this claim in your favor. Your account will not be debited.", ClaimOutcome.FOR_SELLER),
    ("We denied the claim.", ClaimOutcome.FOR_SELLER),
    ("We have not granted the claim.", ClaimOutcome.FOR_SELLER),
    ("We granted the claim. Amazon funded the refund at no cost to you.", ClaimOutcome.AMAZON_FUNDED),
    ("We refunded the buyer and will cover the refund. Your account has not been debited.", ClaimOutcome.AMAZON_FUNDED),
    ("The buyer withdrew the claim.", ClaimOutcome.WITHDRAWN),
    ("The claim has been withdrawn by the buyer. You will not be charged.", ClaimOutcome.WITHDRAWN),
    ("The claim was closed.", ClaimOutcome.UNKNOWN),
    ("We denied the claim. We debited your account.", ClaimOutcome.UNKNOWN),
    ("If we grant the claim, your account will be debited.", ClaimOutcome.UNKNOWN),
    ("Wir haben dem Antrag stattgegeben und Ihr Konto mit 20,00 EUR belastet.", ClaimOutcome.AGAINST_SELLER),
    ("Der Antrag wurde abgelehnt. Ihr Konto wird nicht belastet.", ClaimOutcome.FOR_SELLER),
    ("Wir haben zu Ihren Gunsten entschieden.", ClaimOutcome.FOR_SELLER),
    ("Amazon übernimmt die Kosten der Erstattung. Ihr Konto wird nicht belastet.", ClaimOutcome.AMAZON_FUNDED),
    ("Der Käufer hat seinen Antrag zurückgezogen.", ClaimOutcome.WITHDRAWN),
    ("Nous avons accepté la réclamation et débité votre compte.", ClaimOutcome.AGAINST_SELLER),
    ("Nous avons rejeté la réclamation. Votre compte ne sera pas débité.", ClaimOutcome.FOR_SELLER),
    ("Nous avons tranché en votre faveur.", ClaimOutcome.FOR_SELLER),
    ("Amazon prend en charge le remboursement.", ClaimOutcome.AMAZON_FUNDED),
    ("L'acheteur a retiré sa réclamation.", ClaimOutcome.WITHDRAWN),
    ("Abbiamo accolto il reclamo e addebitato il tuo account.", ClaimOutcome.AGAINST_SELLER),
    ("Il reclamo è stato respinto. Non ti verrà addebitato alcun importo.", ClaimOutcome.FOR_SELLER),
    ("Il rimborso è stato finanziato da Amazon.", ClaimOutcome.AMAZON_FUNDED),
    ("L'acquirente ha ritirato il reclamo.", ClaimOutcome.WITHDRAWN),
    ("Hemos aceptado la reclamación y hemos realizado un cargo en su cuenta.", ClaimOutcome.AGAINST_SELLER),
    ("Hemos resuelto la reclamación a su favor.", ClaimOutcome.FOR_SELLER),
    ("Hemos denegado la reclamación.", ClaimOutcome.FOR_SELLER),
    ("Amazon asumirá el reembolso, sin coste para usted.", ClaimOutcome.AMAZON_FUNDED),
    ("El comprador ha retirado la reclamación.", ClaimOutcome.WITHDRAWN),
    ("Aceitamos a reclamação e debitamos o valor da sua conta.", ClaimOutcome.AGAINST_SELLER),
    ("Negamos a reclamação.", ClaimOutcome.FOR_SELLER),
    ("O comprador retirou a reclamação.", ClaimOutcome.WITHDRAWN),
    ("De claim is toegekend en uw account is gedebiteerd.", ClaimOutcome.AGAINST_SELLER),
    ("De claim is afgewezen.", ClaimOutcome.FOR_SELLER),
    ("De koper heeft de claim ingetrokken.", ClaimOutcome.WITHDRAWN),
    ("Uznaliśmy roszczenie i obciążyliśmy Twoje konto.", ClaimOutcome.AGAINST_SELLER),
    ("Roszczenie zostało odrzucone. Twoje konto nie zostanie obciążone.", ClaimOutcome.FOR_SELLER),
    ("Kupujący wycofał roszczenie.", ClaimOutcome.WITHDRAWN),
    ("Vi har beviljat anspråket och debiterat ditt konto.", ClaimOutcome.AGAINST_SELLER),
    ("Vi har avslagit anspråket.", ClaimOutcome.FOR_SELLER),
    ("Köparen har dragit tillbaka anspråket.", ClaimOutcome.WITHDRAWN),
    ("Talebi onayladık ve hesabınızdan tahsil ettik.", ClaimOutcome.AGAINST_SELLER),
    ("Talep reddedildi.", ClaimOutcome.FOR_SELLER),
    ("Alıcı talebini geri çekti.", ClaimOutcome.WITHDRAWN),
    ("申請が承認され、出品者様のアカウントから返金額が引き落とされました。", ClaimOutcome.AGAINST_SELLER),
    ("申請は却下されました。", ClaimOutcome.FOR_SELLER),
    ("返金額はAmazonが負担します。", ClaimOutcome.AMAZON_FUNDED),
    ("購入者が申請を取り下げました。", ClaimOutcome.WITHDRAWN),
    ("我们批准了该索赔，并已从您的账户中扣款。", ClaimOutcome.AGAINST_SELLER),
    ("我们驳回了该索赔，不会从您的账户扣款。", ClaimOutcome.FOR_SELLER),
    ("退款由亚马逊承担，您无需承担费用。", ClaimOutcome.AMAZON_FUNDED),
    ("买家已撤回索赔。", ClaimOutcome.WITHDRAWN),
]


@pytest.mark.parametrize(("text", "outcome"), _OUTCOMES)
def test_a_decision_tells_its_outcome(text: str, outcome: ClaimOutcome) -> None:
    notice = _notice(
        f"This is about the claim on order {_ORDER}.\n\n{text}\n\nYou may appeal within 30 days.",
        subject=f"Claim decision on order {_ORDER}",
        kind="A_Z_CLAIM_RESPONDENT_CLOSE",
    )

    assert notice.kind is MailKind.ATOZ_CLAIM_DECISION
    assert notice.outcome is outcome
    assert notice.respond_within_days is None


@pytest.mark.parametrize(
    "subject",
    [
        f"Claim decision on order {_ORDER}",
        f"Entscheidung über den Anspruch zur Bestellung {_ORDER}",
        f"Décision concernant la réclamation sur la commande {_ORDER}",
        f"Decisione sul reclamo per l'ordine {_ORDER}",
        f"Decisión sobre la reclamación del pedido {_ORDER}",
        f"Beslissing over claim voor bestelling {_ORDER}",
        f"Decyzja w sprawie roszczenia dotyczącego zamówienia {_ORDER}",
        f"Beslut om anspråk för order {_ORDER}",
        f"Decisão sobre a reclamação do pedido {_ORDER}",
        f"{_ORDER} numaralı siparişe ilişkin talep kararı",
        f"注文番号{_ORDER}の申請に関する決定",
        f"订单{_ORDER}的索赔决定",
    ],
)
def test_a_decision_is_known_by_its_subject(subject: str) -> None:
    assert _notice("We denied the claim.", subject=subject).kind is MailKind.ATOZ_CLAIM_DECISION


@pytest.mark.parametrize("sender", ["cb-seller-notification@amazon.com", "cb-seller-query@amazon.com"])
def test_a_chargeback_gives_amount_reason_and_time(sender: str) -> None:
    notice = _notice(
        f"We received a chargeback on one of your orders.\n\nOrder ID: {_ORDER}\nChargeback amount: $84.20\n"
        "Reason: Item not received\n\nPlease respond within 7 calendar days of this e-mail.",
        subject="Action needed: chargeback notification",
        sender=sender,
        site=_US,
    )

    assert notice.kind is MailKind.CHARGEBACK_NOTICE
    assert notice.order_id == _ORDER
    assert notice.money == Money.of("84.20", "USD")
    assert notice.reason == "Item not received"
    assert notice.respond_within_days == 7


def test_the_order_total_is_not_the_claimed_amount() -> None:
    notice = _notice(
        f"Order ID: {_ORDER}\nOrder total: $300.00\nClaim amount: $120.00\nClaim reason: Different from description",
        site=_US,
    )

    assert notice.money == Money.of("120.00", "USD")
    assert notice.reason == "Different from description"
