"""Drop original reports when the time for personal data is over; the records, which hold none, stay."""

import json
from datetime import date, timedelta

from casewright.evidence.vault.retention import retention_rule
from casewright.lake.compaction import compact
from casewright.lake.lake import Lake, original_name
from casewright.lake.manifests import Manifest
from casewright.lake.renewing import is_outdated

__all__ = ["forget_originals", "forgotten_name", "originals_due"]


def forgotten_name(digest: str) -> str:
    """Return where it is written down that an original was dropped on purpose."""
    return f"forgotten/{digest}.json"


def originals_due(lake: Lake, on: date) -> list[Manifest]:
    """Return the imports whose original may no longer be kept on a day.

    Days count from the import: a report says of few orders when they were delivered (G1 counts from delivery).
    """
    return [
        manifest
        for manifest in lake.manifests()
        if manifest.imported_at.date() + timedelta(days=retention_rule("personal_data_days", on).days) < on
        and lake.store.has(original_name(manifest.digest))
    ]


def forget_originals(lake: Lake, on: date) -> list[Manifest]:
    """Drop what is due and return it. That it was dropped is written down first, so that `verify` knows.

    Record files of an older schema, which hold fields that have become personal since, are compacted first.
    """
    lake.check()
    if is_outdated(lake):
        compact(lake)
    due = originals_due(lake, on)
    for manifest in due:
        lake.put(forgotten_name(manifest.digest), json.dumps({"forgotten_on": on.isoformat()}).encode() + b"\n")
        lake.store.remove(original_name(manifest.digest))
    return due
