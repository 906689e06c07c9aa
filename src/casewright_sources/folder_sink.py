"""A folder that keeps what arrives, for those who read without a desk (`casewright run FOLDER`)."""

import hashlib
import os
import re
import tempfile
from pathlib import Path, PurePosixPath

__all__ = ["FolderSink"]

_UNSAFE = re.compile(r"[^\w.@+-]+")
_LONGEST = 50  # a sign may take four bytes, and a name 255
_SHOWN = 16


class FolderSink:
    """Keeps each content as one file whose name begins with its digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self, name: str, content: bytes) -> bool:
        """Write the file, whole or not at all. Content that is there under any name is not written again."""
        shown = hashlib.sha256(content).hexdigest()[:_SHOWN]
        if any(self._folder.glob(f"{shown}-*")):
            return False
        plain = _UNSAFE.sub("_", PurePosixPath(name).name).lstrip(".")[-_LONGEST:] or "content"
        handle, beside = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(self._folder / f"{shown}-{plain}")
        return True
