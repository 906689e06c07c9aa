"""The words of a table's columns for kinds, states and outcomes: what each means, proposed and chosen by a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from casewright.domain.shipment import ScanKind
from casewright.domain.words import Words
from casewright.intake.mapping import FIELD_TITLES, words_in
from casewright.intake.reports.vocabulary import scan_kind
from casewright.intake.tracker_words import TRACKER_MEANINGS, word_meant
from casewright.triage.chronology import SCAN_WORDS

__all__ = ["WordBox", "WordChoice", "value_title", "word_boxes", "words_chosen", "words_to_keep"]


@dataclass(frozen=True, slots=True)
class WordChoice:
    """One word of a column and what it means: chosen by a person, else known by itself, else empty."""

    word: str
    meant: str
    known: bool


@dataclass(frozen=True, slots=True)
class WordBox:
    """The words of one field, and the meanings to choose from."""

    field: str
    title: Words
    words: tuple[WordChoice, ...]
    meanings: tuple[tuple[str, Words], ...]


def _scan_meant(word: str) -> str | None:
    kind = scan_kind(word)
    return None if kind is None or kind is ScanKind.OTHER else kind.value


def _fields(target: str) -> dict[str, tuple[Mapping[str, Words], Callable[[str], str | None]]]:
    """Return the fields of a target that hold words, with their meanings and what tells a word's own meaning."""
    if target == "tracking_history":
        return {"kind": ({kind.value: words for kind, words in SCAN_WORDS.items()}, _scan_meant)}
    if target != "case_tracker":
        return {}
    return {field: (meanings, _own_meaning(field)) for field, meanings in TRACKER_MEANINGS.items()}


def _own_meaning(field: str) -> Callable[[str], str | None]:
    return lambda word: word_meant(field, word)


def words_chosen(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Return by field what a person said that words mean; words left open are left out."""
    fields = [name.removeprefix("word:") for name in request.POST if name.startswith("word:")]
    pairs = {
        field: zip(request.POST.getlist(f"word:{field}"), request.POST.getlist(f"meaning:{field}"), strict=False)
        for field in fields
    }
    return {field: {word: meant for word, meant in told if meant} for field, told in pairs.items()}


def word_boxes(
    target: str, table: bytes, columns: Mapping[str, str], told: Mapping[str, Mapping[str, str]]
) -> tuple[WordBox, ...]:
    """Return the words found in the chosen columns of a table, each with what it seems to mean."""
    boxes = []
    for field, (meanings, own) in _fields(target).items():
        words = words_in(table, columns[field]) if columns.get(field) else ()
        said = told.get(field, {})
        choices = tuple(WordChoice(word, said.get(word) or own(word) or "", own(word) is not None) for word in words)
        if choices:
            boxes.append(WordBox(field, FIELD_TITLES[field], choices, tuple(meanings.items())))
    return tuple(boxes)


def words_to_keep(target: str, boxes: tuple[WordBox, ...]) -> dict[str, dict[str, str]]:
    """Return by field the words that a mapping has to name: those whose meaning is not known by itself."""
    fields = _fields(target)
    kept = {
        box.field: {
            one.word: one.meant
            for one in box.words
            if one.meant in fields[box.field][0] and one.meant != fields[box.field][1](one.word)
        }
        for box in boxes
    }
    return {field: words for field, words in kept.items() if words}


def value_title(field: str, text: str) -> Words | None:
    """Return what a word in a field of a list of cases means, as a person reads it; None where nothing is known."""
    meant = word_meant(field, text) if field in TRACKER_MEANINGS else None
    return None if meant is None else TRACKER_MEANINGS[field].get(meant)
