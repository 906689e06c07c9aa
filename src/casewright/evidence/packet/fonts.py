"""The typefaces of a packet: which files, in which order for which language, and what they can draw together."""

import atexit
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from casewright.evidence.packet.errors import FontsMissingError
from casewright.evidence.packet.glyphs import Coverage, coverage_of

__all__ = ["FONT_FOLDERS", "Face", "FontSet", "find_fonts", "text_language"]

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
)
"""Where fonts are looked for."""
_INSTALL = "apt-get install -y fonts-noto-core fonts-noto-cjk"
_NEEDED = (
    "NotoSerif-Regular.ttf",
    "NotoSerif-Bold.ttf",
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK-Bold.ttc",
)
_WELCOME = {
    "NotoSansMono-Regular.ttf": "Noto Sans Mono",
    "NotoSansArabic-Regular.ttf": "Noto Sans Arabic",
    "NotoSansHebrew-Regular.ttf": "Noto Sans Hebrew",
    "NotoSansThai-Regular.ttf": "Noto Sans Thai",
    "NotoSansDevanagari-Regular.ttf": "Noto Sans Devanagari",
    "NotoSansBengali-Regular.ttf": "Noto Sans Bengali",
    "NotoSansTamil-Regular.ttf": "Noto Sans Tamil",
    "NotoSansMath-Regular.ttf": "Noto Sans Math",
    "NotoSansSymbols-Regular.ttf": "Noto Sans Symbols",
    "NotoSansSymbols2-Regular.ttf": "Noto Sans Symbols2",
    "Symbola_hint.ttf": "Symbola",
}
_REGIONS = {"zh": "SC", "ja": "JP", "ko": "KR"}
_TRADITIONAL = {"tw": "TC", "hant": "TC", "hk": "HK", "mo": "HK"}
_KANA = (0x3040, 0x30FF)
_HANGUL = (0xAC00, 0xD7A3)
_HAN = (0x4E00, 0x9FFF)

Face = str | dict[str, str]
"""A family name, or a family limited to part of the signs, as the typesetter takes it."""


@dataclass(frozen=True, slots=True)
class FontSet:
    """Font files that were found, and the family names of those beyond the needed ones."""

    files: tuple[Path, ...]
    further: tuple[str, ...] = ()

    def chain(self, language: str, *, serif: bool = True) -> tuple[Face, ...]:
        """Return the families to try for a language, first to last. Han signs take the language's own forms."""
        first, other = ("Noto Serif", "Noto Sans") if serif else ("Noto Sans", "Noto Serif")
        region = _region(language)
        cjk = (f"{first} CJK {region}", f"{other} CJK {region}")
        if language.partition("-")[0].lower() in _REGIONS:
            return ({"name": first, "covers": "latin-in-cjk"}, cjk[0], first, cjk[1], other, *self.further)
        return (first, cjk[0], other, cjk[1], *self.further)

    def mono(self, language: str) -> tuple[Face, ...]:
        """Return the families for digests and machine text."""
        return (*(name for name in self.further if name == "Noto Sans Mono"), *self.chain(language, serif=False))

    @property
    def draws(self) -> Callable[[int], bool]:
        """Whether any of the files has a shape for a code point."""
        covers = tuple(_coverage(path) for path in self.files)
        return cache(lambda code: any(cover.draws(code) for cover in covers))

    @property
    def recipe(self) -> tuple[tuple[str, str], ...]:
        """Each file's name and the SHA-256 of its table directory, which holds a checksum of every table."""
        return tuple((path.name, _directory_digest(path)) for path in self.files)

    def load(self) -> Any:  # noqa: ANN401 - the typesetter is imported only when it is needed
        """Return the fonts in the typesetter's own form, read once per process."""
        return _loaded(self.files)


def _region(language: str) -> str:
    primary, *rest = language.lower().split("-")
    if primary == "zh":
        return next((_TRADITIONAL[part] for part in rest if part in _TRADITIONAL), "SC")
    return _REGIONS.get(primary, "SC")


def text_language(text: str, stated: str | None, fallback: str) -> str:
    """Return the language a text is set in: as stated, else as its script shows, else the fallback."""
    if stated:
        return stated
    codes = [ord(sign) for sign in text if sign > "\u2fff"]
    if any(_KANA[0] <= code <= _KANA[1] for code in codes):
        return "ja"
    if any(_HANGUL[0] <= code <= _HANGUL[1] for code in codes):
        return "ko"
    if any(_HAN[0] <= code <= _HAN[1] for code in codes) and fallback.partition("-")[0] not in _REGIONS:
        return "zh"
    return fallback


@lru_cache(maxsize=4)
def find_fonts(folders: tuple[Path, ...] = FONT_FOLDERS) -> FontSet:
    """Return the fonts of this machine. Raise FontsMissingError with the line that installs them."""
    wanted = {*_NEEDED, *_WELCOME}
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.[to]t[fc]")) if folder.is_dir() else ():
            if path.name in wanted:
                found.setdefault(path.name, path)
    missing = tuple(name for name in _NEEDED if name not in found)
    if missing:
        raise FontsMissingError(missing, _INSTALL)
    further = tuple(name for name in _WELCOME if name in found)
    return FontSet(tuple(found[name] for name in (*_NEEDED, *further)), tuple(_WELCOME[name] for name in further))


@cache
def _coverage(path: Path) -> Coverage:
    return coverage_of(path)


@cache
def _directory_digest(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] == b"ttcf":
            (count,) = struct.unpack(">I", head[8:12])
            (start,) = struct.unpack(">I", file.read(4))
            head += struct.pack(">I", start) + file.read(4 * (count - 1))
            file.seek(start)
            head += file.read(12)
        (tables,) = struct.unpack(">H", head[-8:-6])
        return sha256(head + file.read(16 * tables)).hexdigest()


@lru_cache(maxsize=2)
def _loaded(files: tuple[Path, ...]) -> Any:  # noqa: ANN401 - as above
    """Load exactly these files: the typesetter takes folders, so a folder of links stands in for them."""
    import typst  # noqa: PLC0415 - only when a packet is made

    folder = tempfile.TemporaryDirectory(prefix="casewright-fonts-")
    atexit.register(folder.cleanup)
    for path in files:
        (Path(folder.name) / path.name).symlink_to(path)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder.name])
