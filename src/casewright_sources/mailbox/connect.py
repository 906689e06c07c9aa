"""`casewright connect mailbox`: ask what is missing, try every step, say what each found, and keep what works."""

import json
from pathlib import Path
from typing import Any

import click
import msgspec

from casewright.cli.options import json_option, language_of, language_option
from casewright.domain.words import Language, Words
from casewright_sources.connections import Connection, Connections
from casewright_sources.homes import home_option
from casewright_sources.mailbox.checking import check_mailbox
from casewright_sources.mailbox.settings import MailboxSettings, Provider, Tls, provider_of, usual_port
from casewright_sources.oauth import OAuthSecret, OAuthSettings, access_token
from casewright_sources.secrets_given import secret_from_file, secret_given, secret_options

__all__ = ["connect"]


def _asked(value: str | None, question: Words, tongue: Language, default: str | None = None) -> str:
    return value or str(click.prompt(question.say(tongue), default=default))


def _settings(given: dict[str, Any], tongue: Language) -> tuple[MailboxSettings, Provider | None]:
    """Complete the options by questions; the usual providers' hosts are known."""
    user = _asked(given["user"], Words("User, mostly the mail address", "用户名（一般是邮箱地址）"), tongue)
    provider = provider_of(user)
    host = given["host"] or (provider.host if provider else None)
    host = _asked(host, Words("IMAP server", "IMAP 服务器"), tongue)
    tls = Tls(given["tls"])
    settings = MailboxSettings(
        oauth=_oauth(given, provider, tongue) if given["oauth"] else None,
        host=host,
        user=user,
        port=given["port"] or usual_port(tls),
        tls=tls,
        folders=given["folders"] or ("INBOX",),
        first_days=given["days"],
        ca_file=str(given["ca_file"].absolute()) if given["ca_file"] else None,
    )
    return settings, provider


def _oauth(given: dict[str, Any], provider: Provider | None, tongue: Language) -> OAuthSettings:
    known = provider or Provider("")
    endpoint = given["token_endpoint"] or known.token_endpoint
    return OAuthSettings(
        _asked(endpoint, Words("Token endpoint (https://…)", "令牌地址（https://…）"), tongue),
        _asked(given["client_id"], Words("Client ID of your application", "应用的客户端 ID"), tongue),
        given["scope"] or known.scope,
    )


def _secret(given: dict[str, Any], settings: MailboxSettings, tongue: Language) -> str:
    """Return the password, or the refresh token with the application's secret."""
    question = Words("Password (not shown)", "密码（不显示）")
    if settings.oauth is not None:
        question = Words("Refresh token (not shown)", "刷新令牌（不显示）")
    secret = secret_given(
        variable=given["password_variable"],
        file=given["password_file"],
        keyring_service=given["keyring_service"],
        user=settings.user,
        question=question.say(tongue),
    )
    if settings.oauth is None:
        return secret
    own = secret_from_file(given["client_secret_file"]) if given["client_secret_file"] else None
    return OAuthSecret(secret, own).to_text()


@click.command()
@click.option("--name", default="mailbox", show_default=True, help="What the desk calls this mailbox.")
@click.option("--user", help="The user, mostly the mail address.")
@click.option("--host", help="The IMAP server; known for the usual providers.")
@click.option("--port", type=click.IntRange(1, 65535), help="993 with TLS, 143 with STARTTLS unless given.")
@click.option("--tls", type=click.Choice([mode.value for mode in Tls]), default=Tls.TLS.value, show_default=True)
@click.option("--ca-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An own authority.")
@click.option("--folder", "folders", multiple=True, help="A folder to read; may be given again.  [default: INBOX]")
@click.option("--days", type=click.IntRange(0, 3650), default=7, show_default=True, help="First reading: days back.")
@click.option("--oauth", is_flag=True, help="Log in by OAuth 2; the password options then give the refresh token.")
@click.option("--client-id", help="OAuth: the ID of your application.")
@click.option(
    "--client-secret-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="OAuth: file whose first line is the application's secret, if it has one.",
)
@click.option("--token-endpoint", help="OAuth: where tokens are given; known for Google and Microsoft.")
@click.option("--scope", help="OAuth: what is asked for; known for Microsoft.")
@secret_options
@home_option
@language_option
@json_option
def connect(home: Path, name: str, language: str | None, as_json: bool, **given: Any) -> None:  # noqa: FBT001, ANN401 - click passes options by name
    """Connect a mailbox by IMAP. It is only ever looked at: nothing in it is marked, moved or deleted.

    连接 IMAP 邮箱。只读取，不会标记、移动或删除任何邮件。
    """
    tongue = language_of(language)
    settings, provider = _settings(given, tongue)
    if provider and provider.hint and not as_json and settings.oauth is None:
        click.echo(provider.hint.say(tongue))
    secret = _secret(given, settings, tongue)
    password = secret
    if settings.oauth is not None:
        password, renewed = access_token(settings.oauth, OAuthSecret.from_text(secret))
        secret = renewed.to_text()
    found = []
    for step in check_mailbox(settings, password):
        found.append(step)
        if not as_json:
            click.echo(f"✓ {step.say(tongue)}")
    Connections(home).save(Connection(name, "mailbox", msgspec.to_builtins(settings)), secret)
    kept = Words(
        f"“{name}” is connected. The desk reads it while `casewright serve` or `casewright work` runs.",
        f"“{name}” 已连接。`casewright serve` 或 `casewright work` 运行期间，工作台会自动读取。",
    )
    if as_json:
        steps = [{"en": step.en, "zh": step.zh} for step in found]
        click.echo(json.dumps({"name": name, "kind": "mailbox", "steps": steps}, ensure_ascii=False))
    else:
        click.echo(kept.say(tongue))
