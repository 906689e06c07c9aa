"""Decide open cases again as time passes: a clock may have run out, a policy may have changed."""

from datetime import datetime

from casewright_web.models import CaseKey, CaseRow, CaseStatus, ShopRow
from casewright_web.services.case_store import CaseChange, cases_recompute
from casewright_web.services.write_lock import write_transaction

__all__ = ["case_refresh_all"]


def case_refresh_all(*, at: datetime) -> int:
    """Re-decide every case that is not closed and return how many changed. Writes only where something changed."""
    changed: set[int] = set()
    for pk in CaseRow.objects.exclude(status=CaseStatus.CLOSED).values_list("pk", flat=True):
        with write_transaction():
            keys = set(CaseKey.objects.filter(case_id=pk).values_list("key", flat=True))
            done = cases_recompute(keys=keys, shop=ShopRow.current(), actor="casewright", at=at)
        changed |= {row for row, change in done.items() if change is not CaseChange.NOTHING}
    return len(changed)
