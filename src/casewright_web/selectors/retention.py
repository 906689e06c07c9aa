"""What the desk forgets and when, and what it has forgotten so far."""

from dataclasses import dataclass
from datetime import date

from casewright.evidence.vault.retention import RetentionRule, retention_rule
from casewright_web.models import FORGOTTEN, CaseEvent, CaseRow, ExhibitRow, SourceFile, StoredRecord

__all__ = ["RetentionView", "retention_view"]

_RULES = ("personal_data_days", "late_arrival_days", "undelivered_days", "first_look_days", "twin_days")
_NEWEST = 50


@dataclass(frozen=True, slots=True)
class RetentionView:
    """The rules in force, sums, and the newest events by which a case was forgotten."""

    rules: tuple[RetentionRule, ...]
    cases: int
    records: int
    originals: int
    exhibits: int
    events: tuple[CaseEvent, ...]


def retention_view(*, on: date) -> RetentionView:
    """Return what the page shows, by the rules of a day."""
    events = CaseEvent.objects.filter(kind=FORGOTTEN).select_related("case").defer("case__decision", "case__search")
    return RetentionView(
        rules=tuple(retention_rule(name, on) for name in _RULES),
        cases=CaseRow.objects.exclude(forgotten_at=None).count(),
        records=StoredRecord.objects.exclude(forgotten_at=None).count(),
        originals=SourceFile.objects.exclude(forgotten_at=None).count(),
        exhibits=ExhibitRow.objects.exclude(purged_at=None).count(),
        events=tuple(events.order_by("-pk")[:_NEWEST]),
    )
