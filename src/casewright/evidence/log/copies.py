"""Copies of signed heads at a second place: they show a log that was cut or rewritten, even by its owner."""

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from casewright.domain.words import Language, Words
from casewright.evidence.log.checkpoint import unsafe_read_checkpoint
from casewright.evidence.log.durable import write_once

__all__ = ["CheckpointCopy", "FolderCopy", "checkpoint_mail", "notes_in_mail"]

_SUFFIX = ".checkpoint"
_MOST_OF_ONE_SIZE = 100
_SUBJECT = Words(
    en="Casewright checkpoint: {origin}, {size} entries",
    zh="Casewright 检查点：{origin}，共 {size} 条记录",
)
_BODY = Words(
    en=(
        "Keep this mail. It fixes the state of the evidence log on the day it was sent: if an entry before this point "
        "is changed or removed later, the check against this mail fails. It holds no personal data."
    ),
    zh=(
        "请保留此邮件。它固定了发送当日证据日志的状态：此前的任何一条记录日后若被改动或删除，与本邮件核对就会失败。"
        "邮件不含个人数据。"
    ),
)


class CheckpointCopy(Protocol):
    """A second place. It must not be writable by whoever could rewrite the log."""

    def keep(self, note: str) -> None:
        """Keep a signed head for good. Raise OSError when the place cannot be reached."""


class FolderCopy:
    """A folder, best on another machine: one file per size, never overwritten."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, note: str) -> None:
        """Write the head beside the earlier ones. Another head of one size is kept too: it tells of a rewriting."""
        size = unsafe_read_checkpoint(note).size
        for number in range(_MOST_OF_ONE_SIZE):
            path = self._folder / f"{size:012d}{f'-{number}' if number else ''}{_SUFFIX}"
            if write_once(path, note.encode()) or path.read_bytes() == note.encode():
                return

    def notes(self) -> list[tuple[str, str]]:
        """Return the name and text of each head kept, oldest first."""
        paths = sorted(self._folder.glob(f"*{_SUFFIX}"))
        return [(path.name, path.read_bytes().decode("utf-8", "replace")) for path in paths]


def checkpoint_mail(note: str, *, sender: str, to: str, at: datetime, language: Language = "en") -> bytes:
    """Return a mail that carries the head, ready to send."""
    head = unsafe_read_checkpoint(note)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _SUBJECT.fill(origin=head.origin, size=head.size).say(language)
    mail["From"], mail["To"], mail["Date"] = sender, to, at
    mail.set_content(_BODY.say(language) + "\n")
    mail.add_attachment(
        note.encode(), maintype="application", subtype="octet-stream", filename=f"{head.size:012d}{_SUFFIX}"
    )
    mail.set_boundary(f"=_{hashlib.sha256(note.encode()).hexdigest()}")
    return mail.as_bytes()


def notes_in_mail(content: bytes) -> list[tuple[str, str]]:
    """Return the heads that a kept mail carries."""
    from email import message_from_bytes, policy  # noqa: PLC0415 - needed only where a mail is checked

    mail = message_from_bytes(content, policy=policy.default)
    found: list[tuple[str, str]] = []
    for part in mail.iter_attachments():
        name, body = part.get_filename() or "", part.get_content()
        if name.endswith(_SUFFIX) and isinstance(body, bytes):
            found.append((name, body.decode("utf-8", "replace")))
    return found
