"""An Outlook message (.msg) as a mail: its transport headers, its texts and its attachments, put together anew.

The `.msg` itself stays the original. Outlook does not keep the parts as they came, so a DKIM signature over them can no
longer be checked and is left out.
"""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from casewright.domain.errors import CasewrightError

if TYPE_CHECKING:
    from email.message import Message

    from oxmsg import Message as OutlookMessage
    from oxmsg.attachment import Attachment

__all__ = ["OutlookDamagedError", "mail_of_outlook"]

_SENDER_SMTP, _REPRESENTING_SMTP, _SENDER_ADDRESS, _SENDER_NAME = 0x5D01, 0x5D02, 0x0C1F, 0x0C1A
_MESSAGE_ID, _IN_REPLY_TO, _HTML = 0x1035, 0x1042, 0x1013
_LEFT_OUT = re.compile(r"content-|mime-version$|dkim-signature$", re.IGNORECASE)
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_BREAK = re.compile(r"[\r\n]+(?![ \t])")
_WIDTH = 76


class OutlookDamagedError(CasewrightError):
    """A file that begins as an Outlook message and cannot be read as one."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the Outlook message cannot be read: {why}")
        self.why = why


def mail_of_outlook(content: bytes) -> bytes:
    """Return the message as a mail. Raise OutlookDamagedError, or ModuleNotFoundError where its reader is missing."""
    from oxmsg import Message as OutlookMessage  # noqa: PLC0415 - an extra; most mails come as mails

    try:
        message = OutlookMessage.load(content)
        head, texts, attached = list(_headers(message)), list(_texts(message)), list(_attached(message))
    except Exception as error:
        raise OutlookDamagedError(str(error) or type(error).__name__) from error
    boundary = f"=_{sha256(content).hexdigest()[:32]}"
    lines = [*head, "MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{boundary}"', ""]
    body = b"".join(f"--{boundary}\r\n".encode() + part for part in (*texts, *attached))
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n" + body + f"--{boundary}--\r\n".encode()


def _text(message: "OutlookMessage", pid: int) -> str:
    return " ".join((message.properties.str_prop_value(pid) or "").split())


def _headers(message: "OutlookMessage") -> Iterator[str]:
    """Yield the headers with which the mail travelled, else those that can be told from its properties."""
    travelled: Message = message._message_headers  # noqa: SLF001 - the public dict keeps one of each name only
    kept = [(name, str(value)) for name, value in travelled.items() if not _LEFT_OUT.match(name)]
    names = {name.lower() for name, _ in kept}
    yield from (f"{name}: {_BREAK.sub(' ', value)}" for name, value in kept)
    for name, value in _told(message):
        if value and name.lower() not in names:
            yield f"{name}: {value}"


def _told(message: "OutlookMessage") -> Iterator[tuple[str, str]]:
    addresses = (_text(message, pid) for pid in (_SENDER_SMTP, _REPRESENTING_SMTP, _SENDER_ADDRESS))
    address = next((found for found in addresses if "@" in found), "")
    name = _text(message, _SENDER_NAME).replace('"', "'")
    yield "From", f'"{name}" <{address}>' if address and name else address
    yield "To", ", ".join(one.email_address for one in message.recipients if "@" in one.email_address)
    yield "Subject", " ".join(message.subject.split())
    sent = message.sent_date
    yield "Date", format_datetime(sent) if isinstance(sent, datetime) else ""
    yield "Message-ID", _text(message, _MESSAGE_ID)
    yield "In-Reply-To", _text(message, _IN_REPLY_TO)


def _texts(message: "OutlookMessage") -> Iterator[bytes]:
    if message.body:
        yield _part("Content-Type: text/plain; charset=utf-8", message.body.encode("utf-8", "replace"))
    html = message.properties.binary_prop_value(_HTML)
    if html:
        yield _part(f"Content-Type: text/html; charset={message.properties.body_encoding}", html)
    elif message.html_body:
        yield _part("Content-Type: text/html; charset=utf-8", message.html_body.encode("utf-8", "replace"))


def _attached(message: "OutlookMessage") -> Iterator[bytes]:
    for one in message.attachments:
        content = one.file_bytes
        if content is not None:
            yield _part(_attachment_head(one), content)


def _attachment_head(one: "Attachment") -> str:
    media_type = one.mime_type or ""
    kind = media_type if _TYPE.fullmatch(media_type) else "application/octet-stream"
    name = quote(one.file_name or "attachment", safe="")
    return f"Content-Type: {kind}\r\nContent-Disposition: attachment; filename*=utf-8''{name}"


def _part(head: str, content: bytes) -> bytes:
    packed = base64.b64encode(content)
    lines = b"\r\n".join(packed[start : start + _WIDTH] for start in range(0, len(packed), _WIDTH))
    return f"{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + lines + b"\r\n"
