"""A fact: a typed value, or unknown, with the places it was read. Unknown is a third answer, never false."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from casewright.domain.money import Money
from casewright.domain.place import Place

__all__ = ["Fact", "FactValue"]

FactValue = bool | int | str | Decimal | Money | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class Fact:
    """One named value. `value` None means unknown and only that; `read_from` says where it was read."""

    name: str
    value: FactValue | None
    read_from: tuple[Place, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything was read."""
        return self.value is not None
