"""Personal data in pixels: what a mask finds in the lines of a picture is covered where it stands."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from casewright.domain.exhibit import Region
from casewright.evidence.packet.content import FileBody, PacketContent, PacketExhibit, RegionMask, WordsMask
from casewright.evidence.readers.lines import PixelLine

__all__ = ["cover_pictures", "wider"]

_MARGIN = 0.006
_DRAWN = ("image/", "application/pdf")


def cover_pictures(
    content: PacketContent,
    fetch: Callable[[str], bytes],
    read: Callable[[bytes], Sequence[PixelLine] | None],
) -> PacketContent:
    """Return the content with a covered area for each line that a mask meets. `read` returns None when it cannot."""
    return replace(content, exhibits=tuple(_covered(one, content.masks, fetch, read) for one in content.exhibits))


def _covered(
    one: PacketExhibit,
    masks: Sequence[WordsMask],
    fetch: Callable[[str], bytes],
    read: Callable[[bytes], Sequence[PixelLine] | None],
) -> PacketExhibit:
    drawn = isinstance(one.body, FileBody) and one.exhibit.media_type.startswith(_DRAWN)
    lines = read(fetch(one.exhibit.place.digest)) if drawn else None
    if lines is None:
        return one
    found = tuple(
        RegionMask(wider(line.region), line.page, mask.name)
        for line in lines
        for mask in masks
        if re.search(mask.pattern, line.text)
    )
    return replace(one, masks=(*one.masks, *found), searched=True)


def wider(box: Region) -> Region:
    """Return a rectangle a little larger, so that no edge of a sign stays uncovered."""
    return Region(
        max(0.0, box.left - _MARGIN),
        max(0.0, box.top - _MARGIN),
        min(1.0, box.right + _MARGIN),
        min(1.0, box.bottom + _MARGIN),
    )
