"""Whether a sentence says that money went back, or that it does not: by clauses, in the languages of the trade.

A refund that is offered, promised, asked for or tied to a condition is neither given nor denied.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["announces_refund", "denies_refund", "names_refund", "speaks_of_refund", "tells_refund"]

_CLAUSE = re.compile(
    r"[，,、](?!\d)|\s+[-–—]\s+|\b(?:but|however|aber|jedoch|mais|pero|mas)\b"
    r"|\band\b(?= (?:get|receive|we|you)\b)|但是?|不过|ですが|ますが"
)
_GAP = 60
_ALLOWS = re.compile(r"[可能即则都直会将再]|就(?![此本该这])")
_EAST = frozenset({"zh"})
_SIGN = r"(?:[$€£¥￥]|(?<![A-Za-z])(?:USD|EUR|GBP|CNY|RMB|JPY|CAD|AUD|MXN|AED|CHF|PLN|SEK)(?![A-Za-z]))"
_NUMBER = r"\d{1,3}(?:[ .,']\d{3})*(?:[.,]\d{1,2})?(?![\d.,/:-]*\d)|\d+(?:[.,]\d{1,2})?(?![\d.,/:-]*\d)"
_SUM = re.compile(
    rf"[-−–+]?{_SIGN}\s?[-−–+]?(?:{_NUMBER})(?:\s?{_SIGN})?"
    rf"|(?<![\d.,/:-])[-−–+]?(?:{_NUMBER})\s?(?:{_SIGN}|[元円块圆]|人民币|美元|欧元|英镑|日元|\b(?:euros?|dollars?|pounds?)\b)"
    r"|(?<![\w.,/:-])[-−–+]?\d{1,6}[.,]\d{2}(?![\w.,/:-]*\d)",
    re.IGNORECASE,
)
"""A sum of money as it is written; it stands for the word `money` of whatever language is read."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language, by their part; `near`: what says no may stand in front only if nothing allows.

    `money` is a word for money in this language, which stands for every sum that is not nought.
    """

    parts: Mapping[str, re.Pattern[str]]
    near: bool
    money: str

    def read(self, text: str) -> str:
        """Return a plain text with a word for money in the place of each sum."""
        return _SUM.sub(lambda found: self.money if re.search("[1-9]", found[0]) else found[0], text)

    def finds(self, part: str, text: str) -> bool:
        """Whether the text holds a word of this part."""
        return self.parts[part].search(text) is not None


@cache
def _languages() -> tuple[_Words, ...]:
    table = tomllib.loads((files(__package__) / "words" / "refunds.toml").read_text("utf-8"))
    return tuple(
        _Words(
            {part: re.compile(pattern, re.IGNORECASE) for part, pattern in parts.items() if part != "money"},
            name in _EAST,
            parts["money"],
        )
        for name, parts in table.items()
    )


def _plain(text: str) -> str:
    """Return text with Latin letters without accents and one form of apostrophe; other scripts as they are."""
    return "".join(map(_plain_sign, text))


@cache
def _plain_sign(sign: str) -> str:
    if sign in "’‘`´":
        return "'"
    if sign.isascii() or not unicodedata.name(sign, "").startswith(("LATIN", "FULLWIDTH LATIN")):
        return sign
    return unicodedata.normalize("NFKD", sign)[:1]


def speaks_of_refund(text: str) -> bool:
    """Whether a text speaks of money going back at all, done or not."""
    plain = _plain(text)
    return any(words.finds("matter", words.read(plain)) for words in _languages())


def names_refund(text: str) -> bool:
    """Whether a text is nothing but a word for a refund, as a kind of transaction is written in a list."""
    plain = _plain(text).strip()
    return any(words.parts["matter"].fullmatch(plain) for words in _languages())


def denies_refund(sentence: str, *, about_refund: bool = False) -> bool:
    """Whether a sentence says that no money went or goes back. `about_refund`: its text speaks of a refund."""
    plain = _plain(sentence)
    return any(_denies(words, words.read(plain), about_refund=about_refund) for words in _languages())


def _denies(words: _Words, sentence: str, *, about_refund: bool) -> bool:
    if words.finds("until", sentence) or words.finds("reported", sentence):
        return False
    plain = words.parts["harmless"].sub("  ", sentence)
    if about_refund and words.finds("asked", plain) and not words.finds("if", plain):
        return True
    for clause in _CLAUSE.split(plain):
        if words.finds("if", clause):
            return False
        if words.finds("keeps", clause):
            return True
        if any(_says_no(words, clause, matter) for matter in words.parts["matter"].finditer(clause)):
            return True
    return False


def _says_no(words: _Words, clause: str, matter: re.Match[str]) -> bool:
    """Whether a refusal stands near the matter: inside it, in front of it, or behind it."""
    front = clause[max(matter.start() - _GAP, 0) : matter.start()]
    behind = clause[matter.end() : matter.end() + _GAP]
    if any(words.finds("no", part) for part in (matter[0], behind)) or words.finds("after", behind):
        return True
    if not words.near:
        return words.finds("no", front) or words.finds("before", front[-_GAP // 2 :])
    ends = [found.end() for found in words.parts["no"].finditer(front)]
    return bool(ends) and not _ALLOWS.search(front[ends[-1] :])


def tells_refund(sentence: str) -> bool:
    """Whether a sentence says that money has gone back."""
    plain = _plain(sentence)
    return any(_tells(words, words.read(plain), done=True) for words in _languages())


def announces_refund(text: str) -> bool:
    """Whether a heading, a label or a cell is about money going back, and neither asks for it nor says no to it."""
    plain = _plain(text)
    return any(_tells(words, words.read(plain), done=False) for words in _languages())


def _tells(words: _Words, sentence: str, *, done: bool) -> bool:
    """Whether a clause speaks of money going back and nothing leaves it open; with `done`, says that it did."""
    if any(words.finds(part, sentence) for part in ("until", "elsewhere", "reported", "keeps")):
        return False
    for clause in _CLAUSE.split(words.parts["harmless"].sub("  ", sentence)):
        if words.finds("if", clause):
            return False
        told = words.finds("matter", clause) and (not done or words.finds("done", clause))
        if told and not any(words.finds(part, clause) for part in ("no", "after", "open")):
            return True
    return False
