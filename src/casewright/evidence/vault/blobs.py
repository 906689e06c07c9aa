"""Where sealed bytes lie: by their digest, written once, never again. A folder here; an object store in `objects`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from casewright.evidence.log.durable import sweep, write_once
from casewright.evidence.vault.digest import Algorithm, Digest
from casewright.evidence.vault.errors import BlobDamagedError, DigestError

__all__ = ["BlobStore", "FolderBlobs", "MemoryBlobs"]


class BlobStore(Protocol):
    """Bytes by digest. Nothing is ever overwritten or removed: forgetting is done by the key."""

    def put(self, digest: Digest, content: bytes) -> bool:
        """Keep the content durably and say whether it is new. Raise BlobDamagedError when other bytes lie there."""

    def get(self, digest: Digest) -> bytes | None:
        """Return what lies under the digest, unchecked; None when nothing does."""

    def digests(self) -> Iterator[Digest]:
        """Give every digest under which something lies."""

    def sweep(self) -> int:
        """Remove what killed writers left half-written, and return how many pieces."""


class FolderBlobs:
    """One read-only file per digest: `sha256/0f/0f3a…`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, digest: Digest, content: bytes) -> bool:
        """Write, sync, and link under the final name, which fails where there is one already."""
        path = self._path(digest)
        if write_once(path, content):
            return True
        if path.read_bytes() != content:
            raise BlobDamagedError(str(digest))
        return False

    def get(self, digest: Digest) -> bytes | None:
        """Read the file."""
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def digests(self) -> Iterator[Digest]:
        """Read the file names."""
        for algorithm in Algorithm:
            for path in sorted((self._folder / algorithm).glob("??/*")):
                try:
                    yield Digest(algorithm, path.name)
                except DigestError:
                    continue

    def sweep(self) -> int:
        """Remove drafts that nobody is writing."""
        return sum(sweep(folder) for folder in self._folder.glob("*/??"))

    def _path(self, digest: Digest) -> Path:
        return self._folder / digest.algorithm / digest.value[:2] / digest.value


class MemoryBlobs:
    """Blobs that are gone with the process: for tests and for checking a copy."""

    def __init__(self) -> None:
        self.held: dict[Digest, bytes] = {}

    def put(self, digest: Digest, content: bytes) -> bool:
        """Keep."""
        if self.held.setdefault(digest, content) != content:
            raise BlobDamagedError(str(digest))
        return self.held[digest] is content

    def get(self, digest: Digest) -> bytes | None:
        """Return."""
        return self.held.get(digest)

    def digests(self) -> Iterator[Digest]:
        """Give."""
        yield from sorted(self.held)

    def sweep(self) -> int:
        """Nothing here is ever half-written."""
        return 0
