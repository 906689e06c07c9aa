"""Laws of the packet: any changed byte is noticed, its exhibit named; any text can be set; the check never raises."""

import json
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.domain.place import Place
from casewright.evidence.packet.build import Packet, build_packet
from casewright.evidence.packet.content import ClaimElement, PacketContent, PacketExhibit, PacketLetter, Point
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.glyphs import Glyphs
from casewright.evidence.packet.pdf_objects import read_objects, read_pages
from casewright.evidence.packet.profile import profile_named
from casewright.evidence.packet.verify import Original, verify_manifest, verify_packet

AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def photo(shade: int) -> bytes:
    target = BytesIO()
    Image.effect_mandelbrot((240, 180), (-2, -1.5, 1, 1.5), shade).convert("RGB").save(target, "JPEG")
    return target.getvalue()


def packet_of(*files: tuple[bytes, str], says: str = "It came.") -> Packet:
    kept = {sha256(content).hexdigest(): content for content, _ in files}
    exhibits = tuple(
        PacketExhibit(
            Exhibit(f"k{at}", ExhibitKind.OTHER, Speaker.CARRIER, Place("f", sha256(content).hexdigest()), kind),
            ClaimElement.ITEM,
        )
        for at, (content, kind) in enumerate(files)
    )
    letter = PacketLetter(("Team",), ("Shop",), AT.date(), "Response", (Point(says),), (), (Point("Deny it."),))
    content = PacketContent("CW-1", "Claim", "amazon_uk", "en", letter, (), exhibits)
    return build_packet(content, profile_named("amazon", date(2026, 11, 19)), find_fonts(), AT, fetch=kept.__getitem__)


@cache
def sample() -> Packet:
    return packet_of(
        (b"A slip that was typed.", "text/plain"),
        (photo(20), "image/jpeg"),
        (photo(60), "image/jpeg"),
        (b'{"scan": "delivered"}', "application/json"),
    )


@cache
def owners() -> tuple[tuple[int, int, frozenset[str]], ...]:
    """Where in the file the drawing and the pictures of each exhibit lie."""
    packet = sample()
    pages = read_pages(read_objects(packet.pdf))
    found = []
    for page, numbers in enumerate(pages.owned, start=1):
        names = frozenset(name for name, (first, last) in packet.exhibits.items() if first <= page <= last)
        for number in numbers[1:]:
            one = pages.objects[number]
            if names and one.stream is not None:
                found.append((one.end - len(one.stream), one.end, names))
    return tuple(found)


def test_a_packet_as_it_was_made_is_whole() -> None:
    assert verify_packet(sample().pdf, manifest=sample().manifest, receipt=sample().receipt).whole


def flipped(at: int, bit: int) -> bytes:
    damaged = bytearray(sample().pdf)
    damaged[at] ^= 1 << bit
    return bytes(damaged)


@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=80, deadline=None)
def test_any_flipped_bit_of_the_file_is_noticed(where: float, bit: int) -> None:
    assert not verify_packet(flipped(int(where * len(sample().pdf)), bit)).whole


@given(data=st.data(), bit=st.integers(0, 7))
@settings(max_examples=80, deadline=None)
def test_a_flipped_bit_of_an_exhibit_names_that_exhibit_and_no_other(data: st.DataObject, bit: int) -> None:
    first, last, names = data.draw(st.sampled_from(owners()))
    altered = verify_packet(flipped(data.draw(st.integers(first, last - 1)), bit)).altered
    assert altered
    assert set(altered) <= names


@pytest.mark.slow
def test_every_thirteenth_byte_flipped_is_noticed_and_named_wherever_it_is_an_exhibits() -> None:
    owner = {at: names for first, last, names in owners() for at in range(first, last)}
    for at in range(0, len(sample().pdf), 13):
        check = verify_packet(flipped(at, at % 8))
        assert not check.whole, at
        if at in owner:
            assert check.altered, at
            assert set(check.altered) <= owner[at], at


@pytest.mark.parametrize("name", ["EX-002", "EX-003"])
def test_of_two_photos_on_one_page_the_altered_one_is_named(name: str) -> None:
    packet = sample()
    assert packet.exhibits["EX-002"] == packet.exhibits["EX-003"]
    listed = {one["number"]: one for one in json.loads(packet.manifest)["exhibits"]}
    wanted = listed[name]["copies"][0]["sha256"]
    pages = read_pages(read_objects(packet.pdf))
    one = next(one for one in pages.objects.values() if one.stream and sha256(one.stream).hexdigest() == wanted)
    damaged = bytearray(packet.pdf)
    damaged[one.end - 50] ^= 1
    assert verify_packet(bytes(damaged)).altered == (name,)


@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_any_flipped_bit_of_manifest_or_receipt_beside_the_packet_is_noticed(where: float, bit: int) -> None:
    for name in ("manifest", "receipt"):
        beside = bytearray(getattr(sample(), name))
        beside[int(where * len(beside))] ^= 1 << bit
        assert not verify_packet(sample().pdf, **{name: bytes(beside)}).whole  # type: ignore[arg-type] # bytes only


@given(where=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
@settings(max_examples=80, deadline=None)
def test_any_changed_byte_of_a_manifest_is_noticed_by_the_receipt_or_the_packet_beside_it(
    where: float, change: int
) -> None:
    damaged = bytearray(sample().manifest)
    damaged[int(where * len(damaged))] ^= change
    assert verify_manifest(bytes(damaged), receipt=sample().receipt).whole is False
    assert verify_manifest(bytes(damaged), packet=sample().pdf).whole is False
    assert verify_manifest(bytes(damaged)).whole is not True


def test_a_manifest_is_whole_only_beside_its_receipt_or_its_packet() -> None:
    manifest = sample().manifest
    assert verify_manifest(manifest, receipt=sample().receipt).whole is True
    assert verify_manifest(manifest, packet=sample().pdf).whole is True
    assert verify_manifest(manifest, packet=b"%PDF-1.7\n").whole is None
    assert verify_manifest(manifest).whole is None


@given(st.binary(max_size=600), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=120, deadline=None)
def test_the_check_never_raises_whatever_it_is_given(noise: bytes, first: float, last: float) -> None:
    pdf = sample().pdf
    start, end = sorted((int(first * len(pdf)), int(last * len(pdf))))
    for damaged in (noise, b"%PDF-1.7\n" + noise, pdf[:start] + noise + pdf[end:], pdf[start:end]):
        assert verify_packet(damaged, manifest=noise, receipt=noise).whole is False


@given(st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=5) | st.lists(st.integers()), max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_check_never_raises_on_a_manifest_of_another_shape(found: dict[str, object]) -> None:
    shaped = {"kind": "casewright-packet", "page_seals": [], "exhibits": [], **found}
    verify_packet(b"%PDF-1.7\n", manifest=json.dumps(shaped).encode())


def test_what_is_added_behind_the_seal_is_noticed() -> None:
    check = verify_packet(sample().pdf + b"\n% more\n")
    assert [fault.kind.value for fault in check.faults] == ["added"]


def test_an_original_that_was_exchanged_is_named() -> None:
    check = verify_packet(
        sample().pdf, originals=lambda told: Original(b"Another slip.") if told["key"] == "k0" else None
    )
    assert check.altered == ("EX-001",)


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_can_be_set_in_letter_and_exhibit(text: str) -> None:
    packet = packet_of((text.encode("utf-8", "replace"), "text/plain"), says=text.replace("\n", " "))
    assert verify_packet(packet.pdf).whole


@given(st.text())
def test_a_cleaned_text_holds_only_what_the_fonts_draw(text: str) -> None:
    glyphs = Glyphs(lambda code: code < 0x250)
    cleaned = glyphs.clean(text)
    assert all(ord(sign) < 0x250 or sign in "\u200c\u200d" for sign in cleaned)
    assert glyphs.clean(cleaned) == cleaned
