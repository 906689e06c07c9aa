"""Photos as they are shown: upright, bounded, without time, place or maker, with hidden parts painted over."""

from contextlib import suppress
from types import MappingProxyType
from typing import Any

from casewright.domain.exhibit import Region
from casewright.evidence.packet.derivatives import Copy, CopyOrder
from casewright.evidence.safety.check import clean_copy
from casewright.evidence.safety.limits import SAFETY_LIMITS
from casewright.intake.reading import SourceFile

__all__ = ["copy_picture"]

_DIRECT = frozenset({"image/jpeg", "image/png", "image/webp", "image/tiff"})
_NEARLY = 1.1
_RGB_BANDS = 3
_PROFILE = "icc-profile-data"
_TURN = "orientation"
_TURNS = MappingProxyType({1: 0, 3: 2, 6: 3, 8: 1})
"""Quarter turns to the left that put a photo upright, by how the camera was held; mirrored ones are rare."""


def copy_picture(content: bytes, order: CopyOrder) -> Copy | None:
    """Return the copy of a photo, or None when it cannot be opened safely."""
    if order.media_type in _DIRECT:
        copy = _by_vips(content, order)
        if copy is not None:
            return copy
    clean, _ = clean_copy(SourceFile("picture", content))
    return None if clean is None else _by_vips(clean, order)


def _by_vips(content: bytes, order: CopyOrder) -> Copy | None:
    import pyvips  # type: ignore[import-untyped] # noqa: PLC0415 - has no types; heavy, only when a photo is shown

    side = order.quality.picture_pixels
    with suppress(pyvips.Error):
        head = pyvips.Image.new_from_buffer(content, "", access="sequential")
        if head.width * head.height > SAFETY_LIMITS.pixels:
            return None
        wide = _wide_colours(head)
        if order.media_type == "image/jpeg" and not wide:
            copy = _usual_jpeg(content, order, head)
            if copy is not None:
                return copy
        colours = {"export_profile": "srgb"} if wide else {}
        picture = pyvips.Image.thumbnail_buffer(content, side, height=side, size="down", **colours)
        if picture.hasalpha():
            picture = picture.flatten(background=[255, 255, 255])
        picture = picture.colourspace("b-w" if order.grey else "srgb")
        painted = [region for page, region in order.regions if page in (None, 1)]
        if painted:
            picture = _painted(picture.copy_memory(), painted)
        jpeg = picture.jpegsave_buffer(Q=order.quality.picture_quality, optimize_coding=True, keep="none")
        return Copy(jpeg, picture.width, picture.height, painted=len(painted))
    return None


def _usual_jpeg(content: bytes, order: CopyOrder, head: Any) -> Copy | None:  # noqa: ANN401 - the library has no types
    """Copy a photo as telephones take it, with nothing to hide: the decoder shrinks it on the way.

    None for any other JPEG. A side up to a tenth longer than asked is left as it is, which spares a second shrinking.
    """
    import numpy as np  # noqa: PLC0415 - heavy, only when a photo is shown
    import pyvips  # noqa: PLC0415 - the same
    import simplejpeg  # type: ignore[import-untyped] # noqa: PLC0415 - has no types; the same

    turns, side = _TURNS.get(head.get(_TURN) if head.get_typeof(_TURN) else 1), order.quality.picture_pixels
    if turns is None or order.grey or order.regions or head.bands != _RGB_BANDS:
        return None
    eighths = next((part for part in range(1, 8) if max(head.width, head.height) * part >= side * 8), 8)
    try:
        least = {"min_height": head.height * eighths // 8, "min_width": head.width * eighths // 8}
        pixels = simplejpeg.decode_jpeg(content, "RGB", fastdct=True, fastupsample=True, **least)
    except ValueError:
        return None
    longest = max(pixels.shape)
    if longest > side * _NEARLY:
        whole = pyvips.Image.new_from_array(pixels).copy(interpretation="srgb")
        pixels = whole.resize(side / longest, kernel="linear").numpy()
    upright = np.ascontiguousarray(np.rot90(pixels, turns))
    jpeg = simplejpeg.encode_jpeg(upright, order.quality.picture_quality, "RGB", "420", fastdct=True)
    return Copy(jpeg, upright.shape[1], upright.shape[0])


def _wide_colours(head: Any) -> bool:  # noqa: ANN401 - the library has no types
    """Whether the picture carries colours other than the usual ones; turning them costs more than all the rest."""
    return bool(head.get_typeof(_PROFILE)) and b"sRGB" not in bytes(head.get(_PROFILE))


def _painted(picture: Any, regions: list[Region]) -> Any:  # noqa: ANN401 - the library has no types
    ink = [0] * picture.bands
    for region in regions:
        left, top = int(region.left * picture.width), int(region.top * picture.height)
        right, bottom = round(region.right * picture.width), round(region.bottom * picture.height)
        picture = picture.draw_rect(ink, left, top, max(1, right - left), max(1, bottom - top), fill=True)
    return picture
