"""Find a photo that was seen before: by two hashes first, then by points that fit one movement, also mirrored.

Where the packages for points and the second hash are missing, the first hash alone knows a copy again: the same
picture saved anew or made smaller, not a part of it.

A likeness is a reason to look at both, never proof. The thresholds were measured on edited copies of photos and guard
the recogniser; they are no policy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Any

import msgspec

from casewright.evidence.safety.answers import Raster

__all__ = [
    "Likeness",
    "LikenessKind",
    "PictureIndex",
    "PictureMark",
    "is_decoration",
    "mark_from_bytes",
    "mark_picture",
    "mark_to_bytes",
]

_HASH_APART = 10
_HASH_SURE = 4
_HASH_ALONE = 2
_FEWEST_EDGES, _MOST_EDGES = 12, 52  # of 64: a plain sheet has none to know it by
_HASH_SIDE = 8
_POINTS = 576
_MOST_POINTS = 4_000
_PARTS = 6
_LEAST_SHARE = 0.3
_LEAST_PART = 0.04
_LEAST_SCALE = 0.01  # of areas; below nought it would be a mirror, which is looked for apart
_FEWEST_INLIERS = 15
_RATIO = 0.75
_SIDE = 800
_MOST_COMPARED = 500
_NEEDED = 4
_ICON_SIDE, _STRIP_SIDE, _BANNER_SIDE, _BANNER_RATIO = 160, 100, 800, 3


class LikenessKind(StrEnum):
    """How two pictures are alike: the same scene by its points, or the same by its hashes only."""

    SAME_POINTS = "same_points"
    SAME_HASH = "same_hash"


@dataclass(frozen=True, slots=True)
class PictureMark:
    """What is kept of a picture to know it again: two hashes, its points and what they look like, and the mirror's.

    Without the packages that find points, `wavelet` is None and the points are empty.
    """

    difference: int
    wavelet: int | None
    points: bytes
    looks: bytes
    mirrored_points: bytes
    mirrored_looks: bytes

    @property
    def text(self) -> str:
        """The hashes as text."""
        return f"{self.difference:016x}" + ("" if self.wavelet is None else f"{self.wavelet:016x}")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A picture known from before that looks alike. `inliers` is how many points fit one movement."""

    key: str
    kind: LikenessKind
    mirrored: bool
    inliers: int


def mark_to_bytes(mark: PictureMark) -> bytes:
    """Return a mark as bytes to be kept."""
    return msgspec.msgpack.encode(mark)


def mark_from_bytes(kept: bytes) -> PictureMark:
    """Return a mark that was kept. Raise msgspec.MsgspecError for other bytes."""
    return msgspec.msgpack.decode(kept, type=PictureMark)


def is_decoration(width: int, height: int) -> bool:
    """Whether a picture of so many pixels is a sign, a line or a logo such as mails carry, too small to show goods."""
    longer, shorter = max(width, height), min(width, height)
    banner = longer < _BANNER_SIDE and longer >= _BANNER_RATIO * shorter
    return longer < _ICON_SIDE or shorter < _STRIP_SIDE or banner


def mark_picture(picture: Raster) -> PictureMark:
    """Take the marks of plain pixels."""
    from PIL import Image  # noqa: PLC0415 - heavy, and optional

    mode = "RGB" if picture.channels == 3 else "L"  # noqa: PLR2004 - red, green, blue
    image = Image.frombytes(mode, (picture.width, picture.height), picture.pixels).convert("L")
    image.thumbnail((_SIDE, _SIDE))
    if find_spec("cv2") is None or find_spec("imagehash") is None:
        return PictureMark(_difference(image), None, b"", b"", b"", b"")
    import cv2  # noqa: PLC0415 - heavy, and optional
    import imagehash  # noqa: PLC0415 - the same
    import numpy as np  # noqa: PLC0415 - the same

    grey = np.asarray(image)
    points, looks = _points(cv2, np, grey)
    mirrored_points, mirrored_looks = _points(cv2, np, np.ascontiguousarray(grey[:, ::-1]))
    return PictureMark(
        _difference(image),
        int(str(imagehash.whash(image)), 16),
        points,
        looks,
        mirrored_points,
        mirrored_looks,
    )


def _difference(image: Any) -> int:  # noqa: ANN401 - a picture of another library
    """Return 64 bits: in each row of a tiny copy, whether it grows lighter from one spot to the next."""
    from PIL import Image  # noqa: PLC0415 - as above

    wide = _HASH_SIDE + 1
    levels = image.resize((wide, _HASH_SIDE), Image.Resampling.LANCZOS).tobytes()
    bits = (levels[at + 1] > levels[at] for at in range(len(levels)) if at % wide < _HASH_SIDE)
    return int("".join("01"[bit] for bit in bits), 2)


def _points(cv2: Any, np: Any, grey: Any) -> tuple[bytes, bytes]:  # noqa: ANN401 - modules and arrays of others
    finder = cv2.ORB_create(_MOST_POINTS)
    found, looks = finder.compute(grey, _spread(finder.detect(grey, None), *grey.shape))
    if looks is None:
        return b"", b""
    return np.array([point.pt for point in found], np.float32).tobytes(), looks.tobytes()


def _spread(points: Any, height: int, width: int) -> list[Any]:  # noqa: ANN401 - points of another library
    """Keep the strongest points of each part of a picture: a printed label must not take them all."""
    parts: dict[tuple[int, int], list[Any]] = {}
    for point in sorted(points, key=lambda one: -one.response):
        part = int(point.pt[0] * _PARTS / width), int(point.pt[1] * _PARTS / height)
        kept = parts.setdefault(part, [])
        if len(kept) < _POINTS // _PARTS**2:
            kept.append(point)
    return [point for kept in parts.values() for point in kept]


def _share(spots: Any, fitting: Any) -> float:  # noqa: ANN401 - arrays of another library
    """Return how much of the ground that all points of a picture cover is covered by those that fit."""
    import cv2  # noqa: PLC0415 - heavy, and optional

    whole = cv2.contourArea(cv2.convexHull(spots.reshape(-1, 2)))
    return float(cv2.contourArea(cv2.convexHull(fitting))) / whole if whole else 0.0


def _inliers(first: tuple[bytes, bytes], second: tuple[bytes, bytes]) -> int:
    """Return how many points of two pictures fit one movement; none where they cover but a part, such as a label."""
    if min(len(first[1]), len(second[1])) < _NEEDED * 32:
        return 0
    import cv2  # noqa: PLC0415 - heavy, and optional
    import numpy as np  # noqa: PLC0415 - the same

    looks = [np.frombuffer(mark[1], np.uint8).reshape(-1, 32) for mark in (first, second)]
    spots = [np.frombuffer(mark[0], np.float32).reshape(-1, 1, 2) for mark in (first, second)]
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(looks[0], looks[1], k=2)
    good = [pair[0] for pair in pairs if len(pair) > 1 and pair[0].distance < _RATIO * pair[1].distance]
    if len(good) < _NEEDED:
        return 0
    source = np.array([spots[0][match.queryIdx] for match in good], np.float32)
    target = np.array([spots[1][match.trainIdx] for match in good], np.float32)
    cv2.setRNGSeed(1)
    turn: Any  # None where no movement fits, which the package's own types deny
    turn, mask = cv2.findHomography(source, target, cv2.RANSAC, 5.0)
    if turn is None or not _LEAST_SCALE < np.linalg.det(turn[:2, :2]) < 1 / _LEAST_SCALE:
        return 0
    fits = mask.ravel().astype(bool)
    if (
        fits.sum() < _LEAST_PART * min(len(spots[0]), len(spots[1]))
        or max(_share(spots[0], source[fits]), _share(spots[1], target[fits])) < _LEAST_SHARE
    ):
        return 0
    return int(fits.sum())


def _apart(first: int, second: int) -> int:
    return (first ^ second).bit_count()


class PictureIndex:
    """The pictures seen so far. Give those of one buyer, article or month: points are compared one by one."""

    def __init__(self, known: Iterable[tuple[str, PictureMark]] = ()) -> None:
        self._known = dict(known)

    def add(self, key: str, mark: PictureMark) -> None:
        """Remember a picture."""
        self._known[key] = mark

    def alike(self, mark: PictureMark, but: str | None = None) -> tuple[Likeness, ...]:
        """Return the pictures that look like this one, the surest first. `but` is the picture's own key."""
        found = [one for key, other in self._candidates(mark) if key != but and (one := _like(key, mark, other))]
        return tuple(sorted(found, key=lambda one: (-one.inliers, one.key)))

    def _candidates(self, mark: PictureMark) -> Iterator[tuple[str, PictureMark]]:
        """Yield the pictures near by hash first, then the others as far as time allows: crops have far hashes."""
        near = sorted(self._known.items(), key=lambda item: _nearness(mark, item[1]))
        for count, (key, other) in enumerate(near):
            if count >= _MOST_COMPARED and _nearness(mark, other) > _HASH_APART:
                return
            yield key, other


def _nearness(mark: PictureMark, other: PictureMark) -> int:
    apart = _apart(mark.difference, other.difference)
    if mark.wavelet is None or other.wavelet is None:
        return apart
    return max(apart, _apart(mark.wavelet, other.wavelet) - _HASH_SURE)


def _same_hashes(mark: PictureMark, other: PictureMark) -> bool:
    apart = _apart(mark.difference, other.difference)
    if mark.wavelet is None or other.wavelet is None:
        return apart <= _HASH_ALONE and _FEWEST_EDGES <= mark.difference.bit_count() <= _MOST_EDGES
    return apart <= _HASH_SURE and _apart(mark.wavelet, other.wavelet) <= _HASH_SURE


def _like(key: str, mark: PictureMark, other: PictureMark) -> Likeness | None:
    straight = _inliers((mark.points, mark.looks), (other.points, other.looks))
    mirrored = _inliers((mark.mirrored_points, mark.mirrored_looks), (other.points, other.looks))
    if max(straight, mirrored) >= _FEWEST_INLIERS:
        return Likeness(key, LikenessKind.SAME_POINTS, mirrored > straight, max(straight, mirrored))
    if _same_hashes(mark, other):
        return Likeness(key, LikenessKind.SAME_HASH, mirrored=False, inliers=straight)
    return None
