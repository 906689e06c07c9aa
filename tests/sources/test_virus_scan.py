"""The shell speaks to a clamd over a local socket, and says so when none answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from casewright.evidence.safety.antivirus import ScannerSilentError
from casewright_sources.virus_scan import clamd_at
from clamd_server import clamd_server


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with clamd_server(tmp_path) as server:
        yield server.address


def test_a_virus_is_named(address: str) -> None:
    assert clamd_at(address).virus_in(b"x" * 200_000 + b"virus") == "Made.Up"


def test_a_clean_file_passes(address: str) -> None:
    assert clamd_at(address).virus_in(b"harmless") is None


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1"], ids=["path", "port"])
def test_nobody_listening_is_said_and_not_taken_for_clean(address: str) -> None:
    with pytest.raises(ScannerSilentError):
        clamd_at(address, seconds=1).virus_in(b"harmless")


@pytest.mark.parametrize("size", [70_000, 20_000_000], ids=["little", "much"])
def test_a_file_too_large_for_clamd_is_said_in_its_words_and_not_taken_for_clean(tmp_path: Path, size: int) -> None:
    with clamd_server(tmp_path, most=1000) as server, pytest.raises(ScannerSilentError, match="size limit"):
        clamd_at(server.address).virus_in(b"x" * size)
