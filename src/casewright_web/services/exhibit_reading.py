"""Read exhibits one by one, outside any page: the file is opened in a confined process, the result is stored."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from casewright.domain.exhibit import ExhibitKind
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.observation_wire import observation_to_wire
from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.evidence.readers.recordings import Transcriber
from casewright.evidence.readers.similar import PictureIndex, mark_from_bytes, mark_to_bytes
from casewright.evidence.safety.antivirus import VirusScanner
from casewright.evidence.vault.errors import VaultError
from casewright.intake import SourceFile
from casewright.pipeline.forgetting import file_name_redacted
from casewright_web.models import ExhibitRow, ExhibitState
from casewright_web.models.storable import storable
from casewright_web.services.exhibit_vault import exhibit_keep, exhibit_open
from casewright_web.services.originals import original_path
from casewright_web.services.packets import packets_outdate
from casewright_web.services.write_lock import write_transaction

__all__ = ["exhibit_content", "exhibit_read_next"]

_FORMAT = 1
_LEASE = timedelta(minutes=5)
_TRIES = 3
_COMPARED = 500
_GONE = Words(
    "The file could not be opened in the vault. Add it again.",
    "证据库中的文件无法打开，请重新添加。",
)
_GAVE_UP = Words(
    "Reading stopped three times. The file is kept whole; say what it is, or add another copy.",
    "读取中断了三次。文件已完整保存；请说明它是什么，或换一份副本。",
)


def exhibit_content(row: ExhibitRow) -> bytes:
    """Return the bytes of an exhibit. Raise VaultError or OSError when they are gone or not whole."""
    return exhibit_open(row.vault_name) if row.vault_name else original_path(row.digest).read_bytes()


def exhibit_read_next(
    *, at: datetime, scanner: VirusScanner | None = None, transcriber: Transcriber | None = None
) -> ExhibitRow | None:
    """Read the exhibit that has waited longest, and return it; None when none waits.

    A reader that is killed loses its turn after some minutes; after three tries the exhibit stays unread, with words.
    """
    row = _claim(at)
    if row is None or row.state != ExhibitState.WAITING:
        return row
    try:
        content = exhibit_content(row)
        if not row.vault_name:
            name = exhibit_keep(case=row.case, content=content, media_type=row.media_type, at=at)
            row.vault_name = name
    except (VaultError, OSError):
        return _store(row, ExhibitState.UNREAD, _problem(_GONE))
    twin = _read_elsewhere(row)
    if twin is not None:
        row.media_type, row.picture_mark = twin.media_type, twin.picture_mark
        known = twin.reading or {}
        seen = [] if known.get("decoration") else _seen_before(row)
        return _store(row, ExhibitState(twin.state), {**known, "seen": seen})
    file = SourceFile(row.name, content)
    reading = read_exhibit(file, hints=_hints(row), scanner=scanner, transcriber=transcriber)
    row.media_type = reading.media_type[:120]
    row.picture_mark = None if reading.mark is None else mark_to_bytes(reading.mark)
    state = ExhibitState.REFUSED if reading.refused else ExhibitState.READ
    seen = [] if reading.decoration else _seen_before(row)
    return _store(row, state, {**_wire(reading), "seen": seen})


def _claim(at: datetime) -> ExhibitRow | None:
    with write_transaction():
        free = Q(lease_until=None) | Q(lease_until__lt=at)
        waiting = ExhibitRow.objects.select_for_update().filter(free, state=ExhibitState.WAITING)
        row = waiting.select_related("case").defer("case__decision", "case__search").order_by("pk").first()
        if row is None:
            return None
        if row.attempts >= _TRIES:
            row.state, row.reading = ExhibitState.UNREAD, _problem(_GAVE_UP)
        row.attempts, row.lease_until = row.attempts + 1, at + _LEASE
        row.save()
        return row


def _read_elsewhere(row: ExhibitRow) -> ExhibitRow | None:
    """Return the same file as another case of the same marketplace has read it."""
    same = ExhibitRow.objects.filter(digest=row.digest, kind_told=row.kind_told, reading__format=_FORMAT)
    done = same.filter(state__in=(ExhibitState.READ, ExhibitState.REFUSED), case__marketplace=row.case.marketplace)
    return done.order_by("pk").first()


def _seen_before(row: ExhibitRow) -> list[dict[str, Any]]:
    """Return the picture of another order that is the same file, or looks most like this one, if any does."""
    mark = row.picture_mark
    others = ExhibitRow.objects.exclude(case=row.case)
    if row.case.order_ref:
        others = others.exclude(case__order_ref=row.case.order_ref)
    if row.media_type.startswith("image/"):
        same = others.filter(Q(digest=row.digest) | Q(came_as=row.digest)).order_by("-pk").first()
        if same is not None:
            return [_seen(same, mirrored=False)]
    if mark is None:
        return []
    newest = others.exclude(picture_mark=None).order_by("-pk").values_list("pk", "picture_mark")[:_COMPARED]
    index = PictureIndex((str(pk), mark_from_bytes(bytes(kept or b""))) for pk, kept in newest)
    found = index.alike(mark_from_bytes(bytes(mark)))[:1]
    return [_seen(ExhibitRow.objects.get(pk=int(likeness.key)), mirrored=likeness.mirrored) for likeness in found]


def _seen(other: ExhibitRow, *, mirrored: bool) -> dict[str, Any]:
    order = other.case.order_ref or None
    return {
        "file": file_name_redacted(other.name, other.digest),
        "digest": other.digest,
        "order_id": order,
        "mirrored": mirrored,
    }


def _store(row: ExhibitRow, state: ExhibitState, reading: dict[str, Any]) -> ExhibitRow:
    """Write what was read, unless a person changed the exhibit meanwhile: then it is read once more."""
    with write_transaction():
        fresh = ExhibitRow.objects.select_for_update().get(pk=row.pk)
        fresh.vault_name, fresh.lease_until = row.vault_name, None
        if fresh.kind_told == row.kind_told:
            fresh.state, fresh.reading, fresh.media_type = state, storable(reading), row.media_type
            fresh.picture_mark = row.picture_mark
        fresh.save()
        packets_outdate(case_id=fresh.case_id)
    return fresh


def _hints(row: ExhibitRow) -> ReadingHints:
    site = marketplace_by_code(row.case.marketplace)
    return ReadingHints(
        kind=ExhibitKind(row.kind_told) if row.kind_told in set(ExhibitKind) else None,
        country=site.country if site else None,
        currency=site.currency if site else None,
    )


def _wire(reading: ExhibitReading) -> dict[str, Any]:
    """Return what the page and the board need. Where a photo was taken stays in the original."""
    return {
        "format": _FORMAT,
        "kind": reading.kind.value,
        "kind_sure": reading.kind_sure,
        "speaker": reading.speaker.value,
        "language": reading.language,
        "other_channel": to_wire(reading.other_channel),
        "decoration": reading.decoration,
        "observations": [observation_to_wire(one) for one in reading.observations],
        "findings": [to_wire(one) for one in reading.findings],
    }


def _problem(words: Words) -> dict[str, Any]:
    finding = {"code": "", "severity": "error", "words": to_wire(words)}
    return {"format": _FORMAT, "observations": [], "findings": [finding]}
