"""A confirmed page as a file, and that file as records.

The file holds the page as it was pasted, what a person confirmed or corrected, who did, and when. Reading it again
gives the same records, so a paste is a source like any other.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.message import Direction
from casewright.domain.money import Money, MoneyError
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.intake.findings import FindingLog
from casewright.intake.mail.language import language_of
from casewright.intake.order_ids import order_ids_in
from casewright.intake.paste.thread import PastedMessage
from casewright.intake.reading import Reading, SourceFile

__all__ = ["NEVER_PASTED", "PASTE_MARK", "Paste", "looks_like_paste", "read_paste", "wrap_paste"]

PASTE_MARK = "pasted-page"
NEVER_PASTED = datetime(1990, 1, 1, tzinfo=UTC)
"""Stands for the moment of pasting where a file was made of something else, such as a row of a list."""
_VERSION = 1
_DIRECTIONS = {Direction.FROM_BUYER: MailKind.BUYER_MESSAGE, Direction.FROM_SELLER: MailKind.OWN_REPLY_COPY}
_MOST_MESSAGES = 1_000


@dataclass(frozen=True, slots=True)
class Paste:
    """A page, what was confirmed of it (texts by field name), by whom and when."""

    text: str
    values: Mapping[str, str]
    confirmed_by: str
    pasted_at: datetime
    messages: tuple[PastedMessage, ...] = ()


def wrap_paste(paste: Paste) -> bytes:
    """Return the file of a confirmed page."""
    document = {
        "casewright": PASTE_MARK,
        "version": _VERSION,
        "confirmed_by": paste.confirmed_by,
        "pasted_at": paste.pasted_at.isoformat(),
        "values": {name: value for name, value in sorted(paste.values.items()) if value.strip()},
        "messages": [_message_out(message) for message in paste.messages],
        "text": paste.text,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _message_out(message: PastedMessage) -> dict[str, Any]:
    sent_at = message.sent_at.isoformat() if message.sent_at else None
    return {"direction": message.direction.value, "sent_at": sent_at, "text": message.text}


def looks_like_paste(content: bytes) -> bool:
    """Say whether the bytes are a confirmed page."""
    return content[:200].lstrip().startswith(b"{") and f'"{PASTE_MARK}"'.encode() in content[:200]


def read_paste(name: str, content: bytes) -> Reading:
    """Return the notice that a page states, or one file per message of a thread. Never raises."""
    log = FindingLog(name, hashlib.sha256(content).hexdigest())
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        log.add("PAS001", why=str(error)[:80])
        return Reading(findings=log.findings())
    values = document.get("values") if isinstance(document, dict) else None
    if not isinstance(values, dict):
        log.add("PAS001", why="values: –")
        return Reading(findings=log.findings())
    texts = {str(key): value for key, value in values.items() if isinstance(value, str)}
    pasted_at = _read_instant(str(document.get("pasted_at") or ""))
    messages = document.get("messages")
    if isinstance(messages, list) and messages:
        said = [_arrived(message, pasted_at, log) for message in messages[:_MOST_MESSAGES] if isinstance(message, dict)]
        return Reading(findings=log.findings(), inside=_inside(name, document, texts, said))
    texts = _arrived(texts, pasted_at, log)
    return Reading(records=(_notice(texts, log),), findings=log.findings())


def _arrived(said: dict[str, Any], pasted_at: datetime | None, log: FindingLog) -> dict[str, Any]:
    """Leave an arrival open that lies after the moment of pasting: a deadline or a slip, where no clock starts."""
    sent_at = _read_instant(str(said.get("sent_at") or ""))
    if sent_at is None or pasted_at is None or pasted_at == NEVER_PASTED or sent_at <= pasted_at:
        return said
    log.add("PAS003", None, "sent_at", text=sent_at.isoformat())
    return said | {"sent_at": ""}


def _read_instant(text: str) -> datetime | None:
    """Return an instant with its zone, or None."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _inside(
    name: str, document: dict[str, Any], values: dict[str, str], messages: list[dict[str, Any]]
) -> tuple[SourceFile, ...]:
    """Return each message as a page of its own, so that each has its own place in the timeline."""
    found: list[SourceFile] = []
    for at, message in enumerate(messages, 1):
        if not str(message.get("text") or "").strip():
            continue
        kind = _kind_of(message.get("direction"))
        own = {"kind": kind.value, "sent_at": str(message.get("sent_at") or ""), "body": str(message["text"])}
        page = document | {"values": values | own, "messages": [], "text": str(message["text"])}
        content = json.dumps(page, ensure_ascii=False, indent=1).encode("utf-8", "replace")
        found.append(SourceFile(f"{name}!/{at}.json", content))
    return tuple(found)


def _kind_of(direction: object) -> MailKind:
    known = next((one for one in Direction if one.value == direction), Direction.FROM_BUYER)
    return _DIRECTIONS[known]


def _notice(values: dict[str, str], log: FindingLog) -> MailNotice:
    site = marketplace_by_code(values.get("marketplace", ""))
    body = values.get("body") or None
    orders = order_ids_in(values.get("order_id", ""))
    return MailNotice(
        kind=_choice(MailKind, "kind", values, log) or MailKind.UNKNOWN_NOTICE,
        place=log.place(),
        sent_at=_instant("sent_at", values, log),
        subject=values.get("subject") or None,
        marketplace_id=site.amazon_id if site else None,
        order_id=orders[0] if orders else None,
        order_ids=orders,
        language=language_of(body) if body else None,
        body=body,
        money=_amount(values, log),
        respond_within_days=_count("respond_within_days", values, log),
        respond_by=_instant("respond_by", values, log),
        outcome=_choice(ClaimOutcome, "outcome", values, log),
        reason=values.get("reason") or None,
        buyer_name=values.get("buyer_name") or None,
    )


def _wrong(name: str, value: str, log: FindingLog) -> None:
    log.add("PAS002", None, name, text=value)


def _choice(kind: Any, name: str, values: dict[str, str], log: FindingLog) -> Any:  # noqa: ANN401 - any closed set
    value = values.get(name, "").strip()
    found = next((one for one in kind if one.value == value), None)
    if value and found is None:
        _wrong(name, value, log)
    return found


def _instant(name: str, values: dict[str, str], log: FindingLog) -> datetime | None:
    value = values.get(name, "").strip()
    if not value:
        return None
    instant = _read_instant(value)
    if instant is None:
        _wrong(name, value, log)
    return instant


def _count(name: str, values: dict[str, str], log: FindingLog) -> int | None:
    value = values.get(name, "").strip()
    if value and not (value.isascii() and value.isdigit() and len(value) <= 3):  # noqa: PLR2004 - a year has three digits
        _wrong(name, value, log)
        return None
    return int(value) if value else None


def _amount(values: dict[str, str], log: FindingLog) -> Money | None:
    value = values.get("money", "").strip()
    if not value:
        return None
    amount, _, currency = value.partition(" ")
    try:
        return Money.of(Decimal(amount), currency.strip().upper())
    except (MoneyError, InvalidOperation):
        _wrong("money", value, log)
        return None
