"""`casewright connect mailbox`: what it asks, tries, says and keeps."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casewright_sources.commands import connect
from casewright_sources.connections import Connections
from casewright_sources.errors import SourceError
from casewright_sources.folder_sink import FolderSink
from casewright_sources.kinds import open_source
from casewright_sources.mailbox.settings import MailboxSettings, Tls, provider_of, settings_of
from casewright_sources.reading import read_connection
from imap_server import PASSWORD, ImapServer


def typed(*arguments: str, said: str | None = None) -> Result:
    return CliRunner().invoke(connect, ["mailbox", *arguments], input=said)


@pytest.mark.imap
def test_the_command_tries_every_step_and_keeps_what_works(
    imap_server: ImapServer, tmp_path: Path, socket_enabled: None
) -> None:
    del socket_enabled
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    where = ["--host", "127.0.0.1", "--port", str(imap_server.port), "--tls", "none", "--home", str(tmp_path)]
    done = typed(*where, "--password-file", str(tmp_path / "password"), "--lang", "zh", said="walker\n")
    assert done.exit_code == 0, done.output
    assert "登录成功" in done.output
    assert "只读" in done.output
    assert PASSWORD not in done.output
    kept = Connections(tmp_path)
    assert kept.secret("mailbox") == PASSWORD
    assert settings_of(kept.get("mailbox").settings).user == "walker"
    listed = CliRunner().invoke(connect, ["list", "--json", "--home", str(tmp_path)])
    assert json.loads(listed.output)[0]["kind"] == "mailbox"
    assert PASSWORD not in listed.output


@pytest.mark.imap
def test_nothing_is_kept_when_the_login_is_refused(
    imap_server: ImapServer, tmp_path: Path, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del socket_enabled
    monkeypatch.setenv("MAIL_PASSWORD", "wr0ng-secret")
    where = ["--host", "127.0.0.1", "--port", str(imap_server.port), "--tls", "none", "--home", str(tmp_path)]
    refused = typed(*where, "--user", "walker", "--password-env", "MAIL_PASSWORD")
    assert isinstance(refused.exception, SourceError)
    assert "wr0ng-secret" not in f"{refused.output} {refused.exception}"
    assert Connections(tmp_path).names() == ()


def test_without_a_terminal_the_command_says_where_a_password_may_come_from(tmp_path: Path) -> None:
    asked = typed("--user", "a@b.example", "--host", "mail.example", "--home", str(tmp_path))
    assert isinstance(asked.exception, SourceError)
    assert "--password-file" in asked.exception.words.zh


def test_a_password_never_goes_over_an_open_line_to_another_machine() -> None:
    with pytest.raises(SourceError, match="--tls"):
        MailboxSettings("mail.example", "a@b.example", tls=Tls.NONE)


def test_usual_providers_are_known_with_what_their_users_must_do_first() -> None:
    found = provider_of("shop@QQ.com")
    assert found is not None
    assert found.host == "imap.qq.com"
    assert found.hint is not None
    assert "授权码" in found.hint.zh
    assert provider_of("shop@own-domain.example") is None


def _by_token(server: ImapServer, home: Path, refresh: str = "refresh-first") -> Result:
    (home / "token").write_text(refresh, encoding="utf-8")
    (home / "client").write_text("own-secret", encoding="utf-8")
    where = ["--host", "127.0.0.1", "--port", str(server.port), "--tls", "none", "--home", str(home)]
    who = ["--user", "tokened", "--client-id", "desk", "--client-secret-file", str(home / "client")]
    token_options = ["--oauth", "--token-endpoint", server.tokens.endpoint, "--password-file", str(home / "token")]
    return typed(*where, *who, *token_options)


@pytest.mark.imap
def test_a_mailbox_is_connected_and_read_by_tokens_which_are_kept_sealed_and_renewed(
    imap_server: ImapServer, tmp_path: Path, socket_enabled: None
) -> None:
    del socket_enabled
    imap_server.drop("tokened", b"Subject: one\r\n\r\nHello\r\n")
    imap_server.tokens.users, imap_server.tokens.renews = {"refresh-first": "tokened"}, True
    done = _by_token(imap_server, tmp_path)
    assert done.exit_code == 0, done.output
    kept = Connections(tmp_path)
    first = kept.secret("mailbox")
    assert first is not None
    assert "own-secret" in first
    assert "refresh-first" not in first
    assert "refresh" not in (tmp_path / "connections" / "mailbox" / "settings.json").read_text("utf-8")
    sink = FolderSink(tmp_path / "mails")
    source = open_source(kept.get("mailbox"), first)
    assert read_connection("mailbox", source, sink, kept).new == 1
    source.close()
    assert kept.secret("mailbox") != first
    again = open_source(kept.get("mailbox"), kept.secret("mailbox"))
    assert read_connection("mailbox", again, sink, kept).trouble is None
    again.close()
    assert imap_server.tokens.asked[-1]["client_secret"] == "own-secret"


@pytest.mark.imap
def test_a_permission_that_was_withdrawn_is_told_without_any_token(
    imap_server: ImapServer, tmp_path: Path, socket_enabled: None
) -> None:
    del socket_enabled
    imap_server.tokens.users = {"refresh-first": "somebody-else"}
    for token, says in (("refresh-gone", "invalid_grant"), ("refresh-first", "refused the login")):
        refused = _by_token(imap_server, tmp_path, refresh=token)
        assert isinstance(refused.exception, SourceError)
        assert says in refused.exception.words.en
        assert not any(word in f"{refused.output} {refused.exception}" for word in (token, "own-secret", "access-"))
    assert Connections(tmp_path).names() == ()


def test_a_token_never_goes_over_an_open_line_to_another_machine(tmp_path: Path) -> None:
    asked = typed(
        *["--user", "a@gmail.com", "--oauth", "--client-id", "desk", "--home", str(tmp_path)],
        *["--token-endpoint", "http://tokens.example/token"],
    )
    assert isinstance(asked.exception, SourceError)
    assert "https" in asked.exception.words.zh


def test_the_usual_providers_of_tokens_are_known() -> None:
    for address in ("a@gmail.com", "a@outlook.com"):
        found = provider_of(address)
        assert found is not None
        assert (found.token_endpoint or "").startswith("https://")
