"""Exhibits of a case: taken in at once, told apart by a person, left out of the packet or taken in again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from casewright.domain.exhibit import CallTerms, ExhibitKind
from casewright.domain.kept_file import KeptFile
from casewright.intake.media_types import media_type_of
from casewright_web.models import CaseRow, ExhibitRow, ExhibitState
from casewright_web.models.storable import storable
from casewright_web.services.events import event_append
from casewright_web.services.exhibit_vault import exhibit_keep
from casewright_web.services.packets import packets_outdate
from casewright_web.services.write_lock import write_transaction

__all__ = [
    "ExhibitAdded",
    "exhibit_add",
    "exhibit_call_tell",
    "exhibit_kind_tell",
    "exhibit_leave_out",
    "exhibits_collect",
]


@dataclass(frozen=True, slots=True)
class ExhibitAdded:
    """What became of one file. `known` says that the case already had it; then nothing else happened."""

    row: ExhibitRow
    known: bool


def exhibit_add(
    *, case_id: int, name: str, content: bytes, actor: str, at: datetime, received_at: datetime | None = None
) -> ExhibitAdded:
    """Keep a file as the next exhibit of a case. It is durable and logged on return; it is read later.

    `received_at` is the case's own instant, where a made-up shop's clock stands apart from the present.
    """
    digest = hashlib.sha256(content).hexdigest()
    case = CaseRow.objects.defer("decision", "search").get(pk=case_id)
    known = ExhibitRow.objects.filter(case=case, digest=digest).first()
    if known is not None:
        return ExhibitAdded(known, known=True)
    media_type = media_type_of(content)
    vault_name = exhibit_keep(case=case, content=content, media_type=media_type, at=at)
    with write_transaction():
        known = ExhibitRow.objects.filter(case=case, digest=digest).first()
        if known is not None:
            return ExhibitAdded(known, known=True)
        row = ExhibitRow.objects.create(
            case=case,
            number=_next_number(case),
            digest=digest,
            name=_plain_name(name),
            size_bytes=len(content),
            media_type=media_type,
            received_at=received_at or at,
            by_hand=True,
            vault_name=vault_name,
        )
        event_append(case=case, at=at, actor=actor, kind="exhibit_added", payload=_told(row))
        packets_outdate(case_id=case.pk)
    return ExhibitAdded(row, known=False)


def exhibits_collect(
    *, case: CaseRow, files: Iterable[KeptFile], actor: str, at: datetime, received_at: datetime
) -> int:
    """Make exhibits of files that came by themselves. Return how many were new. The caller holds the transaction."""
    columns = ExhibitRow.objects.filter(case=case).values_list("digest", "came_as")
    known = {digest for row in columns for digest in row}
    new = [file for file in files if file.place.digest not in known]
    for number, file in enumerate(new, start=_next_number(case)):
        row = ExhibitRow.objects.create(
            case=case,
            number=number,
            digest=file.place.digest,
            name=_plain_name(file.place.file),
            size_bytes=file.size_bytes,
            media_type=file.media_type[:120],
            received_at=received_at,
            by_hand=False,
        )
        event_append(case=case, at=at, actor=actor, kind="exhibit_added", payload=_told(row))
    if new:
        packets_outdate(case_id=case.pk)
    return len(new)


def exhibit_kind_tell(*, row: ExhibitRow, kind: ExhibitKind | None, actor: str, at: datetime) -> None:
    """Take a person's word for what an exhibit is, or give it back to the reader; it is read anew in that light."""
    with write_transaction():
        fresh = ExhibitRow.objects.select_for_update().get(pk=row.pk)
        if fresh.kind_told == (kind or ""):
            return
        fresh.kind_told = kind.value if kind else ""
        if fresh.state != ExhibitState.REFUSED:
            fresh.state, fresh.attempts, fresh.lease_until = ExhibitState.WAITING, 0, None
        fresh.save()
        payload = {"exhibit": fresh.key, "kind": fresh.kind_told}
        event_append(case=fresh.case, at=at, actor=actor, kind="exhibit_kind_told", payload=payload)


def exhibit_call_tell(*, row: ExhibitRow, terms: CallTerms | None, actor: str, at: datetime) -> None:
    """Take a person's word on who called and whether the caller agreed to the recording, or take it back."""
    with write_transaction():
        fresh = ExhibitRow.objects.select_for_update().get(pk=row.pk)
        if fresh.call_told == (terms or ""):
            return
        fresh.call_told = terms.value if terms else ""
        fresh.save(update_fields=["call_told"])
        payload = {"exhibit": fresh.key, "call": fresh.call_told}
        event_append(case=fresh.case, at=at, actor=actor, kind="exhibit_call_told", payload=payload)
        packets_outdate(case_id=fresh.case_id)


def exhibit_leave_out(*, row: ExhibitRow, left_out: bool, actor: str, at: datetime) -> None:
    """Keep an exhibit out of the packet, or take it in again. What it contradicts stays on the board."""
    with write_transaction():
        fresh = ExhibitRow.objects.select_for_update().get(pk=row.pk)
        if fresh.left_out == left_out:
            return
        fresh.left_out = left_out
        fresh.save(update_fields=["left_out"])
        kind = "exhibit_left_out" if left_out else "exhibit_taken_in"
        event_append(case=fresh.case, at=at, actor=actor, kind=kind, payload={"exhibit": fresh.key})
        packets_outdate(case_id=fresh.case_id)


def _next_number(case: CaseRow) -> int:
    last: int | None = ExhibitRow.objects.filter(case=case).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _plain_name(name: str) -> str:
    """Return the name without folders, as the page and the packet may show it."""
    plain: str = storable(name.replace("\\", "/").rpartition("/")[2])
    return plain[-400:]


def _told(row: ExhibitRow) -> dict[str, str | int | bool]:
    """Return what the log, which nobody can take back, tells of a new exhibit: neither its name nor a hash of it."""
    return {"exhibit": row.key, "size_bytes": row.size_bytes, "by_hand": row.by_hand}
