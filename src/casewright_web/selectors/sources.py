"""What was imported, newest first, with what the readers remarked."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Manager, QuerySet

from casewright.domain.marketplace import marketplace_by_amazon_id
from casewright_sources.connections import Connection, Connections, ConnectionState
from casewright_sources.errors import ConnectionUnknownError
from casewright_web.models import LakeImport, SourceFile, StoredFinding, StoredRecord

__all__ = [
    "ConnectedSource",
    "ImportedFile",
    "InnerFile",
    "SourcesPage",
    "connected_sources",
    "source_get",
    "source_list",
]

PAGE_ROWS = 50
FINDINGS_SHOWN = 20
INSIDE_SHOWN = 10
_LIST_ROW = r"!/[0-9]+\.json$"
"""How the rows of a team's list are named, each a file of its own: they are counted as records, not listed."""


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file that came inside an imported one, such as a sheet or an attachment, and how many records it gave."""

    name: str
    records: int


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """An imported file with what came inside it: its records and findings, and the first of the inner files.

    `findings` are the first; `remarks` counts all. `inside_more` counts the inner files that are not listed.
    """

    source: SourceFile
    records: int
    findings: tuple[StoredFinding, ...]
    remarks: int
    inside: tuple[InnerFile, ...]
    inside_more: int


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Some imported files, and the id to go on from when there are more."""

    rows: tuple[ImportedFile, ...]
    after: int | None


def source_list(*, after: int | None = None) -> SourcesPage:
    """Return imported files, newest first, each with the records and findings of all that came inside it."""
    rows = SourceFile.objects.filter(outer=None).order_by("-pk")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE_ROWS + 1])
    return SourcesPage(_with_inside(found[:PAGE_ROWS]), found[PAGE_ROWS - 1].pk if len(found) > PAGE_ROWS else None)


def _with_inside(sources: list[SourceFile]) -> tuple[ImportedFile, ...]:
    """Count what each file and those inside it gave; look closer only at files that have something to show."""
    own = [source.pk for source in sources]
    lake_imports = LakeImport.objects.filter(digest__in=[one.digest for one in sources]).order_by("-pk")
    in_lake = dict(lake_imports.values_list("digest", "records"))
    records, remarks = _counts(StoredRecord.objects, own), _counts(StoredFinding.objects, own)
    inside = Counter(
        dict(_inside(outer__in=own).values("outer").annotate(n=Count("pk")).order_by().values_list("outer", "n"))
    )
    return tuple(
        ImportedFile(
            source=one,
            records=in_lake.get(one.digest, records[one.pk]),
            findings=_first_findings(one) if remarks[one.pk] else (),
            remarks=remarks[one.pk],
            inside=_first_inside(one) if inside[one.pk] else (),
            inside_more=max(inside[one.pk] - INSIDE_SHOWN, 0),
        )
        for one in sources
    )


_DEPTHS = ("source", "source__outer", "source__outer__outer")
"""The file itself, a file inside it, such as a sheet, and a row of a list on that sheet."""


def _counts(rows: "Manager[Any]", sources: list[int]) -> Counter[int]:
    """Count rows by imported file, wherever inside it they stand: one query by depth, each led by an index."""
    found: Counter[int] = Counter()
    for depth in _DEPTHS:
        counted = rows.filter(**{f"{depth}__in": sources}).values(depth).annotate(n=Count("pk")).order_by()
        found.update(dict(counted.values_list(depth, "n")))
    return found


def _first_findings(source: SourceFile) -> tuple[StoredFinding, ...]:
    by_depth = (StoredFinding.objects.filter(**{depth: source}).order_by("pk")[:FINDINGS_SHOWN] for depth in _DEPTHS)
    return tuple(islice(chain.from_iterable(by_depth), FINDINGS_SHOWN))


def _inside(**where: object) -> QuerySet[SourceFile]:
    return SourceFile.objects.filter(**where).exclude(name__regex=_LIST_ROW)


def _first_inside(source: SourceFile) -> tuple[InnerFile, ...]:
    listed = _inside(outer=source).annotate(read=Count("records")).order_by("pk")[:INSIDE_SHOWN]
    return tuple(InnerFile(one.name.removeprefix(f"{source.name}!/"), one.read) for one in listed)


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
        site = marketplace_by_amazon_id(str(known.get("marketplace_id", "")))
        return host or str(known.get("path") or (site.site.capitalize() if site else ""))

    @property
    def checkable(self) -> bool:
        """Whether trying it says more than reading it does."""
        return self.connection.kind in {"amazon", "mailbox"}

    @property
    def changeable(self) -> bool:
        """Whether the desk has a form for it; one read by tokens is changed on the command line."""
        return self.checkable and not self.connection.settings.get("oauth")


def connected_sources() -> tuple[ConnectedSource, ...]:
    """Return what is connected, by name. One that is removed meanwhile is left out."""
    connections, found = Connections(Path(settings.CASEWRIGHT_HOME)), []
    for name in connections.names():
        try:
            found.append(ConnectedSource(connections.get(name), connections.state(name)))
        except ConnectionUnknownError:
            continue
    return tuple(found)
