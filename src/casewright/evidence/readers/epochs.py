"""Instants that exports write as seconds since 1970, or thousandths of them, under a name that speaks of time."""

import csv
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import StringIO

from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.vocabulary import answer_names

__all__ = ["instant_of_epoch", "is_time_name", "with_instants"]

_EPOCH = re.compile(r"(1\d{9})(?:\d{3}){0,3}(?:\.\d{1,9})?")
"""From 2001 to 2033."""
_PART = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\W_]+")
_HEADER_WITHIN = 12
_DELIMITERS = "\t,;|"


def instant_of_epoch(text: str) -> datetime | None:
    """Return the instant that a number of seconds, or of thousandths, since 1970 means; None for any other text."""
    match = _EPOCH.fullmatch(text.strip())
    return None if match is None else datetime.fromtimestamp(int(match[1]), UTC)


@lru_cache(maxsize=2_000)
def is_time_name(name: str) -> bool:
    """Whether the name of a column or member speaks of time: `event_ts`, `scannedAt`, `时间戳`."""
    whole = squashed(name).key
    if whole in _names():
        return True
    return any(squashed(part).key in _parts() for part in _PART.split(name) if part)


@cache
def _names() -> frozenset[str]:
    return frozenset(squashed(name).key for meaning in ("instant", "clock") for name in answer_names()[meaning])


@cache
def _parts() -> frozenset[str]:
    return frozenset(squashed(part).key for part in answer_names()["time_part"])


def with_instants(text: str) -> str:
    """Return a table in text with such numbers written as days and times; any other text as it is."""
    if _EPOCH.search(text) is None:
        return text
    head = "\n".join(text.split("\n")[:_HEADER_WITHIN])
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return text
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        columns = [column for column, name in enumerate(row) if is_time_name(name)]
        found = [column for column in columns if _is_epochs(rows[at + 1 :], column)]
        if found:
            return _written([*rows[: at + 1], *(_told(row, found) for row in rows[at + 1 :])], delimiter)
    return text


def _is_epochs(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
    return bool(cells) and all(map(_EPOCH.fullmatch, cells))


def _told(row: Sequence[str], columns: Sequence[int]) -> list[str]:
    return [_instant_text(cell) if column in columns else cell for column, cell in enumerate(row)]


def _instant_text(cell: str) -> str:
    instant = instant_of_epoch(cell)
    return cell if instant is None else instant.strftime("%Y-%m-%d %H:%M:%S+00:00")


def _written(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()
