"""What a case needs of the lake: the records of its order, copied when it opens, so that the case rests on them."""

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from casewright.domain.case import Record
from casewright.domain.wire import record_to_wire, to_wire
from casewright.pipeline import link_keys
from casewright_web.models import CaseRow, RecordKey, ShopRow, SourceFile, StoredFinding, StoredRecord
from casewright_web.models.storable import storable, stored_key
from casewright_web.services.case_store import CaseChange, cases_recompute
from casewright_web.services.originals import original_path
from casewright_web.services.write_lock import write_transaction

if TYPE_CHECKING:
    from casewright.lake.lake import Lake
    from casewright.lake.manifests import Manifest

__all__ = ["desk_lake", "lake_cases_open", "lake_records_of", "lake_records_store", "lake_source_store"]

_ORDERS_AT_ONCE = 50
_ROWS_AT_ONCE = 1000


def desk_lake() -> "Lake":
    """Return the desk's lake, in the desk's home."""
    from casewright.lake.lake import folder_lake  # noqa: PLC0415 - needs the lake's packages

    return folder_lake(_folder())


def _folder() -> Path:
    return Path(settings.CASEWRIGHT_HOME) / "lake"


def lake_source_store(*, manifest: "Manifest", at: datetime) -> None:
    """Write the file's row with its findings, once, and let its original be found where all originals are."""
    from casewright.lake.lake import original_name  # noqa: PLC0415 - needs the lake's packages

    original = original_path(manifest.digest)
    original.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError):
        os.link(desk_lake().store.path(original_name(manifest.digest)), original)
    with write_transaction():
        if SourceFile.objects.filter(digest=manifest.digest).exists():
            return
        source = SourceFile.objects.create(
            digest=manifest.digest,
            name=storable(manifest.name)[:400],
            size_bytes=manifest.size_bytes,
            media_type="text/plain",
            received_at=at,
        )
        StoredFinding.objects.bulk_create(
            StoredFinding(
                source=source,
                code=finding.code,
                severity=finding.severity.value,
                words=storable(to_wire(finding.words)),
                place=storable(to_wire(finding.place)),
            )
            for finding in manifest.findings
        )


def lake_cases_open(*, digest: str, actor: str, at: datetime) -> tuple[int, int]:
    """Bring in the records of orders that have a case, or may need one, and decide these cases.

    Return how many cases opened and how many changed. Each transaction is short, so that people can go on working.
    """
    from casewright.lake.lookup import orders_among, unsettled_returns  # noqa: PLC0415 - needs the lake's packages

    lake = desk_lake()
    known = set(StoredRecord.objects.exclude(order_ref="").values_list("order_ref", flat=True).distinct())
    known |= set(CaseRow.objects.exclude(order_ref="").values_list("order_ref", flat=True).distinct())
    asking = {row.order_id for row in unsettled_returns(lake) if row.place.digest == digest}
    wanted = sorted(orders_among(lake, known, digest) | asking)
    changes: dict[int, CaseChange] = {}
    for start in range(0, len(wanted), _ORDERS_AT_ONCE):
        records = lake_records_of(orders=wanted[start : start + _ORDERS_AT_ONCE])
        with write_transaction():
            keys = lake_records_store(records=records)
            for pk, change in cases_recompute(keys=keys, shop=ShopRow.current(), actor=actor, at=at).items():
                changes[pk] = CaseChange.OPENED if changes.get(pk) is CaseChange.OPENED else change
    opened = sum(change is CaseChange.OPENED for change in changes.values())
    return opened, len(changes) - opened


def lake_records_of(*, orders: Iterable[str]) -> list[Record]:
    """Return what the lake knows of some orders, personal fields included while the originals are kept."""
    wanted = {order for order in orders if order}
    if not wanted or not (_folder() / "lake.json").is_file():
        return []
    from casewright.lake.lookup import records_of_orders  # noqa: PLC0415 - needs the lake's packages
    from casewright.lake.personal import with_personal  # noqa: PLC0415 - the same

    return with_personal(desk_lake(), records_of_orders(desk_lake(), wanted))


def lake_records_store(*, records: Iterable[Record]) -> set[str]:
    """Copy records whose file the desk knows, each once; return their keys. The caller holds the write transaction."""
    by_source: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_source[record.place.digest].append(record)
    sources = {row.digest: row for row in SourceFile.objects.filter(digest__in=by_source)}
    tied: set[str] = set()
    new: list[tuple[StoredRecord, set[str]]] = []
    for digest, source in sources.items():
        rows = {record.place.row or 0 for record in by_source[digest]}
        have = set(source.records.filter(position__in=rows).values_list("position", flat=True))
        for record in by_source[digest]:
            keys = {stored_key(key) for key in link_keys(record)}
            tied |= keys
            if (record.place.row or 0) not in have:
                new.append((_record_row(record, source), keys))
    made = StoredRecord.objects.bulk_create((row for row, _ in new), batch_size=_ROWS_AT_ONCE)
    pairs = [(row, key) for row, (_, keys) in zip(made, new, strict=True) for key in sorted(keys)]
    RecordKey.objects.bulk_create((RecordKey(record=row, key=key) for row, key in pairs), batch_size=_ROWS_AT_ONCE)
    return tied


def _record_row(record: Record, source: SourceFile) -> StoredRecord:
    wire = storable(record_to_wire(record))
    return StoredRecord(
        source=source,
        position=record.place.row or 0,
        kind=wire["type"],
        order_ref=(wire.get("order_id") or "")[:64],
        payload=wire,
    )
