"""Where the lake's files lie: a folder here; an object store in `objects`. A file is there whole or not at all."""

import os
from pathlib import Path
from typing import Protocol

from casewright.evidence.log.durable import make_folder, sync_folder
from casewright.lake.errors import FileLostError

__all__ = ["FolderStore", "LakeStore"]


class LakeStore(Protocol):
    """Files by name, with slashes as in a path. A name with a digest always has the same content."""

    def keep(self, name: str, draft: Path) -> None:
        """Take a finished draft over under its name, durably. The draft is gone on return."""

    def path(self, name: str) -> Path:
        """Return where the file can be read. Raise FileLostError."""

    def has(self, name: str) -> bool:
        """Say whether the file is there."""

    def names(self, prefix: str) -> list[str]:
        """Return the names that begin with a folder, in order."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""


class FolderStore:
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, draft: Path) -> None:
        """Sync, rename, and sync the names."""
        path = self._folder / name
        make_folder(path.parent)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)

    def path(self, name: str) -> Path:
        """Return the file itself."""
        path = self._folder / name
        if not path.is_file():
            raise FileLostError(name)
        return path

    def has(self, name: str) -> bool:
        """Look."""
        return (self._folder / name).is_file()

    def names(self, prefix: str) -> list[str]:
        """List files; drafts are hidden and left out."""
        found = (path for path in (self._folder / prefix).rglob("*") if path.is_file() and path.name[:1] != ".")
        return sorted(path.relative_to(self._folder).as_posix() for path in found)

    def remove(self, name: str) -> None:
        """Unlink."""
        (self._folder / name).unlink(missing_ok=True)
