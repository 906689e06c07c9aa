"""The installed recogniser reads drawn slips in Chinese and English, also askew and on their side."""

from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from casewright.domain.exhibit import ExhibitKind, ObservationKind
from casewright.evidence.readers.eyes import Eyes, rapid_eyes
from casewright.evidence.readers.read import read_exhibit
from casewright.intake.reading import SourceFile

pytestmark = pytest.mark.slow
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@cache
def eyes() -> Eyes:
    if not FONT.is_file():
        pytest.skip("fonts-noto-cjk is not installed")
    found = rapid_eyes()
    if found is None:
        pytest.skip("the recogniser is not installed: pip install 'casewright[evidence]'")
    return found


def slip(lines: list[str], turn: float = 0) -> bytes:
    picture = Image.new("RGB", (900, 120 + 70 * len(lines)), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 34, index=2)
    for at, text in enumerate(lines):
        draw.text((60, 60 + 70 * at), text, font=font, fill="black")
    target = BytesIO()
    picture.rotate(turn, expand=True, fillcolor="white").save(target, "JPEG", quality=80)
    return target.getvalue()


CHINESE = ["签收回单", "运单号：SF1234567890123", "签收人：王小明   签收时间：2026-03-04 10:22"]
ENGLISH = ["PROOF OF DELIVERY", "Tracking number: KX1234567890", "Signed by: Anna Weber"]


@pytest.mark.parametrize("turn", [0, 5, 90, 180, 270])
def test_a_chinese_slip_is_read_whichever_way_it_lies(turn: float) -> None:
    reading = read_exhibit(SourceFile("s.jpg", slip(CHINESE, turn)), eyes=eyes())
    found = {one.kind: one.value for one in reading.observations}
    assert reading.kind is ExhibitKind.PROOF_OF_DELIVERY
    assert (found[ObservationKind.TRACKING], found[ObservationKind.SIGNED_BY]) == ("SF1234567890123", "王小明")
    assert str(found[ObservationKind.AT]) == "2026-03-04 10:22:00"


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_the_region_of_a_reading_is_where_it_stands_in_the_picture_as_given(turn: float) -> None:
    reading = read_exhibit(SourceFile("s.jpg", slip(ENGLISH, turn)), eyes=eyes())
    name = next(one for one in reading.observations if one.kind is ObservationKind.SIGNED_BY)
    region = name.locator.region
    assert name.value == "Anna Weber"
    assert region is not None
    across, down = (region.left + region.right) / 2, (region.top + region.bottom) / 2
    upright = {0: (across, down), 90: (1 - down, across), 180: (1 - across, 1 - down)}[int(turn)]
    assert upright[0] < 0.5
    assert upright[1] > 0.6


def test_a_scanned_pdf_is_read_page_by_page() -> None:
    first, second = (Image.open(BytesIO(slip(lines))) for lines in (CHINESE, ENGLISH))
    target = BytesIO()
    first.save(target, "PDF", save_all=True, append_images=[second])
    reading = read_exhibit(SourceFile("scan.pdf", target.getvalue()), eyes=eyes())
    signed = [(one.locator.page, one.value) for one in reading.observations if one.kind is ObservationKind.SIGNED_BY]
    assert signed == [(1, "王小明"), (2, "Anna Weber")]
