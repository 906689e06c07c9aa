"""What was imported, newest first, with what the readers remarked."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import BigIntegerField, Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from casewright_sources.connections import Connection, Connections, ConnectionState
from casewright_sources.errors import ConnectionUnknownError
from casewright_web.models import LakeImport, SourceFile, StoredFinding

__all__ = ["ConnectedSource", "SourcesPage", "connected_sources", "source_get", "source_list"]

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Some imported files, and the id to go on from when there are more."""

    rows: tuple[SourceFile, ...]
    after: int | None


def source_list(*, after: int | None = None) -> SourcesPage:
    """Return imported files, newest first, each with its records counted and its findings."""
    in_lake = LakeImport.objects.filter(digest=OuterRef("digest")).order_by("pk").values("records")[:1]
    read = Coalesce(Subquery(in_lake), Count("records", distinct=True), output_field=BigIntegerField())
    rows = SourceFile.objects.filter(outer=None).annotate(read=read).order_by("-pk")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    findings = Prefetch("findings", StoredFinding.objects.order_by("pk"))
    found = list(rows.prefetch_related(findings)[: PAGE_ROWS + 1])
    return SourcesPage(tuple(found[:PAGE_ROWS]), found[PAGE_ROWS - 1].pk if len(found) > PAGE_ROWS else None)


def source_get(*, digest: str) -> SourceFile | None:
    """Return the file with this digest or None."""
    return SourceFile.objects.filter(digest=digest).first()


@dataclass(frozen=True, slots=True)
class ConnectedSource:
    """A source that the desk reads by itself, how far it was read, and how it stands."""

    connection: Connection
    state: ConnectionState

    @property
    def where(self) -> str:
        """Where it is read from, in the words of its own settings."""
        known = self.connection.settings
        host = f"{known['user']} · {known['host']}" if "host" in known and "user" in known else ""
        return host or str(known.get("path") or known.get("host") or "")


def connected_sources() -> tuple[ConnectedSource, ...]:
    """Return what is connected, by name. One that is removed meanwhile is left out."""
    connections, found = Connections(Path(settings.CASEWRIGHT_HOME)), []
    for name in connections.names():
        try:
            found.append(ConnectedSource(connections.get(name), connections.state(name)))
        except ConnectionUnknownError:
            continue
    return tuple(found)
