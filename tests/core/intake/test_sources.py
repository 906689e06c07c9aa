"""What a file is, by its content: each kind reaches its reader, archives open safely, the rest is kept."""

import gzip
import zipfile
from io import BytesIO

import pytest

from casewright.domain.kept_file import KeptFile
from casewright.domain.notice import MailNotice
from casewright.domain.place import Severity
from casewright.domain.returns import Return
from casewright.intake import Reading, read_source
from casewright.intake.containers import open_gzip, open_zip
from casewright.intake.findings import FINDINGS, FindingLog
from casewright.intake.limits import ArchiveLimits

RETURNS = b"Order ID\tReturn request date\tItem Name\n303-0000201-0000201\t10-Jul-2025\tKorb\n"
MAIL = b"From: a@example.com\nTo: b@example.com\nSubject: Hello\nDate: Thu, 10 Jul 2025 10:00:00 +0000\n\nHi\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def _zip(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def test_a_report_is_a_report_whatever_its_name_says() -> None:
    (record,) = read_source("photo.jpg", RETURNS).records
    assert isinstance(record, Return)


def test_a_mail_is_a_mail_whatever_its_name_says() -> None:
    (record,) = read_source("returns.tsv", MAIL).records
    assert isinstance(record, MailNotice)


@pytest.mark.parametrize("content", [b"", b"\r\n \t\n", bytes(10)])
def test_an_empty_file_is_a_finding(content: bytes) -> None:
    reading = read_source("a.txt", content)
    assert (reading.records, _codes(reading)) == ((), ["SRC001"])
    assert reading.findings[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(8), "image/heic"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(8), "video/mp4"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "application/pdf"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "text/html"),
        (b'<?xml version="1.0"?><a/>', "application/xml"),
        (b'{"a": 1}', "application/json"),
        ("Der Käufer schrieb: wo ist es?".encode(), "text/plain"),
        ("买家来信".encode("utf-16"), "text/plain"),
        (b"\x07\x08\x09\x01\x02", "application/octet-stream"),
    ],
)
def test_a_file_without_a_reader_is_kept_with_its_type(content: bytes, media_type: str) -> None:
    reading = read_source("303-1234567-1234567 door.bin", content)
    (kept,) = reading.records
    assert isinstance(kept, KeptFile)
    assert (kept.media_type, kept.size_bytes) == (media_type, len(content))
    assert kept.order_ids == ("303-1234567-1234567",)
    assert len(kept.place.digest) == 64
    assert reading.findings == ()


def test_an_unknown_table_is_kept_and_its_columns_are_named() -> None:
    reading = read_source("x.csv", b"alpha,beta,gamma\n1,2,3\n")
    (kept,) = reading.records
    assert isinstance(kept, KeptFile)
    assert kept.media_type == "text/csv"
    assert _codes(reading) == ["REP020"]
    assert "alpha, beta, gamma" in reading.findings[0].words.zh


def test_a_damaged_spreadsheet_is_kept_with_advice() -> None:
    content = _zip({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"})
    reading = read_source("orders.xlsx", content)
    assert reading.inside == ()
    assert _codes(reading) == ["TAB001"]
    (kept,) = reading.records
    assert isinstance(kept, KeptFile)
    assert kept.media_type.endswith("spreadsheetml.sheet")


def test_a_spreadsheet_of_the_old_kind_is_kept_with_advice() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "Workbook".encode("utf-16-le")
    assert _codes(read_source("orders.xls", content)) == ["SRC005"]


def test_a_damaged_outlook_message_is_kept_with_advice() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "__substg1.0_".encode("utf-16-le")
    assert _codes(read_source("mail.msg", content)) == ["SRC008"]


def test_a_zip_gives_its_members_by_name() -> None:
    reading = read_source("all.zip", _zip({"a/r.txt": RETURNS, "b.png": PNG, "__MACOSX/x": b"litter"}))
    assert [(member.name, member.content) for member in reading.inside] == [
        ("all.zip!/a/r.txt", RETURNS),
        ("all.zip!/b.png", PNG),
    ]
    assert reading.findings == ()


def test_a_member_cannot_name_its_way_out() -> None:
    (member,) = read_source("all.zip", _zip({"../../etc/passwd": b"x"})).inside
    assert member.name == "all.zip!/etc/passwd"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    reading = read_source("bomb.zip", _zip({"bomb": bytes(40_000_000), "note": b"hi"}))
    assert reading.inside == ()
    assert _codes(reading) == ["SRC002"]


@pytest.mark.parametrize(
    "limits",
    [
        ArchiveLimits(members=1),
        ArchiveLimits(total_bytes=3),
        ArchiveLimits(depth=0),
        ArchiveLimits(ratio=0, ratio_from_bytes=0),
    ],
)
def test_each_limit_refuses_by_itself(limits: ArchiveLimits) -> None:
    reading = open_zip("a.zip", _zip({"a": b"xx", "b": b"yy"}), FindingLog("a.zip", "0" * 64), limits)
    assert (reading.inside, _codes(reading)) == ((), ["SRC002"])


def test_archives_in_archives_end_at_some_depth() -> None:
    content = RETURNS
    for _ in range(5):
        content = _zip({"a": content})
    name, depth = "a.zip", 0
    while (reading := read_source(name, content)).inside:
        name, content = reading.inside[0].name, reading.inside[0].content
        depth += 1
    assert depth == ArchiveLimits().depth
    assert _codes(reading) == ["SRC002"]


def test_one_damaged_member_leaves_the_others() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("bad", b"AAAABBBBCCCC")
        archive.writestr("good", b"fine")
    reading = read_source("a.zip", stream.getvalue().replace(b"AAAABBBBCCCC", b"AAAAXXXXCCCC"))
    assert [member.content for member in reading.inside] == [b"fine"]
    assert _codes(reading) == ["SRC004"]


def test_a_broken_zip_and_an_empty_one_are_findings() -> None:
    assert _codes(read_source("a.zip", _zip({"a": RETURNS})[:60])) == ["SRC003"]
    assert _codes(read_source("a.zip", _zip({}))) == ["SRC007"]


def test_a_gzipped_report_comes_out_whole_even_in_parts() -> None:
    half = len(RETURNS) // 2
    content = gzip.compress(RETURNS[:half]) + gzip.compress(RETURNS[half:])
    (member,) = read_source("r.txt.gz", content).inside
    assert (member.name, member.content) == ("r.txt.gz!/r.txt", RETURNS)


def test_a_gzip_bomb_and_a_broken_gzip_are_refused() -> None:
    log = FindingLog("a.gz", "0" * 64)
    limits = ArchiveLimits(total_bytes=1000, ratio_from_bytes=100)
    assert _codes(open_gzip("a.gz", gzip.compress(bytes(5000)), log, limits)) == ["SRC002"]
    assert _codes(read_source("a.gz", gzip.compress(RETURNS)[:-12])) == ["SRC003"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_mailbox_gives_each_mail(end: bytes) -> None:
    mail = MAIL.replace(b"Hi", b"Hi\n>From me\nFrom you\n")
    box = b"From x Thu Jul 10 10:00:00 2025\n" + mail + b"\nFrom y Thu Jul 10 11:00:00 2025\n" + MAIL
    reading = read_source("box", box.replace(b"\n", end))
    assert [member.name for member in reading.inside] == ["box!/1.eml", "box!/2.eml"]
    assert reading.inside[0].content.startswith(b"From: a@example.com")
    assert end + b"From me" + end + b"From you" in reading.inside[0].content
    assert reading.inside[1].content == MAIL.replace(b"\n", end)


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_every_finding_says_what_and_what_next_in_both_languages(code: str) -> None:
    words = FINDINGS[code].words
    assert words.en.endswith(".")
    assert words.zh.endswith(("。", "。”"))
    assert code[:3] in ("SRC", "REP", "API", "PAS", "TAB")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("claim.eml", bytes(range(1, 200)), "SRC014"),
        ("claim.eml", b"only a note, no header", "SRC014"),
        ("inbox.MBOX", b"only a note, no header", "SRC014"),
        ("claim.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "SRC014"),
        ("month.tar", b"a".ljust(257, b"\0") + b"ustar\x0000" + bytes(250), "SRC012"),
        ("month.tar", bytes(range(1, 200)), "SRC012"),
        ("month.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40), "SRC012"),
        ("month.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), "SRC012"),
        ("claim.html", b"<html><title>Seller Central</title><body>A-to-z claim</body></html>", "SRC013"),
    ],
)
def test_a_file_that_a_person_can_still_bring_to_be_read_is_kept_with_a_remark(
    name: str, content: bytes, code: str
) -> None:
    reading = read_source(name, content)
    assert _codes(reading) == [code]
    assert [type(one) for one in reading.records] == [KeptFile]


def test_a_page_of_another_site_is_kept_without_a_remark() -> None:
    assert _codes(read_source("track.html", b"<html><body>Delivered on 3 May</body></html>")) == []
