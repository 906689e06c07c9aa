"""Photos as a packet shows them: upright, bounded, in their colours, whatever camera or program wrote them."""

from io import BytesIO

import pytest
from PIL import Image

from casewright.evidence.packet.derivatives import Copy, CopyOrder
from casewright.evidence.packet.pictures import copy_picture
from casewright.evidence.packet.profile import qualities

RED, BLUE = (200, 30, 30), (30, 30, 200)
FINEST = next(iter(qualities()))
TURN = 0x0112


def photo(width: int, height: int, turn: int = 1, mode: str = "RGB", **saved: bool) -> bytes:
    """A photo that is red on top and blue below as the camera's chip saw it."""
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width, height // 2))
    exif, target = Image.Exif(), BytesIO()
    exif[TURN] = turn
    picture.convert(mode).save(target, "JPEG", quality=90, exif=exif, **saved)
    return target.getvalue()


def shown(content: bytes) -> tuple[Copy, Image.Image]:
    copy = copy_picture(content, CopyOrder("0" * 64, "image/jpeg", FINEST))
    assert copy is not None
    picture = Image.open(BytesIO(copy.jpeg))
    assert picture.size == (copy.width, copy.height)
    return copy, picture.convert("RGB")


def is_red(picture: Image.Image, across: float, down: float) -> bool:
    pixel = picture.getpixel((int(picture.width * across), int(picture.height * down)))
    assert isinstance(pixel, tuple)
    return pixel[0] > pixel[2]


@pytest.mark.parametrize(
    ("turn", "red_at", "blue_at"),
    [
        (1, (0.5, 0.1), (0.5, 0.9)),
        (2, (0.5, 0.1), (0.5, 0.9)),
        (3, (0.5, 0.9), (0.5, 0.1)),
        (4, (0.5, 0.9), (0.5, 0.1)),
        (5, (0.1, 0.5), (0.9, 0.5)),
        (6, (0.9, 0.5), (0.1, 0.5)),
        (7, (0.9, 0.5), (0.1, 0.5)),
        (8, (0.1, 0.5), (0.9, 0.5)),
    ],
)
def test_a_photo_is_shown_upright_however_the_camera_was_held(
    turn: int, red_at: tuple[float, float], blue_at: tuple[float, float]
) -> None:
    copy, picture = shown(photo(2000, 1000, turn))
    assert (copy.width > copy.height) == (turn < 5)
    assert is_red(picture, *red_at)
    assert not is_red(picture, *blue_at)


@pytest.mark.parametrize("width", [700, 1400, 1401, 1500, 1545, 2016, 3000, 4000, 4032, 4624, 8064])
def test_no_photo_is_enlarged_nor_shown_much_larger_or_smaller_than_asked(width: int) -> None:
    copy, _ = shown(photo(width, width * 3 // 4))
    least, most = min(width, FINEST.picture_pixels), min(width, FINEST.picture_pixels * 1.1)
    assert least - 1 <= copy.width <= most
    assert copy.height == pytest.approx(copy.width * 3 / 4, abs=2)


@pytest.mark.parametrize("content", [photo(1800, 900, mode="L"), photo(1800, 900, progressive=True)])
def test_grey_and_progressive_photos_are_shown(content: bytes) -> None:
    copy, _ = shown(content)
    assert copy.width == FINEST.picture_pixels


def test_a_photo_for_printing_presses_keeps_its_colours() -> None:
    _, picture = shown(photo(1800, 900, mode="CMYK"))
    assert is_red(picture, 0.5, 0.1)
    assert not is_red(picture, 0.5, 0.9)


def test_a_photo_that_breaks_off_is_shown_as_far_as_it_goes_or_not_at_all() -> None:
    whole = photo(1800, 900)
    copy = copy_picture(whole[: len(whole) // 2], CopyOrder("0" * 64, "image/jpeg", FINEST))
    assert copy is None or Image.open(BytesIO(copy.jpeg)).size == (copy.width, copy.height)
    assert copy_picture(whole[:200], CopyOrder("0" * 64, "image/jpeg", FINEST)) is None
