"""Bytes to text: byte order mark, then strict UTF-8, then the encoding in which the text makes most sense.

Reports arrive as UTF-8, Windows-1252, Windows-31J (cp932) and UTF-16, and seldom say which. Candidates are compared by
how plausible their characters are next to each other; the money and sites named in the file tip the scale.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from mmap import mmap

__all__ = ["DAMAGED", "Bytes", "Decoded", "Encoding", "decode", "encoding_of", "text_pieces"]

Bytes = bytes | mmap
"""A file's content, in memory or mapped into it."""

DAMAGED = "\ufffd"
"""Stands where bytes could not be read."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SAMPLE = 65_536
_HIGH_RUN = re.compile(rb"[^\r\n\t\x80-\xff]?[\x80-\xff][^\r\n\t]{0,2000}")
_JAPAN = re.compile(rb"\bJPY\b|amazon\.co\.jp", re.IGNORECASE)
_WEST = re.compile(rb"\b(?:EUR|GBP|CHF|SEK)\b|amazon\.(?:de|fr|it|es|nl|se|com\.be)\b", re.IGNORECASE)
_HINT = 0.6
_RARE = -0.1
"""Chinese encodings are seldom met in exports: of two readings as good, the other is likelier."""
_NULS_OF_UTF16 = 0.3
_PIECE = 1 << 22
_WIDE_RUN = re.compile(r"[^\x00-\x7f\ufffd]+")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is to be read: the codec's name, the length of its byte order mark, and whether it was a guess."""

    name: str
    mark_bytes: int
    guessed: bool
    whole: bool = False
    """Whether every byte is known to fit, so that nothing will be DAMAGED."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding it was read in, and whether that was a guess. Unreadable bytes stand as DAMAGED."""

    text: str
    encoding: str
    guessed: bool


def decode(content: bytes) -> Decoded:
    """Return the text of a file of unknown encoding. Never raises."""
    found = encoding_of(content)
    return Decoded(content[found.mark_bytes :].decode(found.name, "replace"), found.name, found.guessed)


def encoding_of(content: Bytes, fits_utf8: Callable[[Bytes, int], bool] | None = None) -> Encoding:
    """Tell the encoding of a file that does not name it. A mapped file is looked at piece by piece.

    `fits_utf8` says of a content from a byte on whether it is UTF-8, for those who have a faster way.
    """
    fits = fits_utf8 or _fits_utf8
    head = content[:4]
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            whole = encoding == "utf-8" and fits(content, len(mark))
            return Encoding(encoding, len(mark), guessed=False, whole=whole)
    wide = _utf16_without_mark(content[:_SAMPLE])
    if wide is not None:
        return Encoding(wide, 0, guessed=True)
    if fits(content, 0):
        return Encoding("utf-8", 0, guessed=False, whole=True)
    if _mostly_utf8(content):
        return Encoding("utf-8", 0, guessed=False)
    return Encoding(_most_plausible(content), 0, guessed=True)


def text_pieces(content: Bytes, encoding: Encoding) -> Iterator[str]:
    """Yield the text from its beginning, some millions of characters at a time. Never raises."""
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    for start in range(encoding.mark_bytes, len(content), _PIECE):
        yield decoder.decode(content[start : start + _PIECE])
    yield decoder.decode(b"", final=True)


def _utf16_without_mark(sample: bytes) -> str | None:
    """Recognise UTF-16 by the zero bytes that stand beside every ASCII letter."""
    half = len(sample) // 2
    if half < len("id"):
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * _NULS_OF_UTF16 and even * 4 < odd:
        return "utf-16-le"
    if even > half * _NULS_OF_UTF16 and odd * 4 < even:
        return "utf-16-be"
    return None


def _fits_utf8(content: Bytes, start: int) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for at in range(start, len(content), _PIECE):
            decoder.decode(content[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(content: Bytes) -> bool:
    """Say whether proper UTF-8 sequences far outnumber the bytes that break it."""
    damaged = wide = 0
    for text in text_pieces(content, Encoding("utf-8", 0, guessed=False)):
        damaged += text.count(DAMAGED)
        wide += sum(len(run) for run in _WIDE_RUN.findall(text))
    return wide > damaged * 2


def _sample(content: Bytes) -> list[bytes]:
    """Return stretches of cells that begin at a byte beyond ASCII and the one before it, up to a limit."""
    cells: list[bytes] = []
    size = 0
    for found in _HIGH_RUN.finditer(content):
        cells.append(found[0])
        size += len(found[0])
        if size >= _SAMPLE:
            break
    return cells


def _most_plausible(content: Bytes) -> str:
    cells = _sample(content)
    hints = {
        "cp932": _HINT if _JAPAN.search(content) else 0.0,
        "cp1252": _HINT if _WEST.search(content) else 0.0,
        "gb18030": _RARE,
        "big5": _RARE * 2,
    }
    return max(_JUDGES, key=lambda encoding: _plausibility(cells, encoding) + hints.get(encoding, 0.0))


def _plausibility(cells: Iterable[bytes], encoding: str) -> float:
    """Return the mean score of the characters beyond ASCII, from about -3 to 2."""
    judge = _JUDGES[encoding]
    total, count = 0.0, 0
    for cell in cells:
        text = cell.decode(encoding, "replace")
        before = ""
        for char, after in zip(text, [*text[1:], ""], strict=True):
            if char > "\x7f":
                total += _DAMAGE if char == DAMAGED else judge(char, before, after)
                count += 1
            before = char
    return total / count if count else _DAMAGE


_DAMAGE = -3.0
_WESTERN_MARKS = frozenset("„“”‘’‚–—…€£®™°«»§·•\u00a0´²³½×ºª¿¡©")


def _western(char: str, before: str, after: str) -> float:
    if char in _WESTERN_MARKS:
        return 0.9 if char == "°" and not before.isalpha() else 0.6
    if not "\u00c0" <= char <= "\u00ff" and char not in "ŒœŠšŽžŸ":
        return -1.0
    if before > "\x7f" and before.isalpha():
        return -0.8
    if char in "ŒŠŽ":
        return 0.5
    if char.isupper() and before.islower():
        return -1.0
    return 1.0 if (before.isalpha() or after.isalpha()) else 0.2


def _code(char: str, encoding: str) -> bytes:
    try:
        return char.encode(encoding)
    except UnicodeEncodeError:
        return b""


def _japanese(char: str, before: str, after: str) -> float:
    if "\u3040" <= char <= "\u30ff":
        return 1.6
    if "\uff61" <= char <= "\uff9f":
        neighbours = [near for near in (before, after) if "\uff61" <= near <= "\uff9f"]
        return 0.2 if neighbours else -1.0
    code = _code(char, "cp932")
    if "\u4e00" <= char <= "\u9fff":
        common = b"\x88\x9f" <= code <= b"\x98\x72"
        beside_latin = before.isascii() and before.isalpha()
        return (1.0 if common else -0.6) - (0.8 if beside_latin else 0.0)
    if code[:1] in (b"\x81", b"\x82", b"\x87"):
        return 0.8 if not (before.isascii() and before.isalpha()) else 0.3
    return -1.0


def _chinese(char: str, before: str, after: str) -> float:
    code = _code(char, "gb18030")
    beside_latin = before.isascii() and before.isalpha() and after.isascii()
    if len(code) != len("gb"):
        return -2.0
    if b"\xb0\xa1" <= code <= b"\xd7\xf9" and code[1] >= _GB2312_TRAIL:
        return 1.0 - (0.8 if beside_latin else 0.0)
    if b"\xa1\xa1" <= code <= b"\xa3\xfe" and code[1] >= _GB2312_TRAIL:
        return 0.6
    return -0.8


_GB2312_TRAIL = 0xA1


def _traditional(char: str, before: str, _after: str) -> float:
    code = _code(char, "big5")
    if b"\xa4\x40" <= code <= b"\xc6\x7e":
        return 0.9 - (0.8 if before.isascii() and before.isalpha() else 0.0)
    return 0.5 if b"\xa1\x40" <= code <= b"\xa3\xbf" else -1.0


_JUDGES: dict[str, Callable[[str, str, str], float]] = {
    "cp1252": _western,
    "cp932": _japanese,
    "gb18030": _chinese,
    "big5": _traditional,
}
