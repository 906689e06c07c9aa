"""Files after their personal data went: the bytes are gone as a whole, the row stays and says so."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

from casewright.domain.words import Words
from casewright_web.models import LakeImport, SourceFile, StoredFinding
from casewright_web.models.record_links import in_batches
from casewright_web.services.originals import original_forget, originals_listed

__all__ = ["originals_sweep", "sources_forget"]

_REMARK = Words("A remark on this file was removed with personal data.", "此文件的提示已随个人信息一并删除。")
_HOUR = 3600
_DAY_SECONDS = 24 * _HOUR


def sources_forget(*, sources: Collection[int], names: Mapping[str, str], at: datetime) -> frozenset[str]:
    """Remove the bytes of these files, and of the files they came inside of; return the digests.

    A file that holds many buyers goes as a whole with the first of them: what the others need is in their records. A
    report of the lake is the lake's to forget. The caller holds the write transaction.
    """
    rows = _with_outer(sources)
    in_lake = set(LakeImport.objects.filter(digest__in=[row.digest for row in rows]).values_list("digest", flat=True))
    gone = [row for row in rows if row.digest not in in_lake]
    for row in gone:
        original_forget(row.digest)
        row.name, row.forgotten_at = names.get(row.digest, row.name), row.forgotten_at or at
        row.save(update_fields=["name", "forgotten_at"])
        for finding in StoredFinding.objects.filter(source=row):
            finding.words = {"en": _REMARK.en, "zh": _REMARK.zh}
            finding.place = finding.place | {"file": row.name}
            finding.save(update_fields=["words", "place"])
    return frozenset(row.digest for row in gone)


def _with_outer(sources: Iterable[int]) -> list[SourceFile]:
    found: dict[int, SourceFile] = {}
    wanted = set(sources)
    while wanted:
        rows = [row for some in in_batches(sorted(wanted)) for row in SourceFile.objects.filter(pk__in=some)]
        found |= {row.pk: row for row in rows}
        wanted = {row.outer_id for row in rows if row.outer_id is not None} - set(found)
    return list(found.values())


def originals_sweep(*, at: datetime) -> int:
    """Remove bytes that no file's row keeps: what a stopped import or an unfinished mapping left, or what came again.

    What is younger than a day may be an import at work. Return how many were removed.
    """
    removed = 0
    for some in in_batches(originals_listed(Path(settings.CASEWRIGHT_HOME), before=at.timestamp() - _DAY_SECONDS)):
        known = set(SourceFile.objects.filter(digest__in=some, forgotten_at=None).values_list("digest", flat=True))
        for digest in set(some) - known:
            original_forget(digest)
            removed += 1
    return removed
