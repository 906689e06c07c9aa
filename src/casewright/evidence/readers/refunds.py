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

__all__ = ["denies_refund", "names_refund", "speaks_of_refund", "tells_refund"]

_CLAUSE = re.compile(
    r"[，,、](?!\d)|\s+[-–—]\s+|\b(?:but|however|aber|jedoch|mais|pero|mas)\b"
    r"|\band\b(?= (?:get|receive|we|you)\b)|但是?|不过|ですが|ますが"
)
_GAP = 60
_ALLOWS = re.compile(r"[可能即则都直会将再]|就(?![此本该这])")
_EAST = frozenset({"zh"})


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one language, by their part; `near`: what says no may stand in front only if nothing allows."""

    parts: Mapping[str, re.Pattern[str]]
    near: bool

    def finds(self, part: str, text: str) -> bool:
        """Whether the text holds a word of this part."""
        return self.parts[part].search(text) is not None


@cache
def _languages() -> tuple[_Words, ...]:
    table = tomllib.loads((files(__package__) / "words" / "refunds.toml").read_text("utf-8"))
    return tuple(
        _Words({part: re.compile(pattern, re.IGNORECASE) for part, pattern in parts.items()}, name in _EAST)
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
    return any(words.finds("matter", plain) for words in _languages())


def names_refund(text: str) -> bool:
    """Whether a text is nothing but a word for a refund, as a kind of transaction is written in a list."""
    plain = _plain(text).strip()
    return any(words.parts["matter"].fullmatch(plain) for words in _languages())


def denies_refund(sentence: str, *, about_refund: bool = False) -> bool:
    """Whether a sentence says that no money went or goes back. `about_refund`: its text speaks of a refund."""
    plain = _plain(sentence)
    return any(_denies(words, plain, about_refund=about_refund) for words in _languages())


def _denies(words: _Words, sentence: str, *, about_refund: bool) -> bool:
    if words.finds("until", sentence):
        return False
    for clause in _CLAUSE.split(words.parts["harmless"].sub("  ", sentence)):
        if words.finds("if", clause):
            return False
        if words.finds("keeps", clause) or (about_refund and words.finds("asked", clause)):
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
    return any(_tells(words, plain) for words in _languages())


def _tells(words: _Words, sentence: str) -> bool:
    if words.finds("until", sentence):
        return False
    for clause in _CLAUSE.split(words.parts["harmless"].sub("  ", sentence)):
        if words.finds("if", clause):
            return False
        done = words.finds("matter", clause) and words.finds("done", clause)
        if done and not any(words.finds(part, clause) for part in ("no", "after", "open")):
            return True
    return False
