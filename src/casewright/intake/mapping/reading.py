"""Reads a table whose columns a mapping names."""

import hashlib
from collections.abc import Iterable

from casewright.intake.findings import FindingLog
from casewright.intake.mapping.mapping import Mapping, MappingError, parse_mapping
from casewright.intake.reading import Reading
from casewright.intake.reports.decoding import decode
from casewright.intake.reports.reader import read_table
from casewright.intake.reports.table import Table, find_table, table_with

__all__ = ["mapping_in", "mapping_over_report", "read_by_mapping", "table_by"]

_HEAD_BYTES = 262_144


def mapping_in(name: str, content: bytes) -> tuple[Mapping | None, Reading]:
    """Return the mapping in a file; a wrong one is a finding that names what is wrong."""
    try:
        return parse_mapping(content), Reading()
    except MappingError as wrong:
        log = FindingLog(name, hashlib.sha256(content).hexdigest())
        log.add("TAB003", why=wrong.words)
        return None, Reading(findings=log.findings())


def table_by(
    text: str, mappings: Iterable[Mapping], line_end: str | None = None
) -> tuple[Table | None, Mapping | None]:
    """Return the table at the beginning of a text, and the mapping that names its columns.

    A known report needs none, unless a mapping says that it is to be read instead of it. A report that is only
    resembled, or that lacks what its rows need, gives way to every mapping that fits.
    """
    found = find_table(text, line_end)
    for mapping in mappings:
        if not _gives_way(found, mapping):
            continue
        table = table_with(text, mapping.layout, mapping.fits, line_end)
        if table is not None:
            return table, mapping
    return found, None


def _gives_way(found: Table | None, mapping: Mapping) -> bool:
    return found is None or not (found.marked and found.complete) or mapping.instead_of == found.layout.name


def mapping_over_report(content: bytes, mappings: Iterable[Mapping]) -> Mapping | None:
    """Return the mapping by which a table is to be read, whatever known report it resembles."""
    known = tuple(mappings)
    return table_by(decode(_head(content)).text, known)[1] if known else None


def _head(content: bytes) -> bytes:
    head = content[:_HEAD_BYTES]
    end = head.rfind(b"\n")
    return head if len(content) <= _HEAD_BYTES or b"\x00" in head or end < 0 else head[: end + 1]


def read_by_mapping(name: str, content: bytes, mappings: Iterable[Mapping]) -> Reading | None:
    """Return the records of a table by the first mapping that fits its columns; None when none does."""
    known = tuple(mappings)
    text = decode(content).text if known else ""
    for mapping in known:
        table = table_with(text, mapping.layout, mapping.fits)
        if table is not None:
            log = FindingLog(name, hashlib.sha256(content).hexdigest())
            log.add("TAB004", mapping=mapping.name)
            return read_table(table, log)
    return None
