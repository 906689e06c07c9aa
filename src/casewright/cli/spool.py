"""The bytes of a folder that is too large for memory wait in a temporary file until somebody looks at them."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from casewright.intake import SourceFile

__all__ = ["SPOOLED_FROM_BYTES", "Spool", "is_large"]

SPOOLED_FROM_BYTES = 128 * 1024 * 1024
"""From this size on the files of a folder are not held in memory all together."""


class _Spooled(SourceFile):
    """A file whose bytes are read anew whenever they are looked at."""

    __slots__ = ("_number", "_size", "_start")

    def __init__(self, name: str, number: int, start: int, size: int) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_start", start)
        object.__setattr__(self, "_size", size)

    @property
    def content(self) -> bytes:
        """The whole bytes; the system hands out no more than 2 GB at once."""
        number, start, size = self._number, self._start, self._size  # type: ignore[attr-defined]  # slots, set above
        found = os.pread(number, size, start)
        while len(found) < size and (more := os.pread(number, size - len(found), start + len(found))):
            found += more
        return found


class Spool:
    """A temporary file without a name: it is gone when it is closed, or when the process ends in whatever way."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="casewright-")  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def keep(self, file: SourceFile) -> SourceFile:
        """Return the same file with its bytes in the spool."""
        if isinstance(file, _Spooled):
            return file
        start = self._file.tell()
        self._file.write(file.content)
        self._file.flush()
        return _Spooled(file.name, self._file.fileno(), start, self._file.tell() - start)


def is_large(paths: Iterable[Path]) -> bool:
    """Say whether files together are too large to be held in memory. One that is gone counts nothing."""
    return sum(path.stat().st_size for path in paths if path.exists()) >= SPOOLED_FROM_BYTES
