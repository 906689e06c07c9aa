"""Personal data that stands in pixels is covered in the copy itself, and the reader is told what is covered."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageDraw

from casewright.domain.exhibit import Exhibit, ExhibitKind, Region, Speaker
from casewright.domain.place import Place
from casewright.evidence.packet.build import Packet, build_packet
from casewright.evidence.packet.content import (
    ClaimElement,
    PacketContent,
    PacketExhibit,
    PacketLetter,
    Point,
    WordsMask,
)
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.profile import profile_named
from casewright.evidence.readers.lines import PixelLine, pixel_lines
from casewright.pipeline.packing.covering import cover_pictures

AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
MASK = WordsMask(r"\+44 [\d ]+\d", "telephone number")


def label() -> bytes:
    picture = Image.new("RGB", (900, 500), "white")
    drawn = ImageDraw.Draw(picture)
    for at, line in enumerate(("Parcel RM4471", "Call +44 7700 900123", "Leeds")):
        drawn.text((60, 60 + 140 * at), line, fill="black", font_size=60)
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def content_of(picture: bytes) -> PacketContent:
    exhibit = Exhibit(
        "EX-001", ExhibitKind.PACK_PHOTO, Speaker.SELLER, Place("p.png", sha256(picture).hexdigest()), "image/png"
    )
    letter = PacketLetter(("Team",), ("Shop",), AT.date(), "Response", (Point("It went out."),), (), (Point("Deny."),))
    shown = (PacketExhibit(exhibit, ClaimElement.ITEM),)
    return PacketContent("CW-1", "Claim", "amazon_uk", "en", letter, (), shown, masks=(MASK,))


def built(content: PacketContent, picture: bytes) -> Packet:
    return build_packet(content, profile_named("amazon", AT.date()), find_fonts(), AT, fetch=lambda _: picture)


def copy_in(packet: Packet) -> Image.Image:
    with pikepdf.open(BytesIO(packet.pdf)) as document:
        found = [one for page in document.pages for one in page.get_images().values() if one.Filter == "/DCTDecode"]
        return Image.open(BytesIO(found[0].read_raw_bytes())).convert("L")


def lines_of(_: bytes) -> tuple[PixelLine, ...]:
    return (
        PixelLine("Parcel RM4471", Region(0.05, 0.1, 0.9, 0.25)),
        PixelLine("Call +44 7700 900123", Region(0.05, 0.38, 0.9, 0.55)),
    )


def test_a_line_that_a_mask_meets_is_covered_and_its_neighbours_stay() -> None:
    picture = label()
    packet = built(cover_pictures(content_of(picture), lambda _: picture, lines_of), picture)
    shown = copy_in(packet)
    wide, high = shown.size
    assert max(shown.crop((int(wide * 0.1), int(high * 0.4), int(wide * 0.8), int(high * 0.5))).tobytes()) < 20
    assert shown.getpixel((int(wide * 0.95), int(high * 0.95))) > 200  # type: ignore[operator] # one channel
    assert packet.covered == ("EX-001",)
    assert json.loads(packet.manifest)["exhibits"][0]["covered"] == ["telephone number"]
    assert not packet.remarks


def test_a_picture_that_was_looked_through_and_holds_nothing_is_no_remark() -> None:
    picture = label()
    packet = built(cover_pictures(content_of(picture), lambda _: picture, lambda _: ()), picture)
    assert (packet.covered, packet.remarks) == ((), ())


def test_where_nobody_can_read_pixels_the_sender_is_told_to_look() -> None:
    picture = label()
    packet = built(cover_pictures(content_of(picture), lambda _: picture, lambda _: None), picture)
    assert "EX-001" in packet.remarks[0].en


def test_the_recogniser_finds_a_telephone_number_on_a_label() -> None:
    pytest.importorskip("rapidocr")
    picture = label()
    lines = pixel_lines(picture)
    assert lines
    content = cover_pictures(content_of(picture), lambda _: picture, pixel_lines)
    (mask,) = content.exhibits[0].masks
    assert 0.2 < mask.region.top < 0.5 < mask.region.bottom + 0.15  # type: ignore[union-attr] # a drawn mask
    assert built(content, picture).covered == ("EX-001",)


def test_bytes_that_are_no_picture_have_no_lines() -> None:
    assert pixel_lines(b"%PDF-1.7 broken") in ((), None)
