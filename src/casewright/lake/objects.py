"""The lake's files in an S3 bucket, or whatever else obstore opens. Files never change: one read once is kept here."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from casewright.evidence.log.durable import make_folder
from casewright.lake.errors import BucketError, FileLostError, NoBucketError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

__all__ = ["ObjectStoreFiles"]

_CHANGING = ("lake.json", "compacted/")
"""Small files that are replaced; a copy of one may be old."""


@contextmanager
def _in_words() -> Iterator[None]:
    """Let what is not there pass as it is; tell everything else as a person can act on it."""
    from obstore.exceptions import BaseError  # noqa: PLC0415 - heavy

    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise BucketError(str(error).split("\n", 1)[0][:200]) from error


class ObjectStoreFiles:
    """Objects below a prefix, and a local folder for copies of those that were read."""

    def __init__(self, store: "ObjectStore", copies: Path, prefix: str = "lake") -> None:
        self._store, self._copies, self._prefix = store, copies, prefix.strip("/")

    def keep(self, name: str, draft: Path) -> None:
        """Upload; a store takes an object whole or not at all. The draft becomes the local copy."""
        import obstore  # noqa: PLC0415 - heavy; only who keeps the lake in a bucket pays

        with _in_words():
            try:
                obstore.put(self._store, self._name(name), draft)
            except FileNotFoundError as error:  # nothing can be missing but the bucket itself
                raise NoBucketError(self._name(name)) from error
        copy = self._copies / name
        make_folder(copy.parent)
        draft.replace(copy)

    def path(self, name: str) -> Path:
        """Return the local copy; fetch it when there is none, or when it may be old."""
        copy = self._copies / name
        if copy.is_file() and not self._changes(name):
            return copy
        import obstore  # noqa: PLC0415 - heavy

        try:
            with _in_words():
                found = obstore.get(self._store, self._name(name))
        except FileNotFoundError as error:
            raise FileLostError(name) from error
        make_folder(copy.parent)
        draft = copy.with_name(f".new-{copy.name}")
        with _in_words(), draft.open("wb") as file:
            for piece in found.stream():
                file.write(piece)
        draft.replace(copy)
        return copy

    def has(self, name: str) -> bool:
        """Ask the store."""
        import obstore  # noqa: PLC0415 - heavy

        try:
            with _in_words():
                obstore.head(self._store, self._name(name))
        except FileNotFoundError:
            return False
        return True

    def names(self, prefix: str) -> list[str]:
        """List the objects below a folder."""
        import obstore  # noqa: PLC0415 - heavy

        with _in_words():
            listed = obstore.list(self._store, prefix=self._name(prefix)).collect()
        return sorted(found["path"].removeprefix(self._name("")) for found in listed)

    def remove(self, name: str) -> None:
        """Delete the object and its copy."""
        import obstore  # noqa: PLC0415 - heavy

        with suppress(FileNotFoundError), _in_words():
            obstore.delete(self._store, self._name(name))
        (self._copies / name).unlink(missing_ok=True)

    def _name(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    @staticmethod
    def _changes(name: str) -> bool:
        return name.startswith(_CHANGING) and name.endswith(".json")
