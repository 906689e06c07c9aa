"""The words documents use as labels and titles, read once from the TOML files beside this module."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Speaker
from casewright.domain.shipment import ScanKind
from casewright.domain.words import Words
from casewright.evidence.readers.squash import squashed

__all__ = [
    "FieldMeaning",
    "KindWords",
    "answer_names",
    "event_codes",
    "kind_words",
    "label_phrases",
    "labels",
    "meanings",
    "refund_words",
    "site_words",
    "talking_words",
]

_LANGUAGES = ("en", "de", "fr", "it", "es", "ja", "zh")


@dataclass(frozen=True, slots=True)
class FieldMeaning:
    """What the value beside a label is. `scan` is the carrier event that a filled-in field tells of."""

    name: str
    kind: ObservationKind
    role: ObservationRole | None
    called: Words
    scan: ScanKind | None = None


@dataclass(frozen=True, slots=True)
class KindWords:
    """The words that tell a kind of exhibit, squashed, and whose word such an exhibit usually is.

    A heading that holds one stem of each group names the kind too. `fields` weighs the labels such an exhibit has.
    """

    kind: ExhibitKind
    speaker: Speaker
    titles: frozenset[str]
    words: frozenset[str]
    stems: tuple[tuple[tuple[str, ...], ...], ...]
    fields: tuple[tuple[str, int], ...]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def meanings() -> MappingProxyType[str, FieldMeaning]:
    """Return every field that can stand beside a label, by name."""
    return MappingProxyType(
        {
            name: FieldMeaning(
                name,
                ObservationKind(entry["kind"]),
                ObservationRole(entry["role"]) if "role" in entry else None,
                Words(**entry["called"]),
                ScanKind(entry["scan"]) if "scan" in entry else None,
            )
            for name, entry in _table("labels").items()
        }
    )


@cache
def labels() -> MappingProxyType[str, FieldMeaning]:
    """Return the meaning of every label, by its squashed words."""
    return MappingProxyType({squashed(phrase).key: meaning for phrase, meaning in label_phrases()})


def label_phrases() -> Iterator[tuple[str, FieldMeaning]]:
    """Yield every label as it is written, with its meaning."""
    known = meanings()
    for name, entry in _table("labels").items():
        for language in _LANGUAGES:
            yield from ((phrase, known[name]) for phrase in entry.get(language, ()))


@cache
def kind_words() -> tuple[KindWords, ...]:
    """Return what tells each kind of exhibit."""
    return tuple(
        KindWords(
            ExhibitKind(name),
            Speaker(entry["speaker"]),
            frozenset(squashed(phrase).key for phrase in entry.get("titles", ())),
            frozenset(squashed(phrase).key for phrase in entry.get("words", ())),
            tuple(
                tuple(tuple(squashed(stem).key for stem in group) for group in groups)
                for groups in entry.get("stems", ())
            ),
            tuple(entry.get("fields", {}).items()),
        )
        for name, entry in _table("kinds").items()
    )


@cache
def event_codes() -> MappingProxyType[str, ScanKind]:
    """Return the carrier event codes of tracking answers."""
    return MappingProxyType({code: ScanKind(kind) for kind, codes in _table("events").items() for code in codes})


@cache
def answer_names() -> MappingProxyType[str, tuple[str, ...]]:
    """Return how answers in JSON call a clock, an instant, a place and a parcel's number."""
    return MappingProxyType({meaning: tuple(names) for meaning, names in _table("answers").items()})


@cache
def site_words() -> tuple[tuple[str, ...], MappingProxyType[str, tuple[str, ...]]]:
    """Return what columns of a site or country are called, and how each country is."""
    table = _table("sites")
    return tuple(table["heads"]), MappingProxyType({code: tuple(names) for code, names in table["names"].items()})


@cache
def talking_words() -> MappingProxyType[str, tuple[str, ...]]:
    """Return how conversations call the seller and the buyer."""
    return MappingProxyType({side: tuple(words) for side, words in _table("talk").items()})


@cache
def refund_words() -> MappingProxyType[str, str]:
    """Return the patterns for what stands beside a refund in rows, for folded words; see `words/refund_rows.toml`."""
    return MappingProxyType({name: "|".join(patterns) for name, patterns in _table("refund_rows").items()})
