"""Whether the evidence of a case may go out, kept beside the case for lists: judged anew after every change of it."""

from typing import Any

from django.db.models import F

from casewright_web.models import CaseRow, CaseStatus

__all__ = ["readiness_outdate", "readiness_store", "readiness_to_judge"]


def readiness_outdate(*, case_id: int) -> None:
    """Have the readiness of a case judged again. The caller holds the write transaction."""
    CaseRow.objects.filter(pk=case_id).update(readiness_wanted=F("readiness_wanted") + 1)


def readiness_to_judge() -> CaseRow | None:
    """Return the oldest case that is not closed and has changed since it was judged; None when there is none."""
    changed = CaseRow.objects.filter(readiness_wanted__gt=0).exclude(status=CaseStatus.CLOSED)
    return changed.order_by("pk").first()


def readiness_store(row: CaseRow, readiness: dict[str, Any] | None) -> None:
    """Keep what was judged; where the case changed meanwhile, it is judged once more."""
    rows = CaseRow.objects.filter(pk=row.pk)
    rows.update(readiness=readiness)
    rows.filter(readiness_wanted=row.readiness_wanted).update(readiness_wanted=0)
