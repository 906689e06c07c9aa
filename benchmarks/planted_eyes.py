"""Eyes that remember: what was seen in a picture is kept by the picture's digest, and not looked at twice."""

import hashlib
from pathlib import Path

import msgspec

from casewright.evidence.readers.eyes import Eyes
from casewright.evidence.readers.page import SeenLine
from casewright.evidence.safety.answers import Raster

__all__ = ["RememberingEyes"]


class RememberingEyes:
    """Looks once at each picture; with a folder, what was seen outlives the run."""

    def __init__(self, eyes: Eyes, folder: Path | None = None) -> None:
        self._eyes, self._folder = eyes, folder
        self._seen: dict[str, tuple[SeenLine, ...]] = {}
        self.looked = 0

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        """Return the lines of text in a picture."""
        size = f"{picture.width}x{picture.height}x{picture.channels}/{turns}/".encode()
        key = hashlib.sha256(size + picture.pixels).hexdigest()
        if key not in self._seen:
            self._seen[key] = self._kept(key, picture, turns)
        return self._seen[key]

    def _kept(self, key: str, picture: Raster, turns: int) -> tuple[SeenLine, ...]:
        path = None if self._folder is None else self._folder / key
        if path is not None and path.is_file():
            return msgspec.json.decode(path.read_bytes(), type=tuple[SeenLine, ...])
        self.looked += 1
        lines = self._eyes.read(picture, turns)
        if path is not None:
            path.write_bytes(msgspec.json.encode(lines))
        return lines
