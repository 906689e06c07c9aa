"""A packet: what it holds, what it hides, what it refuses, and that it is the same twice."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped] # has no types
import pytest
import rfc8785
from PIL import Image

from casewright.domain.exhibit import (
    Exhibit,
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    Region,
    Speaker,
)
from casewright.domain.place import Place
from casewright.evidence.packet.build import Packet, build_packet
from casewright.evidence.packet.content import (
    Body,
    ClaimElement,
    FileBody,
    Moment,
    PacketContent,
    PacketExhibit,
    PacketLetter,
    Point,
    RegionMask,
    TableBody,
    ThreadBody,
    Turn,
    WordsMask,
)
from casewright.evidence.packet.derivatives import MemoryStore
from casewright.evidence.packet.errors import ContentError, FontsMissingError, PacketTooLargeError
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.labels import PACKET_LANGUAGES, labels_for
from casewright.evidence.packet.profile import profile_named, profile_names
from casewright.evidence.packet.verify import Original, verify_packet

AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
FILES: dict[str, bytes] = {}


def exhibit(key: str, content: bytes, media_type: str, *readings: Observation) -> Exhibit:
    digest = sha256(content).hexdigest()
    FILES[digest] = content
    return Exhibit(
        key, ExhibitKind.OTHER, Speaker.CARRIER, Place(key, digest), media_type, AT, None, observations=readings
    )


def shown(
    key: str,
    content: bytes,
    media_type: str = "text/plain",
    *,
    element: ClaimElement = ClaimElement.DELIVERY,
    body: Body | None = None,
    masks: tuple[RegionMask | WordsMask, ...] = (),
) -> PacketExhibit:
    return PacketExhibit(exhibit(key, content, media_type), element, body=body or FileBody(), masks=masks)


def photo(shade: int = 120, size: tuple[int, int] = (320, 240)) -> bytes:
    target = BytesIO()
    picture = Image.new("RGB", size, (shade, 90, 60))
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    picture.save(target, "JPEG", exif=exif)
    return target.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF with one line of Helvetica on each page; an empty text leaves the page blank."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for text in pages:
        document.add_blank_page(page_size=(300, 200))
        page = document.pages[-1]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        drawn = f"BT /F1 14 Tf 20 150 Td ({text}) Tj ET" if text else ""
        page.Contents = document.make_stream(drawn.encode())
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def letter(**changes: object) -> PacketLetter:
    plain = PacketLetter(
        to=("The team",),
        sender=("Lantern Home",),
        dated_on=date(2026, 11, 19),
        subject="Response to the claim",
        facts=(Point("The parcel came.", ()),),
        why=(),
        asked=(Point("Please deny the claim."),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # any field


def content(*exhibits: PacketExhibit, **changes: object) -> PacketContent:
    plain = PacketContent("CW-1", "Claim CW-1", "amazon_uk", "en", letter(), (), exhibits)
    return replace(plain, **changes)  # type: ignore[arg-type] # any field


def built(what: PacketContent, profile: str = "amazon", **limits: int) -> Packet:
    chosen = replace(profile_named(profile, date(2026, 11, 19)), **limits)  # type: ignore[arg-type] # limits
    return build_packet(what, chosen, find_fonts(), AT, fetch=FILES.__getitem__)


def texts(packet: Packet) -> list[str]:
    document = pdfium.PdfDocument(packet.pdf)
    return [document[index].get_textpage().get_text_range() for index in range(len(document))]


def test_a_packet_holds_letter_index_exhibits_and_integrity_in_this_order() -> None:
    packet = built(content(shown("a", b"It was left with the neighbour."), shown("b", photo(), "image/jpeg")))
    pages = texts(packet)
    assert "Please deny the claim." in pages[0]
    assert "Index of exhibits" in pages[1]
    assert "left with the neighbour" in pages[2]
    assert "EX-002" in pages[3]
    assert "Integrity" in pages[4]
    assert packet.exhibits == {"EX-001": (3, 3), "EX-002": (4, 4)}


def test_each_page_bears_case_exhibit_running_number_and_place_among_all_pages() -> None:
    pages = texts(built(content(shown("a", b"one"), shown("b", b"two"))))
    assert "CW-1 · CW-000001 · 1 / 5" in pages[0]
    assert "CW-1 · EX-002 · CW-000004 · 4 / 5" in pages[3]


def test_the_same_content_gives_the_same_bytes_and_a_kept_copy_gives_them_too() -> None:
    what, store = content(shown("a", photo(), "image/jpeg"), shown("b", pdf("slip"), "application/pdf")), MemoryStore()
    profile = profile_named("amazon", date(2026, 11, 19))
    first, second = (
        build_packet(what, profile, find_fonts(), AT, fetch=FILES.__getitem__, store=store) for _ in range(2)
    )
    assert first.digest == second.digest == built(what).digest


def test_a_packet_says_that_it_is_made_for_archives_and_for_everybody() -> None:
    with pikepdf.open(BytesIO(built(content(shown("a", b"text"))).pdf)) as document, document.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        assert document.Root.Lang == "en"
        assert "manifest.json" in document.attachments


def test_bookmarks_lead_to_every_exhibit() -> None:
    packet = built(content(shown("a", b"one"), shown("b", b"two", element=ClaimElement.POLICY)))
    with pikepdf.open(BytesIO(packet.pdf)) as document, document.open_outline() as outline:
        titles = [child.title for item in outline.root for child in item.children]
    assert any("EX-001" in title for title in titles)
    assert any("EX-002" in title for title in titles)


def test_exhibits_stand_by_the_elements_of_the_claim_whatever_order_they_came_in() -> None:
    packet = built(
        content(
            shown("talk", b"x", element=ClaimElement.CONVERSATION), shown("slip", b"y", element=ClaimElement.DELIVERY)
        )
    )
    keys = [one["key"] for one in json.loads(packet.manifest)["exhibits"]]
    assert keys == ["slip", "talk"]


def test_words_to_be_hidden_are_in_no_text_picture_or_manifest_and_the_reader_is_told() -> None:
    mask = WordsMask(r"\+44 [\d ]+\d", "telephone number")
    what = content(
        shown("slip", pdf("Call +44 7700 900123 now"), "application/pdf"),
        shown("mail", b"From: a@b.example\nTo: c@d.example\nSubject: hi +44 7700 900123\n\nRing +44 7700 900123."),
        shown("talk", b"z", body=ThreadBody((Turn("Buyer", "My number is +44 7700 900123"),))),
        shown("rows", b"y", body=TableBody(("Phone",), (("+44 7700 900123",),))),
        masks=(mask,),
        letter=letter(opening="Her number is +44 7700 900123."),
    )
    packet = built(what)
    whole = "\n".join(texts(packet))
    assert "900123" not in re.sub(r"\s", "", whole)
    assert b"900123" not in packet.manifest
    assert "telephone number" in whole
    assert packet.covered == ("EX-001", "EX-002", "EX-003", "EX-004")
    assert all(one["sha256"] is None for one in json.loads(packet.manifest)["exhibits"])


def test_a_hidden_place_of_a_picture_is_painted_in_the_copy_itself() -> None:
    mask = RegionMask(Region(0.0, 0.0, 0.5, 1.0))
    packet = built(content(shown("a", photo(200), "image/jpeg", masks=(mask,))))
    with pikepdf.open(BytesIO(packet.pdf)) as document:
        pictures = [
            picture
            for page in document.pages
            for picture in page.get_images().values()
            if picture.get("/Filter") == "/DCTDecode"
        ]
        copy = Image.open(BytesIO(pictures[0].read_raw_bytes()))
    assert max(copy.getpixel((20, 100))) < 20  # type: ignore[arg-type] # three channels
    assert copy.getpixel((300, 100))[0] > 150  # type: ignore[index] # the same


def test_words_a_reader_saw_in_a_picture_are_painted_where_it_saw_them() -> None:
    spot = Locator(Place("a", "x"), region=Region(0.5, 0.0, 1.0, 1.0), words="+44 7700 900123")
    reading = Observation(ObservationKind.TEXT, "+44 7700 900123", spot)
    one = PacketExhibit(exhibit("a", photo(201), "image/jpeg", reading), ClaimElement.ITEM)
    packet = built(content(one, masks=(WordsMask(r"\+44 [\d ]+", "telephone number"),)))
    assert packet.covered == ("EX-001",)
    assert not packet.remarks


def test_a_picture_that_could_not_be_searched_for_hidden_words_is_told_to_the_sender() -> None:
    packet = built(content(shown("a", photo(), "image/jpeg"), masks=(WordsMask("Keller", "name"),)))
    assert "EX-001" in packet.remarks[0].en
    assert "EX-001" in packet.remarks[0].zh


def test_the_copies_of_photos_do_not_say_who_made_them() -> None:
    assert b"SecretPhoneMaker" in photo()
    assert b"SecretPhoneMaker" not in built(content(shown("a", photo(), "image/jpeg"))).pdf


def test_drawn_sheets_can_be_searched_and_blank_ones_are_named_and_left_out() -> None:
    packet = built(content(shown("slip", pdf("Signed by Keller", "", "Second"), "application/pdf")))
    pages = texts(packet)
    assert "Signed by Keller" in pages[2]
    assert "Blank sheets are left out: 2" in pages[2]
    assert "Second" in pages[3]
    assert json.loads(packet.manifest)["exhibits"][0]["blank_sheets_left_out"] == [2]


def test_chosen_sheets_only_are_shown_and_the_reader_is_told_how_many_there_are() -> None:
    packet = built(content(shown("slip", pdf("One", "Two", "Three"), "application/pdf", body=FileBody((2,)))))
    whole = "\n".join(texts(packet))
    assert "Two" in whole
    assert "Three" not in whole
    assert "Sheets 2 of 3 are shown" in whole


def test_a_sheet_that_is_not_there_cannot_be_chosen() -> None:
    with pytest.raises(ContentError, match="EX-001 has 1 sheets; 4"):
        built(content(shown("slip", pdf("One"), "application/pdf", body=FileBody((1, 4)))))


def test_a_damaged_document_is_named_in_the_packet_and_told_to_the_sender() -> None:
    packet = built(
        content(shown("slip", b"%PDF-1.7 broken", "application/pdf"), shown("b", pdf("Fine"), "application/pdf"))
    )
    assert "EX-001" in packet.remarks[0].en
    assert "Fine" in "\n".join(texts(packet))


def test_a_film_is_named_with_its_size_and_kept() -> None:
    packet = built(content(shown("film", b"0" * 2_300_000, "video/mp4")))
    assert "video/mp4, 2.3 MB" in "\n".join(texts(packet))


def test_a_sign_that_no_font_draws_is_written_by_its_number_and_told_in_the_manifest() -> None:
    packet = built(content(shown("a", "Thanks \U0001fae0 \ue000".encode())))
    assert "[U+1FAE0]" in "\n".join(texts(packet))
    assert json.loads(packet.manifest)["replaced_signs"] == ["U+E000", "U+1FAE0"]


@pytest.mark.parametrize("language", PACKET_LANGUAGES)
def test_every_language_has_every_label_and_can_be_set(language: str) -> None:
    english, own = labels_for("en"), labels_for(language)
    assert {name: set(part) for name, part in own.sections.items()} == {
        name: set(part) for name, part in english.sections.items()
    }
    for name, text in english.sections["labels"].items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", own.sections["labels"][name])), (
            name
        )
    pages = texts(built(content(shown("a", b"text"), language=language)))
    assert own.say("integrity") in "\n".join(pages)


def test_photos_of_one_element_share_pages_when_the_channel_leaves_few() -> None:
    photos = [shown(f"p{n}", photo(n), "image/jpeg", element=ClaimElement.ITEM) for n in range(8)]
    assert built(content(*photos)).pages == 7
    packet = built(content(*photos), max_pages=5)
    assert (packet.pages, packet.pictures_a_page) == (5, 4)


def test_a_packet_that_has_too_many_pages_is_refused_with_the_exhibits_to_choose_from() -> None:
    with pytest.raises(PacketTooLargeError, match=r"EX-001 \(4\)") as refused:
        built(content(shown("slip", pdf("1", "2", "3", "4"), "application/pdf")), max_pages=5)
    assert "未删减任何内容" in refused.value.words.zh


def test_a_packet_goes_down_the_ladder_before_it_is_refused() -> None:
    noise = BytesIO()
    Image.effect_noise((1700, 1300), 90).save(noise, "JPEG", quality=92)
    what = content(shown("a", noise.getvalue(), "image/jpeg"))
    fine = built(what)
    small = built(what, max_bytes=len(fine.pdf) // 2)
    assert small.quality != fine.quality
    assert len(small.pdf) <= len(fine.pdf) // 2
    with pytest.raises(PacketTooLargeError, match=r"Nothing was left out\. Largest: EX-001"):
        built(what, max_bytes=60_000)


def test_room_for_a_signature_is_left() -> None:
    what = content(shown("a", b"text"))
    size = len(built(what).pdf)
    profile = replace(profile_named("amazon", date(2026, 11, 19)), max_bytes=size + 5_000)
    build_packet(what, profile, find_fonts(), AT, fetch=FILES.__getitem__)
    with pytest.raises(PacketTooLargeError):
        build_packet(what, profile, find_fonts(), AT, fetch=FILES.__getitem__, reserve_bytes=20_000)


def test_a_long_letter_is_set_smaller_and_then_refused() -> None:
    point = Point("The parcel was delivered to the address on the order, and the buyer signed for it there. " * 2)
    assert "Please deny" in texts(built(content(shown("a", b"x"), letter=letter(facts=(point,) * 12))))[0]
    with pytest.raises(ContentError, match="one page"):
        built(content(shown("a", b"x"), letter=letter(facts=(point,) * 60)))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (content(letter=letter(facts=(Point("See.", ("nothing",)),))), "points to 'nothing'"),
        (content(timeline=(Moment(AT, "See.", ("nothing",)),)), "points to 'nothing'"),
        (content(shown("a", b"1"), shown("a", b"2")), "same key"),
        (content(zone="Mars/Base"), "time zone"),
        (content(masks=(WordsMask("(", "half a pattern"),)), "half a pattern"),
        (content(masks=(WordsMask("x*", "everything"),)), "everything"),
    ],
)
def test_content_that_cannot_be_shown_is_refused_in_words(what: PacketContent, said: str) -> None:
    with pytest.raises(ContentError, match=re.escape(said)) as refused:
        built(what)
    assert refused.value.words.zh.endswith("。")


def test_missing_fonts_are_named_with_the_line_that_installs_them(tmp_path: Path) -> None:
    with pytest.raises(FontsMissingError, match="apt-get install -y fonts-noto-core fonts-noto-cjk") as missing:
        find_fonts((tmp_path,))
    assert "NotoSerifCJK-Regular.ttc" in missing.value.missing


def test_every_profile_cites_where_its_limits_were_read() -> None:
    day = date(2026, 11, 19)
    assert {"amazon", "safe_t", "stripe", "paypal", "amex", "court"} <= set(profile_names(day))
    for name in profile_names(day):
        assert all(source.at for source in profile_named(name, day).sources)
    assert profile_named("amazon", day).max_bytes is None
    assert len(profile_named("mastercard", day).file_name("CW-2026-000000147 ü")) <= 16


def test_a_grey_channel_gets_no_colour() -> None:
    packet = built(content(shown("a", photo(), "image/jpeg"), shown("s", pdf("x"), "application/pdf")), "amex_optblue")
    with pikepdf.open(BytesIO(packet.pdf)) as document:
        for page in document.pages:
            for picture in page.get_images().values():
                assert Image.open(BytesIO(picture.read_raw_bytes())).mode == "L"


def test_the_manifest_is_canonical_and_keeps_its_form() -> None:
    manifest = built(content(shown("a", b"text"))).manifest
    found = json.loads(manifest)
    assert rfc8785.dumps(found) == manifest
    found.pop("recipe")
    found.pop("page_seals")
    assert found["version"] == 1
    assert (
        sha256(rfc8785.dumps(found)).hexdigest() == "8e8ae0ce5a1feefacd9a1407760d797e665e776e939b1c64d2ba840e092e9b80"
    )


def test_a_fresh_packet_is_whole_with_its_manifest_its_receipt_and_its_originals() -> None:
    packet = built(content(shown("a", b"text"), shown("b", photo(), "image/jpeg")))
    originals = {"a": b"text", "b": photo()}
    check = verify_packet(
        packet.pdf,
        originals=lambda told: Original(originals[told["key"]]),
        manifest=packet.manifest,
        receipt=packet.receipt,
    )
    assert check.whole
    assert check.compared == ("EX-001", "EX-002")
