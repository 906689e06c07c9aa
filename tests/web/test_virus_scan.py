"""The desk speaks to a clamd over a local socket, and says so when none answers."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from casewright.evidence.safety.antivirus import ScannerSilentError
from casewright_web.virus_scan import clamd_at


def _serve(server: socket.socket) -> None:
    """Answer one INSTREAM as clamd does: found when the bytes hold the word virus."""
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as wire:
        assert wire.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(wire.read(4)):
            content += wire.read(length)
        connection.sendall(b"stream: Made.Up FOUND\0" if b"virus" in content else b"stream: OK\0")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    path = str(tmp_path / "clamd.ctl")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(path)
        server.listen()
        thread = Thread(target=_serve, args=(server,))
        thread.start()
        yield path
        thread.join(5)


def test_a_virus_is_named(address: str) -> None:
    assert clamd_at(address).virus_in(b"x" * 200_000 + b"virus") == "Made.Up"


def test_a_clean_file_passes(address: str) -> None:
    assert clamd_at(address).virus_in(b"harmless") is None


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1"], ids=["path", "port"])
def test_nobody_listening_is_said_and_not_taken_for_clean(address: str) -> None:
    with pytest.raises(ScannerSilentError):
        clamd_at(address, seconds=1).virus_in(b"harmless")
