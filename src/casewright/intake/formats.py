"""Formats that others add: one file with two functions, found by an entry point of the group `casewright.formats`."""

from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, cast, runtime_checkable

from casewright.domain.kept_file import KeptFile
from casewright.intake.findings import FindingLog
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reading import Reading

__all__ = ["GROUP", "Format", "known_formats", "read_added_format"]

GROUP = "casewright.formats"
"""The group in which an entry point names a format."""


@runtime_checkable
class Format(Protocol):
    """What a format offers: usually a module. Both are pure functions of the bytes; docs/develop/recipe.md has one."""

    def looks_like(self, content: bytes) -> bool:
        """Say quickly, by the first bytes, whether a file is of this format."""

    def read(self, name: str, content: bytes) -> Reading:
        """Return records and located findings; a bad line is a finding, never an exception."""


@cache
def known_formats() -> tuple[tuple[str, Format], ...]:
    """Return the added formats by name. One that cannot be loaded stops the first reading, and its error names it."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple((point.name, cast("Format", point.load())) for point in found)


def read_added_format(name: str, content: bytes, log: FindingLog) -> Reading | None:
    """Return what the first added format that knows these bytes reads; None when none does.

    A reader that fails keeps the file and becomes a finding: somebody else's mistake must not stop an import.
    """
    for title, added in known_formats():
        try:
            if added.looks_like(content):
                return added.read(name, content)
        except Exception as fault:  # noqa: BLE001 - code of others may raise anything
            log.add("SRC010", format=title, why=f"{type(fault).__name__}: {fault}"[:80])
            kept = KeptFile(log.place(), "application/octet-stream", len(content), order_ids_in(name))
            return Reading(records=(kept,), findings=log.findings())
    return None
