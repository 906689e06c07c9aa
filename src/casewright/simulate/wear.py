"""Make a clean page look as it does in a seller's hands: scanned a little askew, or photographed on a table."""

import io
from datetime import datetime
from typing import Any

import numpy as np

from casewright.simulate.chance import Chance

__all__ = ["jpeg", "noise", "photographed", "scanned", "smeared"]

_MAKE, _MODEL, _TAKEN, _OFFSET, _SUB = 0x010F, 0x0110, 0x9003, 0x9011, 0x8769
_PHONES = (("Apple", "iPhone 13"), ("samsung", "SM-A546B"), ("HUAWEI", "NOH-AN00"), ("Xiaomi", "2201123G"))


def noise(chance: Chance, shape: tuple[int, ...], amount: int) -> Any:  # noqa: ANN401 - an array
    """Return whole numbers from -`amount` to `amount` in an array of this shape."""
    return np.random.Generator(np.random.Philox(chance.number)).integers(-amount, amount + 1, shape, dtype=np.int16)


def _noisy(picture: Any, chance: Chance, amount: int) -> Any:  # noqa: ANN401 - a Pillow image
    from PIL import Image  # noqa: PLC0415 - only where pictures are made

    pixels = np.asarray(picture).astype(np.int16)
    return Image.fromarray(np.clip(pixels + noise(chance, pixels.shape, amount), 0, 255).astype(np.uint8))


def jpeg(picture: Any, quality: int, taken_at: datetime | None = None, chance: Chance | None = None) -> bytes:  # noqa: ANN401 - a Pillow image
    """Return JPEG bytes; with `taken_at`, as a phone writes them, device and instant included."""
    out = io.BytesIO()
    if taken_at is None or chance is None:
        picture.save(out, "JPEG", quality=quality)
        return out.getvalue()
    make, model = chance.pick(_PHONES)
    exif = picture.getexif()
    exif[_MAKE], exif[_MODEL] = make, model
    inner = exif.get_ifd(_SUB)
    inner[_TAKEN] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    offset = taken_at.strftime("%z")
    inner[_OFFSET] = f"{offset[:3]}:{offset[3:]}"
    picture.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def _opened(page: bytes) -> Any:  # noqa: ANN401 - a Pillow image
    from PIL import Image  # noqa: PLC0415 - only where pictures are made

    return Image.open(io.BytesIO(page)).convert("RGB")


def scanned(page: bytes, chance: Chance) -> bytes:
    """Return a page as an office scanner gives it: grey, a little askew, grained."""
    from PIL import Image, ImageFilter  # noqa: PLC0415 - only where pictures are made

    picture = _opened(page).convert("L")
    picture = picture.rotate(chance.between(-12, 12) / 10, Image.Resampling.BICUBIC, expand=True, fillcolor=246)
    picture = picture.filter(ImageFilter.GaussianBlur(chance.between(2, 6) / 10))
    return jpeg(_noisy(picture, chance.fork("grain"), 9), chance.between(62, 85))


def _warp(width: int, height: int, corners: list[tuple[int, int]]) -> list[float]:
    """Return the eight numbers that carry the corners of the page to these spots."""
    rows, aims = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (width, 0), (width, height), (0, height)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        aims += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows, float), np.array(aims, float))]


def photographed(page: bytes, chance: Chance, taken_at: datetime | None = None) -> bytes:
    """Return a page as a phone sees it on a table: from the side, in uneven light."""
    from PIL import Image, ImageFilter  # noqa: PLC0415 - only where pictures are made

    picture = _opened(page)
    width, height = picture.size
    rim: int = round(width * 0.06)
    lean = max(round(width * 0.035), 1)

    def off() -> int:
        return rim + chance.between(-lean, lean)

    corners = [(off(), off()), (width + off(), off()), (width + off(), height + off()), (off(), height + off())]
    size = (width + 2 * rim, height + 2 * rim)
    table = Image.new("RGB", size, chance.pick(((139, 108, 78), (96, 99, 104), (176, 171, 160))))
    table = _noisy(table, chance.fork("table"), 14)
    where = _warp(width, height, corners)
    mask = Image.new("L", picture.size, 255).transform(size, Image.Transform.PERSPECTIVE, where)
    warped = picture.transform(size, Image.Transform.PERSPECTIVE, where, Image.Resampling.BICUBIC)
    table.paste(warped, mask=mask)
    light = np.linspace(chance.between(70, 85) / 100, chance.between(98, 106) / 100, size[0])
    pixels = np.asarray(table).astype(np.float64) * (light if chance.below(2) else light[::-1])[None, :, None]
    shaded = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7))
    return jpeg(_noisy(shaded, chance.fork("grain"), 7), chance.between(70, 88), taken_at, chance)


def smeared(page: bytes, chance: Chance) -> bytes:
    """Return a page that nobody can read any more: far out of focus and too dark."""
    from PIL import ImageFilter  # noqa: PLC0415 - only where pictures are made

    picture = (
        _opened(page).convert("L").filter(ImageFilter.GaussianBlur(14)).point([value // 3 for value in range(256)])
    )
    return jpeg(_noisy(picture, chance.fork("grain"), 25), 40)
