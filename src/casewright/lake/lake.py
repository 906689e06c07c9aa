"""A lake: originals, record files, manifests and what was compacted, in a folder or an object store."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casewright.evidence.log.durable import make_folder, sweep
from casewright.lake.errors import LakeVersionError, NoLakeError
from casewright.lake.manifests import Manifest
from casewright.lake.schema import SCHEMA_VERSION
from casewright.lake.store import FolderStore, LakeStore

__all__ = ["Compacted", "Lake", "TableFiles", "folder_lake", "original_name", "record_name"]

_HEADER = "lake.json"
_OWNER_ONLY = 0o600


def original_name(digest: str) -> str:
    """Return where the original bytes with this SHA-256 lie."""
    return f"originals/{digest[:2]}/{digest}"


def record_name(table: str, digest: str) -> str:
    """Return where the records of one import lie."""
    return f"records/{table}/{digest}.parquet"


@dataclass(frozen=True, slots=True)
class Compacted:
    """One sorted file of a table, and the imports whose records it holds. `before` is the file it took the place of."""

    file: str
    sha256: str
    records: int
    covers: frozenset[str]
    before: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "records": self.records,
            "covers": sorted(self.covers),
            "before": self.before,
        }


@dataclass(frozen=True, slots=True)
class TableFiles:
    """The files that together hold a table: the compacted one, if any, and those of later imports."""

    compacted: Compacted | None
    later: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every file."""
        return (*([self.compacted.file] if self.compacted else []), *self.later)


@dataclass(slots=True)
class Lake:
    """`scratch` is a local folder for drafts, `where` what a person calls the lake's place, if that is another.

    Manifests never change, so those seen once are remembered.
    """

    store: LakeStore
    scratch: Path
    where: str = ""
    _seen: dict[str, Manifest] = field(default_factory=dict)

    def begin(self) -> None:
        """Make a new lake's header, or check that of an existing one; remove what killed imports left half-written."""
        make_folder(self.scratch)
        sweep(self.scratch)
        if self.store.has(_HEADER):
            self.check()
        else:
            self.put(_HEADER, json.dumps({"casewright": "lake", "version": SCHEMA_VERSION}).encode() + b"\n")

    def check(self) -> None:
        """Raise NoLakeError or LakeVersionError when this version cannot read what is there."""
        if not self.store.has(_HEADER):
            raise NoLakeError(self.where or str(self.scratch.parent))
        version = json.loads(self.store.path(_HEADER).read_bytes()).get("version")
        if version != SCHEMA_VERSION:
            raise LakeVersionError(version, SCHEMA_VERSION)

    def put(self, name: str, content: bytes) -> None:
        """Write a small file, whole; one of the same name is replaced."""
        with self.draft() as draft:
            draft.write_bytes(content)
            self.store.keep(name, draft)

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Give the path of an empty file that is gone afterwards unless it was kept."""
        make_folder(self.scratch)
        handle, name = tempfile.mkstemp(dir=self.scratch, prefix=".new-")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.fchmod(handle, _OWNER_ONLY)
            yield Path(name)
        finally:
            os.close(handle)
            with suppress(FileNotFoundError):
                Path(name).unlink()

    def manifest(self, digest: str) -> Manifest | None:
        """Return what the import of a file brought; None when it was never imported."""
        if digest not in self._seen:
            name = f"imports/{digest}.json"
            if not self.store.has(name):
                return None
            self._seen[digest] = Manifest.from_bytes(self.store.path(name).read_bytes())
        return self._seen[digest]

    def commit(self, manifest: Manifest) -> None:
        """Write the manifest: from now on the import has happened."""
        self.put(f"imports/{manifest.digest}.json", manifest.to_bytes())

    def manifests(self) -> list[Manifest]:
        """Return every import, the oldest first."""
        digests = (Path(name).stem for name in self.store.names("imports"))
        found = [one for digest in digests if (one := self.manifest(digest)) is not None]
        return sorted(found, key=lambda one: (one.imported_at, one.digest))

    def compacted(self, table: str) -> Compacted | None:
        """Return the sorted file of a table, if there is one."""
        name = f"compacted/{table}.json"
        if not self.store.has(name):
            return None
        wire = json.loads(self.store.path(name).read_bytes())
        return Compacted(wire["file"], wire["sha256"], wire["records"], frozenset(wire["covers"]), wire["before"])

    def files(self, table: str) -> TableFiles:
        """Return the files that hold a table."""
        compacted = self.compacted(table)
        covered = compacted.covers if compacted else frozenset()
        later = [
            file.name
            for manifest in self.manifests()
            if manifest.digest not in covered
            for file in manifest.files
            if file.table == table
        ]
        return TableFiles(compacted, tuple(later))


def folder_lake(folder: Path) -> Lake:
    """Return the lake in a folder; nothing is written before something is imported."""
    return Lake(FolderStore(folder), folder / "drafts")
