"""The seller whose desk this is: the few settings that policy rows ask about."""

from dataclasses import dataclass

__all__ = ["Shop"]


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller. `country` is where goods are kept (ISO 3166), `zone` the office's IANA zone; None means not told.

    `ships_itself` is true when the seller ships every order, false when the marketplace does; None for some of each.
    """

    name: str
    zone: str = "UTC"
    country: str | None = None
    brand_owner: bool | None = None
    ships_itself: bool | None = None
