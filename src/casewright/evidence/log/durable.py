"""Files that are written once and are on the disk when the call returns."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["READ_ONLY", "make_folder", "sweep", "sync_folder", "write_once"]

READ_ONLY = 0o440
_NEW = ".new-"


def write_once(path: Path, content: bytes, mode: int = READ_ONLY) -> bool:
    """Write a file unless there is one, and say whether this call wrote it. A half-written file is never seen.

    The name is on the disk on return even where another process wrote it a moment ago.
    """
    make_folder(path.parent)
    with _draft(path.parent) as (handle, draft):
        _write(handle, content, path)
        os.fchmod(handle, mode)
        os.fsync(handle)
        try:
            os.link(draft, path)
            new = True
        except FileExistsError:
            new = False
    sync_folder(path.parent)
    return new


def sweep(folder: Path) -> int:
    """Remove drafts that killed processes left in a folder, and return how many. Drafts in work are left alone."""
    swept = 0
    for path in folder.glob(f"{_NEW}*"):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            swept += 1
    return swept


def make_folder(folder: Path) -> None:
    """Make a folder with its parents, each on the disk before the next."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _draft(folder: Path) -> Iterator[tuple[int, str]]:
    """Give an empty file under a passing name, locked against `sweep`."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_NEW)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            break
        os.close(handle)  # swept between its birth and its lock
    try:
        yield handle, name
    finally:
        os.close(handle)
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _write(handle: int, content: bytes, path: Path) -> None:
    view = memoryview(content)
    try:
        while view:
            view = view[os.write(handle, view) :]
    except OSError as error:
        error.filename = str(path)  # a full disk names no file by itself
        raise
