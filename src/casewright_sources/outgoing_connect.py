"""`casewright connect outgoing`: where mail is handed in, tried with a mail to oneself before it is kept."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

import click
import msgspec

from casewright.cli.options import json_option, language_of, language_option
from casewright.domain.words import Language, Words
from casewright_sources.connections import Connection, Connections
from casewright_sources.errors import SourceError
from casewright_sources.homes import home_option
from casewright_sources.mailbox.settings import Tls, provider_of
from casewright_sources.outgoing import MailSender, SmtpSettings
from casewright_sources.secrets_given import secret_given, secret_options

__all__ = ["OUTGOING", "open_outgoing", "outgoing", "outgoing_connections"]

OUTGOING = "outgoing"
"""The kind, and the name unless another is given."""
_PORTS = {Tls.TLS: 465, Tls.STARTTLS: 587, Tls.NONE: 25}


def outgoing_connections(home: Path) -> Connections:
    """Return the servers to which mail is handed in; they are kept apart, since nothing is read from them."""
    return Connections(home, folder=OUTGOING)


def open_outgoing(home: Path, name: str = OUTGOING) -> MailSender:
    """Return the sender that was connected. Raise ConnectionUnknownError, SourceError."""
    kept = outgoing_connections(home)
    try:
        settings = msgspec.convert(kept.get(name).settings, SmtpSettings)
    except msgspec.ValidationError as error:
        words = Words(
            f"The stored settings cannot be used ({error}). Connect outgoing mail again.",
            f"已保存的设置不可用（{error}）。请重新连接发信服务器。",
        )
        raise SourceError(words, needs_person=True) from error
    return MailSender(settings, kept.secret(name))


def _test_mail(sender: str, to: str, tongue: Language) -> bytes:
    """Return the mail by which a person sees that mail goes out."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "casewright.invalid")
    mail["Subject"] = Words("Casewright can send mail", "Casewright 发信测试").say(tongue)
    text = Words(
        "This mail was sent when outgoing mail was connected. Nothing has to be done.",
        "这是连接发信服务器时发送的测试邮件，无需处理。",
    )
    mail.set_content(text.say(tongue) + "\n")
    return mail.as_bytes()


def _settings(given: dict[str, Any], tongue: Language) -> SmtpSettings:
    question = Words("Address from which mails go out", "发信地址").say(tongue)
    sender = given["sender"] or str(click.prompt(question))
    provider = provider_of(sender)
    known = provider.host.replace("imap.", "smtp.", 1) if provider and provider.host.startswith("imap.") else None
    host = given["host"] or str(click.prompt(Words("SMTP server", "SMTP 服务器").say(tongue), default=known))
    tls = Tls(given["tls"])
    ca_file = str(given["ca_file"].absolute()) if given["ca_file"] else None
    user = None if given["no_login"] else given["user"] or sender
    return SmtpSettings(host, sender, given["port"] or _PORTS[tls], tls, user, ca_file)


@click.command()
@click.option("--name", default=OUTGOING, show_default=True, help="What the desk calls this server.")
@click.option("--from", "sender", help="The address from which mails go out; the marketplace must know it.")
@click.option("--host", help="The SMTP server; known for the usual providers.")
@click.option("--port", type=click.IntRange(1, 65535), help="465 with TLS, 587 with STARTTLS unless given.")
@click.option("--tls", type=click.Choice([mode.value for mode in Tls]), default=Tls.TLS.value, show_default=True)
@click.option("--user", help="The user, if it is not the address.")
@click.option("--no-login", is_flag=True, help="The server asks for no login.")
@click.option("--ca-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An own authority.")
@click.option("--to", help="Where the test mail goes.  [default: the address itself]")
@secret_options
@home_option
@language_option
@json_option
def outgoing(home: Path, name: str, language: str | None, as_json: bool, **given: Any) -> None:  # noqa: FBT001, ANN401 - click passes options by name
    """Connect the server that sends mail, and send one to yourself. Only what worked is kept.

    连接发信（SMTP）服务器，并给自己发一封测试邮件；成功后才保存。
    """
    tongue = language_of(language)
    settings = _settings(given, tongue)
    password = None
    if settings.user is not None:
        password = secret_given(
            variable=given["password_variable"],
            file=given["password_file"],
            keyring_service=given["keyring_service"],
            user=settings.user,
            question=Words("Password (not shown)", "密码（不显示）").say(tongue),
        )
    to = given["to"] or settings.sender
    MailSender(settings, password).send(_test_mail(settings.sender, to, tongue), to=[to])
    outgoing_connections(home).save(Connection(name, OUTGOING, asdict(settings)), password)
    told = Words(
        f"✓ {settings.host}:{settings.port} took a test mail to {to}. “{name}” is connected; look whether it arrives.",
        f"✓ {settings.host}:{settings.port} 已接收发往 {to} 的测试邮件。“{name}” 已连接，请确认邮件是否送达。",
    )
    if as_json:
        document = {"name": name, "kind": OUTGOING, "steps": [{"en": told.en, "zh": told.zh}]}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(told.say(tongue))
