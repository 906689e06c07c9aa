"""What is needed to read a mailbox, and what is known of the usual providers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from casewright.domain.words import Words
from casewright_sources.errors import SourceError
from casewright_sources.oauth import OAuthSettings

__all__ = ["MailboxSettings", "Provider", "Tls", "provider_of", "settings_of", "usual_port"]

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Tls(StrEnum):
    """How the line is kept private: from the first byte, after a greeting, or not at all (own machine only)."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


def usual_port(tls: Tls) -> int:
    """Return the port on which IMAP servers listen (RFC 9051)."""
    return 993 if tls is Tls.TLS else 143


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where a mailbox is and what of it is read. `first_days`: how far back the first reading goes.

    `ca_file` names the certificate of an own authority where the machine's usual ones do not do. With `oauth` the
    secret is no password, but what a token is asked with.
    """

    host: str
    user: str
    port: int = 993
    tls: Tls = Tls.TLS
    folders: tuple[str, ...] = ("INBOX",)
    first_days: int = 7
    ca_file: str | None = None
    oauth: OAuthSettings | None = None

    def __post_init__(self) -> None:
        if self.tls is Tls.NONE and self.host not in _LOOPBACK:
            raise SourceError(
                Words(
                    f"The password would go to {self.host} for everybody to read. Use --tls tls or --tls starttls.",
                    f"密码会以明文发送到 {self.host}，任何人都可能看到。请改用 --tls tls 或 --tls starttls。",
                ),
                needs_person=True,
            )


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known of a mail provider: its server, what its users must do first, and who gives OAuth tokens for it."""

    host: str
    hint: Words | None = None
    token_endpoint: str | None = None
    scope: str | None = None


def settings_of(values: Mapping[str, Any]) -> MailboxSettings:
    """Read stored settings. Raise SourceError for what cannot be one."""
    try:
        return msgspec.convert(values, MailboxSettings)
    except msgspec.ValidationError as error:
        words = Words(
            f"The stored settings cannot be used ({error}). Connect the mailbox again.",
            f"已保存的设置不可用（{error}）。请重新连接邮箱。",
        )
        raise SourceError(words, needs_person=True) from error


@cache
def _providers() -> dict[str, Provider]:
    text = files("casewright_sources.mailbox").joinpath("providers.toml").read_text(encoding="utf-8")
    listed = tomllib.loads(text)["provider"]
    return {
        domain: Provider(
            entry["imap"],
            Words(**entry["hint"]) if "hint" in entry else None,
            entry.get("token_endpoint"),
            entry.get("scope"),
        )
        for entry in listed
        for domain in entry["domains"]
    }


def provider_of(user: str) -> Provider | None:
    """Return what is known of the provider of an address, None for all others."""
    return _providers().get(user.rpartition("@")[2].lower())
