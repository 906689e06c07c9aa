"""A mailbox read from a real IMAP server on loopback."""

import itertools
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from imapclient import SocketTimeout

from casewright_sources.connections import Connection, Connections
from casewright_sources.errors import SourceError
from casewright_sources.folder_sink import FolderSink
from casewright_sources.mailbox import session
from casewright_sources.mailbox.session import MailboxSession
from casewright_sources.mailbox.settings import MailboxSettings, Tls
from casewright_sources.mailbox.source import MailboxSource
from casewright_sources.reading import Pass, read_connection
from imap_server import PASSWORD, ImapServer

pytestmark = [pytest.mark.imap, pytest.mark.usefixtures("socket_enabled")]
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@pytest.fixture
def user() -> str:
    """A mailbox that no other test uses."""
    return f"reader{next(_numbers)}"


@pytest.fixture
def connections(tmp_path: Path) -> Connections:
    made = Connections(tmp_path / "home")
    made.save(Connection("post", "mailbox"), None)
    return made


@pytest.fixture
def opened(imap_server: ImapServer, user: str) -> Iterator[Callable[..., MailboxSource]]:
    sources: list[MailboxSource] = []

    def open_(*folders: str, password: str = PASSWORD) -> MailboxSource:
        settings = MailboxSettings("127.0.0.1", user, imap_server.port, Tls.NONE, folders or ("INBOX",))
        sources.append(MailboxSource("post", settings, password, lambda: NOW))
        return sources[-1]

    yield open_
    for source in sources:
        source.close()


def mail(subject: str, body: str = "Hello") -> bytes:
    head = f"From: a@example.com\r\nSubject: {subject}\r\nMessage-ID: <{subject}@example.com>\r\n"
    return f"{head}Date: Fri, 20 Nov 2026 08:00:00 +0000\r\n\r\n{body}\r\n".encode()


def read(source: MailboxSource, connections: Connections, kept: Path) -> Pass:
    return read_connection("post", source, FolderSink(kept), connections, clock=lambda: NOW)


def kept_mails(kept: Path) -> set[bytes]:
    return {path.read_bytes() for path in kept.iterdir()}


def test_the_first_reading_goes_back_some_days_and_the_next_takes_only_what_is_new(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    imap_server.drop(user, mail("old"), at=NOW - timedelta(days=30))
    imap_server.drop(user, mail("recent"), at=NOW - timedelta(days=3))
    source, kept = opened(), tmp_path / "kept"
    assert read(source, connections, kept) == Pass(1, 1)
    imap_server.drop(user, mail("new"), at=NOW)
    assert read(source, connections, kept) == Pass(1, 1)
    assert read(source, connections, kept) == Pass(0, 0)
    assert kept_mails(kept) == {mail("recent"), mail("new")}


def test_a_reader_started_anew_goes_on_where_the_last_one_stopped(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    imap_server.drop(user, mail("one"), at=NOW)
    assert read(opened(), connections, tmp_path / "kept") == Pass(1, 1)
    imap_server.drop(user, mail("two"), at=NOW)
    assert read(opened(), connections, tmp_path / "kept") == Pass(1, 1)


def test_reading_changes_nothing_in_the_mailbox(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    imap_server.drop(user, mail("unseen"), at=NOW)
    read(opened(), connections, tmp_path / "kept")
    with imap_server.client(user) as client:
        assert client.select_folder("INBOX", readonly=True)[b"RECENT"] == 1
        assert set(client.get_flags([1])[1]) <= {b"\\Recent"}


def test_a_folder_numbered_anew_is_read_again_and_every_mail_still_kept_once(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    def fill() -> None:
        with imap_server.client(user) as client:
            client.create_folder("Notices")
        for subject in ("one", "two"):
            imap_server.drop(user, mail(subject), "Notices", at=NOW)

    fill()
    assert read(opened("Notices"), connections, tmp_path / "kept") == Pass(2, 2)
    with imap_server.client(user) as client:
        client.rename_folder("Notices", "Before")
    fill()
    imap_server.drop(user, mail("three"), "Notices", at=NOW)
    assert read(opened("Notices"), connections, tmp_path / "kept") == Pass(3, 1)
    assert kept_mails(tmp_path / "kept") == {mail("one"), mail("two"), mail("three")}


def test_several_folders_are_read_whatever_script_their_names_are_in(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    with imap_server.client(user) as client:
        client.create_folder("亚马逊通知")
    imap_server.drop(user, mail("inbox"), at=NOW)
    imap_server.drop(user, mail("notice"), "亚马逊通知", at=NOW)
    assert read(opened("INBOX", "亚马逊通知"), connections, tmp_path / "kept") == Pass(2, 2)


def test_a_line_that_breaks_is_told_in_words_and_the_next_pass_reads_on(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    source, kept = opened(), tmp_path / "kept"
    imap_server.drop(user, mail("one"), at=NOW)
    read(source, connections, kept)
    imap_server.kick(user)
    broken = read(source, connections, kept)
    assert broken.trouble is not None
    assert "does not pass by itself" in broken.trouble.en
    assert not broken.needs_person
    source.close()
    imap_server.drop(user, mail("two"), at=NOW)
    assert read(source, connections, kept) == Pass(1, 1)
    assert connections.state("post").trouble is None


def test_a_mail_of_eleven_megabytes_is_kept_whole(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    large = mail("large", "x" * 70 + "\r\n" + ("y" * 76 + "\r\n") * 147_000)
    assert len(large) > 11_000_000
    imap_server.drop(user, large, at=NOW)
    imap_server.drop(user, mail("small"), at=NOW)
    assert read(opened(), connections, tmp_path / "kept") == Pass(2, 2)
    digests = {sha256(content).digest() for content in kept_mails(tmp_path / "kept")}
    assert sha256(large).digest() in digests


def test_a_mail_that_somebody_deletes_meanwhile_is_passed_over(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource]
) -> None:
    imap_server.drop(user, mail("one"), at=NOW)
    source = opened()
    list(source.arrivals(None))
    assert source._session is not None
    assert list(source._session.mails([1, 77])) == [(1, mail("one")), (77, None)]


def test_a_new_mail_ends_the_waiting_at_once(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource]
) -> None:
    source = opened()
    first = list(source.arrivals(None))
    imap_server.drop(user, mail("new"), at=NOW)
    source.wait(60)  # the network's own time limit would fail this test long after
    found = list(source.arrivals(first[-1].cursor))
    assert [arrival.content for arrival in found if arrival.content] == [mail("new")]


def test_the_same_mailbox_connected_twice_gives_each_mail_once(
    imap_server: ImapServer, user: str, opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    connections.save(Connection("again", "mailbox"), None)
    for subject in ("one", "two"):
        imap_server.drop(user, mail(subject), at=NOW)
    sink = FolderSink(tmp_path / "kept")
    first = read_connection("post", opened(), sink, connections, clock=lambda: NOW)
    second = read_connection("again", opened(), sink, connections, clock=lambda: NOW)
    assert (first, second) == (Pass(2, 2), Pass(2, 0))
    assert kept_mails(tmp_path / "kept") == {mail("one"), mail("two")}


@pytest.mark.parametrize("greeting", [b"", b"* OK ready\r\n"])
def test_a_server_that_falls_silent_is_told_in_words_and_tried_again(
    greeting: bytes, connections: Connections, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_TIMEOUT", SocketTimeout(connect=2, read=0.3))
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        accepted = pool.submit(_greet, server, greeting)
        settings = MailboxSettings("127.0.0.1", "reader", server.getsockname()[1], Tls.NONE)
        silent = read(MailboxSource("post", settings, PASSWORD, lambda: NOW), connections, tmp_path / "kept")
        accepted.result().close()
    assert silent.trouble is not None
    assert "does not answer" in silent.trouble.en
    assert "没有应答" in silent.trouble.zh
    assert not silent.needs_person


def _greet(server: socket.socket, greeting: bytes) -> socket.socket:
    line, _ = server.accept()
    line.sendall(greeting)
    return line


def test_a_refused_password_asks_for_a_person_and_is_not_repeated(
    opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    refused = read(opened(password="wr0ng-secret"), connections, tmp_path / "kept")
    assert refused.needs_person
    assert refused.trouble is not None
    assert "wr0ng-secret" not in f"{refused.trouble}"
    assert "授权码" in refused.trouble.zh


def test_a_missing_folder_is_told_with_those_that_there_are(
    opened: Callable[..., MailboxSource], connections: Connections, tmp_path: Path
) -> None:
    missing = read(opened("Nothing"), connections, tmp_path / "kept")
    assert missing.trouble is not None
    assert "“Nothing”" in missing.trouble.en
    assert "INBOX" in missing.trouble.en


def test_a_certificate_nobody_vouches_for_is_refused_before_the_password_is_sent(
    imap_server: ImapServer, user: str
) -> None:
    settings = MailboxSettings("127.0.0.1", user, imap_server.tls_port)
    with pytest.raises(SourceError, match="no password was sent") as caught:
        MailboxSession(settings, PASSWORD)
    assert caught.value.needs_person


@pytest.mark.parametrize("tls", [Tls.TLS, Tls.STARTTLS])
def test_an_own_authority_is_trusted_when_it_is_named(imap_server: ImapServer, user: str, tls: Tls) -> None:
    port = imap_server.tls_port if tls is Tls.TLS else imap_server.port
    settings = MailboxSettings("127.0.0.1", user, port, tls, ca_file=str(imap_server.ca_file))
    line = MailboxSession(settings, PASSWORD)
    assert line.examine("INBOX").mails == 0
    line.close()


def test_a_port_that_speaks_no_tls_is_told_in_words(imap_server: ImapServer, user: str) -> None:
    with pytest.raises(SourceError, match="--tls starttls"):
        MailboxSession(MailboxSettings("127.0.0.1", user, imap_server.port), PASSWORD)
