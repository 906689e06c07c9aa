"""The log of a case: each event carries the hash of the one before it, so that nothing can be changed unseen."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from casewright_web.models import CaseEvent, CaseRow
from casewright_web.models.storable import storable

__all__ = ["FirstEvent", "event_append", "event_bytes", "event_chain_check", "events_begin"]

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


def event_append(*, case: CaseRow, at: datetime, actor: str, kind: str, payload: dict[str, Any]) -> CaseEvent:
    """Write the next event of a case. The caller holds the write transaction."""
    event = _next_event(case, case.events.order_by("-seq").first(), at, actor, (kind, payload))
    event.save(force_insert=True)
    return event


@dataclass(frozen=True, slots=True)
class FirstEvent:
    """One of the first events of a new case."""

    case: CaseRow
    at: datetime
    actor: str
    kind: str
    payload: dict[str, Any]


def events_begin(events: Iterable[FirstEvent]) -> None:
    """Write the first events of new cases, those of a case in their order. The caller holds the write transaction."""
    last: dict[int, CaseEvent] = {}
    made: list[CaseEvent] = []
    for one in events:
        event = _next_event(one.case, last.get(one.case.pk), one.at, one.actor, (one.kind, one.payload))
        made.append(event)
        last[one.case.pk] = event
    CaseEvent.objects.bulk_create(made)


def _next_event(
    case: CaseRow, last: CaseEvent | None, at: datetime, actor: str, event: tuple[str, dict[str, Any]]
) -> CaseEvent:
    seq, previous = (last.seq + 1, last.hash) if last else (1, "")
    kind, clean = event[0], storable(event[1])
    content = event_bytes(case_key=case.key, seq=seq, at=at, actor=actor, kind=kind, payload=clean, previous=previous)
    return CaseEvent(
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
