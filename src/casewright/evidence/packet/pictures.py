"""Photos as they are shown: upright, bounded, without time, place or maker, with hidden parts painted over."""

from contextlib import suppress
from typing import Any

from casewright.domain.exhibit import Region
from casewright.evidence.packet.derivatives import Copy, CopyOrder
from casewright.evidence.safety.check import clean_copy
from casewright.evidence.safety.limits import SAFETY_LIMITS
from casewright.intake.reading import SourceFile

__all__ = ["copy_picture"]

_DIRECT = frozenset({"image/jpeg", "image/png", "image/webp", "image/tiff"})
_SHRINKS = (8, 4, 2, 1)
_PROFILE = "icc-profile-data"
_TURN = "orientation"


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
            picture = _shrunk_jpeg(pyvips, content, max(head.width, head.height), side)
        else:
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


def _shrunk_jpeg(pyvips: Any, content: bytes, longest: int, side: int) -> Any:  # noqa: ANN401 - no types
    """Let the decoder do most of the shrinking: a third of the work, and no difference that can be seen."""
    shrink = next(factor for factor in _SHRINKS if longest // factor >= side or factor == 1)
    picture = pyvips.Image.jpegload_buffer(content, shrink=shrink, access="sequential")
    scale = min(1.0, side / max(picture.width, picture.height))
    small = picture.resize(scale, kernel="linear")
    upright = not small.get_typeof(_TURN) or small.get(_TURN) == 1
    return small if upright else small.copy_memory().autorot()  # to turn it, all of it must be there


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
