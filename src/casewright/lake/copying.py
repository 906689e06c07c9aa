"""Copy a file into the lake, looking at its bytes on the way."""

import hashlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import polars as pl

__all__ = ["Copied", "copied", "is_utf8"]

_PIECE = 4 * 1024 * 1024
_TOLD_EACH = 4
"""How many pieces are copied from one word on how far it is to the next."""
_BEHIND = 4
"""So many pieces the digest may be behind: threads that wait for each other at every piece wait more than they work."""
_LEAD, _LEADS = 0b1100_0000, ((0b1110_0000, 2), (0b1111_0000, 3), (0b1111_1000, 4))
"""How a character of more than one byte begins: the least such byte, and below which byte it has how many."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was seen of a file while it was copied: its SHA-256, and whether all of it is UTF-8."""

    digest: str
    utf8: bool

    @classmethod
    def of(cls, content: bytes) -> "Copied":
        """Look at bytes that are no file."""
        utf8 = _Utf8()
        utf8.take(content)
        return cls(hashlib.sha256(content).hexdigest(), utf8.whole())


def is_utf8(content: bytes) -> bool:
    """Say whether bytes are UTF-8."""
    if content.isascii():
        return True
    try:
        pl.Series([content], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    return True


class _Utf8:
    """Says of bytes that come piece by piece whether they are UTF-8."""

    def __init__(self) -> None:
        self._begun = b""
        self._broken = False

    def take(self, piece: bytes) -> None:
        """Look at the next piece; a character that it only begins is looked at with the one after."""
        if self._broken:
            return
        piece = self._begun + piece
        whole = len(piece) - _begun_bytes(piece[-3:])
        self._begun = piece[whole:]
        self._broken = not is_utf8(piece[:whole])

    def whole(self) -> bool:
        """Say it of all that came."""
        return not self._broken and not self._begun


def _begun_bytes(last: bytes) -> int:
    """Return how many of the last three bytes begin a character that goes on after them."""
    for back, byte in enumerate(reversed(last), 1):
        if byte >= _LEAD:
            return back if back < next((size for below, size in _LEADS if byte < below), 0) else 0
    return 0


def copied(source: Path, draft: Path, told: Callable[[int], None]) -> Copied:
    """Copy a file; its bytes are looked at beside the copying. `told` hears now and then how many bytes are done."""
    digest, utf8, done = hashlib.sha256(), _Utf8(), 0
    behind: deque[Future[None]] = deque()
    with source.open("rb") as file, draft.open("wb") as copy, ThreadPoolExecutor(1) as beside:
        for number in count():
            piece = file.read(_PIECE)
            if not piece:
                break
            behind.append(beside.submit(digest.update, piece))
            copy.write(piece)
            utf8.take(piece)
            done += len(piece)
            if len(behind) > _BEHIND:
                behind.popleft().result()
            if number % _TOLD_EACH == 0:
                told(done)
    return Copied(digest.hexdigest(), utf8.whole())
