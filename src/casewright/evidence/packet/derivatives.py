"""Copies made for showing: smaller, without notes of time and place, with hidden parts painted over; kept for reuse."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import msgspec

from casewright.domain.exhibit import Region
from casewright.evidence.packet.profile import Quality

__all__ = ["Copy", "CopyOrder", "CopyStore", "ForgetfulStore", "MemoryStore", "ShownRun", "copies_from", "copies_to"]

_FORMAT = 1


class ShownRun(msgspec.Struct, frozen=True):
    """Words on a sheet and the rectangle they fill, as fractions."""

    text: str
    box: tuple[float, float, float, float]


class Copy(msgspec.Struct, frozen=True):
    """One picture to be shown: a JPEG, its size, the sheet it is of, its words, and what was painted over.

    `painted` counts the places; `matched` are the patterns that met something, by their position in the order.
    """

    jpeg: bytes
    width: int
    height: int
    sheet: int = 1
    sheets: int = 1
    runs: tuple[ShownRun, ...] = ()
    blank: bool = False
    painted: int = 0
    matched: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of the JPEG."""
        return sha256(self.jpeg).hexdigest()


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """Which original is to be shown, how fine, and what of it is to be painted over."""

    digest: str
    media_type: str
    quality: Quality
    grey: bool = False
    pages: tuple[int, ...] = ()
    patterns: tuple[str, ...] = ()
    regions: tuple[tuple[int | None, Region], ...] = ()

    @property
    def transform(self) -> str:
        """How the copy is made from the original, in one line that another program could follow."""
        step = self.quality
        if self.media_type == "application/pdf":
            made = f"page drawn at {step.sheet_dpi} dpi, JPEG quality {step.sheet_quality}"
        else:
            made = f"fitted into {step.picture_pixels} px, JPEG quality {step.picture_quality}, notes removed"
        return f"{made}, grey" if self.grey else made

    @property
    def key(self) -> str:
        """The name under which the copies are kept: it changes with anything that changes them."""
        regions = [(page, box.left, box.top, box.right, box.bottom) for page, box in self.regions]
        said = (_FORMAT, self.digest, self.transform, self.pages, self.patterns, regions)
        return sha256(msgspec.json.encode(said)).hexdigest()


class CopyStore(Protocol):
    """Keeps copies between packets. They hold what the original shows, so they belong under the same key as it."""

    def get(self, key: str) -> bytes | None:
        """Return what was kept under this key, or None."""

    def put(self, key: str, content: bytes) -> None:
        """Keep it. Losing it costs time, nothing else."""


class ForgetfulStore:
    """Keeps nothing."""

    def get(self, key: str) -> bytes | None:  # noqa: ARG002 - the port's shape
        """Return None."""
        return None

    def put(self, key: str, content: bytes) -> None:
        """Forget it."""


class MemoryStore:
    """Keeps copies as long as it lives."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what was kept, or None."""
        return self._kept.get(key)

    def put(self, key: str, content: bytes) -> None:
        """Keep it."""
        self._kept[key] = content


def copies_to(copies: tuple[Copy, ...]) -> bytes:
    """Write copies for a store."""
    return msgspec.msgpack.encode(copies)


def copies_from(content: bytes | None) -> tuple[Copy, ...] | None:
    """Read copies from a store; None when there are none or they are not ours."""
    if content is None:
        return None
    try:
        return msgspec.msgpack.decode(content, type=tuple[Copy, ...])
    except msgspec.MsgspecError:
        return None
