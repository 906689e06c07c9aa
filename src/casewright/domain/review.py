"""What a buyer wrote in public: a product review, or feedback on the seller. Other rules hold for each (F6, F9)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright.domain.place import Place

__all__ = ["OpinionKind", "Review"]


class OpinionKind(StrEnum):
    """Which of the two public opinions it is."""

    PRODUCT_REVIEW = "product_review"
    SELLER_FEEDBACK = "seller_feedback"


@dataclass(frozen=True, slots=True)
class Review:
    """One opinion with its stars (1 to 5). `text` is empty where only stars were given, None where it is unknown."""

    kind: OpinionKind
    stars: int
    text: str | None
    place: Place
    order_id: str | None = None
    written_on: date | None = None
    seller_response: str | None = None
    rater: str | None = None

    def __post_init__(self) -> None:
        if self.stars not in range(1, 6):
            raise ValueError(f"a rating has 1 to 5 stars, not {self.stars}")
