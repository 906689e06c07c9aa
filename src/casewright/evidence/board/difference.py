"""One difference between two places, before a table says what it means."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Locator, Observation, Weight
from casewright.domain.facts import FactValue
from casewright.domain.words import Words
from casewright.evidence.board.board import ContradictionKind, Side
from casewright.evidence.board.view import View

__all__ = ["Difference", "difference_words", "of_claim", "of_exhibit", "plainly"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sides that do not say the same. `view` is the exhibit it was found in; `facts` are what the table asks."""

    kind: ContradictionKind
    claimed: Side
    shown: Side
    view: View
    certain: bool = True
    facts: Mapping[str, FactValue] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """Say it with both values."""
        return difference_words(self.kind, self.claimed.says, self.shown.says)


@lru_cache(maxsize=1)
def _templates() -> dict[str, Words]:
    source = (files("casewright.evidence.board") / "words" / "differences.toml").read_text("utf-8")
    return {name: Words(entry["en"], entry["zh"]) for name, entry in tomllib.loads(source).items()}


def difference_words(kind: ContradictionKind, claimed: Words, shown: Words) -> Words:
    """Return the sentence of a kind of difference with both values in it."""
    template = _templates()[kind.value]
    return Words(
        template.en.format(claimed=claimed.en, shown=shown.en), template.zh.format(claimed=claimed.zh, shown=shown.zh)
    )


def plainly(value: object) -> Words:
    """Say a value as a person reads it, the same in both languages."""
    match value:
        case datetime():
            text = f"{value:%Y-%m-%d %H:%M}"
        case date():
            text = value.isoformat()
        case Weight():
            text = f"{value.grams / 1000:.2f} kg" if value.grams >= 1000 else f"{value.grams} g"  # noqa: PLR2004 - a kilogram
        case _:
            text = str(value)
    text = text.strip() or "—"
    return Words(text, text)


def of_exhibit(view: View, one: Observation, says: Words | None = None) -> Side:
    """Return the side of a reading in an exhibit."""
    return Side(says or plainly(one.value), view.key, one.locator)


def of_claim(dispute: Dispute, name: str, says: Words) -> Side:
    """Return the side of a field of the dispute, with its place where one is known."""
    place = dispute.place_of(name)
    return Side(says, None, None if place is None else Locator(place))
