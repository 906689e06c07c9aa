"""Exhibits that are words: mails, plain texts, pages and machine answers, read to be set in type."""

import json
from dataclasses import dataclass
from datetime import datetime

from casewright.intake.mail import looks_like_mail
from casewright.intake.mail.charsets import decode_text
from casewright.intake.mail.content import read_content
from casewright.intake.mail.dates import header_instant
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.headers import split_headers
from casewright.intake.mail.html import read_html
from casewright.intake.mail.mime import parts_of

__all__ = ["TypedMail", "TypedText", "read_text"]

_MAIL = "message/rfc822"
_HTML = "text/html"
_JSON = "application/json"
_CUT = "MAIL012"


@dataclass(frozen=True, slots=True)
class TypedMail:
    """A mail as its reader saw it: who, to whom, when, about what, the words, the names of what was attached."""

    sender: str
    recipients: str
    subject: str
    sent_at: datetime | None
    text: str
    attached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text; `machine` when a program wrote it for programs."""

    text: str
    machine: bool = False


def read_text(content: bytes, media_type: str) -> TypedMail | TypedText | None:
    """Return the words of an exhibit, or None when it is not made of words, or of more than can be read whole."""
    remarks = Remarks("exhibit", "")
    if media_type == _MAIL or (media_type == "text/plain" and looks_like_mail(content)):
        mail = _mail(content, remarks)
        return None if any(finding.code == _CUT for finding in remarks.all) else mail
    if not (media_type.startswith("text/") or media_type == _JSON):
        return None
    text = decode_text(content, None, remarks, "exhibit")
    if media_type == _HTML:
        return TypedText("\n".join(read_html(text).lines))
    if media_type == _JSON:
        return TypedText(_laid_out(text), machine=True)
    return TypedText(text, machine=media_type == "text/csv")


def _laid_out(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text


def _mail(content: bytes, remarks: Remarks) -> TypedMail:
    source = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    headers, body_start = split_headers(source, 0, len(source), remarks, "header")
    parts = parts_of(source, headers, body_start, remarks)
    shown = read_content(parts, remarks)
    return TypedMail(
        sender=headers.text("from", remarks) or "",
        recipients=headers.text("to", remarks) or "",
        subject=headers.text("subject", remarks) or "",
        sent_at=header_instant(headers.text("date", remarks)),
        text="\n".join(shown[0].lines) if shown else "",
        attached=tuple(part.name for part in parts if part.attached),
    )
