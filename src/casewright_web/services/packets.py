"""Packets are asked for by a person, made beside the pages, and made again when something they show has changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright_web.models import CaseRow, PacketRow, PacketState
from casewright_web.services.events import event_append
from casewright_web.services.packet_files import packet_write
from casewright_web.services.readiness import readiness_outdate
from casewright_web.services.write_lock import write_transaction

if TYPE_CHECKING:
    from casewright.evidence.packet.build import Packet

__all__ = ["packet_claim", "packet_refuse", "packet_store", "packet_want", "packets_outdate"]

_LEASE = timedelta(minutes=5)
_TRIES = 3
_GAVE_UP = Words(
    "Making the packet stopped three times. Leave out the largest exhibit and try again.",
    "证据包制作中断了三次。请先去掉最大的证据再试。",
)


def packet_want(*, case: CaseRow, profile: str) -> PacketRow:
    """Ask for a packet for this channel; it is made beside the pages."""
    with write_transaction():
        row, new = PacketRow.objects.get_or_create(case=case, profile=profile)
        if not new:
            _want(PacketRow.objects.filter(pk=row.pk))
        row.refresh_from_db()
    return row


def packets_outdate(*, case_id: int) -> None:
    """Have every packet of a case made again, and its readiness judged. The caller holds the write transaction."""
    _want(PacketRow.objects.filter(case_id=case_id))
    readiness_outdate(case_id=case_id)


def _want(rows: QuerySet[PacketRow]) -> None:
    rows.update(state=PacketState.WANTED, wanted=F("wanted") + 1, attempts=0, lease_until=None)


def packet_claim(*, at: datetime) -> PacketRow | None:
    """Take the packet that has waited longest, for some minutes; None when none waits."""
    with write_transaction():
        free = Q(lease_until=None) | Q(lease_until__lt=at)
        waiting = PacketRow.objects.select_for_update().filter(free, state=PacketState.WANTED)
        row = waiting.select_related("case").order_by("pk").first()
        if row is None:
            return None
        row.attempts, row.lease_until = row.attempts + 1, at + _LEASE
        row.save(update_fields=["attempts", "lease_until"])
    if row.attempts > _TRIES:
        packet_refuse(row, _GAVE_UP, at=at)
        return None
    return row


def packet_refuse(row: PacketRow, words: Words, *, at: datetime, pages: int = 0, size_bytes: int = 0) -> None:
    """Say why there is no packet; the draft made before is no longer shown."""
    columns = {"digest": "", "pages": pages, "size_bytes": size_bytes, "problem": to_wire(words), "remarks": []}
    with write_transaction():
        _finish(row, PacketState.REFUSED, at, columns)


def packet_store(row: PacketRow, packet: "Packet", *, remarks: Sequence[Words], at: datetime) -> None:
    """Put a finished packet in place, unless it was outdated while it was made."""
    columns = {
        "name": packet.name[:100],
        "digest": packet.digest,
        "pages": packet.pages,
        "size_bytes": len(packet.pdf),
        "problem": None,
        "remarks": [to_wire(one) for one in remarks],
    }
    packet_write(row, packet.pdf)
    with write_transaction():
        changed = PacketRow.objects.get(pk=row.pk).digest != packet.digest
        _finish(row, PacketState.MADE, at, columns)
        if changed:
            payload = {"profile": row.profile, "sha256": packet.digest, "pages": packet.pages}
            event_append(case=row.case, at=at, actor="casewright", kind="packet_made", payload=payload)


def _finish(row: PacketRow, state: PacketState, at: datetime, columns: dict[str, object]) -> None:
    """Write the result; where the packet was wanted anew meanwhile, it stays wanted."""
    rows = PacketRow.objects.filter(pk=row.pk)
    rows.update(made_at=at, lease_until=None, **columns)
    rows.filter(wanted=row.wanted).update(state=state)
