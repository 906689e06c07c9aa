"""Where the log's bytes lie: one growing text of lines, durable when `append` returns, with one writer at a time."""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from casewright.evidence.log.durable import make_folder, sync_folder, write_once
from casewright.evidence.log.errors import LogDamagedError

__all__ = ["FolderJournal", "Journal", "MemoryJournal"]

_FILE = "journal"
_LOCK = "lock"
_ASIDE = "unfinished"


class Journal(Protocol):
    """A text that only grows. An end that was never finished may be set aside, which keeps it elsewhere."""

    def read(self, offset: int, limit: int | None = None) -> bytes:
        """Return what stands from an offset on, at most `limit` bytes; nothing where nothing is."""

    def append(self, offset: int, content: bytes) -> None:
        """Add at the end, which must be at `offset`. It is durable on return."""

    def set_aside(self, offset: int) -> None:
        """Move what stands from an offset on out of the text, and keep it."""

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer within the context, among all threads and processes."""


class FolderJournal:
    """A journal as a file in a folder of its own; the lock is beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / _FILE
        self._threads = threading.Lock()

    def read(self, offset: int, limit: int | None = None) -> bytes:
        """Return what stands from an offset on."""
        try:
            with self._path.open("rb") as file:
                file.seek(offset)
                return file.read(-1 if limit is None else limit)
        except FileNotFoundError:
            return b""

    def append(self, offset: int, content: bytes) -> None:
        """Add at the end and wait for the disk. What could not be written whole is taken back. Raise OSError."""
        new = not self._path.exists()
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size != offset:
                raise LogDamagedError(0, f"its file does not end at byte {offset}, as it did a moment ago")
            try:
                _write(handle, offset, content)
                os.fdatasync(handle)
            except OSError:
                os.ftruncate(handle, offset)
                raise
        finally:
            os.close(handle)
        if new:
            sync_folder(self._folder)

    def set_aside(self, offset: int) -> None:
        """Copy the unfinished end into a folder beside the journal, then cut it off."""
        torn = self.read(offset)
        write_once(self._folder / _ASIDE / f"{offset:020d}-{hashlib.sha256(torn).hexdigest()[:16]}", torn)
        handle = os.open(self._path, os.O_WRONLY)
        try:
            os.ftruncate(handle, offset)
            os.fsync(handle)
        finally:
            os.close(handle)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock file; it falls free when the process ends, however it ends."""
        make_folder(self._folder)
        with self._threads, (self._folder / _LOCK).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class MemoryJournal:
    """A journal that is gone with the process: for tests and for checking a copy."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = bytearray(content)
        self.aside: list[bytes] = []
        self._lock = threading.Lock()

    def read(self, offset: int, limit: int | None = None) -> bytes:
        """Return what stands from an offset on."""
        return bytes(self.content[offset : None if limit is None else offset + limit])

    def append(self, offset: int, content: bytes) -> None:
        """Add at the end."""
        if offset != len(self.content):
            raise LogDamagedError(0, f"its text does not end at byte {offset}, as it did a moment ago")
        self.content += content

    def set_aside(self, offset: int) -> None:
        """Cut the end off and keep it."""
        self.aside.append(self.read(offset))
        del self.content[offset:]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock."""
        with self._lock:
            yield


def _write(handle: int, offset: int, content: bytes) -> None:
    done = 0
    while done < len(content):
        done += os.pwrite(handle, content[done:], offset + done)
