"""Bring text of any language into one shape, so that words can be found whatever their accents, width or quotes."""

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Sentence", "clauses_of", "fold", "joined_lines", "plain", "sentences_of"]

_SAME = {
    **dict.fromkeys(map(ord, "‘’ʼ´`′"), "'"),
    **dict.fromkeys(map(ord, "“”„«»″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\0")),
    **{start + digit: str(digit) for start in (0x660, 0x6F0) for digit in range(10)},
    ord("٫"): ".",
    ord("٬"): ",",
}
_SPECIAL = re.compile("[" + "".join(re.escape(chr(code)) for code in _SAME) + "]")
_BASE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae"})
_MARKS = re.compile("[\u0300-\u036f]+")
_BLANKS = re.compile(r"[^\S\n\t ][^\S\n\t]*| [^\S\n\t]+")
"""Blanks that are not one space already: a long text has many that are."""
_MONTH = r"(?:Jan|J[äa]n|Feb|M[äa]r|Maerz|Mrz|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[kc]t|Nov|De[zc])"
_SHORT_MONTH = r"Jan\.|Feb\.|Mrz\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sep\.|Okt\.|Oct\.|Nov\.|Dez\.|Dec\."
_SENTENCE_END = re.compile(
    rf"(?<=[.!?])(?!(?<=\d\.)[ \t]+{_MONTH}|(?<={_SHORT_MONTH})[ \t]+\d)[ \t]+(?![a-zß-ÿ])|(?<=[。！!？?])|\n+",
)
"""Where a sentence ends; not in the middle of a day such as 14. März, or 14 Mar. 2026."""
_CLAUSE_END = re.compile(
    r"[,;:]\s+|[、]|[,;:](?=[\u3040-\u9fff])|\s+(?=(?:if|unless|or|and|otherwise|wenn|falls|sofern|oder|und|ansonsten|"
    r"si|ou|et|sinon|sauf|se|o|e|"
    r"altrimenti|pero|als|indien|anders|jesli|jezeli|lub|albo|i|oraz|om|eller|och|annars|eger|veya|ve|aksi)\s)",
    re.IGNORECASE,
)
_WRAPPED = 45
_WRAPPED_WIDE = 25


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as written, and folded for matching."""

    text: str
    key: str


def plain(text: str) -> str:
    """Unify width, quotes, dashes, digits and blanks; keep letters, case, tabs and line ends."""
    if not text.isascii():
        text = _SPECIAL.sub(lambda sign: _SAME[ord(sign[0])] or "", unicodedata.normalize("NFKC", text))
    return _BLANKS.sub(" ", text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"))


def fold(text: str) -> str:
    """Lower the case and drop accents, for comparing only. Japanese and Chinese stay as they are."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", lowered)).translate(_BASE)


def _wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _continues(line: str, following: str) -> bool:
    """Say whether a line was only wrapped: it is long, its sentence is open, and the next line goes on."""
    if not line or not following or "\t" in line or line[-1] in ".!?:。！？" or following[0] in "-*•>[|":
        return False
    if _wide(line[-1]):
        return len(line) >= _WRAPPED_WIDE
    return len(line) >= _WRAPPED or following[0].islower()


def joined_lines(lines: list[str]) -> list[str]:
    """Undo the hard wrapping of a text part; a blank line always ends a paragraph."""
    joined: list[str] = []
    run: list[str] = []
    for line in lines:
        if run and not _continues(run[-1].strip(), line.strip()):
            joined.append("".join(run))
            run = []
        stripped = line.strip()
        if run and not (_wide(run[-1][-1:]) and _wide(stripped[:1])):
            run.append(" ")
        run.append(stripped)
        if not stripped:
            run = []
    if run:
        joined.append("".join(run))
    return [line for line in joined if line]


def sentences_of(lines: list[str]) -> list[Sentence]:
    """Split lines into sentences."""
    pieces = (piece.strip() for line in lines for piece in _SENTENCE_END.split(line))
    return [Sentence(piece, fold(piece)) for piece in pieces if piece]


def clauses_of(sentence: Sentence) -> list[Sentence]:
    """Split a sentence at commas and at words that start a new thought."""
    pieces = (piece.strip() for piece in _CLAUSE_END.split(sentence.text))
    return [Sentence(piece, fold(piece)) for piece in pieces if piece]
