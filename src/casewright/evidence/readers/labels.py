"""Find the labels in a text."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from casewright.evidence.readers.measures import unit_of
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.vocabulary import FieldMeaning, labels

__all__ = ["LabelHit", "is_blank", "label_alone", "label_at_start", "labels_in"]

_SEPARATOR = re.compile(r"[\s/|#.]*(?:[:=：＝]|[-–—](?=\s)|\.{2,}|_{2,})[\s:：=]*")
_BETWEEN_LANGUAGES = re.compile(r"[\s/|(（]{1,4}")
_CLOSING = re.compile(r"\s*[)）\]】]")
_OPENING = re.compile(r"^[\s(（\[【*•·\-–—■□●▪>]*")


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label inside a text: what it means, where its value may begin, and the unit it names."""

    meaning: FieldMeaning
    start: int
    end: int
    marked: bool
    unit: str | None = None


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
            if meaning is None or not squash.ends_word(index + length):
                continue
            hit = _hit(text, meaning, squash.at[index], squash.after(index + length))
            if hit.marked or not _OPENING.sub("", text[: hit.start]):
                hits.append(hit)
                free_from = hit.end
                index += length - 1
                break
        index += 1
    return tuple(_joined_languages(text, hits))


def _hit(text: str, meaning: FieldMeaning, start: int, end: int) -> LabelHit:
    """Follow a label over its closing bracket, its unit and its colon."""
    unit = unit_of(text[end:])
    if unit is not None:
        end += unit[1]
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


def is_blank(text: str) -> bool:
    """Whether nothing but the dress of a label is left: `Tracking #`, `Order no. *`."""
    return not text.strip(" :*#.)）_-")


def label_at_start(text: str) -> LabelHit | None:
    """Return the label a text begins with."""
    hits = labels_in(text)
    return hits[0] if hits and not _OPENING.sub("", text[: hits[0].start]) else None


def label_alone(text: str) -> FieldMeaning | None:
    """Return what a text means that is a label and nothing else."""
    hit = label_at_start(text)
    return hit.meaning if hit is not None and is_blank(text[hit.end :]) else None
