"""Records that no case rests on, such as the other orders of a report: forgotten some weeks after they came."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from casewright.domain.wire import RECORD_TYPES, record_from_wire, record_to_wire
from casewright.evidence.vault.retention import retention_rule
from casewright.pipeline.forgetting import forgotten_record, holds_personal_data, order_says
from casewright_web.models import CaseKey, CaseRow, RecordKey, StoredRecord
from casewright_web.models.storable import storable
from casewright_web.services.forgotten_sources import sources_forget
from casewright_web.services.write_lock import write_transaction

if TYPE_CHECKING:
    from casewright.domain.case import Record

__all__ = ["records_forget_next"]

_AT_ONCE = 500
_FILE = "file"


def records_forget_next(*, at: datetime) -> int:
    """Redact some records that came long ago and have no case; return how many, 0 when none is left.

    Days count from the import, since such a record seldom tells of a delivery. A kept file that nothing names is not
    taken for a buyer's.
    """
    days = retention_rule("undelivered_days", at.date()).days + 1
    with write_transaction():
        rows = list(_without_case(at - timedelta(days=days)).select_related("source").order_by("pk")[:_AT_ONCE])
        by_order: dict[str, list[Record]] = defaultdict(list)
        records = [(row, record_from_wire(row.payload)) for row in rows]
        for row, record in records:
            by_order[row.order_ref].append(record)
        personal = set[int]()
        for row, record in records:
            if holds_personal_data(record):
                says = order_says(by_order[row.order_ref] if row.order_ref else [record])
                redacted = forgotten_record(record, says, name=record.place.file)
                row.payload = storable(record_to_wire(redacted))
                personal.add(row.source_id)
            row.forgotten_at = at
        StoredRecord.objects.bulk_update(rows, ["payload", "forgotten_at"], batch_size=100)
        sources_forget(sources=personal, names={}, at=at)
    return len(rows)


def _without_case(before: datetime) -> QuerySet[StoredRecord]:
    of_case = CaseKey.objects.filter(key__in=RecordKey.objects.filter(record=OuterRef(OuterRef("pk"))).values("key"))
    same_order = CaseRow.objects.filter(order_ref=OuterRef("order_ref"))
    kinds = Q(kind__in=[name for name in RECORD_TYPES if name != _FILE])
    old = StoredRecord.objects.filter(kinds, forgotten_at=None, source__received_at__lt=before)
    return old.filter(Q(order_ref="") | ~Exists(same_order)).exclude(Exists(of_case))
