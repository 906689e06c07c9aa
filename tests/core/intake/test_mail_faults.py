"""A faulty mail gives what it holds, and each fault is told with its place."""

import base64

import pytest

from casewright.domain.notice import Attachment, MailKind, MailNotice
from casewright.domain.place import Place
from casewright.intake.mail import MAIL_FINDINGS, looks_like_mail, read_mail
from casewright.intake.reading import Reading

_RELAY = b"Date: Sun, 06 Sep 2026 09:08:00 +0200\nFrom: a0000relay@marketplace.amazon.de\nSubject: Hi\n"


def _read(content: bytes) -> tuple[MailNotice, Reading, list[str]]:
    reading = read_mail("mail.eml", content)
    (notice,) = reading.records
    assert isinstance(notice, MailNotice)
    return notice, reading, [finding.code for finding in reading.findings]


def _body(content_type: str, body: bytes, encoding: str = "8bit") -> tuple[MailNotice, Reading, list[str]]:
    head = f"Content-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n\n"
    return _read(_RELAY + head.encode() + body)


@pytest.mark.parametrize(
    ("label", "used", "code"),
    [
        ("utf-8", "utf-8", None),
        ("iso-8859-1", "cp1252", None),
        ("windows-1252", "cp1252", None),
        ("iso-8859-1", "utf-8", "MAIL004"),
        ("utf-8", "cp1252", "MAIL004"),
        ("us-ascii", "utf-8", "MAIL004"),
        ("x-made-up", "utf-8", "MAIL003"),
        ("x-made-up", "cp1252", "MAIL003"),
    ],
)
def test_accents_survive_wrong_labels(label: str, used: str, code: str | None) -> None:
    notice, _, codes = _body(f"text/plain; charset={label}", "Größe passt nicht, schöne Grüße".encode(used))

    assert notice.body == "Größe passt nicht, schöne Grüße"
    assert codes == ([code] if code else [])


@pytest.mark.parametrize(
    ("label", "used"),
    [("iso-2022-jp", "iso-2022-jp"), ("us-ascii", "iso-2022-jp"), ("shift_jis", "cp932"), ("euc-jp", "euc-jp")],
)
def test_japanese_is_read_in_its_old_encodings(label: str, used: str) -> None:
    notice, _, _ = _body(f"text/plain; charset={label}", "商品が届きません。".encode(used))

    assert notice.body == "商品が届きません。"
    assert notice.language == "ja"


@pytest.mark.parametrize("label", ["gb2312", "gbk", "gb18030"])
def test_chinese_is_read_in_its_old_encodings(label: str) -> None:
    assert _body(f"text/plain; charset={label}", "包裹在哪里？€".encode("gb18030"))[0].body == "包裹在哪里？€"


def test_a_text_cut_inside_a_sign_stays_readable() -> None:
    notice, _, codes = _body("text/plain; charset=utf-8", "Schöne Grüße, ü".encode()[:-1])

    assert (notice.body or "").startswith("Schöne Grüße")
    assert codes == ["MAIL004"]


@pytest.mark.parametrize("body", [b"SGVs!!bG8gdGhlcmU=", b"SGVsbG8gdGhlcmU", b"SGVsbG8gdGhlcmU=\n$$$"])
def test_damaged_base64_gives_what_it_holds(body: bytes) -> None:
    notice, reading, codes = _body("text/plain", body, "base64")

    assert notice.body == "Hello there"
    assert codes == ["MAIL005"]
    assert reading.findings[0].place == Place("mail.eml", notice.place.digest, "text/plain 1")


def test_damaged_quoted_printable_stands_as_it_came() -> None:
    notice, _, codes = _body("text/plain; charset=utf-8", b"50=% off =C3=BC=", "quoted-printable")

    assert notice.body == "50=% off ü"
    assert codes == ["MAIL006"]


@pytest.mark.parametrize(
    "body",
    [
        b"--b\nContent-Type: text/plain\n\nHello there\n",
        b"no boundary in sight\n",
    ],
)
def test_a_truncated_multipart_is_read_to_its_end(body: bytes) -> None:
    notice, _, codes = _body("multipart/mixed; boundary=b", body)

    assert notice.body
    assert codes == ["MAIL007"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (b"Subject: =?utf-8?b?!!!?=\n", "MAIL010"),
        (b"Subject: one\nSubject: two\n", "MAIL011"),
        (b"Subject: x\nthis is no header\nX-A: b\n", "MAIL002"),
        (b"X-Space-Notification-Type: SOMETHING_NEW\n", "MAIL018"),
        (b"Content-Transfer-Encoding: x-uuencode\n", "MAIL020"),
    ],
)
def test_a_fault_in_the_header_is_told(header: bytes, code: str) -> None:
    sent = b"Date: Sun, 06 Sep 2026 09:08:00 +0200\nFrom: a0000relay@marketplace.amazon.de\n"

    assert _read(sent + header + b"\nHello there")[2] == [code]


@pytest.mark.parametrize("date", [b"", b"Date: yesterday\n", b"Date: Sun, 99 Sep 2026 09:08:00\n"])
def test_a_mail_without_a_day_says_so(date: bytes) -> None:
    notice, _, codes = _read(date + b"From: a0000relay@marketplace.amazon.de\n\nHello there")

    assert notice.sent_at is None
    assert codes == ["MAIL009"]


def test_no_sender_is_never_believed() -> None:
    notice, _, codes = _read(b"X-Space-Notification-Type: RETURN_REQUEST\nSubject: Return\n\nx")

    assert notice.kind is MailKind.SUSPECT
    assert {"MAIL021", "MAIL016"} <= set(codes)


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"just text", b"\x00\xff\xfe" * 50, b"%PDF-1.7"])
def test_bytes_that_are_no_mail_are_told(content: bytes) -> None:
    notice, _, codes = _read(content)

    assert notice.kind is MailKind.UNKNOWN_NOTICE
    assert "MAIL001" in codes
    assert not looks_like_mail(content)


def test_a_hundred_nested_parts_are_opened() -> None:
    inner = b"Content-Type: text/plain\n\nHello there"
    for level in range(100):
        inner = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%b\n--b%d--\n" % (level, level, inner, level)

    notice, _, codes = _read(_RELAY + inner)

    assert notice.body == "Hello there"
    assert codes == []


def test_a_thousand_nested_parts_are_remarked_and_harmless() -> None:
    inner = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(1000)
    )

    assert "MAIL008" in _read(_RELAY + inner)[2]


def test_ten_thousand_recipients_do_not_matter() -> None:
    recipients = b",\n ".join(b"u%d@x.example" % number for number in range(10_000))

    assert _read(b"To: " + recipients + b"\n" + _RELAY + b"\nHello there")[0].body == "Hello there"


def test_attachments_come_back_whole() -> None:
    photo = bytes(range(256)) * 40
    mail = (
        _RELAY
        + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the photo\n--b\n"
        + b'Content-Type: image/jpeg; name="=?utf-8?q?f=C3=B6to?=.jpg"\nContent-Disposition: inline\nContent-ID: <1>\n'
        + b"Content-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(photo)
        + b'--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="../../etc/x.txt"\n\nnote\n--b--\n'
    )
    notice, reading, codes = _read(mail)

    assert codes == []
    assert notice.body == "See the photo"
    assert [(file.name, file.content) for file in reading.inside] == [("föto.jpg", photo), ("x.txt", b"note")]
    assert [type(attachment) for attachment in notice.attachments] == [Attachment, Attachment]
    assert notice.attachments[0].size_bytes == len(photo)


def test_a_forwarded_notice_comes_back_as_a_mail_to_be_read_on_its_own() -> None:
    inner = (
        b"From: atoz-guarantee-no-reply@amazon.com\nSubject: Claim received on order 111-0000111-0000111\n"
        b"Date: Sat, 14 Mar 2026 12:00:00 +0000\n\nRespond within 3 days."
    )
    outer, reading, codes = _read(
        b"From: boss@seller.example\nDate: Sun, 15 Mar 2026 12:00:00 +0000\nSubject: Fwd: Claim\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nFYI\n--b\n"
        b"Content-Type: message/rfc822\n\n" + inner + b"\n--b--\n"
    )
    (forwarded,) = reading.inside

    assert outer.kind is MailKind.UNKNOWN_NOTICE
    assert set(codes) == {"MAIL013", "MAIL019"}
    assert forwarded.content == inner
    assert _read(forwarded.content)[0].kind is MailKind.ATOZ_CLAIM_RECEIVED


def test_a_very_long_text_is_cut_and_told() -> None:
    notice, _, codes = _read(_RELAY + b"\n" + b"word " * 60_000)

    assert codes == ["MAIL012"]
    assert notice.body is not None


def test_a_thread_keeps_its_references() -> None:
    notice = _read(b"Message-ID: <c@x>\nIn-Reply-To: <b@x>\nReferences: <a@x>\n <b@x>\n" + _RELAY + b"\nHello there")[0]

    assert (notice.message_id, notice.in_reply_to, notice.references) == ("<c@x>", "<b@x>", ("<a@x>", "<b@x>"))


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_any_line_ending_will_do(ending: bytes) -> None:
    content = (_RELAY + b"\nHello there\nsecond line\n").replace(b"\n", ending)

    assert _read(content)[0].body == "Hello there\nsecond line"
    assert ending == b"\r" or looks_like_mail(content)


def test_group_syntax_and_comments_give_the_address() -> None:
    notice = _read(
        _RELAY.replace(b"a0000relay@", b"Buyers: Ann (x) <a0000relay@").replace(b".de\nSub", b".de>;\nSub") + b"\nHello"
    )[0]

    assert notice.sender == "a0000relay@marketplace.amazon.de"


def test_every_remark_speaks_both_languages() -> None:
    assert all(words.en.strip() and words.zh.strip() for _, words in MAIL_FINDINGS.values())


@pytest.mark.parametrize("unit", [b"-", b"<", b"on ", b"1 234 ", b":"])
def test_endless_repetition_is_read_in_bounded_time(unit: bytes) -> None:
    notice, _, codes = _read(_RELAY + b"\n" + unit * 150_000)

    assert notice.kind is MailKind.BUYER_MESSAGE
    assert "MAIL012" in codes
