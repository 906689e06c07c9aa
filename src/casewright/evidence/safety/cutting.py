"""Show one spot of an exhibit: the cut-out that stands beside a contradiction."""

import msgspec

from casewright.domain.exhibit import Region
from casewright.evidence.safety.answers import CutAnswer, CutOrder
from casewright.evidence.safety.confined import ConfinedError, run_confined
from casewright.evidence.safety.limits import SAFETY_LIMITS, SafetyLimits
from casewright.evidence.safety.media import PICTURES

__all__ = ["CUT_TYPES", "cut_out"]

CUT_TYPES = PICTURES | {"application/pdf"}
"""Types of which a spot can be drawn."""


def cut_out(
    content: bytes,
    media_type: str,
    *,
    page: int = 1,
    region: Region | None = None,
    longest: int = 900,
    limits: SafetyLimits = SAFETY_LIMITS,
) -> bytes | None:
    """Return a JPEG of the spot in a frame, or of the whole page; None where it cannot be drawn. Never raises.

    `longest` is the longer side in pixels. The JPEG holds pixels only: no time, no place, no maker.
    """
    if media_type not in CUT_TYPES or page < 1:
        return None
    box = None if region is None else (region.left, region.top, region.right, region.bottom)
    order = msgspec.msgpack.encode(CutOrder(content, media_type, page, box, longest))
    try:
        return run_confined("cut", order, CutAnswer, limits).jpeg
    except ConfinedError:
        return None
