"""Asks the evidence board's own tables: a house of tables beside the marketplaces', with facts about exhibits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact, FactValue
from casewright.domain.words import Words
from casewright.evidence.board.board import Reason
from casewright.rulebook import Rulebook, decide, load_rulebook
from casewright.rulebook.decision import Decision

__all__ = ["Rules", "board_rulebook"]


@lru_cache(maxsize=1)
def board_rulebook() -> Rulebook:
    """Return the shipped tables of the evidence board."""
    return load_rulebook(files("casewright.policies") / "evidence")


@dataclass(frozen=True, slots=True)
class Rules:
    """The board's tables as they are in force on the day of one dispute."""

    rulebook: Rulebook
    on: date
    marketplace: str | None = None

    def ask(self, table: str, facts: Mapping[str, FactValue | None]) -> Decision:
        """Return what a table answers. Facts that are None are unknown; the table then asks for them."""
        known = {name: Fact(name, value) for name, value in facts.items()}
        known["dispute.opened_on"] = Fact("dispute.opened_on", self.on)
        return decide(
            self.rulebook.table(table),
            known,
            on=self.on,
            marketplace=self.marketplace,
            zone=ZoneInfo("UTC"),
            trace=False,
        )

    def title(self, fact: str, value: str) -> Words:
        """Return the words of one value of an enum fact."""
        return self.rulebook.catalogue.facts[fact].values[value]

    def values(self, fact: str) -> tuple[str, ...]:
        """Return the closed values of an enum fact, in the catalogue's order."""
        return tuple(self.rulebook.catalogue.facts[fact].values)


def reason_of(decision: Decision, *exhibits: str) -> Reason:
    """Return why a table answered as it did, with its row."""
    return Reason(decision.row or "", decision.because, decision.cite, exhibits)
