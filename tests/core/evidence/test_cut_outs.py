"""One spot of an exhibit, drawn to be looked at."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageDraw

from casewright.domain.exhibit import Region
from casewright.evidence.safety.cutting import cut_out

SPOT = Region(0.6, 0.7, 0.8, 0.75)


def page_with_spot() -> Image.Image:
    picture = Image.new("RGB", (1000, 1400), "white")
    ImageDraw.Draw(picture).rectangle((600, 980, 800, 1050), fill="blue")
    return picture


def photo(picture: Image.Image, **options: object) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", **options)
    return target.getvalue()


def document(picture: Image.Image) -> bytes:
    target = BytesIO()
    pages = [Image.new("RGB", picture.size, "white"), picture]
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:])
    return target.getvalue()


def colour(jpeg: bytes | None, across: float, down: float) -> tuple[int, ...]:
    assert jpeg is not None
    with Image.open(BytesIO(jpeg)) as drawn:
        found = drawn.convert("RGB").getpixel((int(across * drawn.width), int(down * drawn.height)))
    assert isinstance(found, tuple)
    return found


def is_blue(pixel: tuple[int, ...]) -> bool:
    return pixel[2] > 180 and pixel[0] < 80


@pytest.mark.parametrize(("make", "media_type", "page"), [(photo, "image/jpeg", 1), (document, "application/pdf", 2)])
def test_the_spot_stands_in_the_middle_in_a_frame(make: object, media_type: str, page: int) -> None:
    content = make(page_with_spot())  # type: ignore[operator] # one of the two makers above
    jpeg = cut_out(content, media_type, page=page, region=SPOT, longest=600)
    assert is_blue(colour(jpeg, 0.55, 0.5))
    with Image.open(BytesIO(jpeg or b"")) as drawn:
        red, _, blue = drawn.convert("RGB").split()
        pairs = zip(red.tobytes(), blue.tobytes(), strict=True)
        reds = [pair for pair in pairs if pair[0] > 140 > 2 * pair[1]]
        assert max(drawn.size) <= 600
    assert len(reds) > 100


def test_without_a_spot_the_whole_page_is_shown() -> None:
    jpeg = cut_out(photo(page_with_spot()), "image/jpeg")
    assert is_blue(colour(jpeg, 0.7, 0.72))
    assert not is_blue(colour(jpeg, 0.3, 0.3))


def test_a_photo_is_turned_as_its_camera_says() -> None:
    turned = page_with_spot().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    assert is_blue(colour(cut_out(photo(turned, exif=exif), "image/jpeg"), 0.7, 0.72))


def test_what_its_maker_wrote_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Fieldphone"
    jpeg = cut_out(photo(page_with_spot(), exif=exif), "image/jpeg")
    assert b"Fieldphone" not in (jpeg or b"Fieldphone")


def empty_document() -> bytes:
    target = BytesIO()
    pikepdf.new().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "page"),
    [
        (b"words", "text/plain", 1),
        (b"\xff\xd8\xff\xe0 cut off", "image/jpeg", 1),
        (b"%PDF-1.7 broken", "application/pdf", 1),
        (document(page_with_spot()), "application/pdf", 3),
        (document(page_with_spot()), "application/pdf", 0),
        (empty_document(), "application/pdf", 1),
    ],
)
def test_what_cannot_be_drawn_gives_nothing(content: bytes, media_type: str, page: int) -> None:
    assert cut_out(content, media_type, page=page, region=SPOT) is None


@pytest.mark.parametrize(
    "region", [Region(0, 0, 0, 0), Region(0.99, 0.99, 1, 1), Region(0, 0, 1, 1), Region(-1, -1, 2, 2)]
)
def test_a_spot_at_the_edge_or_beyond_is_still_drawn(region: Region) -> None:
    assert cut_out(photo(page_with_spot()), "image/jpeg", region=region) is not None
