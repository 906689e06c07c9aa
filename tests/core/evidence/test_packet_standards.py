"""A packet is PDF/A-3a and PDF/UA-1 in what a checker looks at; a whole checker is asked where one is installed."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.domain.place import Place
from casewright.evidence.packet.build import build_packet
from casewright.evidence.packet.content import (
    Body,
    ClaimElement,
    FileBody,
    Moment,
    PacketContent,
    PacketExhibit,
    PacketLetter,
    Point,
    TableBody,
    ThreadBody,
    Turn,
)
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.profile import profile_named

AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
MAIL = b"From: a@shop.example\r\nSubject: Parcel\r\n\r\nWhere is it?\r\n"


def photo() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (300, 200), "teal").save(kept, "JPEG")
    return kept.getvalue()


FILES = {sha256(one).hexdigest(): one for one in (photo(), MAIL, b"{}", b"thread")}


def exhibit(key: str, content: bytes, media_type: str, body: Body) -> PacketExhibit:
    place = Place(key, sha256(content).hexdigest())
    return PacketExhibit(
        Exhibit(key, ExhibitKind.OTHER, Speaker.SELLER, place, media_type), ClaimElement.OTHER, body=body
    )


@pytest.fixture(scope="module", params=["amazon", "amex"])
def packet(request: pytest.FixtureRequest) -> bytes:
    """One exhibit of each form, for a channel in colour and one that says more."""
    letter = PacketLetter(
        ("Team",), ("Shop",), AT.date(), "Response", (Point("It came.", ("EX-001",)),), (), (Point("Deny it."),)
    )
    shown = (
        exhibit("EX-001", photo(), "image/jpeg", FileBody()),
        exhibit("EX-002", MAIL, "message/rfc822", FileBody()),
        exhibit("EX-003", b"{}", "application/json", TableBody(("Time", "Scan"), (("10:00", "Delivered"),))),
        exhibit(
            "EX-004", b"thread", "text/plain", ThreadBody((Turn("Buyer", "Where?", AT), Turn("Shop", "There.", AT)))
        ),
    )
    content = PacketContent("CW-1", "Claim CW-1", "amazon_uk", "en", letter, (Moment(AT, "Order", ()),), shown)
    return build_packet(content, profile_named(request.param, AT.date()), find_fonts(), AT, fetch=FILES.__getitem__).pdf


@pytest.fixture
def document(packet: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(packet)) as opened:
        yield opened


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree, parents first."""
    below = node.get("/K")
    for one in list(below) if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one
            yield from elements(one)


def test_colours_are_defined_and_the_standards_named(document: pikepdf.Pdf) -> None:
    (intent,) = document.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N in (1, 3, 4)
    with document.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        assert meta["dc:title"] == "Claim CW-1"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert document.Root.Lang == "en"
    assert not document.is_encrypted


def test_the_manifest_travels_as_associated_data(document: pikepdf.Pdf) -> None:
    (file,) = document.Root.AF
    assert file.UF == "manifest.json"
    assert file.AFRelationship == "/Data"
    assert file.EF.F.Subtype == "/application/json"
    assert file.Desc


def test_everything_is_tagged_and_a_reader_who_cannot_see_is_told_what_pictures_show(document: pikepdf.Pdf) -> None:
    assert document.Root.MarkInfo.Marked
    tree = document.Root.StructTreeRoot
    assert "/ParentTree" in tree
    found = list(elements(tree))
    kinds = {str(one.S) for one in found}
    assert {"/Figure", "/Table", "/TH", "/TD", "/Link"} <= kinds
    assert all(str(one.get("/Alt", "")) for one in found if one.S == "/Figure")
    levels = [int(str(one.S)[2:]) for one in found if str(one.S)[1:2] == "H" and str(one.S)[2:].isdigit()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    scopes = [one.A if isinstance(one.A, pikepdf.Dictionary) else one.A[0] for one in found if one.S == "/TH"]
    assert all("/Scope" in one for one in scopes)


def test_pages_and_links_belong_to_the_structure(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        assert "/StructParents" in page.obj
        for link in page.obj.get("/Annots", []):
            assert page.obj.Tabs == "/S"
            assert "/StructParent" in link
            assert str(link.get("/Contents", ""))


def test_every_font_is_inside_and_its_signs_can_be_copied(document: pikepdf.Pdf) -> None:
    fonts = {font.objgen: font for page in document.pages for font in page.obj.Resources.get("/Font", {}).values()}
    assert fonts
    for font in fonts.values():
        below = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys())
        assert "/ToUnicode" in font


def test_nothing_acts_by_itself(document: pikepdf.Pdf) -> None:
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(document.Root.keys())
    assert "/JavaScript" not in document.Root.get("/Names", {})


@pytest.mark.slow
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_finds_nothing(packet: bytes, tmp_path: Path, flavour: str) -> None:
    program = shutil.which("verapdf")
    if program is None:
        pytest.skip("veraPDF is not installed")
    path = tmp_path / "packet.pdf"
    path.write_bytes(packet)
    done = subprocess.run(  # noqa: S603 - found on the system's path
        [program, "--flavour", flavour, "--format", "text", str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("PASS"), done.stdout
