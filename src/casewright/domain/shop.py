"""The seller whose desk this is: the few settings that policy rows ask about."""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Shop"]


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller. `country` is where goods are kept (ISO 3166), `zone` the office's IANA zone; None means not told.

    `stands_at` stops the clock of a made-up shop, so that its story stays as urgent as it was; a real shop has none.
    `ships_itself` is true when the seller ships every order, false when the marketplace does; None for some of each.
    """

    name: str
    zone: str = "UTC"
    country: str | None = None
    brand_owner: bool | None = None
    ships_itself: bool | None = None
    stands_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.stands_at is not None and self.stands_at.tzinfo is None:
            raise ValueError(f"stands_at needs its zone: {self.stands_at.isoformat()}")
