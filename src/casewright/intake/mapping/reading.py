"""Reads a table whose columns a mapping names."""

import hashlib
from collections.abc import Iterable

from casewright.intake.findings import FindingLog
from casewright.intake.mapping.mapping import Mapping, MappingError, parse_mapping
from casewright.intake.reading import Reading
from casewright.intake.reports.decoding import decode
from casewright.intake.reports.reader import read_table
from casewright.intake.reports.table import table_with

__all__ = ["mapping_in", "read_by_mapping"]


def mapping_in(name: str, content: bytes) -> tuple[Mapping | None, Reading]:
    """Return the mapping in a file; a wrong one is a finding that names what is wrong."""
    try:
        return parse_mapping(content), Reading()
    except MappingError as wrong:
        log = FindingLog(name, hashlib.sha256(content).hexdigest())
        log.add("TAB003", why=wrong.words)
        return None, Reading(findings=log.findings())


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
