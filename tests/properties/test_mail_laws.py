"""Laws of the mail reader: any bytes give one notice, every remark names file and place, nothing is ever raised."""

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.notice import MailNotice
from casewright.domain.wire import record_from_wire, record_to_wire
from casewright.intake.mail import looks_like_mail, read_mail
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reading import Reading

_GOOD = (
    b"Date: Fri, 28 Aug 2026 09:39:52 +0000\r\n"
    b"From: =?utf-8?q?Caf=C3=A9?= <donotreply@amazon.com>\r\nReply-To: donotreply@amazon.com\r\n"
    b"Subject: =?utf-8?b?UsO8Y2tzZW5kdW5n?= 305-1234567-7654321\r\nX-Marketplace-ID: A1PA6795UKMFR9\r\n"
    b"X-Space-Notification-Type: RETURN_REQUEST\r\nAuthentication-Results: mx.example; "
    b"dmarc=pass\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n'
    b"--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n"
    b"--b2\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<p>EUR 169.01 "
    b"R=C3=BCck&amp;</p><table><tr><th>ASIN</th><th>Menge</th></tr><tr><td>B0EXAMPLE1</td><td>2</td></tr>=\r\n</table>"
    b"\r\n--b2--\r\n--b1\r\nContent-Type: image/png; name*=utf-8''f%C3%A9.png\r\nContent-Transfer-Encoding: "
    b"base64\r\n\r\n"
    b"iVBORw0KGgo=\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@amazon.de\r\nSubject: "
    b"x\r\n\r\nhi\r\n--b1--\r\n"
)
_CHARSETS = st.sampled_from(
    [
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "windows-1252",
        "iso-2022-jp",
        "gb18030",
        "shift_jis",
        "utf-16",
        "utf-7",
        "no-such",
        "zlib",
        "\x00",
        "",
    ]
)
_PIECES = st.sampled_from(
    [
        *(
            b"Subject: ",
            b"From: ",
            b"Date: ",
            b"\r\n",
            b"\n\n",
            b"=?utf-8?q?",
            b"?=",
            b"=?x?b?",
            b"--b",
            b"<table>",
            b"<td>",
        ),
        *(
            b"<pre style='white-space: -o-pre-wrap'>",
            b"Content-Type: multipart/mixed; boundary=b\n",
            b"<",
            b">",
            b'"',
            b"@",
        ),
        *(
            b"Content-Type: text/html\n",
            b"Content-Transfer-Encoding: base64\n",
            b"&#99999999999;",
            b"\x1b$B",
            b"\xff\xfe",
        ),
        *(b"within 3 days respond", b"A-to-z", b"EUR 1.119,00", b"------ Message: ------\n", b"amazon.com"),
        *(b"305-1234567-7654321", b"X-Space-Notification-Type: "),
    ]
)


def _lawful(name: str, content: bytes, reading: Reading) -> MailNotice:
    digest = sha256(content).hexdigest()
    (notice,) = reading.records
    assert isinstance(notice, MailNotice)
    assert (notice.place.file, notice.place.digest) == (name, digest)
    for finding in reading.findings:
        assert (finding.place.file, finding.place.digest) == (name, digest)
        assert finding.place.part
        assert finding.words.en
        assert finding.words.zh
    assert [attachment.name for attachment in notice.attachments] == [file.name for file in reading.inside]
    assert [attachment.size_bytes for attachment in notice.attachments] == [
        len(file.content) for file in reading.inside
    ]
    assert record_from_wire(record_to_wire(notice)) == notice
    assert notice.sent_at is None or notice.sent_at.tzinfo is not None
    assert notice.respond_by is None or notice.respond_by.tzinfo is not None
    return notice


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_give_one_notice(content: bytes) -> None:
    _lawful("x.eml", content, read_mail("x.eml", content))
    looks_like_mail(content)


@settings(deadline=None)
@given(st.lists(_PIECES | st.binary(max_size=12), max_size=60))
def test_any_jumble_of_mail_pieces_gives_one_notice(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    _lawful("x.eml", content, read_mail("x.eml", content))


@settings(deadline=None)
@given(st.integers(0, len(_GOOD)))
def test_a_mail_cut_anywhere_gives_one_notice(length: int) -> None:
    _lawful("cut.eml", _GOOD[:length], read_mail("cut.eml", _GOOD[:length]))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_mail_with_flipped_bytes_gives_one_notice(flips: list[tuple[int, int]]) -> None:
    content = bytearray(_GOOD)
    for position, value in flips:
        content[position] = value
    _lawful("flip.eml", bytes(content), read_mail("flip.eml", bytes(content)))


@settings(deadline=None)
@given(st.text(max_size=200), _CHARSETS, st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]))
def test_text_in_any_encoding_under_any_label_gives_one_notice(text: str, label: str, used: str) -> None:
    body = text.encode(used, "surrogatepass" if used == "utf-16" else "replace")
    content = f"From: a0000relay@marketplace.amazon.de\nContent-Type: text/plain; charset={label}\n\n".encode() + body
    _lawful("text.eml", content, read_mail("text.eml", content))


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_a_subject_in_utf8_comes_back_as_it_was(subject: str) -> None:
    content = f"From: a@amazon.de\nSubject: {subject}\n\nx".encode()
    notice = _lawful("s.eml", content, read_mail("s.eml", content))

    if "=?" not in subject and subject.strip("\u2028\u2029"):
        assert (notice.subject or "") == subject.strip()


@settings(deadline=None)
@given(
    st.integers(0, 999), st.integers(0, 9_999_999), st.integers(0, 9_999_999), st.text(alphabet="([ )]。注", max_size=3)
)
def test_an_order_number_is_found_whatever_bracket_touches_it(first: int, second: int, third: int, frame: str) -> None:
    number = f"{first:03}-{second:07}-{third:07}"

    assert order_ids_in(f"x{frame}{number}{frame[::-1]} {number}") == (number,)
    assert order_ids_in(f"1{number}") == ()
    assert order_ids_in(f"{number}1") == ()


def test_the_good_mail_is_read_without_any_remark_but_the_forwarded_one() -> None:
    reading = read_mail("good.eml", _GOOD)
    notice = _lawful("good.eml", _GOOD, reading)

    assert [finding.code for finding in reading.findings] == ["MAIL019"]
    assert notice.subject == "Rücksendung 305-1234567-7654321"
    assert notice.sender_name == "Café"
    assert [file.name for file in reading.inside] == ["fé.png", "part-1.3.eml"]
    assert reading.inside[0].content == b"\x89PNG\r\n\x1a\n"
    assert reading.inside[1].content == b"From: a@amazon.de\r\nSubject: x\r\n\r\nhi"
