"""What was imported, newest first, with what the readers remarked."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch

from casewright_web.models import SourceFile, StoredFinding

__all__ = ["SourcesPage", "source_get", "source_list"]

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Some imported files, and the id to go on from when there are more."""

    rows: tuple[SourceFile, ...]
    after: int | None


def source_list(*, after: int | None = None) -> SourcesPage:
    """Return imported files, newest first, each with its records counted and its findings."""
    rows = SourceFile.objects.filter(outer=None).annotate(read=Count("records", distinct=True)).order_by("-pk")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    findings = Prefetch("findings", StoredFinding.objects.order_by("pk"))
    found = list(rows.prefetch_related(findings)[: PAGE_ROWS + 1])
    return SourcesPage(tuple(found[:PAGE_ROWS]), found[PAGE_ROWS - 1].pk if len(found) > PAGE_ROWS else None)


def source_get(*, digest: str) -> SourceFile | None:
    """Return the file with this digest or None."""
    return SourceFile.objects.filter(digest=digest).first()
