"""The blob store in an S3 bucket, or whatever else obstore opens. Writes only create, so nothing is overwritten."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from casewright.evidence.vault.digest import Digest
from casewright.evidence.vault.errors import BlobDamagedError, DigestError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

__all__ = ["ObjectBlobs"]


class ObjectBlobs:
    """One object per digest: `<prefix>/sha256/0f3a…`. The store takes an object whole or not at all."""

    def __init__(self, store: "ObjectStore", prefix: str = "vault") -> None:
        self._store, self._prefix = store, prefix.strip("/")

    def put(self, digest: Digest, content: bytes) -> bool:
        """Create the object; one that stands already must hold the same bytes."""
        import obstore  # noqa: PLC0415 - heavy; only who keeps exhibits in a bucket pays
        from obstore.exceptions import AlreadyExistsError  # noqa: PLC0415 - heavy

        try:
            obstore.put(self._store, self._name(digest), content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            if self.get(digest) != content:
                raise BlobDamagedError(str(digest)) from None
            return False
        return True

    def get(self, digest: Digest) -> bytes | None:
        """Fetch the object."""
        import obstore  # noqa: PLC0415 - heavy

        try:
            return bytes(obstore.get(self._store, self._name(digest)).bytes())
        except FileNotFoundError:
            return None

    def digests(self) -> Iterator[Digest]:
        """List the bucket."""
        import obstore  # noqa: PLC0415 - heavy

        for page in obstore.list(self._store, self._prefix):
            for found in page:
                try:
                    yield Digest.from_text(":".join(found["path"].rsplit("/", 2)[-2:]))
                except DigestError:
                    continue

    def sweep(self) -> int:
        """An object store shows no half-written objects."""
        return 0

    def _name(self, digest: Digest) -> str:
        return f"{self._prefix}/{digest.algorithm}/{digest.value}"
