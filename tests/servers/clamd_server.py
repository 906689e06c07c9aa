"""A clamd on a local socket that takes INSTREAM, and finds a virus wherever the word stands."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

__all__ = ["ClamdServer", "clamd_server"]


class ClamdServer:
    """Answers each connection as clamd does. `asked` are the contents it was sent; `most` bytes are taken of each."""

    def __init__(self, path: Path, most: int) -> None:
        self.address, self.most = str(path), most
        self.asked: list[bytes] = []
        self._closing = False
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(self.address)
        self._server.listen()
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._closing = True
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as last:
            last.connect(self.address)
        self._thread.join(5)
        self._server.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._server.accept()
            with connection:
                if self._closing:
                    return
                connection.sendall(self._answer(connection))

    def _answer(self, connection: socket.socket) -> bytes:
        with connection.makefile("rb") as wire:
            assert wire.read(10) == b"zINSTREAM\0"
            content = b""
            while length := int.from_bytes(wire.read(4)):
                if len(content) + length > self.most:
                    return b"INSTREAM size limit exceeded. ERROR\0"
                content += wire.read(length)
        self.asked.append(content)
        return b"stream: Made.Up FOUND\0" if b"virus" in content else b"stream: OK\0"


@contextmanager
def clamd_server(folder: Path, *, most: int = 1 << 30) -> Iterator[ClamdServer]:
    server = ClamdServer(folder / "clamd.ctl", most)
    try:
        yield server
    finally:
        server.close()
