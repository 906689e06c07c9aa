"""Forget the personal data of a case when its day has come: in records, snapshot, search, remarks and originals.

One order after the other, each in one transaction with one event per case. Files go before the transaction ends, so
that a pass that is killed is done again by the next and leaves nothing behind.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Min, Q

from casewright.domain.case import Case, CaseKind, Record
from casewright.domain.kept_file import KeptFile
from casewright.domain.notice import MailNotice
from casewright.domain.wire import record_from_wire, record_to_wire
from casewright.pipeline import open_cases
from casewright.pipeline.forgetting import OrderSays, file_name_redacted, forgotten_record, order_says
from casewright.pipeline.forgetting_days import RecordDue, records_due
from casewright_web.models import CaseKey, CaseRow, CaseStatus, ExhibitRow, ExhibitState, ShopRow, StoredRecord
from casewright_web.models.record_links import in_batches, records_connected
from casewright_web.models.storable import storable, stored_case_key
from casewright_web.services.exhibit_vault import evidence_ready
from casewright_web.services.forgotten_cases import case_forget
from casewright_web.services.forgotten_sources import sources_forget
from casewright_web.services.write_lock import write_transaction

__all__ = ["forget_next"]

_AGAIN_WHILE_HELD = timedelta(hours=6)
_AGAIN_WHILE_READ = timedelta(minutes=10)
_WAITS_AT_MOST = timedelta(days=1)
_AGAIN_AT_LATEST = timedelta(days=7)


def forget_next(*, at: datetime) -> CaseRow | None:
    """Look at the case that nobody looked at for longest, and forget what is due of it and of what hangs together.

    Return it; None when no case is to be looked at.
    """
    with write_transaction():
        row = CaseRow.objects.filter(look_at=None).order_by("pk").first()
        row = row or CaseRow.objects.filter(look_at__lte=at).order_by("look_at", "pk").first()
        if row is None:
            return None
        forgot = _Group(row, ShopRow.current().stands_at or at, at).look()
    if forgot:
        _leave_no_copy()
    return row


def _leave_no_copy() -> None:
    """Empty SQLite's journal, which holds the pages as they were; a reader that stands in the way puts it off."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A stored record, as it is stored and as the core knows it."""

    row: StoredRecord
    record: Record


class _Group:
    """The records and cases that hang together: mostly one order's."""

    def __init__(self, row: CaseRow, seen_at: datetime, at: datetime) -> None:
        self._shop, self._seen_at, self._at = ShopRow.current(), seen_at, at
        self._zone = ZoneInfo(row.decision["zone"])
        self._today = seen_at.astimezone(self._zone).date()
        found, reached = records_connected(set(CaseKey.objects.filter(case=row).values_list("key", flat=True)))
        self._kept = [_Kept(one, record_from_wire(one.payload)) for one in _stored(found)]
        cases = {pk for some in in_batches(reached) for pk in _cases_with(some)} | {row.pk}
        self._rows = [one for some in in_batches(sorted(cases)) for one in CaseRow.objects.filter(pk__in=some)]

    def look(self) -> bool:
        """Forget what is due; say whether anything was."""
        cases = open_cases(one.record for one in self._kept)
        dues = records_due(
            [one.record for one in self._kept],
            [one.row.source.received_at.astimezone(self._zone).date() for one in self._kept],
            cases,
            self._running(cases),
            self._zone,
            self._today,
        )
        fresh = [(one, due) for one, due in zip(self._kept, dues, strict=True) if one.row.forgotten_at is None]
        now = [(one, due) for one, due in fresh if due.due_on <= self._today and not due.held]
        if now and self._exhibits_first():
            self._look_again(self._at + _AGAIN_WHILE_READ)
            return False
        self._forget(now, dues)
        self._look_again(self._next(due for one, due in fresh if (one, due) not in now))
        return bool(now)

    def _running(self, cases: Iterable[Case]) -> frozenset[str]:
        """Return the orders, or the keys of cases without one, of which a clock still runs.

        A notice of no order that nobody has read waits for a person.
        """
        open_keys = {row.key for row in self._rows if row.status != CaseStatus.CLOSED and self._waits(row)}
        return frozenset(case.order_ref or case.key for case in cases if stored_case_key(case.key) in open_keys)

    def _waits(self, row: CaseRow) -> bool:
        unread = row.kind == CaseKind.UNREAD_NOTICE and not row.order_ref
        return unread or (row.due_at is not None and row.due_at > self._seen_at)

    def _exhibits_first(self) -> bool:
        """Say whether exhibits are still to be read, or to be purged while the records say what they show.

        Where nobody does so for a day, the records do not wait.
        """
        rows = CaseRow.objects.filter(pk__in=[row.pk for row in self._rows])
        rows.filter(forget_from=None).update(forget_from=self._at)
        began = rows.aggregate(first=Min("forget_from"))["first"]
        if not evidence_ready() or self._at - began > _WAITS_AT_MOST:
            return False
        living = ExhibitRow.objects.filter(case__in=self._rows, purged_at=None)
        unread = living.filter(vault_name="", state=ExhibitState.WAITING)
        not_looked_at = living.exclude(vault_name="").filter(Q(looked_at=None) | Q(looked_at__lt=began))
        not_looked_at.update(looked_at=None)
        return unread.exists() or not_looked_at.exists()

    def _forget(self, now: Sequence[tuple[_Kept, RecordDue]], dues: Sequence[RecordDue]) -> None:
        if not now:
            return
        says = self._says(dues)
        names = _names(one for one, _ in now)
        for one, due in now:
            digest = one.record.place.digest
            name = names.get(digest, one.record.place.file)
            redacted = forgotten_record(one.record, says[min(due.subjects)], name=name)
            one.row.payload = storable(record_to_wire(redacted))
            one.row.forgotten_at = self._at
            one.row.save(update_fields=["payload", "forgotten_at"])
        originals = sources_forget(sources={one.row.source_id for one, _ in now}, names=names, at=self._at)
        self._forget_cases(now, names, originals)

    def _says(self, dues: Sequence[RecordDue]) -> dict[str, OrderSays]:
        by_subject: dict[str, list[Record]] = defaultdict(list)
        for one, due in zip(self._kept, dues, strict=True):
            for subject in due.subjects:
                by_subject[subject].append(one.record)
        return {subject: order_says(records) for subject, records in by_subject.items()}

    def _forget_cases(
        self, now: Sequence[tuple[_Kept, RecordDue]], names: dict[str, str], originals: frozenset[str]
    ) -> None:
        """Bring each case that rests on one of these records after them."""
        after = {
            stored_case_key(case.key): case for case in open_cases(record_from_wire(k.row.payload) for k in self._kept)
        }
        for row in self._rows:
            case = after.get(row.key)
            own = {row.order_ref, case.key if case else row.key} - {""}
            mine = [due for _, due in now if case is None or own & due.subjects]
            if mine:
                payload: dict[str, Any] = {
                    "records": len(mine),
                    "originals": len(originals),
                    "due_on": min(due.due_on for due in mine).isoformat(),
                    "ground": "G1",
                }
                case_forget(row=row, case=case, names=names, shop=self._shop, payload=payload, at=self._at)

    def _next(self, later: Iterable[RecordDue]) -> datetime:
        """Return when to look again: when the next day comes, or a clock may have run out."""
        found = [self._at + _AGAIN_AT_LATEST]
        for due in later:
            if due.due_on <= self._today:
                found.append(self._at + _AGAIN_WHILE_HELD)
            else:
                found.append(self._at + (self._start_of(due.due_on) - self._seen_at))
        return min(found)

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self._zone)

    def _look_again(self, look_at: datetime) -> None:
        CaseRow.objects.filter(pk__in=[row.pk for row in self._rows]).update(look_at=look_at)


def _stored(pks: Iterable[int]) -> list[StoredRecord]:
    found = [
        row
        for some in in_batches(sorted(pks))
        for row in StoredRecord.objects.filter(pk__in=some).select_related("source")
    ]
    return sorted(found, key=lambda row: (row.source_id, row.position))


def _cases_with(keys: Iterable[str]) -> Iterable[int]:
    return CaseKey.objects.filter(key__in=list(keys)).values_list("case_id", flat=True)


def _names(kept: Iterable[_Kept]) -> dict[str, str]:
    """Return new names, by digest, of files that are one buyer's: mails, and what came with them."""
    return {
        one.record.place.digest: file_name_redacted(one.row.source.name, one.record.place.digest)
        for one in kept
        if isinstance(one.record, MailNotice | KeptFile)
    }
