"""What a buyer wrote is cut cleanly from the template, in any mixture of languages."""

import pytest

from casewright.domain.notice import MailKind, MailNotice, NoticeItem
from casewright.intake.mail import language_of, read_mail

_CASE = "11111111-2222-4333-8444-555555555555"
_PLAIN = "Content-Type: text/plain; charset=utf-8\n"


def _notice(
    text: str, *, head: str = _PLAIN, sender: str = f"anna0000relay+{_CASE}@marketplace.amazon.de", subject: str = "Hi"
) -> MailNotice:
    mail = (
        f'Date: Sun, 06 Sep 2026 09:08:00 +0200\nFrom: "Anna - Amazon Marketplace" <{sender}>\nSubject: {subject}\n'
        f"MIME-Version: 1.0\n{head}\n{text}"
    )
    (record,) = read_mail("message.eml", mail.encode()).records
    assert isinstance(record, MailNotice)
    return record


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("Message:", "End message"),
        ("Begin message", "End message"),
        ("Anfang der Nachricht", "Ende der Nachricht"),
        ("Nachricht:", "Ende der Nachricht"),
        ("Début du message", "Fin du message"),
        ("Messaggio:", "Fine messaggio"),
        ("Inizio messaggio", "End message"),
        ("Iniciar mensaje", "Finalizar mensaje"),
        ("Mensagem: ", "Mensagem final"),
        ("Iniciar mensagem", "Fim da mensagem"),
        ("Bericht:", "Einde bericht"),
        ("Wiadomość:", "Koniec wiadomości"),
        ("Meddelande:", "Slut på meddelande"),
        ("Mesaj:", "Mesaj sonu"),
        ("メッセージはここから", "メッセージはここまで"),
        ("消息:", "消息结束"),
        ("Viesti alkaa", "Viesti päättyy"),
    ],
)
def test_the_text_between_the_marks_is_the_body_in_every_language(begin: str, end: str) -> None:
    notice = _notice(
        f"302-0000115-0000115:\n1 / Example product [ASIN: B0EXAMPLEE]\n\n------------- {begin} -------------\n\n"
        f"Wo ist mein Paket?\n\nIch warte seit 9 Tagen.\n\n------------- {end} -------------\n\n[commMgrTok:AEX]\n"
    )

    assert notice.kind is MailKind.BUYER_MESSAGE
    assert notice.body == "Wo ist mein Paket?\n\nIch warte seit 9 Tagen."
    assert notice.language == "de"
    assert notice.order_id == "302-0000115-0000115"
    assert notice.case_id == _CASE
    assert notice.relay == "anna0000relay@marketplace.amazon.de"
    assert notice.buyer_name == "Anna"
    assert notice.items == (NoticeItem(asin="B0EXAMPLEE", title="Example product", quantity=1),)
    assert notice.respond_within_days is None


def test_a_message_without_marks_loses_footer_and_history() -> None:
    notice = _notice(
        "You have received a message.\n\nThe lamp is broken.\n\nAm 03.09.2026 um 10:00 schrieb Shop:\n> "
        "Hello\n> Here it is\n\n"
        "[commMgrTok:AEX]\nCopyright 2026 Amazon, Inc.\n"
    )

    assert notice.body == "The lamp is broken."
    assert notice.language == "en"


def test_an_answer_below_the_quote_is_kept() -> None:
    notice = _notice("On 3 Sep 2026, Shop wrote:\n> Did it arrive?\n\nNo, nothing came.\n")

    assert notice.body == "No, nothing came."


def test_an_original_message_block_is_history() -> None:
    notice = _notice("Still nothing here.\n\n-----Original Message-----\nFrom: Shop\nSent: Monday\n\nIt was sent.\n")

    assert notice.body == "Still nothing here."


def test_an_html_only_message_is_found_by_its_message_block() -> None:
    notice = _notice(
        "<html><body><table><tr><td>注文番号 250-0000115-0000115</td></tr></table><p>メッセージ</p>"
        '<pre style="white-space: -moz-pre-wrap; white-space: -o-pre-wrap;">届いた商品が\n壊れていました。</pre>'
        "<div>Copyright 2026 Amazon</div></body></html>",
        head="Content-Type: text/html; charset=utf-8\n",
    )

    assert notice.body == "届いた商品が\n壊れていました。"
    assert notice.language == "ja"
    assert notice.order_id == "250-0000115-0000115"


def test_an_html_only_message_with_marks_reads_like_the_plain_one() -> None:
    notice = _notice(
        "<p>Hai ricevuto un messaggio.</p><p>------------- Messaggio: -------------</p><p>Dov&#39;&egrave; "
        "il mio ordine?</p>"
        "<p>Grazie</p><p>------------- Fine messaggio -------------</p><p>SPC-EUAmazon-1500000000000004</p>",
        head="Content-Type: text/html; charset=utf-8\n",
    )

    assert notice.body == "Dov'è il mio ordine?\n\nGrazie"
    assert notice.language == "it"


def test_a_message_in_both_forms_is_taken_once() -> None:
    notice = _notice(
        "--b\nContent-Type: text/plain; charset=utf-8\n\n------------- Message: -------------\n\nHello, "
        "where is it?\n\n"
        "------------- End message -------------\n--b\nContent-Type: text/html; charset=utf-8\n\n"
        "<p>Hello, where is it?</p><p>Reply within 24 hours.</p>\n--b--\n",
        head="Content-Type: multipart/alternative; boundary=b\n",
    )

    assert notice.body == "Hello, where is it?"
    assert notice.respond_within_days is None


def test_the_order_of_the_template_wins_over_one_the_buyer_mentions() -> None:
    notice = _notice(
        "302-0000115-0000115:\n1 / X [ASIN: B0EXAMPLEE]\n\n------------- Message: -------------\n\nNot "
        "302-0000999-0000999!\n\n"
        "------------- End message -------------\n"
    )

    assert notice.order_id == "302-0000115-0000115"
    assert notice.order_ids == ("302-0000115-0000115", "302-0000999-0000999")


def test_the_case_comes_from_a_link_when_the_alias_has_none() -> None:
    notice = _notice(
        f"------------- Message: -------------\nHello there\n------------- End message -------------\n"
        f"https://sellercentral.amazon.de/messaging/inbox?fi=caseId&ss={_CASE}&cc={_CASE}\n",
        sender="anna0000relay@marketplace.amazon.de",
    )

    assert notice.case_id == _CASE


def test_eight_signs_of_case_are_a_case_too() -> None:
    assert _notice("Hello there", sender="anna0000relay+0a1b2c3d@marketplace.amazon.co.uk").case_id == "0a1b2c3d"


def test_a_copy_of_the_sellers_reply_holds_the_sellers_words() -> None:
    notice = _notice(
        "------------- Mensagem: -------------\n\nOlá Maria, o pacote chega amanhã.\n\n------------- "
        "Encerrar mensagem -------------\n",
        head=f"X-Space-Notification-Type: BBC_MESSAGE_CONFIRMATION_TO_MERCHANT\n{_PLAIN}",
        subject="Seu e-mail para Maria",
    )

    assert notice.kind is MailKind.OWN_REPLY_COPY
    assert notice.body == "Olá Maria, o pacote chega amanhã."
    assert notice.language == "pt"


@pytest.mark.parametrize(
    "subject",
    [
        "Seu e-mail para Maria",
        "Your e-mail to Anna",
        "Ihre E-Mail an Anna",
        "Votre e-mail à Anna",
        "La tua e-mail a Anna",
    ],
)
def test_a_copy_is_known_by_its_subject(subject: str) -> None:
    assert _notice("Hello", subject=subject, sender="no-reply@amazon.de").kind is MailKind.OWN_REPLY_COPY


def test_a_message_that_talks_about_a_claim_is_still_a_message() -> None:
    notice = _notice(
        "I will file an A-to-z claim and a chargeback if you do not answer within 2 days!", subject="Refund inquiry"
    )

    assert notice.kind is MailKind.BUYER_MESSAGE
    assert notice.respond_within_days is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order?", "en"),
        ("Hi, can I get a refund please", "en"),
        ("Wo bleibt meine Bestellung?", "de"),
        ("Où est mon colis ?", "fr"),
        ("Dov'è il mio pacco?", "it"),
        ("¿Dónde está mi pedido?", "es"),
        ("Waar is mijn bestelling?", "nl"),
        ("Onde está a minha encomenda?", "pt"),
        ("Gdzie jest moja paczka?", "pl"),
        ("Var är mitt paket?", "sv"),
        ("Siparişim nerede kaldı?", "tr"),
        ("商品が届きません", "ja"),
        ("我的包裹在哪里？", "zh"),
        ("أين طلبي؟", "ar"),
        ("Mein Amazon order 302-0000115-0000115 ist nicht da, bitte helfen Sie mir", "de"),
        ("OK", None),
        ("123-456 !!", None),
        ("", None),
    ],
)
def test_the_language_is_that_of_the_text(text: str, language: str | None) -> None:
    assert language_of(text) == language
