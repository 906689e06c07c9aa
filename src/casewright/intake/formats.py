"""Formats that others add: one file with two functions, found by an entry point of the group `casewright.formats`."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, runtime_checkable

from casewright.domain.kept_file import KeptFile
from casewright.intake.findings import FindingLog
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reading import Reading

__all__ = [
    "GROUP",
    "UNLOADED",
    "BrokenFormat",
    "Format",
    "broken_formats",
    "forget_formats",
    "known_formats",
    "read_added_format",
    "unloaded_formats",
]

GROUP = "casewright.formats"
"""The group in which an entry point names a format."""
UNLOADED = "SRC011"
"""The code of the remark on a format that cannot be loaded."""


@runtime_checkable
class Format(Protocol):
    """What a format offers: usually a module. Both are pure functions of the bytes; docs/develop/recipe.md has one."""

    def looks_like(self, content: bytes) -> bool:
        """Say quickly, by the first bytes, whether a file is of this format."""

    def read(self, name: str, content: bytes) -> Reading:
        """Return records and located findings; a bad line is a finding, never an exception."""


@dataclass(frozen=True, slots=True)
class BrokenFormat:
    """A format that is installed and cannot be loaded, and why."""

    name: str
    why: str


@cache
def _loaded() -> tuple[tuple[str, Format | BrokenFormat], ...]:
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple((point.name, _load(point)) for point in found)


def _load(point: EntryPoint) -> Format | BrokenFormat:
    try:
        found = point.load()
    except Exception as fault:  # noqa: BLE001 - code of others may raise anything
        return BrokenFormat(point.name, f"{type(fault).__name__}: {fault}"[:80])
    return found if isinstance(found, Format) else BrokenFormat(point.name, "looks_like, read: –")


def known_formats() -> tuple[tuple[str, Format], ...]:
    """Return the added formats that can be used, by name."""
    return tuple((name, found) for name, found in _loaded() if not isinstance(found, BrokenFormat))


def broken_formats() -> tuple[BrokenFormat, ...]:
    """Return the added formats that cannot be loaded: the rest is read without them, and somebody should be told."""
    return tuple(found for _, found in _loaded() if isinstance(found, BrokenFormat))


def unloaded_formats(log: FindingLog) -> None:
    """Remark each added format that cannot be loaded: told once, beside the first of the files that are read."""
    for broken in broken_formats():
        log.add(UNLOADED, format=broken.name, why=broken.why)


def forget_formats() -> None:
    """Look for installed formats anew the next time."""
    _loaded.cache_clear()


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
