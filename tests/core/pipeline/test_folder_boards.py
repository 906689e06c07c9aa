"""The board of a folder: what is collected once, and what is known from before."""

import io
import zipfile
from email.message import EmailMessage

import pytest
from PIL import Image

from casewright.domain.exhibit import ExhibitKind
from casewright.evidence.board.board import Board, ContradictionKind
from casewright.intake import SourceFile
from casewright.pipeline.evidence import board_of_files, leave_pictures_unread

DISPUTE = b"""
dispute = "damaged"
marketplace = "amazon_de"
order_id = "302-1234567-1234567"
opened_at = 2026-11-18

[[exhibit]]
file = "lamp.png"
kind = "buyer_photo"
"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def board_of(**files: bytes) -> Board:
    given = [SourceFile("dispute.toml", DISPUTE), *(SourceFile(name, content) for name, content in files.items())]
    made = board_of_files(given, read=leave_pictures_unread)
    assert made.board is not None
    return made.board


def picture(shade: int, size: tuple[int, int] = (320, 240)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 40, 90)).save(out, "PNG")
    return out.getvalue()


def mail_with(photo: bytes, name: str = "lamp.png") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a1b2@marketplace.amazon.de", "shop@shop.example", "Damaged"
    mail.set_content("It came broken.")
    mail.add_attachment(photo, maintype="image", subtype="png", filename=name)
    return mail.as_bytes()


@pytest.mark.parametrize("earlier", ["earlier/known.png", "earlier/lamp.png"])
def test_the_very_picture_of_an_earlier_dispute_is_told_byte_for_byte(earlier: str) -> None:
    board = board_of(**{"lamp.png": picture(200), earlier: picture(200)})
    (found,) = board.contradictions
    assert found.kind is ContradictionKind.PICTURE_SEEN_BEFORE
    assert found.claimed.locator is not None
    assert found.claimed.locator.place.file == earlier
    assert [one.place.file for one in board.exhibits] == ["lamp.png"]


def test_the_very_picture_is_told_in_a_mail_too() -> None:
    board = board_of(**{"now.eml": mail_with(picture(200)), "earlier/then.eml": mail_with(picture(200))})
    assert [one.kind for one in board.contradictions] == [ContradictionKind.PICTURE_SEEN_BEFORE]


def test_another_picture_is_not() -> None:
    assert board_of(**{"lamp.png": picture(200), "earlier/known.png": picture(90)}).contradictions == ()


def workbook() -> bytes:
    cells = [["Order ID", "SKU", "Packed at"], ["302-1234567-1234567", "LH-1", "2026-11-03"]]
    inner = ["".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) for row in cells]
    rows = "".join(f"<row>{row}</row>" for row in inner)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Packing" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_a_workbook_is_one_exhibit_and_its_sheets_none() -> None:
    board = board_of(**{"packing.xlsx": workbook(), "packing.xlsx!/Packing.tsv": b"Order ID\tSKU\nx\tLH-1\n"})
    assert [(one.place.file, one.kind) for one in board.exhibits] == [("packing.xlsx", ExhibitKind.PACK_RECORD)]


@pytest.mark.parametrize("size", [(90, 90), (420, 80), (600, 120), (300, 2)], ids=["icon", "logo", "banner", "line"])
def test_a_logo_in_mails_of_several_orders_is_no_photo_seen_before(size: tuple[int, int]) -> None:
    mail = mail_with(picture(200, size), "image001.png")
    assert board_of(**{"now.eml": mail, "earlier/then.eml": mail + b" "}).contradictions == ()
    photo = mail_with(picture(200), "image001.png")
    assert board_of(**{"now.eml": photo, "earlier/then.eml": photo + b" "}).contradictions


def test_what_a_person_calls_a_photo_is_one_whatever_its_size() -> None:
    small = picture(200, (90, 90))
    (found,) = board_of(**{"lamp.png": small, "earlier/lamp.png": small}).contradictions
    assert found.kind is ContradictionKind.PICTURE_SEEN_BEFORE
