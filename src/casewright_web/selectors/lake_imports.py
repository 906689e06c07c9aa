"""Large reports on their way into the lake, with rate and time left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from casewright_web.models import LakeImport, LakeImportState

__all__ = ["ImportShown", "ImportsShown", "lake_imports_shown", "lake_original_forgotten"]

_ACTIVE = (LakeImportState.WAITING, LakeImportState.READING)
_RECENT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ImportShown:
    """One report: `share` of the work done, from 0 to 1, `rate` in records a second; None while nothing is known."""

    row: LakeImport
    active: bool
    share: float
    rate: int | None = None
    seconds_left: int | None = None

    @property
    def share_text(self) -> str:
        """The share as HTML writes numbers."""
        return f"{self.share:.3f}"


@dataclass(frozen=True, slots=True)
class ImportsShown:
    """What is read now or ended lately, the newest first; `active` while something is still to be read."""

    rows: tuple[ImportShown, ...]
    active: bool


def _shown(row: LakeImport) -> ImportShown:
    active = row.state in _ACTIVE
    share = row.done_bytes / row.total_bytes if row.total_bytes else 0.0
    seconds = (row.told_at - row.started_at).total_seconds() if row.told_at and row.started_at else 0.0
    if not active or seconds < 1 or not row.done_bytes:
        return ImportShown(row, active, share)
    left = seconds * (row.total_bytes - row.done_bytes) / row.done_bytes
    return ImportShown(row, active, share, int(row.records / seconds) or None, round(left))


def lake_imports_shown(*, at: datetime) -> ImportsShown:
    """Return the reports that are read, wait, or came in the last quarter of an hour."""
    rows = LakeImport.objects.filter(Q(state__in=_ACTIVE) | Q(received_at__gt=at - _RECENT)).order_by("-pk")[:20]
    shown = tuple(map(_shown, rows))
    return ImportsShown(shown, any(one.active for one in shown))


def lake_original_forgotten(*, digest: str) -> bool:
    """Say whether the original was dropped on purpose, when its time was over."""
    return (Path(settings.CASEWRIGHT_HOME) / "lake" / "forgotten" / f"{digest}.json").is_file()
