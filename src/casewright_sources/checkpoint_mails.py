"""`casewright checkpoint`: the newest signed head of the desk's evidence log, mailed to whoever keeps it elsewhere."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import click
import msgspec

from casewright.cli.folder import write_whole
from casewright.cli.options import json_option, language_of, language_option
from casewright.domain.words import Language, Words
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.log.log import Log
from casewright.evidence.log.note import NoteKey
from casewright_sources.homes import home_option
from casewright_sources.outgoing import MailCopy
from casewright_sources.outgoing_connect import OUTGOING, open_outgoing

__all__ = ["checkpoint", "checkpoint_send"]

_EVIDENCE = "evidence"
_STATE = "checkpoint-mailed.json"
_EMPTY = Words("There is no evidence log below {home} yet, so there is no head to send.", "{home} 下尚无证据日志。")
_SENT = Words("✓ The head of {size} entries was sent to {to}.", "✓ 已将 {size} 条记录的检查点发送至 {to}。")
_KNOWN = Words("{to} has the newest head already; nothing was sent.", "{to} 已收到最新检查点，无需再发。")


@dataclass(frozen=True, slots=True)
class _Sent:
    """The last head that was mailed, by its SHA-256, to whom and when."""

    to: str
    head: str
    at: datetime


def _newest(home: Path) -> tuple[str, int]:
    """Return the newest signed head of a desk's log and its number of entries; an empty text where there is none."""
    folder = home / _EVIDENCE
    if not (folder / "log.pub").is_file():
        return "", 0
    log = Log(FolderJournal(folder / "log"), NoteKey.from_text((folder / "log.pub").read_text("utf-8")))
    return log.checkpoint, len(log)


def _last(path: Path) -> _Sent | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Sent)
    except (OSError, msgspec.MsgspecError):
        return None


def checkpoint_send(
    home: Path,
    to: str,
    *,
    at: datetime,
    language: Language = "en",
    every: timedelta | None = None,
    name: str = OUTGOING,
) -> int | None:
    """Mail the newest head to one address and return its number of entries; None where nothing new is to be sent.

    `every` is the least time between two mails. The same head goes to an address once; a kill while sending may send it
    twice, which harms nothing. Raise ConnectionUnknownError, SourceError, or OSError when it was not handed over.
    """
    head, size = _newest(home)
    path, digest = home / _EVIDENCE / _STATE, sha256(head.encode()).hexdigest()
    last = _last(path)
    if not head or (last is not None and last.to == to and (last.head == digest or (every and at - last.at < every))):
        return None
    MailCopy(open_outgoing(home, name), to, lambda: at, language).keep(head)
    write_whole(path, msgspec.json.encode(_Sent(to, digest, at)).decode())
    return size


@click.command()
@click.option(
    "--to",
    required=True,
    envvar="CASEWRIGHT_CHECKPOINT_MAIL",
    metavar="ADDRESS",
    help="Who keeps it: a mailbox that nobody who can write to this machine can write to.",
)
@click.option("--name", default=OUTGOING, show_default=True, help="The connected server that sends mail.")
@home_option
@language_option
@json_option
def checkpoint(home: Path, to: str, name: str, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Mail the newest signed head of the evidence log to ADDRESS, unless it is there already.

    With CASEWRIGHT_CHECKPOINT_MAIL=ADDRESS the desk does this by itself once a day. Check a kept mail's attachment with
    `casewright verify HOME --heads FOLDER`.

    将证据日志最新的签名检查点发送到指定邮箱；设置 CASEWRIGHT_CHECKPOINT_MAIL 后，工作台每天自动发送一次。
    """
    tongue = language_of(language)
    if not _newest(home)[0]:
        raise click.ClickException(_EMPTY.fill(home=home).say(tongue))
    try:
        size = checkpoint_send(home, to, at=datetime.now(UTC), language=tongue, name=name)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"version": 1, "to": to, "sent": size is not None, "entries": size}))
    else:
        click.echo((_KNOWN.fill(to=to) if size is None else _SENT.fill(to=to, size=size)).say(tongue))
