"""An optional virus scanner behind one small port, and the way clamd wants to be spoken to."""

import struct
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Clamd", "ScannerSilentError", "VirusScanner", "Wire"]

_CHUNK = 1 << 16
_LONGEST_ANSWER = 4096


class ScannerSilentError(Exception):
    """The scanner gave no usable answer; the file was not scanned."""


class VirusScanner(Protocol):
    """Looks at bytes."""

    def virus_in(self, content: bytes) -> str | None:
        """Return the name of what was found, or None. Raise ScannerSilentError when it does not answer."""


class Wire(Protocol):
    """An open connection to clamd; the shell opens it, since the core knows no network."""

    def send(self, data: bytes, /) -> None:
        """Send all of the data."""

    def receive(self, most: int, /) -> bytes:
        """Return some bytes, or none when the other side is done."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """The clamd daemon, asked by INSTREAM over a connection that `connect` opens."""

    connect: Callable[[], AbstractContextManager[Wire]]

    def virus_in(self, content: bytes) -> str | None:
        """Send the bytes in pieces and read the one line of answer."""
        try:
            with self.connect() as wire:
                answer = _answer(wire, content)
        except OSError as error:
            raise ScannerSilentError(error.strerror or str(error) or type(error).__name__) from None
        if answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        if answer.endswith("OK"):
            return None
        raise ScannerSilentError(answer or "no answer")


def _answer(wire: Wire, content: bytes) -> str:
    try:
        wire.send(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            piece = content[start : start + _CHUNK]
            wire.send(struct.pack(">I", len(piece)) + piece)
        wire.send(struct.pack(">I", 0))
    except OSError:
        told = _line(wire)  # a clamd that takes no more, as of too large a file, says why before it hangs up
        if told:
            return told
        raise
    return _line(wire)


def _line(wire: Wire) -> str:
    gathered = b""
    while len(gathered) < _LONGEST_ANSWER and b"\0" not in gathered:
        piece = wire.receive(_LONGEST_ANSWER)
        if not piece:
            break
        gathered += piece
    return gathered.split(b"\0")[0].decode("utf-8", "replace").strip()
