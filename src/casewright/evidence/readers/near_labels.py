"""What a label means that stands in no list: other order of words, short forms, words more, or a recogniser's slip."""

import importlib.util
import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from casewright.domain.exhibit import ObservationKind
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.vocabulary import FieldMeaning, label_phrases, labels, meanings
from casewright.intake.mail.wording import fold

__all__ = ["is_vague_head", "near_label", "turns_label"]

_BRACKETED = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]?")
_WORD = re.compile(r"[^\W\d_]+")
_EITHER = re.compile(r"\s*[/／|&]\s*|\s+(?:and|und|oder|or|et|ou|e|o|y)\s+|[及与和]")
_WIDE = re.compile("[\u3040-\u9fff]")
_WIDE_RUN, _NOT_WIDE = re.compile("[\u3040-\u9fff]+"), re.compile("[^\u3040-\u9fff]+")
_POSSESSIVE = re.compile(r"['’]s?\s+[^\W\d_]{2}")
_SHORT_WORD = 4
_LONGEST, _MOST_WORDS = 45, 7
_SHORTEST_COMPOUND, _SHORTEST_HEAD = 9, 6
_SHORTEST_WIDE_HEAD = 2
_NUMBER = "number"
_NUMBERS = frozenset({ObservationKind.TRACKING, ObservationKind.SERIAL, ObservationKind.BATCH})
_SLIPS, _WIDE_SLIPS = ((12, 2), (8, 1)), ((4, 1),)


@cache
def _parts() -> tuple[frozenset[str], frozenset[str], frozenset[str], dict[str, str]]:
    """Return the fillers, the words that turn a label, the vague heads, and the short forms with their meaning."""
    table = tomllib.loads((files(__package__) / "words" / "label_parts.toml").read_text("utf-8"))
    same = {short: whole for whole, shorts in table["same"].items() for short in shorts}
    fillers, turns, vague = (frozenset(map(fold, table[name])) for name in ("fillers", "turns", "vague"))
    return fillers, turns, vague, same


def _words(text: str) -> tuple[str, ...]:
    """Return the words that matter in a label, short forms written out."""
    fillers, _, _, same = _parts()
    text = fold(text).replace("#", " no ").replace("n°", " no ").replace("nº", " no ").replace("№", " no ")
    return tuple(same.get(word, word) for word in _WORD.findall(text) if word not in fillers)


@cache
def _bags() -> dict[frozenset[str], FieldMeaning]:
    """Return the meaning of each set of words that stands for one thing only."""
    found: dict[frozenset[str], set[FieldMeaning]] = {}
    for phrase, meaning in label_phrases():
        if words := frozenset(_words(phrase)):
            found.setdefault(words, set()).add(meaning)
    return {words: next(iter(meant)) for words, meant in found.items() if len(meant) == 1}


@lru_cache(maxsize=20_000)
def near_label(text: str, *, marked: bool) -> FieldMeaning | None:
    """Return what a label means, or None. `marked`: a colon follows, so that it may hold words nobody knows."""
    bare = _BRACKETED.sub(" ", text).strip(" .-–—*#·•")
    if not bare or len(bare) > _LONGEST or len(bare.split()) > _MOST_WORDS:
        return None
    plain = (
        _same_words(bare) or _remarked(bare) or _either(bare) or _two_scripts(bare) or _asked(bare) or _slipped(bare)
    )
    return plain or (_with_more(bare) if marked else None)


def _two_scripts(text: str) -> FieldMeaning | None:
    """Return what a label means that stands in two languages side by side: `批号 Lot`, `Signed 受領者`."""
    parts = [part.strip(" /·-") for part in (_NOT_WIDE.sub(" ", text), _WIDE_RUN.sub(" ", text))]
    if not all(parts) or any(sign.isdigit() for sign in text):  # 2026年3月5日 is a day, no label
        return None
    return next((meaning for part in parts if (meaning := _same_words(part)) is not None), None)


def _asked(text: str) -> FieldMeaning | None:
    """Return what a label means that asks: `who signed`, `packed when`, `哪一批`."""
    asked = fold(text)
    return next((meanings()[name] for name, pattern in _questions() if pattern.fullmatch(asked)), None)


@cache
def _questions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return for each field the pattern of a question for it: a word that asks and a word of the matter, anyhow."""
    table = tomllib.loads((files(__package__) / "words" / "questions.toml").read_text("utf-8"))
    asking = {name: _any_of(words) for name, words in table["asking"].items()}
    never = _any_of(table["never"])
    return tuple(
        (name, re.compile(f"(?!.*{never})(?=.*{asking[entry['asks']]})(?=.*{_any_of(entry['about'])}).*"))
        for name, entry in table["fields"].items()
    )


def _any_of(words: list[str]) -> str:
    """Return a pattern for any of some words; Latin ones must begin a word, and short ones be all of it."""
    folded = (re.escape(fold(word)) for word in words)
    return "(?:" + "|".join(word if _WIDE.search(word) else _latin(word) for word in folded) + ")"


def _latin(word: str) -> str:
    return rf"\b{word}\b" if len(word) <= _SHORT_WORD else rf"\b{word}"


def _same_words(text: str) -> FieldMeaning | None:
    exact = labels().get(squashed(text).key)
    if exact is not None or _WIDE.search(text):
        return exact
    words = _words(text)
    if len(words) != len(set(words)):
        return None
    bag = frozenset(words)
    return _bags().get(bag) or _bags().get(bag - {_NUMBER}) or _bags().get(bag | {_NUMBER})


def _remarked(text: str) -> FieldMeaning | None:
    """Return what a number or a weight with a role is whose label goes on behind a comma: `Gross, sealed box`."""
    head, comma, rest = text.replace("，", ",").partition(",")
    meaning = _same_words(head.strip()) if comma else None
    if meaning is None or set(_words(rest)) & _parts()[1]:
        return None
    weighed = meaning.kind is ObservationKind.WEIGHT and meaning.role is not None
    return meaning if weighed or meaning.kind in _NUMBERS else None


def _either(text: str) -> FieldMeaning | None:
    """Return what the first part means of a label that names two things, as `PO / order no.` does."""
    parts = [part for part in _EITHER.split(text) if part.strip()]
    if len(parts) < 2:  # noqa: PLR2004 - nothing to choose from
        return None
    meant = [meaning for part in parts if (meaning := _same_words(part)) is not None]
    return meant[0] if meant else None


def _slipped(text: str) -> FieldMeaning | None:
    """Return what a label would mean but for a slip or two."""
    key = squashed(text).key
    slips = next((slips for least, slips in (_SLIPS if key.isascii() else _WIDE_SLIPS) if len(key) >= least), 0)
    if not slips or importlib.util.find_spec("rapidfuzz") is None:
        return None
    from rapidfuzz import process  # noqa: PLC0415 - optional, as text recognition is
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as above

    choices = [one for apart in range(-slips, slips + 1) for one in _by_length().get(len(key) + apart, ())]
    found = process.extractOne(key, choices, scorer=Levenshtein.distance, score_cutoff=slips)
    return None if found is None or _is_meant(key, found[0]) else labels()[found[0]]


def _is_meant(key: str, label: str) -> bool:
    """Whether a Chinese or Japanese label differs by a character that labels use: another word, no slip."""
    if key.isascii() or len(key) != len(label):
        return False
    return any(sign != other and sign in _wide_signs() for sign, other in zip(key, label, strict=True))


@cache
def _wide_signs() -> frozenset[str]:
    return frozenset(sign for key in labels() for sign in key if _WIDE.match(sign))


@cache
def _by_length() -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for key in labels():
        found.setdefault(len(key), []).append(key)
    return {length: tuple(keys) for length, keys in found.items()}


def _with_more(text: str) -> FieldMeaning | None:
    """Return what the known part means of a label with words more, before or behind it."""
    if _WIDE.search(text):
        return _wide_head(squashed(text).key)
    _, turns, vague, _ = _parts()
    words = _words(text)
    if _POSSESSIVE.search(text):  # `customer's reason` is not about the customer
        return None
    for kept, left in _cuts(words):
        meaning = _bags().get(frozenset(kept))
        if meaning is not None and not set(left) & turns and not set(kept) <= vague:
            return meaning
    return _compound_head(words[0]) if len(words) == 1 else None


def is_vague_head(text: str) -> bool:
    """Whether a text is nothing but a word that stands at the head of many labels: `date`, `Uhrzeit`, `时间`."""
    return fold(text).strip(" .:：#") in _parts()[2]


def turns_label(word: str) -> bool:
    """Whether a label with this word more is about another thing: the requested delivery date is no delivery date."""
    return fold(word) in _parts()[1]


def _cuts(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the words without one or two at the beginning or at the end, the most words first."""
    for count in (1, 2):
        if len(words) > count:
            yield words[count:], words[:count]
            yield words[:-count], words[-count:]


def _wide_head(key: str) -> FieldMeaning | None:
    """Return what the end of a Chinese or Japanese label means: its head stands last."""
    _, turns, vague, _ = _parts()
    for start in range(1, len(key) - _SHORTEST_WIDE_HEAD + 1):
        head, before = key[start:], key[:start]
        if head in labels():
            return None if head in vague or any(turn in before for turn in turns) else labels()[head]
    return None


def _compound_head(word: str) -> FieldMeaning | None:
    """Return what the last part of a German compound means."""
    _, turns, vague, _ = _parts()
    if len(word) < _SHORTEST_COMPOUND:
        return None
    for start in range(3, len(word) - _SHORTEST_HEAD + 1):
        head = word[start:]
        if head in labels():
            return None if head in vague or any(word.startswith(turn) for turn in turns) else labels()[head]
    return None
