"""One message between buyer and seller, whatever carried it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casewright.domain.place import Place

__all__ = ["Direction", "Message"]


class Direction(StrEnum):
    """Who wrote."""

    FROM_BUYER = "from_buyer"
    FROM_SELLER = "from_seller"


@dataclass(frozen=True, slots=True)
class Message:
    """A text with its instant, language (ISO 639-1, None for unknown) and what it asks for."""

    direction: Direction
    sent_at: datetime | None
    text: str
    place: Place
    language: str | None = None
    intents: tuple[str, ...] = ()
