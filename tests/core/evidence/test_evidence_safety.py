"""What is opened, what is refused, and that every refusal says why."""

import re
import struct
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import msgspec
import pikepdf
import pytest
from PIL import Image

from casewright.domain.place import Severity
from casewright.evidence.safety import media
from casewright.evidence.safety.answers import PdfAnswer, PictureAnswer
from casewright.evidence.safety.antivirus import Clamd, ScannerSilentError, Wire
from casewright.evidence.safety.check import Opened, clean_copy, open_safely
from casewright.evidence.safety.confined import ConfinedError, run_confined
from casewright.evidence.safety.findings import EXHIBIT_FINDINGS, REFUSALS
from casewright.evidence.safety.limits import SafetyLimits
from casewright.evidence.safety.picture_heads import picture_head
from casewright.intake.reading import SourceFile


def opened(name: str, content: bytes, limits: SafetyLimits | None = None) -> Opened:
    return open_safely(SourceFile(name, content), limits=limits or SafetyLimits())


def codes(found: Opened) -> set[str]:
    return {finding.code for finding in found.findings}


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    target = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def pdf(**root: pikepdf.Dictionary) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    for name, value in root.items():
        document.Root[f"/{name}"] = document.make_indirect(value)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def test_every_refusal_is_an_error_and_says_what_to_do_in_both_languages() -> None:
    for code in REFUSALS:
        remark = EXHIBIT_FINDINGS[code]
        assert remark.severity is Severity.ERROR
        assert remark.words.en.count(".") >= 1
        assert remark.words.zh.endswith("。")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_a_picture_of_each_kind_tells_its_size_before_it_is_decoded(kind: str) -> None:
    content = picture(kind)
    found = opened(f"photo.{kind.lower()}", content)
    assert codes(found) == set()
    head = picture_head(content, found.media_type)
    assert head is not None
    assert (head.width, head.height) == (60, 40)
    assert head.end in (None, len(content))
    assert found.picture is not None
    assert found.picture.raster is not None
    assert (found.picture.raster.width, found.picture.raster.height) == (60, 40)


def test_a_phone_photo_in_heic_is_opened() -> None:
    heif = pytest.importorskip("pillow_heif")
    target = BytesIO()
    heif.from_pillow(Image.new("RGB", (64, 48), "red")).save(target)
    found = opened("IMG_1.HEIC", target.getvalue())
    assert (found.media_type, codes(found)) == ("image/heic", set())
    assert found.picture is not None
    assert (found.picture.width, found.picture.height) == (64, 48)


def bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def test_a_picture_that_claims_too_many_pixels_is_refused_unopened() -> None:
    found = opened("a.png", bomb(50_000, 50_000))
    assert (codes(found), found.refused, found.picture) == ({"EXH004"}, True, None)
    assert "50000 × 50000" in found.findings[0].words.zh


def test_a_picture_with_too_many_frames_is_refused() -> None:
    frames = [Image.new("L", (4, 4), shade) for shade in range(12)]
    target = BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    assert "EXH005" in codes(opened("a.gif", target.getvalue(), SafetyLimits(frames=5)))


@pytest.mark.parametrize(
    "tail",
    [
        b"PK\x03\x04 hidden archive",
        b"%PDF-1.7 hidden",
        b"MZ\x90\x00 hidden",
        b"<html><script>fetch('/')</script></html>",
        b"<!DOCTYPE html>\n<title>x</title>",
        b"maker \x01 <BODY onload=go()>",
        b"<svg/onload=go()>",
    ],
)
def test_a_file_behind_a_picture_is_refused(tail: bytes) -> None:
    found = opened("a.jpg", picture() + b"\x00\x00" + tail)
    assert "EXH008" in codes(found)
    assert found.picture is None


def test_harmless_bytes_behind_a_picture_are_only_told() -> None:
    found = opened("a.jpg", picture() + b"SEFHmaker data")
    assert (codes(found), found.refused) == ({"EXH024"}, False)
    assert codes(opened("a.jpg", picture() + b"\x00" * 64)) == set()


def test_a_program_is_refused_whatever_its_name() -> None:
    assert codes(opened("invoice.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 200)) == {"EXH003"}
    assert "EXH003" in codes(opened("photo.jpg.exe", picture()))
    assert "EXH003" in codes(opened("run.txt", b"#!/bin/sh\nrm -rf /\n"))


def test_a_misleading_name_is_told_and_the_content_decides() -> None:
    found = opened("scan.pdf", picture("PNG"))
    assert (found.media_type, codes(found)) == ("image/png", {"EXH021"})


def test_an_empty_and_a_too_big_file_are_refused() -> None:
    assert codes(opened("a.pdf", b"\0\0 \n")) == {"EXH001"}
    assert codes(opened("a.txt", b"x" * 2000, SafetyLimits(file_bytes=1000))) == {"EXH002"}


def test_without_libmagic_simple_signs_decide_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    media._magic.cache_clear()
    monkeypatch.setitem(sys.modules, "magic", None)
    found = opened("a.png", picture("PNG"))
    media._magic.cache_clear()
    assert (found.media_type, codes(found)) == ("image/png", {"EXH020"})
    assert "apt install libmagic1" in found.findings[0].words.en


def test_a_script_in_a_pdf_is_told_and_its_pages_still_serve() -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    found = opened("a.pdf", pdf(OpenAction=script))
    assert codes(found) == {"EXH022"}
    assert "JavaScript" in found.findings[0].words.en
    assert found.pdf is not None


def test_a_pdf_that_starts_a_program_is_refused() -> None:
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    found = opened("a.pdf", pdf(OpenAction=launch))
    assert "EXH007" in codes(found)
    assert (found.refused, found.pdf) == (True, None)


def test_opening_at_a_page_is_no_active_content() -> None:
    jump = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([0, pikepdf.Name.Fit]))
    assert codes(opened("a.pdf", pdf(OpenAction=jump))) == set()


def test_a_form_that_draws_itself_and_a_file_inside_are_told() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    document.Root["/AcroForm"] = pikepdf.Dictionary(XFA=pikepdf.String("x"))
    document.attachments["factur-x.xml"] = pikepdf.AttachedFileSpec(
        document, b"<x/>", filename="factur-x.xml", description="", mime_type="text/xml", creation_date="", mod_date=""
    )
    target = BytesIO()
    document.save(target)
    found = opened("a.pdf", target.getvalue())
    assert codes(found) == {"EXH022", "EXH023"}
    assert any("factur-x.xml" in finding.words.zh for finding in found.findings)


def test_a_locked_pdf_is_refused_and_one_that_only_forbids_printing_is_not() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    locked, limited = BytesIO(), BytesIO()
    document.save(locked, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    document.save(limited, encryption=pikepdf.Encryption(user="", owner="secret"))
    assert codes(opened("a.pdf", locked.getvalue())) == {"EXH006"}
    assert codes(opened("a.pdf", limited.getvalue())) == set()


def test_too_many_pages_are_refused_before_any_is_drawn() -> None:
    document = pikepdf.new()
    for _ in range(8):
        document.add_blank_page()
    target = BytesIO()
    document.save(target)
    found = opened("a.pdf", target.getvalue(), SafetyLimits(pages=7))
    assert (codes(found), found.refused) == ({"EXH005"}, True)


def test_damage_is_refused_with_a_reason() -> None:
    assert codes(opened("a.pdf", b"%PDF-1.7\nnothing here")) == {"EXH010"}
    assert codes(opened("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF broken")) == {"EXH010"}


@pytest.mark.parametrize("length", [200, 900])
def test_damage_is_told_in_words_not_by_the_name_of_an_error(length: int) -> None:
    whole = picture("JPEG", (400, 300))
    for found in (opened("a.jpg", whole[:length]), opened("a.pdf", b"%PDF-1.7\nnothing here")):
        (told,) = [finding.words for finding in found.findings if finding.code == "EXH010"]
        assert "cut short or garbled" in told.en
        assert "Error" not in told.en + told.zh
        assert "残缺" in told.zh


def test_the_confined_process_stops_at_its_memory_and_its_time() -> None:
    content = picture("PNG", (6000, 6000))
    little = SafetyLimits(child_memory_bytes=90 * 1024 * 1024)
    with pytest.raises(ConfinedError):
        run_confined("picture", content, PictureAnswer, little)
    found = opened("a.png", content, little)
    assert codes(found) == {"EXH011"}
    assert not re.search(r"exit|-?\d", found.findings[0].words.en)
    assert "中止" in found.findings[0].words.zh
    with pytest.raises(ConfinedError, match="it took longer than 0 seconds"):
        run_confined("picture", content, PictureAnswer, SafetyLimits(child_wall_seconds=0))


def test_an_answer_of_another_shape_is_not_believed() -> None:
    with pytest.raises(ConfinedError):
        run_confined("picture", picture(), PdfAnswer, SafetyLimits(child_answer_bytes=10))
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode({"width": "wide"}), type=PictureAnswer)


def test_the_place_of_a_photo_is_kept_in_the_original_and_left_out_of_the_copy() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Lumen", "L7"
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 10:22:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (52.0, 30.0, 0.0), "W", (13.0, 15.0, 0.0)
    exif[0x0112] = 6
    content = picture("JPEG", (60, 40), exif=exif)
    found = opened("a.jpg", content)
    assert codes(found) == {"EXH037"}
    assert found.picture is not None
    assert (found.picture.latitude, found.picture.longitude) == (52.5, -13.25)
    assert found.picture.taken == "2026:03:04 10:22:00"
    copy, findings = clean_copy(SourceFile("a.jpg", content))
    assert copy is not None
    again = Image.open(BytesIO(copy))
    assert (dict(again.getexif()), again.size) == ({}, (40, 60))
    assert b"Lumen" not in copy
    assert findings == ()


class SpokenWire:
    """A connection whose other side has already said its answer."""

    def __init__(self, answer: bytes) -> None:
        self.sent, self._answer = b"", answer

    def send(self, data: bytes, /) -> None:
        self.sent += data

    def receive(self, most: int, /) -> bytes:
        said, self._answer = self._answer[:most], self._answer[most:]
        return said


def clamd(wire: SpokenWire) -> Clamd:
    @contextmanager
    def connect() -> Iterator[Wire]:
        yield wire

    return Clamd(connect)


def test_a_virus_is_named_and_the_file_stays_closed() -> None:
    wire = SpokenWire(b"stream: Eicar-Test-Signature FOUND\0")
    found = open_safely(SourceFile("a.jpg", picture()), scanner=clamd(wire))
    assert (codes(found), found.picture) == ({"EXH009"}, None)
    assert "Eicar-Test-Signature" in found.findings[0].words.en
    assert wire.sent.startswith(b"zINSTREAM\0")
    assert wire.sent.endswith(struct.pack(">I", 0))


def test_a_clean_answer_opens_the_file_and_silence_is_told() -> None:
    assert codes(open_safely(SourceFile("a.jpg", picture()), scanner=clamd(SpokenWire(b"stream: OK\0")))) == set()
    silent = open_safely(SourceFile("a.jpg", picture()), scanner=clamd(SpokenWire(b"")))
    assert (codes(silent), silent.refused) == ({"EXH025"}, False)
    with pytest.raises(ScannerSilentError):
        clamd(SpokenWire(b"INSTREAM size limit exceeded. ERROR\0")).virus_in(b"x")
