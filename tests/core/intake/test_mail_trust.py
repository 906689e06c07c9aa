"""A mail is believed only when it comes from where it says."""

import pytest

from casewright.domain.notice import MailKind, MailNotice
from casewright.intake.mail import SUSPICIONS, read_mail

_TEXT = (
    "We received an A-to-z Guarantee claim of $20.00 on the order 111-0000111-0000111. "
    "You must respond within 3 days.\n\nAmazon.com\n"
)
_GOOD = "atoz-guarantee-no-reply@amazon.com"


def _notice(
    sender: str = _GOOD,
    *,
    extra: str = "",
    subject: str = "Claim received on order 111-0000111-0000111",
    text: str = _TEXT,
) -> MailNotice:
    mail = f"{extra}From: {sender}\nSubject: {subject}\nDate: Sat, 14 Mar 2026 12:00:00 +0000\n\n{text}"
    (record,) = read_mail("mail.eml", mail.encode()).records
    assert isinstance(record, MailNotice)
    return record


def _codes(notice: MailNotice) -> list[str]:
    return [suspicion.code for suspicion in notice.suspicions]


@pytest.mark.parametrize(
    "domain",
    [
        "amaz0n.com",
        "arnazon.com",
        "amazon-support.com",
        "amazon.de.evil.example",
        "marketplace.amazon.de.evil.example",
        "amazonseller.com",
        "amzon.com",
        "amazom.de",
        "arnaz0n.co.uk",
        "xn--mazon-3ve.com",
        "аmazon.com",
        "secure-amazon.net",
        "mail.amazon-services.example",
        "amazon.evil",
        "amazoon.com",
        "amazn.com",
        "amaozn.com",
    ],
)
def test_a_domain_that_only_looks_right_is_suspect(domain: str) -> None:
    notice = _notice(f"Amazon <atoz-guarantee-no-reply@{domain}>")

    assert notice.kind is MailKind.SUSPECT
    assert notice.claimed_kind is MailKind.ATOZ_CLAIM_RECEIVED
    assert "SND001" in _codes(notice)
    assert notice.order_id == "111-0000111-0000111"
    assert notice.respond_within_days == 3


@pytest.mark.parametrize(
    "sender",
    [
        _GOOD,
        "a@amazon.de",
        "a@marketplace.amazon.co.uk",
        "a@payments.amazon.co.jp",
        '"Amazon.it" <auto-communication@amazon.com>',
        "A@AMAZON.COM.MX",
        "(Amazon) a@amazon.com",
        '"a@evil.example" <a@amazon.com>',
    ],
)
def test_the_marketplaces_own_addresses_are_not(sender: str) -> None:
    assert _notice(sender).suspicions == ()


@pytest.mark.parametrize(
    ("sender", "extra", "code"),
    [
        ("Amazon Seller Central <info@mailer.example>", "", "SND002"),
        ("Αmazon <info@mailer.example>", "", "SND002"),
        ("info@mailer.example", "X-Space-Notification-Type: A_Z_CLAIM_RESPONDENT_NOTIFY\n", "SND002"),
        ('"atoz-guarantee-no-reply@amazon.com" <info@mailer.example>', "", "SND002"),
        ("info@mailer.example", "", "SND008"),
        (_GOOD, "Reply-To: claims@mailer.example\n", "SND003"),
        (_GOOD, "Reply-To: claims@amazon-help.com\n", "SND003"),
        (
            _GOOD,
            "Authentication-Results: mx.example; spf=pass; dmarc=fail (p=REJECT) header.from=amazon.com\n",
            "SND004",
        ),
        (_GOOD, "Authentication-Results: mx.example; spf=fail smtp.mailfrom=x\n", "SND005"),
        (_GOOD, "Authentication-Results: mx.example; spf=softfail smtp.mailfrom=x\n", "SND005"),
        (_GOOD, "Authentication-Results: mx.example;\n dkim=fail header.d=amazon.com;\n spf=pass\n", "SND006"),
        (_GOOD, "Authentication-Results: a; dmarc=fail\nAuthentication-Results: b; dmarc=pass\n", "SND004"),
        (f"{_GOOD}, info@mailer.example", "", "SND007"),
        (_GOOD, "From: info@mailer.example\n", "SND007"),
    ],
)
def test_each_reason_not_to_trust_has_its_code(sender: str, extra: str, code: str) -> None:
    notice = _notice(sender, extra=extra)

    assert notice.kind is MailKind.SUSPECT
    assert code in _codes(notice)
    assert notice.claimed_kind is MailKind.ATOZ_CLAIM_RECEIVED


@pytest.mark.parametrize(
    "extra",
    [
        "",
        (
            "Authentication-Results: mx.example; spf=fail smtp.mailfrom=list.example; dkim=fail; dmarc=pass "
            "header.from=amazon.com\n"
        ),
        "Authentication-Results: a; dmarc=pass\nAuthentication-Results: b; dmarc=fail\n",
        "Authentication-Results: mx.example; spf=none; dkim=none; dmarc=none\n",
        "Authentication-Results: mx.example; (spf=fail in a comment) spf=pass; dkim=pass\n",
        "ARC-Authentication-Results: i=1; mx.example; dmarc=fail\n",
        "Reply-To: claims@amazon.de\n",
    ],
)
def test_a_mail_without_a_failed_check_is_believed(extra: str) -> None:
    notice = _notice(extra=extra)

    assert notice.suspicions == ()
    assert notice.kind is MailKind.ATOZ_CLAIM_RECEIVED


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("DHL <noreply@dhl.de>", "Ihr Paket kommt", "Ihre Sendung von Amazon kommt heute. Ihr DHL Team"),
        (
            "Erika <erika@post.example>",
            "Return request",
            "Hello, I want to return my Amazon order 111-0000111-0000111.",
        ),
        ("info@amazonas-reisen.example", "Angebot", "Fahrten auf dem Amazonas."),
        ("boss@seller.example", "Fwd: something", "please look"),
    ],
)
def test_a_genuine_mail_from_elsewhere_is_unknown_and_not_suspect(sender: str, subject: str, text: str) -> None:
    notice = _notice(sender, subject=subject, text=text)

    assert notice.kind is MailKind.UNKNOWN_NOTICE
    assert notice.suspicions == ()
    assert notice.claimed_kind is None


def test_a_false_buyer_message_keeps_what_it_pretends_to_be() -> None:
    notice = _notice(
        "Buyer <abcd1234relay@marketplace.amazon.de.evil.example>",
        extra="X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\n",
        text="Please open the attached invoice.",
    )

    assert notice.kind is MailKind.SUSPECT
    assert notice.claimed_kind is MailKind.BUYER_MESSAGE
    assert notice.body == "Please open the attached invoice."


def test_every_reason_speaks_both_languages() -> None:
    assert all(words.en and words.zh and "{detail}" in words.en + words.zh for words in SUSPICIONS.values())
