"""One pass over a source: everything kept once, the cursor behind what is kept, trouble in words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from casewright.domain.words import Words
from casewright_sources.commands import connect
from casewright_sources.connections import Connection, Connections
from casewright_sources.errors import ConnectionUnknownError, SourceError
from casewright_sources.folder_sink import FolderSink
from casewright_sources.port import Arrival
from casewright_sources.reading import Pass, read_connection
from casewright_web.fetch_command import fetch

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TROUBLE = Words("The line broke.", "连接中断。")


class Counting:
    """Brings numbered contents; breaks off before one of them."""

    def __init__(self, contents: list[bytes], breaks_before: int | None = None) -> None:
        self._contents, self._breaks_before = contents, breaks_before

    def arrivals(self, cursor: str | None) -> Iterator[Arrival]:
        for number in range(int(cursor or 0), len(self._contents)):
            if number == self._breaks_before:
                raise SourceError(TROUBLE)
            yield Arrival(str(number + 1), f"{number}.eml", self._contents[number])

    def wait(self, seconds: float) -> None:
        """Nothing more will come."""

    def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def connections(tmp_path: Path) -> Connections:
    made = Connections(tmp_path / "home")
    made.save(Connection("post", "mailbox"), None)
    return made


def read(connections: Connections, source: Counting, folder: Path) -> Pass:
    return read_connection("post", source, FolderSink(folder), connections, clock=lambda: AT)


def test_a_broken_pass_goes_on_where_it_stopped(connections: Connections, tmp_path: Path) -> None:
    contents = [b"one", b"two", b"three"]
    broken = read(connections, Counting(contents, breaks_before=2), tmp_path / "kept")
    assert broken == Pass(2, 2, TROUBLE)
    assert connections.state("post").cursor == "2"
    assert connections.state("post").trouble == TROUBLE
    assert read(connections, Counting(contents), tmp_path / "kept") == Pass(1, 1)
    assert connections.state("post").trouble is None
    assert sorted(path.read_bytes() for path in (tmp_path / "kept").iterdir()) == [b"one", b"three", b"two"]


def test_equal_contents_are_kept_once(connections: Connections, tmp_path: Path) -> None:
    assert read(connections, Counting([b"one", b"one"]), tmp_path / "kept") == Pass(2, 1)
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_name_from_outside_never_leaves_the_folder(tmp_path: Path) -> None:
    sink = FolderSink(tmp_path / "kept")
    for number, name in enumerate(["../../up.eml", "/etc/passwd", "", "..", "a/b\\c\0.eml", "信" * 300]):
        assert sink.keep(name, f"content {number}".encode())
    assert len(list((tmp_path / "kept").iterdir())) == 6
    assert list(tmp_path.iterdir()) == [tmp_path / "kept"]


def test_a_pass_that_is_no_longer_wanted_ends_after_what_it_kept_and_goes_on_later(
    connections: Connections, tmp_path: Path
) -> None:
    sink, source = FolderSink(tmp_path / "kept"), Counting([b"one", b"two", b"three"])
    assert read_connection("post", source, sink, connections, clock=lambda: AT, progress=lambda _: False) == Pass(1, 1)
    assert (connections.state("post").cursor, connections.state("post").read_at) == ("1", None)
    assert read(connections, source, tmp_path / "kept") == Pass(2, 2)


def test_a_connection_removed_while_it_is_read_leaves_nothing_behind(connections: Connections, tmp_path: Path) -> None:
    def remove(_: Arrival) -> bool:
        connections.remove("post")
        return True

    with pytest.raises(ConnectionUnknownError):
        read_connection("post", Counting([b"one", b"two"]), FolderSink(tmp_path / "kept"), connections, progress=remove)
    assert not (tmp_path / "home" / "connections" / "post").exists()


def test_a_paused_connection_is_read_only_when_it_is_named(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "mails" / name).mkdir(parents=True)
    (tmp_path / "mails" / "new" / "1.host").write_bytes(b"Subject: one\r\n\r\nHello\r\n")
    home, into = ["--home", str(tmp_path / "home")], ["--into", str(tmp_path / "kept")]
    Connections(tmp_path / "home").save(Connection("post", "folder", {"path": str(tmp_path / "mails")}), None)
    assert CliRunner().invoke(connect, ["pause", "post", *home, "--lang", "zh"]).output == "post 已暂停读取。\n"
    assert "已暂停" in CliRunner().invoke(connect, ["list", *home, "--lang", "zh"]).output
    assert "All connections are paused" in CliRunner().invoke(fetch, [*into, *home, "--lang", "en"]).output
    assert "1 new" in CliRunner().invoke(fetch, ["post", *into, *home, "--lang", "en"]).output
    CliRunner().invoke(connect, ["pause", "post", "--off", *home])
    assert not Connections(tmp_path / "home").get("post").paused
