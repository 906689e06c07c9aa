"""What a picture says of itself before anything is decoded: its size, its frames, and where it ends."""

import struct
from dataclasses import dataclass

__all__ = ["PictureHead", "picture_head"]

_MOST_STEPS = 20_000
_LOOKED_AT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PictureHead:
    """Declared width and height, number of frames, and the offset behind the last byte of the picture, if told."""

    width: int
    height: int
    frames: int = 1
    end: int | None = None


def picture_head(content: bytes, media_type: str) -> PictureHead | None:
    """Return what the header declares, or None when it cannot be read."""
    reader = {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "image/gif": _gif,
        "image/webp": _webp,
        "image/bmp": _bmp,
        "image/tiff": _tiff,
        "image/heic": _heif,
        "image/heif": _heif,
        "image/avif": _heif,
    }.get(media_type)
    try:
        return None if reader is None else reader(content)
    except (struct.error, IndexError):
        return None


def _jpeg(content: bytes) -> PictureHead | None:
    at, size = 2, None
    for _ in range(_MOST_STEPS):
        if content[at] != 0xFF:  # noqa: PLR2004 - the marker byte
            return None if size is None else PictureHead(*size)
        marker = content[at + 1]
        if marker == 0xD9:  # noqa: PLR2004 - end of image
            return None if size is None else PictureHead(*size, end=at + 2)
        if marker in (0x01, 0xFF) or 0xD0 <= marker <= 0xD8:  # noqa: PLR2004 - markers without a length
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004 - a fill byte
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # noqa: PLR2004 - frame headers
            height, width = struct.unpack_from(">HH", content, at + 5)
            size = (width, height)
        at += 2 + length
        if marker == 0xDA:  # noqa: PLR2004 - the coded picture follows
            at = _after_scan(content, at)
    return None if size is None else PictureHead(*size)


def _after_scan(content: bytes, at: int) -> int:
    """Return where the next real marker stands behind coded data."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise IndexError
        follower = content[at + 1]
        if follower == 0 or 0xD0 <= follower <= 0xD7:  # noqa: PLR2004 - a stuffed byte, a restart mark
            at += 2
        elif follower == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
        else:
            return at


def _png(content: bytes) -> PictureHead | None:
    width, height = struct.unpack_from(">II", content, 16)
    at, frames = 8, 1
    for _ in range(_MOST_STEPS):
        (length,) = struct.unpack_from(">I", content, at)
        name = content[at + 4 : at + 8]
        if name == b"acTL":
            (frames,) = struct.unpack_from(">I", content, at + 8)
        at += 12 + length
        if name == b"IEND":
            return PictureHead(width, height, frames, min(at, len(content)))
        if at >= len(content):
            break
    return PictureHead(width, height, frames)


def _gif(content: bytes) -> PictureHead | None:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    at, frames = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0), 0
    for _ in range(_MOST_STEPS):
        kind = content[at]
        if kind == 0x3B:  # noqa: PLR2004 - the trailer
            return PictureHead(width, height, max(frames, 1), at + 1)
        if kind == 0x2C:  # noqa: PLR2004 - an image
            frames += 1
            local = content[at + 9]
            at += 11 + (3 << ((local & 7) + 1) if local & 0x80 else 0)
        elif kind == 0x21:  # noqa: PLR2004 - an extension
            at += 2
        else:
            break
        while content[at]:
            at += content[at] + 1
        at += 1
    return PictureHead(width, height, max(frames, 1))


def _webp(content: bytes) -> PictureHead | None:
    end = min(8 + struct.unpack_from("<I", content, 4)[0], len(content))
    name = content[12:16]
    if name == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
        return PictureHead(width, height, max(1, content[:end].count(b"ANMF")), end)
    if name == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return PictureHead((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, end=end)
    width, height = struct.unpack_from("<HH", content, 26)
    return PictureHead(width & 0x3FFF, height & 0x3FFF, end=end)


def _bmp(content: bytes) -> PictureHead | None:
    width, height = struct.unpack_from("<ii", content, 18)
    return PictureHead(abs(width), abs(height))


def _tiff(content: bytes) -> PictureHead | None:
    order = "<" if content[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", content, 4)
    sizes: list[dict[int, int]] = []
    while at and len(sizes) < _MOST_STEPS:
        (count,) = struct.unpack_from(f"{order}H", content, at)
        tags: dict[int, int] = {}
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(f"{order}HH", content, entry)
            if tag in (256, 257):
                shape = f"{order}H" if kind == 3 else f"{order}I"  # noqa: PLR2004 - a short number
                (tags[tag],) = struct.unpack_from(shape, content, entry + 8)
        sizes.append(tags)
        (at,) = struct.unpack_from(f"{order}I", content, at + 2 + 12 * count)
    if not sizes:
        return None
    return PictureHead(max(tags.get(256, 0) for tags in sizes), max(tags.get(257, 0) for tags in sizes), len(sizes))


def _heif(content: bytes) -> PictureHead | None:
    head, at, best = content[:_LOOKED_AT], 0, (0, 0)
    while (at := head.find(b"ispe", at)) >= 0:
        width, height = struct.unpack_from(">II", head, at + 8)
        best = max(best, (width, height), key=lambda size: size[0] * size[1])
        at += 4
    return PictureHead(*best) if all(best) else None
