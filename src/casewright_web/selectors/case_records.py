"""A stored case as the core knows it: opened again from its records."""

from casewright.domain.case import Case
from casewright.pipeline import open_cases
from casewright_web.models import CaseKey, CaseRow
from casewright_web.models.record_links import records_connected, records_load
from casewright_web.models.storable import stored_case_key

__all__ = ["case_now"]


def case_now(*, row: CaseRow) -> Case | None:
    """Return the case with everything read about it, or None when its mails belong to another case by now."""
    keys = set(CaseKey.objects.filter(case=row).values_list("key", flat=True))
    records, _ = records_connected(keys)
    cases = open_cases(records_load(records))
    return next((case for case in cases if stored_case_key(case.key) == row.key), None)
