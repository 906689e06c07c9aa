"""Access tokens by OAuth 2: a refresh token, kept sealed as passwords are, is exchanged for one that lasts an hour."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from casewright.domain.words import Words
from casewright_sources.errors import SourceError

__all__ = ["OAuthSecret", "OAuthSettings", "access_token"]

_SECONDS = 30.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """Who gives tokens, and to which application. `scope` is what the provider wants named, if anything."""

    token_endpoint: str
    client_id: str
    scope: str | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.token_endpoint)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise SourceError(
                Words(
                    f"The token would go to {self.token_endpoint} for everybody to read. Name an https address.",
                    f"令牌会以明文发送到 {self.token_endpoint}，任何人都可能看到。请填写 https 地址。",
                ),
                needs_person=True,
            )


@dataclass(frozen=True, slots=True)
class OAuthSecret:
    """What is kept sealed: the refresh token, and the application's own secret where it has one."""

    refresh_token: str
    client_secret: str | None = None

    def to_text(self) -> str:
        """Return it as the text that is sealed."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_text(cls, text: str) -> "OAuthSecret":
        """Read what `to_text` wrote. Raise SourceError."""
        try:
            return msgspec.json.decode(text, type=cls)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            words = Words(
                "The stored token cannot be used. Connect the mailbox again with --oauth.",
                "已保存的令牌不可用。请用 --oauth 重新连接邮箱。",
            )
            raise SourceError(words, needs_person=True) from error


def access_token(settings: OAuthSettings, secret: OAuthSecret) -> tuple[str, OAuthSecret]:
    """Return a fresh access token, and the secret to be kept from now on: some providers renew it each time.

    Raise SourceError; neither token stands in its words.
    """
    asked = {"grant_type": "refresh_token", "client_id": settings.client_id, "refresh_token": secret.refresh_token}
    asked |= {"client_secret": secret.client_secret} if secret.client_secret else {}
    asked |= {"scope": settings.scope} if settings.scope else {}
    try:
        answer = httpx.post(settings.token_endpoint, data=asked, timeout=_SECONDS, follow_redirects=False)
        told: Any = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise _silent(settings, type(error).__name__) from error
    if not isinstance(told, dict) or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _silent(settings, str(answer.status_code))
    token, renewed = told.get("access_token"), told.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise _refused(settings, str(told.get("error") or answer.status_code))
    if isinstance(renewed, str) and renewed:
        return token, OAuthSecret(renewed, secret.client_secret)
    return token, secret


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:_SHOWN]


def _refused(settings: OAuthSettings, why: str) -> SourceError:
    where = urlsplit(settings.token_endpoint).netloc
    words = Words(
        f"{where} gives no access ({_shown(why)}). The permission was withdrawn or has run out: grant it again, and "
        "connect the mailbox with the new refresh token.",
        f"{where} 拒绝授权（{_shown(why)}）。授权可能已撤销或过期，请重新授权，并用新的刷新令牌连接邮箱。",
    )
    return SourceError(words, needs_person=True)


def _silent(settings: OAuthSettings, why: str) -> SourceError:
    where = urlsplit(settings.token_endpoint).netloc
    words = Words(
        f"{where} did not answer as a token endpoint does ({_shown(why)}). If this does not pass "
        "by itself, check the address and the network.",
        f"{where} 没有返回令牌（{_shown(why)}）。如未自行恢复，请检查地址和网络。",
    )
    return SourceError(words)
