"""Mail handed to a real SMTP server on loopback."""

import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from click.testing import CliRunner, Result

from casewright.cli.evidence_home import EvidenceHome
from casewright.evidence.log.copies import notes_in_mail
from casewright.evidence.vault.sealing import Label
from casewright_sources.checkpoint_mails import checkpoint
from casewright_sources.commands import connect
from casewright_sources.connections import Connections
from casewright_sources.errors import ConnectionUnknownError, SourceError
from casewright_sources.mailbox.settings import Tls
from casewright_sources.outgoing import MailCopy, MailSender, SmtpSettings
from casewright_sources.outgoing_connect import open_outgoing
from casewright_web.checkpoint_daily import CheckpointMails
from certificates import write_certificate

pytestmark = pytest.mark.usefixtures("socket_enabled")
PASSWORD = "correct-horse"
NOTE = "casewright.invalid/evidence\n3\n" + "A" * 43 + "=\n\n— casewright.invalid/evidence AAAAAAAA\n"


@dataclass
class Post:
    """Takes mail for everybody but `nobody@`."""

    taken: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address.startswith("nobody@"):
            return "550 no such user"
        if address.startswith("later@"):
            return "450 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        del server, session
        self.taken.append(envelope)
        return "250 taken"


def _check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
    del server, session, envelope, mechanism
    known = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
    return AuthResult(success=known, handled=False)


@dataclass(frozen=True)
class Server:
    """A running server, what it took, and the certificate of its authority."""

    port: int
    ca_file: Path
    post: Post

    def sender(self, password: str = PASSWORD, ca_file: Path | None = None) -> MailSender:
        trusted = str(ca_file or self.ca_file)
        settings = SmtpSettings("127.0.0.1", "desk@shop.example", self.port, Tls.STARTTLS, "desk", trusted)
        return MailSender(settings, password)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    write_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.crt", tmp_path / "server.key")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    post = Post()
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        authenticator=_check,
        auth_required=True,
    )
    controller.start()
    yield Server(port, tmp_path / "server.crt", post)
    controller.stop()


def test_a_signed_head_arrives_as_a_mail_from_which_it_can_be_checked(server: Server) -> None:
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    MailCopy(server.sender(), "auditor@elsewhere.example", lambda: at, "zh").keep(NOTE)
    (envelope,) = server.post.taken
    assert envelope.rcpt_tos == ["auditor@elsewhere.example"]
    assert isinstance(envelope.content, bytes)
    assert [text for _, text in notes_in_mail(envelope.content)] == [NOTE]


def test_an_address_that_is_refused_is_told_by_name(server: Server) -> None:
    with pytest.raises(SourceError, match=r"nobody@elsewhere\.example \(550\)") as caught:
        server.sender().send(b"Subject: x\r\n\r\nHello\r\n", to=["nobody@elsewhere.example"])
    assert caught.value.needs_person
    with pytest.raises(OSError, match="nobody"):
        MailCopy(server.sender(), "nobody@x.example", lambda: datetime(2026, 11, 20, tzinfo=UTC)).keep(NOTE)


def test_one_refused_address_among_others_is_not_passed_over(server: Server) -> None:
    with pytest.raises(SourceError, match="later@"):
        server.sender().send(b"Subject: x\r\n\r\nHello\r\n", to=["a@x.example", "later@x.example"])
    assert server.post.taken[0].rcpt_tos == ["a@x.example"]


def test_a_wrong_password_is_told_without_the_password(server: Server) -> None:
    with pytest.raises(SourceError, match="refused the login") as caught:
        server.sender("wr0ng-secret").send(b"Subject: x\r\n\r\nHello\r\n", to=["a@x.example"])
    assert "wr0ng-secret" not in f"{caught.value.words}"
    assert server.post.taken == []


def test_a_server_that_nobody_vouches_for_gets_nothing(server: Server, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    write_certificate(tmp_path / "other")
    stranger = server.sender(ca_file=tmp_path / "other/server.crt")
    with pytest.raises(SourceError, match="could not be handed"):
        stranger.send(b"Subject: x\r\n\r\nHello\r\n", to=["a@x.example"])
    assert server.post.taken == []


def test_mail_never_goes_over_an_open_line_to_another_machine() -> None:
    with pytest.raises(SourceError, match="STARTTLS"):
        SmtpSettings("mail.example", "desk@shop.example", tls=Tls.NONE)


def _connect(server: Server, home: Path, *more: str, password: str = PASSWORD) -> Result:
    (home / "password").write_text(password, encoding="utf-8")
    where = ["--host", "127.0.0.1", "--port", str(server.port), "--tls", "starttls", "--ca-file", str(server.ca_file)]
    login = ["--user", "desk", "--password-file", str(home / "password"), "--home", str(home)]
    return CliRunner().invoke(connect, ["outgoing", "--from", "desk@shop.example", *where, *login, *more])


def test_the_command_sends_a_mail_to_oneself_and_keeps_what_worked(server: Server, tmp_path: Path) -> None:
    done = _connect(server, tmp_path, "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert "测试邮件" in done.output
    (envelope,) = server.post.taken
    assert envelope.rcpt_tos == ["desk@shop.example"]
    open_outgoing(tmp_path).send(b"Subject: x\r\n\r\nHello\r\n", to=["a@x.example"])
    assert len(server.post.taken) == 2
    listed = CliRunner().invoke(connect, ["list", "--json", "--home", str(tmp_path)]).output
    assert json.loads(listed)[0]["kind"] == "outgoing"
    assert PASSWORD not in done.output + listed
    assert Connections(tmp_path).names() == ()
    CliRunner().invoke(connect, ["remove", "outgoing", "--home", str(tmp_path)])
    with pytest.raises(ConnectionUnknownError):
        open_outgoing(tmp_path)


def test_nothing_is_kept_when_the_test_mail_is_refused(server: Server, tmp_path: Path) -> None:
    for done in (
        _connect(server, tmp_path, password="wr0ng-secret"),
        _connect(server, tmp_path, "--to", "nobody@x.example"),
    ):
        assert isinstance(done.exception, SourceError)
        assert "wr0ng-secret" not in f"{done.output} {done.exception}"
    with pytest.raises(ConnectionUnknownError):
        open_outgoing(tmp_path)


def _heads(server: Server) -> list[str]:
    mails = [one.content for one in server.post.taken[1:]]  # the first is the trial when it was connected
    return [text for mail in mails if isinstance(mail, bytes) for _, text in notes_in_mail(mail)]


def test_the_newest_head_is_mailed_once_and_again_when_the_log_has_grown(server: Server, tmp_path: Path) -> None:
    assert _connect(server, tmp_path).exit_code == 0
    arguments = ["--to", "auditor@elsewhere.example", "--home", str(tmp_path), "--json"]
    empty = CliRunner().invoke(checkpoint, arguments)
    assert (empty.exit_code, "no evidence log" in empty.output) == (1, True)
    vault = EvidenceHome(tmp_path / "evidence").open()
    at = datetime(2026, 11, 20, tzinfo=UTC)
    vault.keep(b"a slip", Label("slip", "text/plain"), subject="order 1", by="mei", at=at)
    assert json.loads(CliRunner().invoke(checkpoint, arguments).output)["entries"] == len(vault.log)
    assert not json.loads(CliRunner().invoke(checkpoint, arguments).output)["sent"]
    vault.keep(b"a letter", Label("letter", "text/plain"), subject="order 1", by="mei", at=at)
    assert json.loads(CliRunner().invoke(checkpoint, arguments).output)["sent"]
    first, second = _heads(server)
    assert first != second == vault.log.checkpoint
    heads = [("from a mail", first), ("from a later mail", second)]
    assert EvidenceHome(tmp_path / "evidence").verify(heads).whole


def test_the_desk_mails_a_head_once_a_day_and_waits_an_hour_after_trouble(server: Server, tmp_path: Path) -> None:
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    vault = EvidenceHome(tmp_path / "evidence").open()
    vault.keep(b"a slip", Label("slip", "text/plain"), subject="order 1", by="mei", at=at)
    mails = CheckpointMails(tmp_path, "auditor@elsewhere.example")
    assert not mails.look(at=at)  # nothing is connected yet
    assert _connect(server, tmp_path).exit_code == 0
    assert not mails.look(at=at + timedelta(minutes=59))
    assert mails.look(at=at + timedelta(hours=1))
    vault.keep(b"a letter", Label("letter", "text/plain"), subject="order 1", by="mei", at=at)
    assert not mails.look(at=at + timedelta(hours=3))
    assert mails.look(at=at + timedelta(hours=26))
    assert len(_heads(server)) == 2
    assert not CheckpointMails(tmp_path, "").look(at=at + timedelta(days=9))
