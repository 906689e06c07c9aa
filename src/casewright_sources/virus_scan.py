"""The connection to a clamd that the operator runs: a local socket path, or host and port."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from casewright.evidence.safety.antivirus import Clamd, Wire

__all__ = ["clamd_at"]

_SECONDS = 60.0


class _SocketWire:
    """An open socket that times out rather than waits for ever."""

    def __init__(self, opened: socket.socket) -> None:
        self._opened = opened

    def send(self, data: bytes, /) -> None:
        self._opened.sendall(data)

    def receive(self, most: int, /) -> bytes:
        return self._opened.recv(most)


def clamd_at(address: str, *, seconds: float = _SECONDS) -> Clamd:
    """Return the scanner at `/run/clamav/clamd.ctl` or `host:port`. Nothing is opened before the first file."""
    host, _, port = address.rpartition(":")

    @contextmanager
    def connect() -> Iterator[Wire]:
        if host and port.isdigit():
            opened = socket.create_connection((host, int(port)), timeout=seconds)
        else:
            opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with opened:
            if not (host and port.isdigit()):
                opened.settimeout(seconds)
                opened.connect(address)
            yield _SocketWire(opened)

    return Clamd(connect)
