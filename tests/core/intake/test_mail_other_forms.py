"""Mails in forms that differ from the usual templates: other frames, results of appeals, messages that came back."""

import pytest

from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.intake.mail import read_mail
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reading import Reading

RELAY = "k4wq91zx7p2mb30@marketplace.amazon.de"
GUARANTEE = "atoz-guarantee-no-reply@amazon.de"
SUBJECT = "Re: order 303-4418276-9920341"


def _mail(text: str, *, sender: str = RELAY, subject: str = SUBJECT, more: str = "") -> bytes:
    return (
        f"From: {sender}\r\nTo: shop@example.com\r\nDate: Sat, 07 Mar 2026 18:22:41 +0000\r\nSubject: {subject}\r\n"
        f"{more}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    ).encode()


def _notice(reading: Reading) -> MailNotice:
    notice = reading.records[0]
    assert isinstance(notice, MailNotice)
    return notice


def _read(text: str, *, sender: str = RELAY, subject: str = SUBJECT) -> MailNotice:
    return _notice(read_mail("m.eml", _mail(text, sender=sender, subject=subject)))


@pytest.mark.parametrize(
    "frame",
    [
        "Order number: 303-4418276-9920341\nMessage:\n{}\nReply",
        "Bestellnummer 303-4418276-9920341\nNachricht des Kunden:\n\n{}\n\nAntworten",
        "N° de commande : 303-4418276-9920341\nMessage :\n{}\nRépondre à l'acheteur",
        "Ha ricevuto un messaggio.\nMessaggio del cliente:\n{}\nRispondi",
        "注文番号 303-4418276-9920341\nメッセージ：\n{}\n返信する",
        "{}\n\nEl mar, 3 mar 2026 a las 10:11, Tienda de Ejemplo\n(<ventas@example.com>) escribió:\n\n> Hola",
        "{}\n\nLe mar. 3 mars 2026 à 10:11, Boutique (<boutique@example.com>)\na écrit :\n\n> Bonjour",
        "{}\n\nAm Di., 3. März 2026 um 10:11 Uhr schrieb Laden\n<laden@example.com>:\n\n> Hallo",
        "{}\n\nW dniu 3.03.2026 o 08:45, Obsługa sklepu pisze:\n> Dzień dobry",
        "{}\n\nti 3. maaliskuuta 2026 klo 10.11 Kauppa <kauppa@example.com> kirjoitti:\n> Hei",
    ],
)
def test_what_the_buyer_wrote_is_cut_out_of_frames_without_begin_and_end(frame: str) -> None:
    assert _read(frame.format("The lid is cracked.\nWhat now?")).body == "The lid is cracked.\nWhat now?"


@pytest.mark.parametrize(
    "text",
    [
        "On the 3rd I ordered a lamp and a shade,\nand the courier wrote:\nnobody home. I was!",
        "Two things. Reply\nsoon please",
    ],
)
def test_a_buyers_own_words_are_not_taken_for_a_frame(text: str) -> None:
    assert _read(text).body == text


def test_a_marketplace_of_mirakl_quotes_the_buyer_inside_its_own_text() -> None:
    said = "Guten Tag,\nzu A-100234-B gibt es einen Vorfall.\nNachricht des Kunden:\n„Eine Schraube fehlt“\nBetrag: 5"
    assert _read(said, sender="no-reply@notification.mirakl.net", subject="Vorfall").body == "Eine Schraube fehlt"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Outcome of your appeal", "We reversed our earlier decision and credited 58.20 EUR to your seller account."),
        ("Ergebnis Ihres Einspruchs", "Die frühere Entscheidung wurde aufgehoben."),
        ("Résultat de votre appel", "Nous avons annulé notre décision. Nous créditerons 58,20 € sur votre compte."),
        ("Esito del suo ricorso", "Abbiamo revocato la nostra precedente decisione."),
        ("Resultado de la apelación", "Hemos revertido nuestra decisión y abonaremos 58,20 € en su cuenta."),
        ("Wynik odwołania", "Uchyliliśmy naszą decyzję."),
        ("異議申し立ての結果", "再審査の結果、当社は決定を取り消しました。"),
        ("申诉结果", "我们已撤销此前的决定。"),
    ],
)
def test_an_appeal_that_was_won_is_a_decision_for_the_seller(subject: str, text: str) -> None:
    notice = _read(text, sender=GUARANTEE, subject=f"{subject} - A-to-z 403-2290051-7745198")
    assert (notice.kind, notice.outcome) == (MailKind.ATOZ_CLAIM_DECISION, ClaimOutcome.FOR_SELLER)


@pytest.mark.parametrize(
    "text",
    [
        "Please send us a signed proof of delivery by 14 March 2026. Without your response the claim will be granted.",
        "Bitte übermitteln Sie uns bis zum 14.03.2026 einen Zustellnachweis. Andernfalls wird dem Antrag stattgegeben.",
        "Bitte antworten Sie bis zum 14. März 2026, sonst wird dem Antrag stattgegeben.",
        "Bitte nehmen Sie spätestens am 14. Mrz. 2026 Stellung. Danach entscheiden wir.",
        "Du har till den 14 mars 2026 på dig att svara.",
        "Kindly get back to us by 14/03/2026.",
        "请在2026年3月14日前回复，逾期将判买家胜诉。",
        "Veuillez nous transmettre au plus tard le 14 mars 2026 une preuve. À défaut, la réclamation sera accordée.",
        "Le preghiamo di inviare entro il 14 marzo 2026 la prova di consegna. In mancanza, il reclamo sarà accolto.",
        "Envíe antes del 14 de marzo de 2026 la prueba de entrega. De lo contrario, la reclamación será aceptada.",
        "请于2026年3月14日之前提交签收证明，否则索赔将获批准。",
    ],
)
def test_what_comes_of_silence_is_no_decision_and_the_day_for_the_papers_is_read(text: str) -> None:
    notice = _read(text, sender=GUARANTEE, subject="A-to-z Guarantee 406-1177345-9003862")
    assert notice.kind is MailKind.ATOZ_CLAIM_RECEIVED
    assert notice.respond_by is not None
    assert notice.respond_by.date().isoformat() == "2026-03-14"


def test_a_sum_of_nothing_makes_no_amount_unclear() -> None:
    text = "Wir haben eine Erstattung veranlasst.\nArtikel 34,80 EUR\nVersand 0,00 EUR"
    notice = _read(text, sender="payments-messages@amazon.de", subject="Erstattung veranlasst 303-4418276-9920341")
    assert str(notice.money) == "34.80 EUR"


def test_values_side_by_side_on_a_line_are_each_read() -> None:
    text = (
        "Return request for 203-7718846-0055219\nItem: Hardback atlas  Reason: No longer needed\n"
        "Label paid by: Customer  Carrier: Royal Mail  Tracking: BX772910384GB\nComments: no reason: it is just too big"
    )
    notice = _read(text, sender="returns@amazon.co.uk", subject="Return request 203-7718846-0055219")
    assert [(one.title, one.reason) for one in notice.items] == [("Hardback atlas", "No longer needed")]
    assert (notice.return_carrier, notice.return_tracking) == ("Royal Mail", "BX772910384GB")
    assert notice.items[0].comment == "no reason: it is just too big"


def _report(action: str) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example.com\r\nTo: help@example.com\r\nDate: Sat, 14 Mar 2026 12:12:12 +0000\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\n<{RELAY}>: host said: 550 5.7.1 sender not approved\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nAction: {action}\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: help@example.com\r\n"
        "Subject: Re: Ordine 404-8120093-5567714\r\n\r\nBuongiorno\r\n--b--\r\n"
    ).encode()


def test_a_message_that_came_back_belongs_to_its_order_and_is_no_mail_from_outside() -> None:
    reading = read_mail("m.eml", _report("failed"))
    notice = _notice(reading)
    assert (notice.kind, notice.order_id) == (MailKind.DELIVERY_FAILURE, "404-8120093-5567714")
    assert [one.name for one in reading.inside if one.name.endswith(".eml")] == []


def test_a_message_that_is_only_late_has_not_come_back() -> None:
    assert _notice(read_mail("m.eml", _report("delayed"))).kind is MailKind.UNKNOWN_NOTICE


@pytest.mark.parametrize(
    ("subject", "more"),
    [("Re: 303-4418276-9920341", "Auto-Submitted: auto-replied\r\n"), ("Abwesenheit: 303-4418276-9920341", "")],
)
def test_an_answer_by_a_program_is_told(subject: str, more: str) -> None:
    codes = {one.code for one in read_mail("m.eml", _mail("I am away.", subject=subject, more=more)).findings}
    assert "MAIL027" in codes
    assert "MAIL027" not in {one.code for one in read_mail("m.eml", _mail("I am here.")).findings}


@pytest.mark.parametrize(("mark", "stars"), [("★4", 4), ("⭐ 2", 2), ("★★★☆☆", 3)])
def test_stars_are_counted_or_named_by_a_number(mark: str, stars: int) -> None:
    text = f"商品に {mark} のカスタマーレビューが投稿されました。\n「すぐに漏れました。」"
    mail = _mail(text, sender="no-reply@amazon.co.jp", subject="新しい低評価の商品レビュー")
    opinions = read_mail("m.eml", mail).records[1:]
    assert [(getattr(one, "stars", None), getattr(one, "text", None)) for one in opinions] == [
        (stars, "すぐに漏れました。")
    ]


@pytest.mark.parametrize(
    "text", ["Nr. 302 1180044 9927731", "photo_302_1180044_9927731.jpg", "302–1180044–9927731", "(302-1180044-9927731)"]
)
def test_an_order_number_is_known_however_its_parts_are_parted(text: str) -> None:
    assert order_ids_in(text) == ("302-1180044-9927731",)


@pytest.mark.parametrize(
    "text", ["302 1180044-9927731", "1302 1180044 9927731", "302 1180044 9927731 44", "302.1180044.9927731"]
)
def test_other_numbers_are_no_order(text: str) -> None:
    assert order_ids_in(text) == ()
