"""Mail that goes out by SMTP. Only ever over a private line; what a server refuses is told by address."""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from casewright.domain.words import Language, Words
from casewright.evidence.log.copies import checkpoint_mail
from casewright_sources.errors import SourceError
from casewright_sources.mailbox.settings import Tls

__all__ = ["MailCopy", "MailSender", "SmtpSettings"]

_SECONDS = 30.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_BUSY_FROM, _BUSY_TO = 400, 500
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where mail is handed in. `user` is None where the server asks for no login."""

    host: str
    sender: str
    port: int = 465
    tls: Tls = Tls.TLS
    user: str | None = None
    ca_file: str | None = None

    def __post_init__(self) -> None:
        if self.tls is Tls.NONE and self.host not in _LOOPBACK:
            raise SourceError(
                Words(
                    f"Mail to {self.host} would go for everybody to read. Use TLS (465) or STARTTLS (587).",
                    f"发往 {self.host} 的邮件会以明文传输，任何人都可能看到。请使用 TLS（465）或 STARTTLS（587）。",
                ),
                needs_person=True,
            )


class MailSender:
    """Hands mails to one server."""

    def __init__(self, settings: SmtpSettings, password: str | None) -> None:
        self._settings, self._password = settings, password

    @property
    def address(self) -> str:
        """The address from which mails go out."""
        return self._settings.sender

    def send(self, mail: bytes, *, to: Sequence[str]) -> None:
        """Return when the server took the mail for every recipient. Raise SourceError."""
        with self._in_words(), self._line() as line:
            refused = line.sendmail(self._settings.sender, to, mail)
        if refused:
            raise _undelivered(refused)

    @contextmanager
    def _line(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.ca_file)
        if settings.tls is Tls.TLS:
            line: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
        else:
            line = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
        with line:
            if settings.tls is Tls.STARTTLS:
                line.starttls(context=context)
            if settings.user is not None:
                line.login(settings.user, self._password or "")
            yield line

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            raise _undelivered(error.recipients) from error
        except smtplib.SMTPAuthenticationError as error:
            raise _refused_login(self._settings.user or "", error.smtp_code) from error
        except ssl.SSLCertVerificationError as error:
            raise _failed(where, error.verify_message, needs_person=True) from error
        except smtplib.SMTPResponseException as error:
            lasting = not _BUSY_FROM <= error.smtp_code < _BUSY_TO
            why = f"{error.smtp_code} {error.smtp_error!r}"
            raise _failed(where, why, needs_person=lasting) from error
        except (smtplib.SMTPException, OSError) as error:
            raise _failed(where, error.strerror or str(error) or type(error).__name__) from error


class MailCopy:
    """A second place for the evidence log's signed heads: a mailbox that somebody else keeps."""

    def __init__(self, sender: MailSender, to: str, clock: Callable[[], datetime], language: Language = "en") -> None:
        self._sender, self._to, self._clock, self._language = sender, to, clock, language

    def keep(self, note: str) -> None:
        """Send the head. Raise OSError when it could not be handed over."""
        mail = checkpoint_mail(
            note, sender=self._sender.address, to=self._to, at=self._clock(), language=self._language
        )
        try:
            self._sender.send(mail, to=[self._to])
        except SourceError as error:
            raise OSError(error.words.say(self._language)) from error


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:_SHOWN]


def _undelivered(refused: dict[str, tuple[int, bytes]]) -> SourceError:
    told = ", ".join(f"{address} ({code})" for address, (code, _) in sorted(refused.items()))
    busy = all(_BUSY_FROM <= code < _BUSY_TO for code, _ in refused.values())
    words = Words(
        f"The mail server does not deliver to {_shown(told)}. Check the address.",
        f"邮件服务器拒绝投递到 {_shown(told)}。请核对地址。",
    )
    return SourceError(words, needs_person=not busy)


def _refused_login(user: str, code: int) -> SourceError:
    words = Words(
        f"The mail server refused the login of {user} ({code}). Check user and password; many providers want an app "
        "password or authorisation code.",
        f"邮件服务器拒绝了 {user} 的登录（{code}）。请核对用户名和密码；许多邮箱要求使用授权码或应用专用密码。",
    )
    return SourceError(words, needs_person=True)


def _failed(where: str, why: str, *, needs_person: bool = False) -> SourceError:
    words = Words(
        f"The mail could not be handed to {where} ({_shown(why)}). Check host, port and network, and send it again.",
        f"邮件未能交给 {where}（{_shown(why)}）。请核对主机、端口和网络后重新发送。",
    )
    return SourceError(words, needs_person=needs_person)
