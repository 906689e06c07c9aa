"""What the desk's tables and folders give up when an order's exhibits are purged."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from mimetypes import guess_extension
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from casewright.domain.exhibit import Locator, Observation
from casewright.domain.observation_wire import observation_to_wire
from casewright.domain.place import Place
from casewright_web.models import CaseRow, ExhibitRow, ExhibitState, PacketRow, SourceFile
from casewright_web.services.events import event_append
from casewright_web.services.originals import original_forget
from casewright_web.services.packet_files import packet_forget
from casewright_web.services.packets import packets_outdate
from casewright_web.services.write_lock import write_transaction

if TYPE_CHECKING:
    from casewright.pipeline.purging import Stays

__all__ = [
    "exhibit_purged",
    "exhibit_to_look_at",
    "exhibits_moved",
    "originals_purge",
    "packets_purge",
    "twins_forgotten",
]

_EVERY = timedelta(hours=6)
_MAILS = (".eml", ".msg")
_FORMAT = 1


def exhibit_to_look_at(*, at: datetime) -> CaseRow | None:
    """Return the case whose exhibits were not looked at for longest, and note that they are now; None when none is due.

    Exhibits that still wait to be read are read first.
    """
    with write_transaction():
        old = Q(looked_at=None) | Q(looked_at__lt=at - _EVERY)
        rows = ExhibitRow.objects.filter(old).exclude(vault_name="").exclude(state=ExhibitState.WAITING)
        row = rows.select_related("case").order_by(F("looked_at").asc(nulls_first=True), "pk").first()
        if row is None:
            return None
        ExhibitRow.objects.filter(case_id=row.case_id).update(looked_at=at)
    return row.case


def exhibits_moved(*, cases: Sequence[CaseRow], names: Mapping[str, str]) -> None:
    """Follow exhibits that were spared into the vault's new place; `names` gives it by the file's digest."""
    with write_transaction():
        for row in ExhibitRow.objects.filter(case__in=cases, purged_at=None, digest__in=names):
            ExhibitRow.objects.filter(pk=row.pk).update(vault_name=names[row.digest])


def exhibit_purged(*, row: ExhibitRow, stays: "Stays", vault_name: str, at: datetime) -> None:
    """Let what stays take the exhibit's place: of what was read, only what names nobody."""
    with write_transaction():
        fresh = ExhibitRow.objects.select_for_update().get(pk=row.pk)
        if fresh.purged_at is not None:
            return
        fresh.came_as, fresh.digest = fresh.digest, sha256(stays.content).hexdigest()
        fresh.name = f"{fresh.key}{guess_extension(stays.media_type) or '.json'}"
        fresh.size_bytes, fresh.media_type = len(stays.content), stays.media_type[:120]
        fresh.vault_name, fresh.purged_at = vault_name, at
        if fresh.redacted:
            fresh.reading = _reading(fresh, stays)
            fresh.state, fresh.lease_until = ExhibitState.READ, None
            payload = {"exhibit": fresh.key}
            event_append(case=fresh.case, at=at, actor="casewright", kind="exhibit_purged", payload=payload)
        fresh.save()
        packets_outdate(case_id=fresh.case_id)


def _reading(row: ExhibitRow, stays: "Stays") -> dict[str, Any]:
    place = Place(row.name, row.digest)
    kept = (
        Observation(one.kind, one.value, Locator(place, one.page, one.line), one.sure, one.role, one.guessed)
        for one in stays.twin.kept
    )
    before = row.reading or {}
    return {
        "format": _FORMAT,
        "kind": stays.twin.kind.value,
        "kind_sure": before.get("kind_sure", False),
        "speaker": stays.twin.speaker.value,
        "language": before.get("language"),
        "observations": [observation_to_wire(one) for one in kept],
        "findings": [],
        "seen": before.get("seen", []),
        "twin": stays.twin_content.decode(),
    }


def originals_purge(*, digests: Iterable[str], mails: Iterable[str]) -> None:
    """Remove imported files that were exhibits, and the mails they came in, unless a living exhibit needs them."""
    for digest in digests:
        if not ExhibitRow.objects.filter(digest=digest, purged_at=None).exists():
            original_forget(digest)
            _forget_outer_mails(digest)
    for digest in mails:
        original_forget(digest)


def _forget_outer_mails(digest: str) -> None:
    file = SourceFile.objects.filter(digest=digest).select_related("outer").first()
    while file is not None and file.outer is not None:
        file = file.outer
        if file.name.lower().endswith(_MAILS):
            original_forget(file.digest)


def packets_purge(*, cases: Sequence[CaseRow]) -> None:
    """Remove the drafts of these cases; they are made again from what stays."""
    with write_transaction():
        for row in PacketRow.objects.filter(case__in=cases):
            packet_forget(row)
            PacketRow.objects.filter(pk=row.pk).update(digest="")
            packets_outdate(case_id=row.case_id)


def twins_forgotten(*, cases: Sequence[CaseRow], at: datetime) -> None:
    """Empty what stood for purged exhibits, once no window is open: only the log still knows of them."""
    with write_transaction():
        for row in ExhibitRow.objects.filter(case__in=cases).exclude(purged_at=None).exclude(vault_name=""):
            row.vault_name, row.reading, row.picture_mark, row.state = "", None, None, ExhibitState.UNREAD
            row.save(update_fields=["vault_name", "reading", "picture_mark", "state"])
            event_append(case=row.case, at=at, actor="casewright", kind="twin_purged", payload={"exhibit": row.key})
            packets_outdate(case_id=row.case_id)
