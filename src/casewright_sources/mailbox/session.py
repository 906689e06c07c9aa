"""One line to an IMAP server. Folders are examined, mails are peeked at: nothing on the server ever changes."""

import imaplib
import logging
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, LoginError

from casewright.domain.words import Words
from casewright_sources.errors import SourceError
from casewright_sources.mailbox.settings import MailboxSettings, Tls

__all__ = ["Folder", "MailboxSession"]

_TIMEOUT = SocketTimeout(connect=15, read=60)
_POLL_SECONDS = 5
_FIRST_LOOK_SECONDS = 0.5
_AT_ONCE_BYTES = 4 * 1024 * 1024
_AT_ONCE_MAILS = 50
_SIZES_AT_ONCE = 500
_SHOWN = 160
_PASSING = ("[unavailable]", "[inuse]", "[limit]", "[serverbug]", "temporar", "try again", "too many")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it stands. UIDs mean something only together with `validity`."""

    validity: int
    next_uid: int
    mails: int


class MailboxSession:
    """A logged-in line. Every trouble is a SourceError in words; the password stands in none of them.

    Where the settings have `oauth`, an access token takes the password's place.
    """

    def __init__(self, settings: MailboxSettings, password: str) -> None:
        logging.getLogger("imapclient.imaplib").setLevel(logging.WARNING)  # below, it would write what is sent
        self._settings = settings
        with self._in_words():
            self._client = self._connected()
            try:
                self._log_in(password)
            except BaseException:
                self.close()
                raise

    def examine(self, name: str) -> Folder:
        """Open a folder for looking only."""
        with self._in_words():
            try:
                found = self._client.select_folder(name, readonly=True)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise _no_folder(name, self._client) from error
            return Folder(int(found[b"UIDVALIDITY"]), int(found.get(b"UIDNEXT", 1)), int(found[b"EXISTS"]))

    def uids_since(self, day: date) -> list[int]:
        """Return the mails that reached the folder on or after a day, oldest first."""
        with self._in_words():
            return sorted(self._client.search(["SINCE", day]))

    def uids_after(self, uid: int) -> list[int]:
        """Return the mails after one, oldest first. A server answers `n:*` with the last mail when there is none."""
        with self._in_words():
            return sorted(found for found in self._client.search(["UID", f"{uid + 1}:*"]) if found > uid)

    def mails(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes | None]]:
        """Yield each mail whole, in the order given; None for one that somebody deleted meanwhile."""
        for start in range(0, len(uids), _SIZES_AT_ONCE):
            asked = uids[start : start + _SIZES_AT_ONCE]
            with self._in_words():
                sizes = self._client.fetch(asked, ["RFC822.SIZE"])
            for batch in _batches(asked, {uid: int(found.get(b"RFC822.SIZE", 0)) for uid, found in sizes.items()}):
                with self._in_words():
                    bodies = self._client.fetch(batch, ["BODY.PEEK[]"])
                for uid in batch:
                    yield uid, bodies[uid].get(b"BODY[]") if uid in bodies else None

    def wait(self, seconds: float) -> None:
        """Return when the opened folder reports a change, at the latest after so many seconds."""
        with self._in_words():
            if len(self._settings.folders) > 1 or not self._client.has_capability("IDLE"):
                time.sleep(min(seconds, _POLL_SECONDS))
                self._client.noop()
                return
            left, look = seconds, min(seconds, _FIRST_LOOK_SECONDS)
            while left > 0 and not self._idled(look):
                left -= look
                look = min(left, _POLL_SECONDS)

    def _idled(self, seconds: float) -> bool:
        """Idle, and say whether anything but the server's own heartbeat came.

        What a server reports in the same breath as its consent lies in a buffer where no waiting sees it, and comes to
        light only at the end: so looks are short, and the first one shortest.
        """
        self._client.idle()
        told = self._client.idle_check(timeout=seconds)
        told += self._client.idle_done()[1]
        return any(report[0] != b"OK" for report in told)

    def close(self) -> None:
        """Hang up."""
        with suppress(imaplib.IMAP4.error, OSError):
            self._client.shutdown()

    def _connected(self) -> IMAPClient:
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.ca_file)
        client = IMAPClient(
            settings.host,
            settings.port,
            ssl=settings.tls is Tls.TLS,
            ssl_context=context if settings.tls is Tls.TLS else None,
            timeout=_TIMEOUT,
        )
        if settings.tls is Tls.STARTTLS:
            client.starttls(context)
        return client

    def _log_in(self, password: str) -> None:
        user = self._settings.user
        try:
            if self._settings.oauth is not None:
                self._log_in_by_token(user, password)
            elif f"{user}{password}".isascii():
                self._client.login(user, password)
            else:
                self._client.plain_login(user, password)
        except LoginError as error:
            raise _refused(user, str(error).replace(password, "…") if password else str(error)) from None
        if self._client.has_capability("ID"):  # some providers in China refuse every command before it
            self._client.id_({"name": "Casewright"})

    def _log_in_by_token(self, user: str, token: str) -> None:
        """Log in with an access token, in the way Google and Microsoft want it."""
        try:
            self._client.oauth2_login(user, token)
        except CapabilityError as error:
            raise LoginError("no XOAUTH2") from error
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise LoginError(str(error)) from error

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise _untrusted(where, error.verify_message) from error
        except ssl.SSLError as error:
            raise _no_tls(where, error.reason or "TLS") from error
        except socket.gaierror as error:
            raise _unknown_host(self._settings.host) from error
        except TimeoutError as error:
            raise _silent(where) from error
        except (OSError, imaplib.IMAP4.error) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise _broken(where, why or type(error).__name__) from error


def _batches(uids: Sequence[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    """Put small mails together, so that a line asks seldom and holds little at a time."""
    batch: list[int] = []
    held = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if batch and (held + size > _AT_ONCE_BYTES or len(batch) == _AT_ONCE_MAILS):
            yield batch
            batch, held = [], 0
        batch.append(uid)
        held += size
    if batch:
        yield batch


def _shown(text: str) -> str:
    plain = text.removeprefix("b'").removesuffix("'")
    return "".join(sign if sign.isprintable() else " " for sign in plain)[:_SHOWN]


def _refused(user: str, answer: str) -> SourceError:
    """Tell a wrong password from a server that is only busy."""
    passing = any(mark in answer.lower() for mark in _PASSING)
    return SourceError(
        Words(
            f"The mail server refused the login of {user} (“{_shown(answer)}”). Check user and password; many "
            "providers want an app password or authorisation code, and IMAP switched on.",
            f"邮件服务器拒绝了 {user} 的登录（“{_shown(answer)}”）。请核对用户名和密码；许多邮箱须先开启 IMAP，"
            "并使用授权码或应用专用密码。",
        ),
        needs_person=not passing,
    )


def _no_folder(name: str, client: IMAPClient) -> SourceError:
    listed = ", ".join(str(folder) for _, _, folder in client.list_folders()[:30])
    return SourceError(
        Words(
            f"The mailbox has no folder “{name}”. It has: {listed}. Connect it again with one of these.",
            f"邮箱里没有名为“{name}”的文件夹。现有文件夹：{listed}。请选择其中之一重新连接。",
        ),
        needs_person=True,
    )


def _untrusted(where: str, why: str) -> SourceError:
    return SourceError(
        Words(
            f"The certificate of {where} cannot be trusted ({why}), so no password was sent. Check the host name; for "
            "a company's own authority, connect with --ca-file.",
            f"{where} 的证书不可信（{why}），因此没有发送密码。请核对主机名；"
            "如使用公司自己的证书机构，请用 --ca-file 重新连接。",
        ),
        needs_person=True,
    )


def _no_tls(where: str, why: str) -> SourceError:
    return SourceError(
        Words(
            f"{where} did not answer in TLS ({_shown(why)}). Port 993 goes with --tls tls, 143 with --tls starttls.",
            f"{where} 没有以 TLS 应答（{_shown(why)}）。993 端口对应 --tls tls，143 端口对应 --tls starttls。",
        )
    )


def _unknown_host(host: str) -> SourceError:
    return SourceError(
        Words(
            f"No address was found for {host}. Check the host name and this machine's network.",
            f"找不到 {host} 的地址。请核对主机名，并检查本机网络。",
        )
    )


def _silent(where: str) -> SourceError:
    return SourceError(
        Words(
            f"{where} does not answer. If this does not pass by itself, check host, port and --tls, and "
            "whether a firewall lies in between.",
            f"{where} 没有应答。如未自行恢复，请核对主机名、端口和 --tls，并检查中间是否有防火墙。",
        )
    )


def _broken(where: str, why: str) -> SourceError:
    return SourceError(
        Words(
            f"The line to {where} failed ({_shown(why)}). If this does not pass by itself, check the "
            "network and the mail server.",
            f"与 {where} 的连接失败（{_shown(why)}）。如未自行恢复，请检查网络和邮件服务器。",
        )
    )
