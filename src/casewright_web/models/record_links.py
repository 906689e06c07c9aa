"""Which stored records hang together by shared keys, and the records themselves."""

from collections.abc import Iterable
from typing import Any

from casewright.domain.case import Record
from casewright.domain.wire import record_from_wire
from casewright_web.models.sources import RecordKey, StoredRecord

__all__ = ["in_batches", "records_connected", "records_load"]

_AT_ONCE = 400
"""Keys per query: below SQLite's limit on variables."""


def in_batches(items: Iterable[Any]) -> Iterable[list[Any]]:
    """Cut into lists that one query can hold."""
    kept = list(items)
    return (kept[start : start + _AT_ONCE] for start in range(0, len(kept), _AT_ONCE))


def _records_with(keys: Iterable[str]) -> set[int]:
    return {
        record
        for batch in in_batches(keys)
        for record in RecordKey.objects.filter(key__in=batch).values_list("record_id", flat=True)
    }


def _keys_of(records: Iterable[int]) -> set[str]:
    return {
        key
        for batch in in_batches(records)
        for key in RecordKey.objects.filter(record_id__in=batch).values_list("key", flat=True)
    }


def records_connected(keys: set[str]) -> tuple[set[int], set[str]]:
    """Follow shared keys from these until nothing new is found; return the records' ids and all keys met."""
    seen, fresh, records = set(keys), set(keys), set[int]()
    while fresh:
        found = _records_with(fresh) - records
        records |= found
        fresh = _keys_of(found) - seen
        seen |= fresh
    return records, seen


def records_load(records: Iterable[int]) -> list[Record]:
    """Return the records in the order in which they were read."""
    rows = [
        row
        for batch in in_batches(sorted(records))
        for row in StoredRecord.objects.filter(pk__in=batch).values_list("source_id", "position", "payload")
    ]
    return [record_from_wire(payload) for _, _, payload in sorted(rows, key=lambda row: row[:2])]
