"""DKIM: a signature holds, is broken, or cannot be checked; the result stays with the mail."""

import base64

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from casewright.domain.notice import MailNotice
from casewright.domain.signature import SignatureState
from casewright.domain.wire import record_from_wire, record_to_wire
from casewright.intake.mail import key_names_of, read_mail
from casewright.intake.reading import SourceFile
from casewright.pipeline import read_files

NAME = "summer._domainkey.amazon.com"
MAIL = (
    b"From: atoz-guarantee-no-reply@amazon.com\r\nTo: shop@seller.example\r\nDate: Sat, 14 Mar 2026 12:00:00 +0000\r\n"
    b"Subject: Claim received on order 305-1234567-7654321\r\n\r\nWe received a claim of EUR 119.00.\r\n"
)
Signed = tuple[bytes, bytes]


@pytest.fixture(scope="module")
def signed() -> Signed:
    """A signed mail, and the text under which the signer publishes the key."""
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    header = dkim.sign(MAIL, b"summer", b"amazon.com", private)
    return header + MAIL, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def states(content: bytes, **keys: bytes) -> list[SignatureState]:
    found = read_mail("m.eml", content, {name.replace("__", "."): key for name, key in keys.items()}).records[0]
    assert isinstance(found, MailNotice)
    assert record_from_wire(record_to_wire(found)) == found
    return [one.state for one in found.signatures]


def test_a_signature_holds_against_the_stored_key(signed: Signed) -> None:
    content, key = signed
    assert key_names_of(content) == (NAME,)
    found = read_files([SourceFile("m.eml", content)], keys={NAME: key}).records[0]
    assert isinstance(found, MailNotice)
    assert [(one.domain, one.selector, one.state) for one in found.signatures] == [
        ("amazon.com", "summer", SignatureState.HOLDS)
    ]


@pytest.mark.parametrize(("was", "now"), [(b"119.00", b"919.00"), (b"Claim received", b"Claim withdrawn")])
def test_one_altered_word_breaks_it_and_is_told(signed: Signed, was: bytes, now: bytes) -> None:
    content, key = signed
    reading = read_mail("m.eml", content.replace(was, now), {NAME: key})
    found = reading.records[0]
    assert isinstance(found, MailNotice)
    assert [one.state for one in found.signatures] == [SignatureState.BROKEN]
    assert "MAIL025" in [finding.code for finding in reading.findings]


def test_without_its_key_a_signature_is_left_unchecked(signed: Signed) -> None:
    assert states(signed[0]) == [SignatureState.NO_KEY]


def test_another_key_breaks_it_and_a_withdrawn_or_mangled_one_cannot_be_used(signed: Signed) -> None:
    content, key = signed
    for text in (b"v=DKIM1; k=rsa; p=", b"\xff\x00", b"v=DKIM1; p=!!!!"):
        found = read_mail("m.eml", content, {NAME: text}).records[0]
        assert isinstance(found, MailNotice)
        assert found.signatures[0].state is not SignatureState.HOLDS
    del key


def test_a_mail_without_a_signature_has_none(signed: Signed) -> None:
    assert states(MAIL, **{NAME.replace(".", "__"): signed[1]}) == []


@pytest.mark.parametrize(
    "header",
    [b"v=1; d=../../etc; s=passwd", b"", b"d=amazon.com", b"v=1; d=amazon.com; s=" + b"x" * 5000, b"\xff\xfe;;;===;"],
)
def test_a_mangled_signature_is_unusable_and_names_no_key(header: bytes) -> None:
    content = b"DKIM-Signature: " + header + b"\r\n" + MAIL
    assert states(content) == [SignatureState.UNUSABLE]
    assert key_names_of(content) == ()
