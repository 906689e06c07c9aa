"""A watched path: a Maildir, an mbox file, a folder of all sorts."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casewright_sources.connections import Connection, Connections
from casewright_sources.folder.source import FolderSource
from casewright_sources.folder_sink import FolderSink
from casewright_sources.reading import Pass, read_connection

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LONG_AGO = 1_700_000_000
Read = Callable[[FolderSource], Pass]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    connections = Connections(tmp_path / "home")
    connections.save(Connection("post", "folder"), None)
    sink = FolderSink(tmp_path / "kept")
    return lambda source: read_connection("post", source, sink, connections, clock=lambda: AT)


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[], set[bytes]]:
    return lambda: {path.read_bytes() for path in (tmp_path / "kept").iterdir()}


def put(path: Path, content: bytes) -> None:
    """Write a file that nobody has touched for a while."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (LONG_AGO, LONG_AGO))


def mail(subject: str) -> bytes:
    return f"From: a@example.com\nSubject: {subject}\n\nHello\n".encode()


def test_files_are_read_once_and_later_ones_when_they_come(tmp_path: Path, read: Read) -> None:
    shelf = tmp_path / "shelf"
    put(shelf / "one.eml", mail("one"))
    put(shelf / "deep/two.tsv", b"order-id\n1\n")
    source = FolderSource("post", shelf)
    assert read(source) == Pass(2, 2)
    assert read(source) == Pass(0, 0)
    put(shelf / "three.eml", mail("three"))
    assert read(source) == Pass(1, 1)
    assert read(FolderSource("post", shelf)).new == 0


def test_an_old_file_moved_in_today_is_seen(tmp_path: Path, read: Read) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    put(tmp_path / "elsewhere.eml", mail("moved"))
    source = FolderSource("post", shelf)
    put(shelf / "first.eml", mail("first"))
    read(source)
    (tmp_path / "elsewhere.eml").rename(shelf / "moved.eml")
    assert read(source) == Pass(1, 1)


def test_a_file_that_is_still_being_written_waits(tmp_path: Path, read: Read) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "growing.eml").write_bytes(mail("half"))
    source = FolderSource("post", shelf)
    assert read(source) == Pass(0, 0)
    put(shelf / "growing.eml", mail("whole"))
    assert read(source) == Pass(1, 1)


def test_hidden_files_and_links_are_left_out(tmp_path: Path, read: Read) -> None:
    shelf = tmp_path / "shelf"
    put(shelf / ".hidden.eml", mail("hidden"))
    put(shelf / ".trash/old.eml", mail("trash"))
    put(tmp_path / "secret", b"not yours")
    (shelf / "link.eml").symlink_to(tmp_path / "secret")
    assert read(FolderSource("post", shelf)) == Pass(0, 0)


def test_a_maildir_gives_its_mails_at_once_and_not_what_is_being_delivered(
    tmp_path: Path, read: Read, kept: Callable[[], set[bytes]]
) -> None:
    box = tmp_path / "Maildir"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "new/1.host").write_bytes(mail("new"))
    (box / "cur/2.host:2,S").write_bytes(mail("seen"))
    (box / "tmp/3.host").write_bytes(mail("half"))
    source = FolderSource("post", box)
    assert read(source) == Pass(2, 2)
    (box / "new/1.host").rename(box / "cur/1.host:2,S")
    assert read(source).new == 0
    assert kept() == {mail("new"), mail("seen")}


def test_an_mbox_gives_its_mails_one_by_one_and_later_only_those_that_were_appended(
    tmp_path: Path, read: Read, kept: Callable[[], set[bytes]]
) -> None:
    line = b"From a@example.com Fri Nov 20 08:00:00 2026\n"
    quoting = mail("two") + b"\nFrom what I saw at 10:30 it came.\n\n>From here on\n"
    put(tmp_path / "notices", line + mail("one") + b"\n" + line + quoting)
    source = FolderSource("post", tmp_path / "notices")
    assert read(source) == Pass(2, 2)
    put(tmp_path / "notices", line + mail("one") + b"\n" + line + quoting + b"\n" + line + mail("three"))
    assert read(source) == Pass(3, 1)
    assert {content.split(b"\n")[1] for content in kept()} == {b"Subject: one", b"Subject: two", b"Subject: three"}
    assert any(b"\nFrom here on" in content for content in kept())


def test_a_path_that_is_gone_is_told_in_words(tmp_path: Path, read: Read) -> None:
    gone = read(FolderSource("post", tmp_path / "gone"))
    assert gone.trouble is not None
    assert "gone" in gone.trouble.zh


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_holds_up_no_other(tmp_path: Path, read: Read) -> None:
    put(tmp_path / "shelf/a.eml", mail("closed"))
    (tmp_path / "shelf/a.eml").chmod(0)
    put(tmp_path / "shelf/b.eml", mail("open"))
    done = read(FolderSource("post", tmp_path / "shelf"))
    assert (done.new, done.trouble is not None) == (1, True)
