"""The name of a table's content: SHA-256 over canonical JSON with a version field, so that a decision replays."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from casewright.domain.durations import duration_text
from casewright.rulebook.table import Feed, Table

__all__ = ["DIGEST_VERSION", "canonical_bytes", "table_digest"]

DIGEST_VERSION = 1
"""Rises whenever the canonical form changes; an old decision names the version it was made under."""
_LEFT_OUT = frozenset({"catalogue", "file", "digest", "facts"})
_ADDED = frozenset({"conflict", "collect", "by", "feeds"})
"""Fields younger than the form: where they are empty they are not written, so that older digests stand."""


def canonical_bytes(table: Table) -> bytes:
    """Return the bytes that are hashed: sorted keys, no spaces, UTF-8, dates as ISO 8601, money as minor units."""
    body = {"version": DIGEST_VERSION, "table": _plain(table)}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def table_digest(table: Table) -> str:
    """Return the table's content digest in hex. Where the file lies, and its comments, do not matter."""
    return hashlib.sha256(canonical_bytes(table)).hexdigest()


def _text(value: date | Decimal | timedelta) -> str:
    if isinstance(value, timedelta):
        return duration_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case date() | Decimal() | timedelta():
            return _text(value)
        case Feed():
            return {"is": "Feed", "fact": value.fact, "outcome": value.outcome, "digest": value.table.digest}
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            named = {field.name: getattr(value, field.name) for field in fields(value)}
            return {"is": type(value).__name__} | {
                name: _plain(item)
                for name, item in named.items()
                if name not in _LEFT_OUT and not (name in _ADDED and item in (None, ()))
            }
        case _:
            return value
