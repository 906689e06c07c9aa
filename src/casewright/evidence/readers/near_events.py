"""What happened to a parcel by an event whose words no list knows: by its sense, and never more than that bears."""

from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.nearest import Subject, nearest

__all__ = ["near_event"]

_LEAST = (0.4, -0.05)
"""How near, and by how much less near than the nearest, a mere move must be where nothing is clear."""
_MOVES = frozenset(
    kind.value for kind in (ScanKind.LABEL, ScanKind.ACCEPTED, ScanKind.IN_TRANSIT, ScanKind.OUT_FOR_DELIVERY)
)
"""What only says that a parcel is on its way: little hangs on which of them it is."""


def near_event(text: str) -> ScanKind | None:
    """Return what an event of a history is nearest to; how a parcel's way ended is told only where it is clear."""
    near = nearest(Subject.EVENT, text) or nearest(Subject.EVENT, text, prefer=_MOVES, bar=_LEAST)
    return None if near is None else ScanKind(near.meaning)
