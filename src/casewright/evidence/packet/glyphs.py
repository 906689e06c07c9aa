"""Which signs a font file can draw, read from its own table; what none can draw is written by its number."""

import mmap
import re
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Coverage", "Glyphs", "coverage_of"]

_PREFERRED = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
_SEGMENTED = 4
_GROUPED = 12
_JOINERS = "\u200c\u200d"
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u00ad]")
_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_NEVER = frozenset({"Co", "Cn", "Cs"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """The signs one font file draws, as runs from a first to a last code point."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def draws(self, code: int) -> bool:
        """Say whether the font has a shape for this code point."""
        at = bisect_right(self.firsts, code) - 1
        return at >= 0 and code <= self.lasts[at]


def coverage_of(path: Path) -> Coverage:
    """Return what a font file draws. Raise ValueError when it is no font, OSError when it cannot be read."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return _runs(data)
        except (struct.error, IndexError) as error:
            raise ValueError(f"{path.name} is not a font: {error}") from error


def _runs(data: mmap.mmap) -> Coverage:
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", data, start + 4)
    tables = (struct.unpack_from(">4sIII", data, start + 12 + 16 * index) for index in range(count))
    cmap = next((offset for tag, _, offset, _ in tables if tag == b"cmap"), None)
    if cmap is None:
        raise IndexError("it has no table of characters")
    (subtables,) = struct.unpack_from(">H", data, cmap + 2)
    found = {}
    for index in range(subtables):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * index)
        found[platform, encoding] = cmap + offset
    chosen = next((found[key] for key in _PREFERRED if key in found), None)
    if chosen is None:
        raise IndexError("it has no Unicode characters")
    (form,) = struct.unpack_from(">H", data, chosen)
    if form not in (_SEGMENTED, _GROUPED):
        raise IndexError(f"its table of characters has the form {form}")
    pairs = _groups(data, chosen) if form == _GROUPED else _segments(data, chosen)
    return Coverage(tuple(first for first, _ in pairs), tuple(last for _, last in pairs))


def _groups(data: mmap.mmap, at: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    groups = struct.unpack_from(f">{3 * count}I", data, at + 16)
    return [
        (first + (glyph == 0), last)
        for first, last, glyph in zip(groups[::3], groups[1::3], groups[2::3], strict=True)
        if glyph or last > first
    ]


def _segments(data: mmap.mmap, at: int) -> list[tuple[int, int]]:
    """Read format 4, in which a run may point into a list of glyphs with holes."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", data, at + 14)
    firsts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    offsets_at = at + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    pairs: list[tuple[int, int]] = []
    for index, (first, last, delta, offset) in enumerate(zip(firsts, lasts, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset:
                (glyph,) = struct.unpack_from(">H", data, offsets_at + 2 * index + offset + 2 * (code - first))
            else:
                glyph = (code + delta) & 0xFFFF
            if not glyph:
                continue
            if pairs and pairs[-1][1] == code - 1:
                pairs[-1] = (pairs[-1][0], code)
            else:
                pairs.append((code, code))
    return pairs


class Glyphs:
    """Cleans texts for the typesetter and remembers what had to be written by its number."""

    def __init__(self, draws: Callable[[int], bool]) -> None:
        self._draws = draws
        self._known: dict[str, str] = {"\n": "\n", "\t": "    ", " ": " "}
        self._replaced: set[str] = set()

    @property
    def replaced(self) -> tuple[str, ...]:
        """The code points that no font draws, in order: `U+1F600`."""
        return tuple(f"U+{ord(sign):04X}" for sign in sorted(self._replaced))

    def clean(self, text: str) -> str:
        """Return the text with line ends as newlines, without invisible controls, undrawable signs by number."""
        if text.isascii() and text.isprintable():
            return text
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_BREAKS))
        text = _VARIANT.sub("", _DROPPED.sub("", text))
        for sign in set(text) - self._known.keys():
            self._known[sign] = self._shown(sign)
        drawn = "".join(map(self._known.__getitem__, text))
        return drawn if text.isascii() else _without_loose_joiners(drawn)

    def _shown(self, sign: str) -> str:
        if sign in _JOINERS:
            return sign
        if unicodedata.category(sign) not in _NEVER and (self._draws(ord(sign)) or sign.isspace()):
            return " " if sign.isspace() and not self._draws(ord(sign)) else sign
        self._replaced.add(sign)
        return f"[U+{ord(sign):04X}]"


def _without_loose_joiners(text: str) -> str:
    """Keep a joiner only between two letters, where a script needs it."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    kept = [
        sign
        for at, sign in enumerate(text)
        if sign not in _JOINERS or (0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha())
    ]
    return "".join(kept)
