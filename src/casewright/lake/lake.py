"""A lake: originals, record files, manifests and what was compacted, in a folder or an object store."""

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casewright.evidence.log.durable import make_folder, sweep
from casewright.lake.errors import LakeVersionError, NoLakeError
from casewright.lake.manifests import FIRST_SCHEMA, Manifest
from casewright.lake.schema import SCHEMA_VERSION
from casewright.lake.store import FolderStore, LakeStore

__all__ = ["Compacted", "Lake", "TableFiles", "digest_in", "folder_lake", "original_name", "record_name"]

_HEADER = "lake.json"
_OWNER_ONLY = 0o600


def original_name(digest: str) -> str:
    """Return where the original bytes with this SHA-256 lie."""
    return f"originals/{digest[:2]}/{digest}"


def record_name(table: str, digest: str) -> str:
    """Return where the records of one import lie."""
    return f"records/{table}/{digest}.parquet"


def _manifest_names(digest: str) -> tuple[str, ...]:
    """Return where the manifest of an import may lie: written anew for a later schema, or as it was first written."""
    later = (f"imports/{digest}.{schema}.json" for schema in range(SCHEMA_VERSION, FIRST_SCHEMA, -1))
    return (*later, f"imports/{digest}.json")


def digest_in(name: str) -> str:
    """Return the digest in the name of a manifest or record file."""
    return Path(name).name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Compacted:
    """One sorted file of a table, and the imports whose records it holds. `before` is the file it took the place of.

    `schema` is the version of the record schema that it follows.
    """

    file: str
    sha256: str
    records: int
    covers: frozenset[str]
    before: str | None = None
    schema: int = SCHEMA_VERSION

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "records": self.records,
            "covers": sorted(self.covers),
            "before": self.before,
            "schema": self.schema,
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
        """Make a new lake's header, or check that of an existing one; remove what killed imports left half-written.

        From now on the lake may hold files of the present schema, which no older version of Casewright knows.
        """
        make_folder(self.scratch)
        sweep(self.scratch)
        if not self.store.has(_HEADER) or self.check() != SCHEMA_VERSION:
            self.put(_HEADER, json.dumps({"casewright": "lake", "version": SCHEMA_VERSION}).encode() + b"\n")

    def check(self) -> int:
        """Return the lake's schema. Raise NoLakeError, or LakeVersionError where this version cannot read it."""
        if not self.store.has(_HEADER):
            raise NoLakeError(self.where or str(self.scratch.parent))
        version = json.loads(self.store.path(_HEADER).read_bytes()).get("version")
        if not isinstance(version, int) or not FIRST_SCHEMA <= version <= SCHEMA_VERSION:
            raise LakeVersionError(version, SCHEMA_VERSION)
        return version

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
        return self._manifest(digest, self.store.has)

    def _manifest(self, digest: str, stands: Callable[[str], bool]) -> Manifest | None:
        if digest not in self._seen:
            name = next(filter(stands, _manifest_names(digest)), None)
            if name is None:
                return None
            self._seen[digest] = Manifest.from_bytes(self.store.path(name).read_bytes())
        return self._seen[digest]

    def commit(self, manifest: Manifest) -> None:
        """Write the manifest: from now on the import has happened."""
        self.put(f"imports/{manifest.digest}.json", manifest.to_bytes())

    def commit_anew(self, manifest: Manifest) -> None:
        """Write the manifest of an import whose files were written anew, beside the old one, which it outdoes."""
        self.put(_manifest_names(manifest.digest)[0], manifest.to_bytes())
        self._seen[manifest.digest] = manifest

    def manifests(self) -> list[Manifest]:
        """Return every import, the oldest first."""
        names = set(self.store.names("imports"))
        found = [self._manifest(digest, names.__contains__) for digest in {digest_in(name) for name in names}]
        return sorted(filter(None, found), key=lambda one: (one.imported_at, one.digest))

    def digests(self) -> list[str]:
        """Return the digests of all imports, the oldest first."""
        return [manifest.digest for manifest in self.manifests()]

    def compacted(self, table: str) -> Compacted | None:
        """Return the sorted file of a table, if there is one."""
        name = f"compacted/{table}.json"
        if not self.store.has(name):
            return None
        wire = json.loads(self.store.path(name).read_bytes())
        schema, covers = wire.get("schema", FIRST_SCHEMA), frozenset(wire["covers"])
        return Compacted(wire["file"], wire["sha256"], wire["records"], covers, wire["before"], schema)

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
