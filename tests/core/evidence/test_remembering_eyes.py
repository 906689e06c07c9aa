"""The same pixels are looked at once, and only so many pictures are remembered."""

from casewright.evidence.readers.eyes import RememberingEyes
from casewright.evidence.readers.page import SeenLine
from casewright.evidence.safety.answers import Raster


class CountingEyes:
    """Sees its own count of looks."""

    def __init__(self) -> None:
        self.looks = 0

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        self.looks += 1
        corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
        return (SeenLine(f"{picture.width} {turns} {self.looks}", corners, sure=True),)


def picture(shade: int, width: int = 2) -> Raster:
    return Raster(width, 4 // width, 1, bytes([shade]) * 4)


def test_the_same_pixels_are_looked_at_once() -> None:
    eyes = CountingEyes()
    remembering = RememberingEyes(eyes)
    first = remembering.read(picture(1))
    assert remembering.read(picture(1)) == first
    assert eyes.looks == 1


def test_other_pixels_another_shape_and_another_turn_are_other_looks() -> None:
    remembering = RememberingEyes(CountingEyes())
    looks = [picture(1), picture(2), picture(1, width=4)]
    assert len({remembering.read(one)[0].text for one in looks} | {remembering.read(picture(1), 1)[0].text}) == 4


def test_the_picture_seen_longest_ago_is_forgotten_first() -> None:
    eyes = CountingEyes()
    remembering = RememberingEyes(eyes, remembered=2)
    for shade in (1, 2, 1, 3, 1, 2):
        remembering.read(picture(shade))
    assert eyes.looks == 4
