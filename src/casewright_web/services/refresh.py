"""Decide cases again as time passes: a clock may have run out, a day begun, a policy changed."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

import casewright
from casewright_web.models import CaseKey, CaseRow, CaseStatus, ShopRow
from casewright_web.models.record_links import in_batches
from casewright_web.services.case_store import CaseChange, cases_recompute
from casewright_web.services.write_lock import write_transaction

__all__ = ["case_refresh_all", "case_refresh_next", "cases_refresh_after_update", "cases_refresh_again"]

_AGAIN_AT_LATEST = timedelta(days=1)
"""When a case is looked at again of which nothing was found to decide."""


def case_refresh_next(*, at: datetime) -> int | None:
    """Re-decide the case whose decision stopped standing first, and those that hang together with it.

    Return its number; None when all decisions stand. Writes only where something changed.
    """
    seen_at = ShopRow.current().stands_at or at
    pk = _due(seen_at).first()
    if pk is not None:
        with write_transaction():
            _refresh(pk, at)
            passed = Q(decide_at=None) | Q(decide_at__lte=seen_at)
            CaseRow.objects.filter(passed, pk=pk).update(decide_at=seen_at + _AGAIN_AT_LATEST)
    return pk


def _due(seen_at: datetime) -> QuerySet[CaseRow, int]:
    """Return the cases to decide again: those whose time came, then those that have none yet."""
    cases = CaseRow.objects.exclude(status=CaseStatus.CLOSED).values_list("pk", flat=True)
    dated = cases.filter(decide_at__lte=seen_at).order_by("decide_at", "pk")
    return dated if dated.exists() else cases.filter(decide_at=None).order_by("pk")


def case_refresh_all(*, at: datetime) -> int:
    """Re-decide every case that is not closed and return how many changed. Writes only where something changed."""
    changed: set[int] = set()
    for pk in CaseRow.objects.exclude(status=CaseStatus.CLOSED).values_list("pk", flat=True):
        with write_transaction():
            changed |= _refresh(pk, at)
    return len(changed)


def _refresh(pk: int, at: datetime) -> set[int]:
    keys = set(CaseKey.objects.filter(case_id=pk).values_list("key", flat=True))
    done = cases_recompute(keys=keys, shop=ShopRow.current(), actor="casewright", at=at)
    return {row for row, change in done.items() if change is not CaseChange.NOTHING}


def cases_refresh_again() -> None:
    """Have every case decided again, by and by, since more than one may be decided otherwise now."""
    for some in in_batches(CaseRow.objects.exclude(decide_at=None).values_list("pk", flat=True)):
        with write_transaction():
            CaseRow.objects.filter(pk__in=some).update(decide_at=None)


def cases_refresh_after_update() -> bool:
    """Have every case decided again where tables or facts are others than at the last call; say whether they are."""
    mark, now = Path(settings.CASEWRIGHT_HOME) / "decided-by", _program_digest()
    if mark.is_file() and mark.read_text(encoding="ascii") == now:
        return False
    cases_refresh_again()
    mark.write_text(now, encoding="ascii")
    return True


def _program_digest() -> str:
    """Return the SHA-256 of everything that decides: the core's tables and modules."""
    home, digest = Path(casewright.__file__).parent, hashlib.sha256()
    for path in sorted(path for kind in ("*.toml", "*.py") for path in home.rglob(kind)):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
