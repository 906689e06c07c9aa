"""Made-up and damaged mails, mailboxes and archives: a few every day, many in the slow suite."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.intake.reading import SourceFile
from casewright.pipeline import open_cases, read_files

KEYS = {"s._domainkey.amazon.com": b"v=DKIM1; k=rsa; p=AAAA"}
HEADS = [
    b"From: a@amazon.com\r\n",
    b"From: x1234567+045bd6e6@marketplace.amazon.de\r\n",
    b"From: ab+1@notification.mirakl.net\r\n",
    b"Subject: You received negative feedback\r\n",
    b"Subject: SAFE-T claim 305-1234567-7654321\r\n",
    b"X-Space-Notification-Type: A_Z_CLAIM_RESPONDENT_NOTIFY\r\n",
    b"DKIM-Signature: v=1; a=rsa-sha256; d=amazon.com; s=s; h=from; bh=AAAA; b=AAAA\r\n",
    b'Content-Type: multipart/mixed; boundary="b"\r\n',
    b"Content-Type: text/html; charset=iso-2022-jp\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
]
BODIES = [
    b"\r\n--b\r\n",
    b"--b--\r\n",
    b"<table><tr><td>",
    b"Rating: 2 out of 5\r\n",
    "评论：坏了\r\n".encode(),
    b"Comment: ",
    b"We need additional information ",
    b"EUR 1.119,00 ",
    b"--- Begin message ---\r\n",
    b"\x00\xff\xfe",
    b"From a@b Fri Nov 20 08:00:00 2026\n",
    b"> " * 50,
    b"-" * 60 + b"\r\n",
]


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    heads = draw(st.lists(st.one_of(st.sampled_from(HEADS), st.binary(max_size=30)), max_size=8))
    bodies = draw(st.lists(st.one_of(st.sampled_from(BODIES), st.binary(max_size=40)), max_size=20))
    return b"".join([*heads, b"\r\n", *bodies])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A mail, a mailbox of several, or an archive with some damage."""
    content = draw(st.lists(mails(), min_size=1, max_size=3))
    shape = draw(st.sampled_from(["mail", "mbox", "zip"]))
    if shape == "mail":
        return content[0]
    if shape == "mbox":
        return b"".join(b"From a@b Fri Nov 20 08:00:00 2026\n" + one + b"\n" for one in content)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in enumerate(content):
            archive.writestr(f"{number}.eml", one)
    damaged = bytearray(packed.getvalue())
    for _ in range(draw(st.integers(0, 3))):
        damaged[draw(st.integers(0, len(damaged) - 1))] = draw(st.integers(0, 255))
    return bytes(damaged)


def read(content: bytes) -> None:
    open_cases(read_files([SourceFile("fuzzed", content)], keys=KEYS).records)


@pytest.mark.slow
@given(files())
@settings(max_examples=4_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_made_up_file_raises_in_many_tries(content: bytes) -> None:
    read(content)


@given(files())
@settings(max_examples=40, deadline=None)
def test_no_made_up_file_raises(content: bytes) -> None:
    read(content)
