"""Find the phrases that name a kind of exhibit: in a heading, even misspelt by a recogniser, and in running text."""

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from casewright.domain.exhibit import ExhibitKind
from casewright.evidence.readers.squash import Squashed, squashed
from casewright.evidence.readers.vocabulary import KindWords, kind_words

__all__ = ["Naming", "misspelt_titles", "named_by_stems", "namings_in"]

_WHOLE_ONLY = 3
"""Latin phrases as short as `pod` name a kind only where they are all of the text."""
_INFLECTED = 2
_INSIDE_WORD = 8
_LONG_STEM = 5
_PARTS = re.compile(r"\s*[:|/·•]\s*|\s+[-–—]\s+|\s{2,}|[(（)）【】\[\]]")
_SLIPS = ((18, 3), (10, 2), (6, 1))
_WIDE_SLIPS = ((5, 1),)


@dataclass(frozen=True, slots=True)
class Naming:
    """A phrase found in a text, squashed: which kind it names, and whether as a title or a mere word."""

    kind: ExhibitKind
    phrase: str
    title: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int


@cache
def _phrases() -> dict[str, tuple[Naming, ...]]:
    """Return every phrase with the kinds it names."""
    found: dict[str, tuple[Naming, ...]] = {}
    for words in kind_words():
        for phrases, title in ((words.titles, True), (words.words - words.titles, False)):
            for phrase in phrases:
                found[phrase] = (*found.get(phrase, ()), Naming(words.kind, phrase, title))
    return found


@cache
def _beginnings() -> dict[str, tuple[int, ...]]:
    """Return the lengths of the phrases that begin with two characters, the longest first."""
    found: dict[str, set[int]] = {}
    for phrase in _phrases():
        found.setdefault(phrase[:2], set()).add(len(phrase))
    return {begin: tuple(sorted(lengths, reverse=True)) for begin, lengths in found.items()}


def namings_in(text: str) -> Iterator[Naming]:
    """Yield what the phrases of a text name; of phrases that lie in one another only the longest."""
    squash, covered = squashed(text), -1
    for start in range(len(squash.key)):
        hit = _longest(squash, start)
        if hit is not None and hit.end > covered:
            covered = hit.end
            yield from _phrases()[squash.key[hit.start : hit.end]]


def _longest(squash: Squashed, start: int) -> _Hit | None:
    key = squash.key
    for length in _beginnings().get(key[start : start + 2], ()):
        if start + length > len(key) or key[start : start + length] not in _phrases():
            continue
        if _stands_alone(squash, start, start + length):
            return _Hit(start, start + length)
    return None


def _stands_alone(squash: Squashed, start: int, end: int) -> bool:
    """Whether a phrase is not merely the middle of a word; long ones may end a compound and be inflected."""
    length = end - start
    if length <= _WHOLE_ONLY and squash.key[start:end].isascii() and length < len(squash.key):
        return False
    if not squash.begins_word(start) and length < _INSIDE_WORD:
        return False
    return any(squash.ends_word(min(end + more, len(squash.key))) for more in range(_INFLECTED + 1))


def named_by_stems(text: str, words: KindWords) -> bool:
    """Whether a heading holds one stem of each group of some list."""
    squash = squashed(text)
    return any(all(any(_holds_stem(squash, stem) for stem in group) for group in groups) for groups in words.stems)


def _holds_stem(squash: Squashed, stem: str) -> bool:
    at = squash.key.find(stem)
    while at >= 0:
        if len(stem) >= _LONG_STEM or not stem.isascii() or squash.begins_word(at):
            return True
        at = squash.key.find(stem, at + 1)
    return False


def misspelt_titles(text: str) -> Iterator[Naming]:
    """Yield the titles that a heading, or a part of it, would be but for a slip or two of the recogniser."""
    if importlib.util.find_spec("rapidfuzz") is None:
        return
    for part in (text, *_PARTS.split(text)):
        yield from _nearest(squashed(part).key)


@cache
def _titles() -> tuple[str, ...]:
    return tuple(phrase for phrase, namings in _phrases().items() if any(one.title for one in namings))


def _nearest(key: str) -> tuple[Naming, ...]:
    from rapidfuzz import process  # noqa: PLC0415 - optional, as text recognition is
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as above

    slips = next((slips for least, slips in (_SLIPS if key.isascii() else _WIDE_SLIPS) if len(key) >= least), 0)
    if not slips:
        return ()
    found = process.extractOne(key, _titles(), scorer=Levenshtein.distance, score_cutoff=slips)
    return () if found is None else tuple(one for one in _phrases()[found[0]] if one.title)
