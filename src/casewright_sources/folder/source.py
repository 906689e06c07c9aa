"""Files as they appear below a path. What is still being written is left for the next pass.

The cursor is the latest change time of what was kept. That time belongs to the file system (it moves when a file is
written, renamed or moved in), so that an old file dropped in today is seen.
"""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casewright.domain.words import Words
from casewright.intake.mailbox_files import mails_of, starts_as_mbox
from casewright_sources.connections import Connection
from casewright_sources.errors import SourceError
from casewright_sources.port import Arrival

__all__ = ["FolderSource", "FoundFile", "open_source"]

_SETTLED_SECONDS = 2.0
_OVERLAP_NS = 10_000_000_000
"""How far before the cursor is looked again: longer than a file that was being written could lie behind it."""
_POLL_SECONDS = 2.0
_MAILDIR = ("cur", "new", "tmp")


@dataclass(frozen=True, slots=True, order=True)
class FoundFile:
    """One file as it stood when it was looked at."""

    changed_ns: int
    path: str
    size: int
    written_ns: int


class FolderSource:
    """Reads a path again and again. In a Maildir `tmp` is left out, as its rules say."""

    def __init__(self, name: str, path: Path) -> None:
        self._name, self._path = name, path
        self._seen: dict[str, FoundFile] = {}

    def arrivals(self, cursor: str | None) -> Iterator[Arrival]:
        """Yield every file that changed after the cursor, in the order of change. One that fails holds up no other."""
        since = int(cursor) if cursor and cursor.isdecimal() else 0
        fresh = [one for one in self.files() if one.changed_ns > since - _OVERLAP_NS]
        fresh = [one for one in sorted(fresh) if self._seen.get(one.path) != one and _is_settled(one, time.time_ns())]
        failed: SourceError | None = None
        for number, one in enumerate(fresh, 1):
            try:
                yield from self._contents(one, str(since), len(fresh) - number)
            except OSError as error:
                failed = failed or _unreadable(Path(one.path), error)
                continue
            since = max(since, one.changed_ns)
            self._seen[one.path] = one
            yield Arrival(str(since), left=len(fresh) - number)
        if failed is not None:
            raise failed

    def wait(self, seconds: float) -> None:
        """Wait a moment; looking is cheap."""
        time.sleep(min(seconds, _POLL_SECONDS))

    def close(self) -> None:
        """Nothing is held."""

    def _contents(self, one: FoundFile, cursor: str, left: int) -> Iterator[Arrival]:
        """Yield a file whole, or the mails of an mbox one by one: it grows, and its old mails are not new ones."""
        path = Path(one.path)
        shown = f"{self._name}/{path.relative_to(self._path).as_posix() if path != self._path else path.name}"
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return  # taken away between looking and opening
        with file:
            if starts_as_mbox(file):
                for number, mail in enumerate(mails_of(file), 1):
                    yield Arrival(cursor, f"{shown}!/{number}.eml", mail, left)
            else:
                yield Arrival(cursor, shown, file.read(), left)

    def files(self) -> Iterator[FoundFile]:
        """Yield every file below the path as it stands. Raise SourceError."""
        try:
            if self._path.is_file():
                yield from _found(self._path)
                return
            self._path.stat()  # os.walk would pass over a folder that is missing
        except OSError as error:
            raise _unreadable(self._path, error) from error
        for root, folders, names in os.walk(self._path):
            maildir = all((Path(root) / name).is_dir() for name in _MAILDIR)
            # a Maildir keeps its folders in others whose names begin with a dot
            folders[:] = sorted(name for name in folders if (name != "tmp" if maildir else not name.startswith(".")))
            for name in names:
                if not name.startswith(".") and not (maildir and name.startswith("dovecot")):
                    yield from _found(Path(root) / name)


def _found(path: Path) -> Iterator[FoundFile]:
    """Yield the file unless it is none, or is gone again."""
    try:
        known = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISREG(known.st_mode):
        yield FoundFile(known.st_ctime_ns, str(path), known.st_size, known.st_mtime_ns)


def _is_settled(one: FoundFile, at_ns: int) -> bool:
    """Say whether nobody wrote to the file for a moment. Mails in a Maildir come whole and need not wait."""
    folder = Path(one.path).parent
    age_ns = at_ns - one.written_ns
    whole = folder.name in _MAILDIR and (folder.parent / "tmp").is_dir()
    return whole or age_ns < 0 or age_ns > _SETTLED_SECONDS * 1e9


def _unreadable(path: Path, error: OSError) -> SourceError:
    why = error.strerror or type(error).__name__
    return SourceError(
        Words(
            f"{path} cannot be read ({why}). Check that it is there and that this user may read it.",
            f"无法读取 {path}（{why}）。请确认它存在，并且当前用户有读取权限。",
        )
    )


def open_source(connection: Connection, secret: str | None) -> FolderSource:
    """Return the source of a connected path."""
    del secret
    return FolderSource(connection.name, Path(connection.settings["path"]))
