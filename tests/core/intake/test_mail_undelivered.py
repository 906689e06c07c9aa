"""Replies that did not reach the buyer, and what stands around and below a buyer's words."""

import pytest

from casewright.domain.notice import MailKind, MailNotice
from casewright.intake.mail import read_mail

_ORDER = "701-6660001-0000011"


def _mail(sender: str, subject: str, text: str) -> MailNotice:
    content = f"From: {sender}\nSubject: {subject}\nDate: Mon, 8 Mar 2027 09:00:00 +0000\n\n{text}\n"
    (notice,) = read_mail("m.eml", content.encode()).records
    assert isinstance(notice, MailNotice)
    return notice


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Your message to the buyer was not delivered", "The attachment is too large: 12 MB, the limit is 10 MB."),
        ("Your message to the buyer was not delivered", "Your message contains a link, which is not allowed."),
        ("Ihre Nachricht wurde nicht zugestellt", "Die Datei überschreitet die zulässige Größe."),
        ("Votre message n'a pas pu être remis", "La pièce jointe est trop volumineuse."),
        ("您发给买家的消息未送达", "附件超过 10 MB 的限制。"),
        ("購入者へのメッセージは配信されませんでした", "添付ファイルが大きすぎます。"),
    ],
)
def test_a_message_that_was_hindered_is_not_told_as_an_opt_out(subject: str, text: str) -> None:
    notice = _mail("Amazon <donotreply@amazon.de>", subject, f"[{_ORDER}]\n{text}")
    assert notice.kind is MailKind.DELIVERY_FAILURE
    assert notice.reason == text
    assert notice.order_id == _ORDER


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Your message was not delivered", "The buyer has opted out of seller messages."),
        ("Your message was not delivered", "The buyer has chosen not to receive messages."),
        ("Ihre Nachricht wurde nicht zugestellt", "Der Käufer möchte keine Nachrichten von Verkäufern erhalten."),
        ("您发给买家的消息未送达", "买家选择不接收卖家消息。"),
    ],
)
def test_a_buyer_who_wants_no_messages_is_told_as_before(subject: str, text: str) -> None:
    assert _mail("Amazon <donotreply@amazon.de>", subject, text).kind is MailKind.DELIVERY_FAILURE_OPT_OUT


def test_a_condition_about_attachments_hinders_nothing() -> None:
    text = "The buyer has opted out. If your attachment is too large, it is not sent either."
    kind = _mail("Amazon <donotreply@amazon.de>", "Your message was not delivered", text).kind
    assert kind is MailKind.DELIVERY_FAILURE_OPT_OUT


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("The lid is cracked.\n\nSent from my iPhone", "The lid is cracked."),
        ("盖子裂了。\n\n发自我的iPhone", "盖子裂了。"),
        ("Der Deckel ist gebrochen.\n\nVon meinem iPad gesendet", "Der Deckel ist gebrochen."),
        ("The lid is cracked.\n-- Maria +1 555 0100", "The lid is cracked."),
        ("The lid is cracked.\n-- \nMaria Lopez\n+1 555 0100", "The lid is cracked."),
        ("Message:\nThe lid is cracked.\n\nMaria\nEnd message\nReport this mail", "The lid is cracked.\n\nMaria"),
        ("Begin message\nThe lid is cracked.\nEnd message\nReport this mail", "The lid is cracked."),
        ("メッセージはここから\n蓋が割れています。\nメッセージはここまで", "蓋が割れています。"),
        ("Je hebt een bericht\nBegin bericht\n\nHet deksel is stuk.\n\nEinde bericht", "Het deksel is stuk."),
        ("Message\nThe lid is cracked.", "Message\nThe lid is cracked."),
        ("Sent with the wrong lid", "Sent with the wrong lid"),
        ("我的盖子还没有发出", "我的盖子还没有发出"),
        ("It came.\n-- but cracked", "It came.\n-- but cracked"),
        ("It came\n-- cracked --\nand late.", "It came\n-- cracked --\nand late."),
        ("Message: the lid is cracked", "Message: the lid is cracked"),
    ],
)
def test_only_what_the_buyer_wrote_is_the_body(text: str, body: str) -> None:
    notice = _mail("Maria <a1b2c3d4e5@marketplace.amazon.de>", f"Question about order {_ORDER}", text)
    assert notice.kind is MailKind.BUYER_MESSAGE
    assert notice.body == body


_RETURNED = f"""From: Mail Delivery System <MAILER-DAEMON@mx.shop.example>
To: shop@shop.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 8 Mar 2027 09:00:00 +0000
Message-ID: <d1@mx.shop.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

<a1b2c3d4e5@RELAY>: host mx.example said:
    550 5.7.1 The sender address is not approved (in reply to end of DATA command)

--b
Content-Type: message/rfc822

From: Shop <shop@shop.example>
To: a1b2c3d4e5@RELAY
Subject: Re: order {_ORDER}
Message-ID: <o1@shop.example>
Date: Mon, 8 Mar 2027 08:59:00 +0000

We send a new lid.

--b--
"""


@pytest.mark.parametrize("relay", ["marketplace.amazon.de", "marketplace.amazon.co.jp", "notification.mirakl.net"])
def test_a_mail_server_that_returns_a_reply_to_a_buyer_is_told_as_undelivered_with_its_reason(relay: str) -> None:
    reading = read_mail("m.eml", _RETURNED.replace("RELAY", relay).encode())
    (notice,) = reading.records
    assert isinstance(notice, MailNotice)
    assert notice.kind is MailKind.DELIVERY_FAILURE
    assert notice.reason == "550 5.7.1 The sender address is not approved (in reply to end of DATA command)"
    assert notice.order_id == _ORDER
    assert notice.in_reply_to == "<o1@shop.example>"
    assert [one.media_type for one in notice.attachments] == ["message/rfc822"]
    assert reading.inside == ()
    assert [one.code for one in reading.findings] == []


def test_a_mail_server_that_returns_some_other_mail_is_for_a_person() -> None:
    content = _RETURNED.replace("a1b2c3d4e5@RELAY", "friend@elsewhere.example")
    notice = read_mail("m.eml", content.encode()).records[0]
    assert isinstance(notice, MailNotice)
    assert notice.kind is MailKind.UNKNOWN_NOTICE


def _sent(to: str, text: str, more: str = "") -> MailNotice:
    content = f"From: Shop <shop@shop.example>\nTo: {to}\nSubject: Re: order {_ORDER}\n{more}\n{text}\n"
    (notice,) = read_mail("m.eml", content.encode()).records
    assert isinstance(notice, MailNotice)
    return notice


@pytest.mark.parametrize("to", ["Maria <a1b2c3d4e5@marketplace.amazon.de>", "k9@notification.mirakl.net"])
def test_a_reply_that_the_seller_sent_to_a_buyers_alias_is_known_as_the_sellers_own(to: str) -> None:
    notice = _sent(to, "We send a new lid.\n\nOn Mon, 8 Mar 2027 Maria wrote:\n> The lid is cracked.")
    assert notice.kind is MailKind.OWN_REPLY_COPY
    assert notice.body == "We send a new lid."
    assert notice.buyer_name is None
    assert notice.relay
    assert notice.relay in to


def test_a_reply_that_its_own_domain_disowns_is_suspect_and_no_reply() -> None:
    notice = _sent("a1@marketplace.amazon.de", "Done.", "Authentication-Results: mx; dmarc=fail\n")
    assert notice.kind is MailKind.SUSPECT
