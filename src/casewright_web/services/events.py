"""The log of a case: each event carries the hash of the one before it, so that nothing can be changed unseen."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from casewright_web.models import CaseEvent, CaseRow
from casewright_web.models.storable import storable

__all__ = ["event_append", "event_bytes", "event_chain_check"]

_FORMAT = 1
"""The version of the bytes that are hashed. A new layout gets a new number; old events keep theirs."""


def event_bytes(  # noqa: PLR0913 - the seven parts of what is hashed, none of them optional
    *, case_key: str, seq: int, at: datetime, actor: str, kind: str, payload: dict[str, Any], previous: str
) -> bytes:
    """Return the canonical bytes of an event: JSON with sorted names, no spaces, UTF-8, instants in UTC."""
    content = {
        "format": _FORMAT,
        "case": case_key,
        "seq": seq,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "kind": kind,
        "payload": payload,
        "previous": previous,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def event_append(
    *, case: CaseRow, at: datetime, actor: str, kind: str, payload: dict[str, Any], opens: bool = False
) -> CaseEvent:
    """Write the next event of a case; the one that `opens` it is the first. The caller holds the write transaction."""
    last = None if opens else case.events.order_by("-seq").first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, "")
    clean = storable(payload)
    content = event_bytes(case_key=case.key, seq=seq, at=at, actor=actor, kind=kind, payload=clean, previous=previous)
    return CaseEvent.objects.create(
        case=case,
        seq=seq,
        at=at,
        actor=actor,
        kind=kind,
        payload=clean,
        previous_hash=previous,
        hash=hashlib.sha256(content).hexdigest(),
    )


def event_chain_check(*, case: CaseRow) -> int | None:
    """Return the number of the first event whose hash does not fit, or None when the whole chain holds."""
    previous = ""
    for number, event in enumerate(case.events.order_by("seq"), start=1):
        content = event_bytes(
            case_key=case.key,
            seq=event.seq,
            at=event.at,
            actor=event.actor,
            kind=event.kind,
            payload=event.payload,
            previous=previous,
        )
        if event.seq != number or event.previous_hash != previous or event.hash != hashlib.sha256(content).hexdigest():
            return number
        previous = event.hash
    return None
