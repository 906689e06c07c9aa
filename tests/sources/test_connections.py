"""What is connected, its sealed secret, and the pause after a failure."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casewright.domain.words import Words
from casewright_sources.connections import Connection, Connections, ConnectionState
from casewright_sources.errors import ConnectionUnknownError, SecretLostError, SourceError

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TROUBLE = Words("It does not answer.", "没有应答。")


def test_a_connection_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    connections = Connections(tmp_path)
    connection = Connection("post", "mailbox", {"host": "mail.example", "port": 993})
    connections.save(connection, "s3cret")
    assert connections.names() == ("post",)
    assert connections.get("post") == connection
    assert connections.secret("post") == "s3cret"


def test_the_secret_stands_nowhere_in_the_clear_and_only_its_owner_reads_the_files(tmp_path: Path) -> None:
    Connections(tmp_path).save(Connection("post", "mailbox"), "s3cret-word")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert b"s3cret-word" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_a_sealed_secret_moved_to_another_name_does_not_open(tmp_path: Path) -> None:
    connections = Connections(tmp_path)
    for name in ("one", "two"):
        connections.save(Connection(name, "mailbox"), f"secret of {name}")
    (tmp_path / "connections/one/secret").replace(tmp_path / "connections/two/secret")
    with pytest.raises(SecretLostError):
        connections.secret("two")


def test_a_key_from_the_environment_seals_without_a_key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEWRIGHT_SECRETS_KEY", "ab" * 32)
    connections = Connections(tmp_path)
    connections.save(Connection("post", "mailbox"), "s3cret")
    assert connections.secret("post") == "s3cret"
    assert not (tmp_path / "secrets.key").exists()
    monkeypatch.setenv("CASEWRIGHT_SECRETS_KEY", "cd" * 32)
    with pytest.raises(SecretLostError):
        connections.secret("post")


def test_saving_without_a_secret_keeps_the_one_that_is_there(tmp_path: Path) -> None:
    connections = Connections(tmp_path)
    connections.save(Connection("post", "mailbox"), "s3cret")
    connections.save(Connection("post", "mailbox", {"port": 143}), None)
    assert connections.secret("post") == "s3cret"


def test_a_removed_connection_is_unknown(tmp_path: Path) -> None:
    connections = Connections(tmp_path)
    connections.save(Connection("post", "mailbox"), "s3cret")
    connections.remove("post")
    assert connections.names() == ()
    with pytest.raises(ConnectionUnknownError):
        connections.get("post")


@pytest.mark.parametrize("name", ["", "../up", "Post", "a b", "x" * 41])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError):
        Connection(name, "mailbox")
    with pytest.raises(ConnectionUnknownError):
        Connections(tmp_path).state(name)


def test_only_one_reader_holds_a_connection(tmp_path: Path) -> None:
    connections = Connections(tmp_path)
    connections.save(Connection("post", "mailbox"), None)
    with connections.taken("post") as first, Connections(tmp_path).taken("post") as second:
        assert first
        assert not second
    with connections.taken("post") as again:
        assert again


def test_the_pause_doubles_up_to_its_limit_and_a_success_ends_it() -> None:
    state = ConnectionState()
    pauses = []
    for _ in range(12):
        state = state.failed(TROUBLE, at=AT, needs_person=False)
        assert state.next_try_at is not None
        pauses.append(state.next_try_at - AT)
    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40)]
    assert pauses[-1] == timedelta(minutes=15)
    assert not state.is_due(AT)
    assert state.succeeded(at=AT).is_due(AT)


def test_what_needs_a_person_is_tried_once_an_hour_and_at_once_when_it_is_saved_anew(tmp_path: Path) -> None:
    connections = Connections(tmp_path)
    connection = Connection("post", "mailbox")
    connections.save(connection, "wrong")
    connections.save_state("post", connections.state("post").failed(TROUBLE, at=AT, needs_person=True))
    assert not connections.state("post").is_due(AT + timedelta(minutes=59))
    assert connections.state("post").is_due(AT + timedelta(hours=1))
    connections.save(connection, "right")
    assert connections.state("post").is_due(AT)


def test_a_second_reader_keeps_its_own_state(tmp_path: Path) -> None:
    connections = Connections(tmp_path / "home")
    connections.save(Connection("post", "mailbox"), None)
    aside = Connections(tmp_path / "home", states=tmp_path / "aside")
    aside.save_state("post", ConnectionState(cursor="7"))
    assert connections.state("post").cursor is None
    assert aside.state("post").cursor == "7"
