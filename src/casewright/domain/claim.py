"""What the buyer filed under the marketplace's guarantee, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome

__all__ = ["Claim", "ClaimState"]


class ClaimState(StrEnum):
    """Where the claim stands. How it ended is `outcome`, kept apart (sop-tables T9)."""

    FILED = "filed"
    INFORMATION_REQUESTED = "information_requested"
    DECIDED = "decided"
    APPEALED = "appealed"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim on one order. `respond_within_days` is what the notice of `asked_at` says, never an assumption."""

    order_id: str | None
    state: ClaimState
    filed_at: datetime | None = None
    asked_at: datetime | None = None
    money: Money | None = None
    respond_within_days: int | None = None
    respond_by: datetime | None = None
    reason: str | None = None
    outcome: ClaimOutcome | None = None
    decided_at: datetime | None = None
