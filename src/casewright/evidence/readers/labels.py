"""Find the labels in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from casewright.domain.exhibit import ObservationKind
from casewright.evidence.readers.measures import is_mass, unit_behind, unit_of
from casewright.evidence.readers.near_labels import is_vague_head, near_label, turns_label
from casewright.evidence.readers.squash import Squashed, squashed
from casewright.evidence.readers.vocabulary import FieldMeaning, labels, meanings

__all__ = ["LabelHit", "is_blank", "is_label_word", "label_alone", "label_at_start", "labels_in"]

_SEPARATOR = re.compile(r"[\s/|#.]*(?:[:=：＝]|[-–—](?=\s)|\.{2,}|_{2,})[\s:：=]*")
_BETWEEN_LANGUAGES = re.compile(r"[\s_/|(（]{1,4}")
_CLOSING = re.compile(r"\s*[)）\]】]")
_CLOCK = re.compile(r"\d[:：][0-5]\d(?!\d)")
"""The colon of 14:05 parts no label from its value."""
_LONGEST_NEAR = 48
_SHORTEST_SURE = 5
"""`Tan` and `Base` are names of people and of towns as well as labels."""
_DRESS = re.compile(r"\s*(?:[(（\[]?[^()（）\[\]\d:：]{1,40}[)）\]])?\s*(?:/\s*[^\d:：/]{2,50})?[\s:：*#.)）_-]*")
"""What may follow a label without being its value: a remark in brackets, the same in another language."""
_WIDE = re.compile("[\u3040-\u9fff]")
_POSSESSIVE = re.compile(r"['’]s?\s+[^\W\d_]{2}")
"""`Customer's reason` is not about the customer."""
_WORD_BEFORE = re.compile(r"(?<!\S)([^\W\d_]{3,})[ \t]$")
"""A word right before a label that no list holds with it may make another label of it."""
_WEIGHED = MappingProxyType({"scale": "weight", "total": "weight_gross"})
_OPENING = re.compile(r"^[\s(（\[【*•·\-–—■□●▪>]*(?:\d{1,2}[.)]?\s+(?=[^\W\d_]{2}|$))?")
"""What may stand before a label: a bracket, a bullet, the number of a box of a form."""


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label inside a text: what it means, where its value may begin, and the unit it names.

    `guessed` says that no list knows it and only a part or the sense of it tells what it means.
    """

    meaning: FieldMeaning
    start: int
    end: int
    marked: bool
    unit: str | None = None
    guessed: bool = False


@cache
def _longest_label() -> int:
    return max(map(len, labels()))


@lru_cache(maxsize=20_000)
def labels_in(text: str) -> tuple[LabelHit, ...]:
    """Return the labels a text holds, from the left: at its start, or anywhere when a colon follows."""
    squash = squashed(text)
    key, hits, index, longest = squash.key, list[LabelHit](), 0, _longest_label()
    free_from = 0
    while index < len(key):
        if not squash.begins_word(index) or squash.at[index] < free_from:
            index += 1
            continue
        for length in range(min(longest, len(key) - index), 1, -1):
            meaning = labels().get(key[index : index + length])
            if meaning is None or not squash.ends_word(index + length) or _parted(text, squash, index, length):
                continue
            if _POSSESSIVE.match(text, squash.after(index + length)):
                continue
            hit = _hit(text, meaning, squash.at[index], squash.after(index + length))
            before = _WORD_BEFORE.search(text, 0, hit.start)
            if before is not None and turns_label(before[1]):
                continue
            hit = replace(hit, guessed=before is not None)
            if hit.marked or not _OPENING.sub("", text[: hit.start]):
                hits.append(hit)
                free_from = hit.end
                index += length - 1
                break
        index += 1
    if not hits or _OPENING.sub("", text[: hits[0].start]):
        hits = [*_near(text, hits[0].start if hits else len(text)), *hits]
    elif not hits[0].marked and len(hits) == 1 and not is_blank(text[hits[0].end :]):
        hits = list(_near(text, len(text))) or hits
    return tuple(map(_of_scales, _over_second_language(text, _joined_languages(text, hits))))


def _of_scales(hit: LabelHit) -> LabelHit:
    """Take `scale_kg` and `Total (kg)` for a weight: the unit tells what a word for scales or a total stands for."""
    weighed = hit.meaning.name in _WEIGHED and is_mass(hit.unit)
    return replace(hit, meaning=meanings()[_WEIGHED[hit.meaning.name]]) if weighed else hit


def _near(text: str, stop: int) -> Iterator[LabelHit]:
    """Yield the label a text begins with, where it is written in a way that stands in no list."""
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    separator = _SEPARATOR.search(text, start + 1, min(stop, start + _LONGEST_NEAR))
    if separator is not None and _CLOCK.match(text, max(0, separator.start() - 1)):
        return
    if separator is not None and any(sign in ":=：＝." for sign in separator[0]):
        yield from _near_hit(text, start, separator.start(), separator.end())
    elif stop == len(text) <= _LONGEST_NEAR and not any(sign.isdigit() for sign in text[start:]):
        yield from _near_hit(text, start, stop, None)


def _near_hit(text: str, start: int, stop: int, value: int | None) -> Iterator[LabelHit]:
    """Yield the label between two offsets, its unit left out; `value` is where the value begins behind a colon."""
    unit = unit_behind(text[start:stop])
    words = text[start:stop] if unit is None else text[start : start + unit[1]]
    spoken = any(sign.isalpha() for sign in words)  # signs alone mean nothing, such as what stands on its head
    meaning = near_label(words, marked=value is not None) if spoken else None
    if meaning is not None:
        end, known = stop if value is None else value, unit[0] if unit else None
        yield LabelHit(meaning, start, end, value is not None, known, guessed=near_label(words, marked=False) is None)


def _parted(text: str, squash: Squashed, index: int, length: int) -> bool:
    """Whether a colon stands inside the words: what follows it is the value."""
    return any(sign in ":：" for sign in text[squash.at[index] : squash.after(index + length)])


def _hit(text: str, meaning: FieldMeaning, start: int, end: int) -> LabelHit:
    """Follow a label over its closing bracket, its unit and its colon."""
    unit = unit_of(text[end:])
    if unit is not None:
        end += unit[1]
    elif meaning.kind is ObservationKind.WEIGHT:  # `weight_g` is one label, and so is a mere `kg`
        unit = unit_behind(f" {text[start:end]}")
    if closing := _CLOSING.match(text, end):
        end = closing.end()
    separator = _SEPARATOR.match(text, end)
    return LabelHit(
        meaning, start, separator.end() if separator else end, separator is not None, unit[0] if unit else None
    )


def _joined_languages(text: str, hits: list[LabelHit]) -> list[LabelHit]:
    """Take `Signed by / 签收人:` for one label, whichever of the two carries the colon."""
    joined: list[LabelHit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if last is not None and not last.marked and _BETWEEN_LANGUAGES.fullmatch(text[last.end : hit.start] or " "):
            joined[-1] = LabelHit(last.meaning, last.start, hit.end, hit.marked, hit.unit or last.unit)
        else:
            joined.append(hit)
    return joined


def _over_second_language(text: str, hits: list[LabelHit]) -> list[LabelHit]:
    """Take `署名 Signed` and `Lot 批号` for one label: what follows is the same in another script, and no value."""
    if len(hits) != 1 or hits[0].marked:
        return hits
    hit, rest = hits[0], text[hits[0].end :].strip(" /|·:：")
    other = bool(_WIDE.search(rest)) != bool(_WIDE.search(text[hit.start : hit.end]))
    if not rest or not other or any(sign.isdigit() for sign in rest) or near_label(rest, marked=False) is None:
        return hits
    return [replace(hit, end=len(text))]


def is_blank(text: str) -> bool:
    """Whether nothing but the dress of a label is left: `Tracking #`, `Received by (capitals)`, `Weight / Poids`."""
    return _DRESS.fullmatch(text) is not None


def label_at_start(text: str) -> LabelHit | None:
    """Return the label a text begins with."""
    hits = labels_in(text)
    return hits[0] if hits and not _OPENING.sub("", text[: hits[0].start]) else None


def is_label_word(text: str) -> bool:
    """Whether a text is a label, or a word of labels such as `time`, and so the value of none."""
    key = squashed(text).key
    return (key in labels() and (not key.isascii() or len(key) >= _SHORTEST_SURE)) or is_vague_head(text)


def label_alone(text: str) -> FieldMeaning | None:
    """Return what a text means that is a label and nothing else."""
    hit = label_at_start(text)
    return hit.meaning if hit is not None and is_blank(text[hit.end :]) else None
