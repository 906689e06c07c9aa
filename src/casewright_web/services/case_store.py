"""Records to stored cases: find everything that hangs together, decide it anew, and write what changed as events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from casewright.domain.case import Case, CaseKind
from casewright.domain.shop import Shop
from casewright.intake.trackers import CASE_TRACKER, TrackedStatus, tracked_status
from casewright.pipeline import CaseFile, decide_case, open_cases, stands_until
from casewright_web.models import CaseKey, CaseRow, CaseStatus, RecordKey, SourceFile
from casewright_web.models.record_links import in_batches, records_connected, records_load
from casewright_web.models.storable import storable, stored_case_key, stored_key
from casewright_web.services.events import FirstEvent, event_append, events_begin
from casewright_web.services.exhibits import exhibits_collect
from casewright_web.services.packets import packets_outdate
from casewright_web.services.snapshots import case_search_text, case_snapshot, case_summary, decision_meaning
from casewright_web.services.told import facts_told

__all__ = ["CaseChange", "case_store", "cases_look_again", "cases_recompute"]


class CaseChange(StrEnum):
    """What storing a case did to it."""

    OPENED = "opened"
    UPDATED = "updated"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class _Decided:
    """A decided case, until when that stands, and where the team's own list has the case, if it says so."""

    file: CaseFile
    stands_until: datetime | None
    listed: CaseStatus | None = None


def cases_recompute(*, keys: set[str], shop: Shop, actor: str, at: datetime) -> dict[int, CaseChange]:
    """Re-decide every case that these stored keys reach. Return what happened to each case row that changed.

    The caller holds the write transaction.
    """
    records, reached = records_connected(keys)
    changed: dict[int, CaseChange] = {}
    kept: set[int] = set()
    for cases in in_batches(open_cases(records_load(records))):
        known, read_at = _rows_of(cases), _lists_read_at(cases)
        new: list[_Decided] = []
        rows: list[CaseRow] = []
        for case in cases:
            before = known.get(stored_case_key(case.key))
            decided = _decide(case, before, shop, at, tracked_status(case, read_at))
            if before is None:
                new.append(decided)
                continue
            rows.append(before)
            if (change := _store(before, decided, actor, at)) != CaseChange.NOTHING:
                changed[before.pk] = change
                _follow_list(before, decided.listed, at)
        opened = _open(new, actor, at)
        changed |= dict.fromkeys((row.pk for row in opened), CaseChange.OPENED)
        kept |= {row.pk for row in (*rows, *opened)}
        _exhibits_collect(cases, (*rows, *opened), shop, actor, at)
    _close_absorbed(reached, kept, actor, at)
    return changed


def _decide(case: Case, row: CaseRow | None, shop: Shop, at: datetime, listed: TrackedStatus | None) -> _Decided:
    seen_at = shop.stands_at or at
    file = decide_case(case, at=seen_at, shop=shop, told=facts_told(case=row) if row else {})
    return _Decided(file, stands_until(file, at=seen_at, shop=shop), CaseStatus(listed.value) if listed else None)


def _exhibits_collect(cases: Iterable[Case], rows: Iterable[CaseRow], shop: Shop, actor: str, at: datetime) -> None:
    """Make exhibits of the files that came with some cases, of which these are the rows."""
    by_key = {row.key: row for row in rows}
    for case in cases:
        if case.files and case.kind is not CaseKind.SUSPECT:
            row = by_key[stored_case_key(case.key)]
            exhibits_collect(case=row, files=case.files, actor=actor, at=at, received_at=shop.stands_at or at)


def _rows_of(cases: list[Case]) -> dict[str, CaseRow]:
    """Return by key the rows that some cases have."""
    keys = [stored_case_key(case.key) for case in cases]
    return {row.key: row for row in CaseRow.objects.select_for_update().filter(key__in=keys)}


def _lists_read_at(cases: list[Case]) -> dict[str, datetime]:
    """Return by digest when the team's lists that speak of some cases were read."""
    digests = {row.place.digest for case in cases for row in case.rows if row.report == CASE_TRACKER}
    return dict(SourceFile.objects.filter(digest__in=digests).values_list("digest", "received_at")) if digests else {}


def cases_look_again(*, keys: set[str]) -> None:
    """Have what these keys lead to looked at for personal data: a copy that came anew may be due by itself.

    The caller holds the write transaction.
    """
    for batch in in_batches(keys):
        records = RecordKey.objects.filter(key__in=batch).values("record__order_ref")
        of_order = Q(order_ref__in=records) & ~Q(order_ref="")
        CaseRow.objects.filter(of_order | Q(keys__key__in=batch), forgotten_at__isnull=False).update(look_at=None)


def _close_absorbed(reached: set[str], kept: set[int], actor: str, at: datetime) -> None:
    """Close cases whose mails now belong to another one, for instance when a later mail names the order."""
    rows = {
        row for batch in in_batches(reached) for row in CaseKey.objects.filter(key__in=batch).values_list("case_id")
    }
    for row in CaseRow.objects.filter(pk__in={pk for (pk,) in rows} - kept).exclude(status=CaseStatus.CLOSED):
        into = CaseRow.objects.filter(pk__in=kept, keys__key__in=row.keys.values("key")).first()
        event_append(case=row, at=at, actor=actor, kind="absorbed", payload={"into": into.key if into else None})
        _set_status(row, CaseStatus.CLOSED, actor, at)


def _follow_list(row: CaseRow, listed: CaseStatus | None, at: datetime) -> None:
    """Move a case that only the team's own list knows to where the list has it, unless a person moved it here."""
    if listed is None or row.status == listed:
        return
    if not row.events.filter(kind="status_changed", at__lt=at).exclude(actor=CASE_TRACKER).exists():
        _set_status(row, listed, CASE_TRACKER, at)


def _set_status(row: CaseRow, status: CaseStatus, actor: str, at: datetime) -> None:
    payload = {"from": row.status, "to": status.value}
    row.status = status
    row.version += 1
    row.save(update_fields=["status", "version"])
    event_append(case=row, at=at, actor=actor, kind="status_changed", payload=payload)


def _case_keys(case: Case) -> set[str]:
    """Return the keys that lead to this case and no other: its mails, else its order and kind."""
    mails = {f"file:{notice.place.digest}" for notice in case.notices}
    return {stored_key(key) for key in mails or {f"order:{case.order_ref}"}}


def _columns(file: CaseFile, snapshot: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": file.case.kind.value,
        "order_ref": storable(file.case.order_ref or "")[:64],
        "marketplace": file.case.marketplace or "",
        "money_minor": file.money.minor if file.money else None,
        "currency": file.money.currency if file.money else "",
        "due_at": file.deadline.due_at if file.deadline else None,
        "opened_at": file.case.opened_at,
        "headline_en": snapshot["headline"]["en"],
        "headline_zh": snapshot["headline"]["zh"],
        "summary": case_summary(snapshot=snapshot),
        "decision": snapshot,
        "search": case_search_text(case=file.case, snapshot=snapshot, order_ref=file.case.order_ref),
        "look_at": None,
    }


def case_store(*, file: CaseFile, actor: str, at: datetime) -> tuple[CaseRow, CaseChange]:
    """Write one decided case. Nothing is written when nothing changed. The caller holds the write transaction."""
    row = CaseRow.objects.select_for_update().filter(key=stored_case_key(file.case.key)).first()
    decided = _Decided(file, None)
    return (
        (_open([decided], actor, at)[0], CaseChange.OPENED) if row is None else (row, _store(row, decided, actor, at))
    )


def _open(new: list[_Decided], actor: str, at: datetime) -> list[CaseRow]:
    """Write cases that were not there before, each with its first events."""
    rows = [_new_row(decided) for decided in new]
    CaseRow.objects.bulk_create(rows)
    actors = {"opened": actor, "status_changed": CASE_TRACKER}
    events_begin(
        (FirstEvent(row, at, actors[kind], kind, payload) for row in rows for kind, payload in _first_events(row))
    )
    pairs = zip(rows, new, strict=True)
    CaseKey.objects.bulk_create(
        CaseKey(case=row, key=key) for row, one in pairs for key in sorted(_case_keys(one.file.case))
    )
    return rows


def _new_row(decided: _Decided) -> CaseRow:
    columns = _columns(decided.file, case_snapshot(file=decided.file))
    row = CaseRow(key=stored_case_key(decided.file.case.key), decide_at=decided.stands_until, **columns)
    if decided.listed and decided.listed != row.status:
        row.status, row.version = decided.listed, row.version + 1
    return row


def _first_events(row: CaseRow) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield how a new case began: it opened, and its list had it elsewhere."""
    snapshot = row.decision
    yield (
        "opened",
        {"decision": decision_meaning(snapshot), "due_at": _iso(row.due_at), "records": _digests(snapshot)},
    )
    if row.status != CaseStatus.OPEN:
        yield "status_changed", {"from": CaseStatus.OPEN.value, "to": CaseStatus(row.status).value}


def _store(row: CaseRow, decided: _Decided, actor: str, at: datetime) -> CaseChange:
    snapshot = case_snapshot(file=decided.file)
    columns = _columns(decided.file, snapshot) | {"decide_at": decided.stands_until}
    if row.decision == snapshot:
        if row.decide_at != decided.stands_until:
            CaseRow.objects.filter(pk=row.pk).update(decide_at=decided.stands_until)
        return CaseChange.NOTHING
    events, news = list(_differences(row, columns)), _somebody_wrote(row.decision, snapshot)
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _own_keys(row, decided.file.case)
    packets_outdate(case_id=row.pk)
    for kind, payload in events:
        event_append(case=row, at=at, actor=actor, kind=kind, payload=payload)
    if news and row.status != CaseStatus.OPEN:
        _set_status(row, CaseStatus.OPEN, actor, at)
    return CaseChange.UPDATED if events else CaseChange.NOTHING


def _differences(row: CaseRow, columns: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Name what changed in the case's own terms."""
    before, after = row.decision, columns["decision"]
    added = sorted(set(_digests(after)) - set(_digests(before)))
    if added:
        yield "record_added", {"records": added}
    if decision_meaning(before) != decision_meaning(after):
        yield "decision_changed", {"from": decision_meaning(before), "to": decision_meaning(after)}
    if row.due_at != columns["due_at"]:
        yield "deadline_changed", {"from": _iso(row.due_at), "to": _iso(columns["due_at"])}


def _somebody_wrote(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether a buyer or the marketplace wrote since: that reopens a case; a scan or our own reply does not."""
    known = set(_digests(before))
    return any(
        line["place"]["digest"] not in known
        and line["kind"] in {"message", "notice", "return"}
        and not (line["kind"] == "message" and line["tone"] == "green")
        for line in after["chronology"]
    )


def _digests(snapshot: dict[str, Any]) -> list[str]:
    return sorted({line["place"]["digest"] for line in snapshot["chronology"]})


def _own_keys(row: CaseRow, case: Case) -> None:
    missing = _case_keys(case) - set(row.keys.values_list("key", flat=True))
    CaseKey.objects.bulk_create(CaseKey(case=row, key=key) for key in sorted(missing))


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
