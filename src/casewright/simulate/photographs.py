"""Photos of goods and parcels: drawn scenes, each its own, in which a label or a packing card may lie."""

import io
from datetime import datetime
from typing import Any

import numpy as np

from casewright.simulate.chance import Chance
from casewright.simulate.wear import jpeg, noise

__all__ = ["cropped", "mirrored", "photo", "recoded"]

_SIZE = (1024, 768)
_SHAPES = 38


def _ground(chance: Chance) -> Any:  # noqa: ANN401 - a Pillow image
    """Return a surface with a coarse grain, lit from one side."""
    from PIL import Image  # noqa: PLC0415 - only where pictures are made

    coarse = noise(chance.fork("coarse"), (24, 32, 1), 30) + np.array([[[150, 140, 125]]]) + chance.between(-30, 30)
    surface = Image.fromarray(np.clip(coarse, 0, 255).astype(np.uint8)).resize(_SIZE, Image.Resampling.BICUBIC)
    pixels = np.asarray(surface).astype(np.int16)
    return Image.fromarray(np.clip(pixels + noise(chance.fork("fine"), pixels.shape, 12), 0, 255).astype(np.uint8))


def _draw(picture: Any, chance: Chance) -> None:  # noqa: ANN401 - a Pillow image
    from PIL import ImageDraw  # noqa: PLC0415 - only where pictures are made

    pen = ImageDraw.Draw(picture)
    for _ in range(_SHAPES):
        x, y = chance.below(_SIZE[0]), chance.below(_SIZE[1])
        wide, high = chance.between(12, 150), chance.between(12, 120)
        grey, tint = chance.between(25, 225), chance.between(-25, 25)
        colour = (grey + tint, grey, grey - tint)
        turn = [(x + chance.between(-wide, wide), y + chance.between(-high, high)) for _ in range(chance.between(3, 6))]
        match chance.below(3):
            case 0:
                pen.polygon(turn, fill=colour, outline=(20, 20, 20))
            case 1:
                pen.ellipse((x, y, x + wide, y + high), fill=colour, outline=(235, 235, 235))
            case _:
                pen.line(turn, fill=colour, width=chance.between(2, 9))


def photo(chance: Chance, taken_at: datetime, card: bytes | None = None) -> bytes:
    """Return a photo taken at this instant; `card` is a page (PNG) that lies in it."""
    from PIL import Image, ImageFilter  # noqa: PLC0415 - only where pictures are made

    picture = _ground(chance.fork("ground"))
    _draw(picture, chance.fork("things"))
    if card is not None:
        note = Image.open(io.BytesIO(card)).convert("RGB")
        note.thumbnail((int(_SIZE[0] * 0.62), int(_SIZE[1] * 0.62)), Image.Resampling.LANCZOS)
        note = note.convert("RGBA").rotate(chance.between(-4, 4), Image.Resampling.BICUBIC, expand=True)
        picture.paste(note, (chance.between(60, 300), chance.between(50, 250)), note)
    picture = picture.filter(ImageFilter.GaussianBlur(0.6))
    return jpeg(picture, chance.between(80, 92), taken_at, chance.fork("phone"))


def _opened(picture: bytes) -> Any:  # noqa: ANN401 - a Pillow image
    from PIL import Image  # noqa: PLC0415 - only where pictures are made

    return Image.open(io.BytesIO(picture)).convert("RGB")


def mirrored(picture: bytes, taken_at: datetime, chance: Chance) -> bytes:
    """Return a photo mirrored left to right and saved anew."""
    from PIL import ImageOps  # noqa: PLC0415 - only where pictures are made

    return jpeg(ImageOps.mirror(_opened(picture)), 86, taken_at, chance)


def cropped(picture: bytes, taken_at: datetime, chance: Chance) -> bytes:
    """Return a photo with an eighth of each side cut off, saved anew."""
    opened = _opened(picture)
    width, height = opened.size
    return jpeg(opened.crop((width // 8, height // 8, width - width // 8, height - height // 8)), 86, taken_at, chance)


def recoded(picture: bytes, taken_at: datetime, chance: Chance) -> bytes:
    """Return a photo at two thirds of its size and of poor quality."""
    opened = _opened(picture)
    return jpeg(opened.resize((opened.width * 2 // 3, opened.height * 2 // 3)), 48, taken_at, chance)
