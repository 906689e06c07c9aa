"""The mappings that people made, as files below `mappings` in the desk's home."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from casewright.intake.mapping import MAPPING_ENDING, Mapping, MappingError, parse_mapping, read_by_mapping
from casewright.intake.media_types import media_type_of
from casewright.intake.reports import looks_like_report
from casewright.intake.sources import may_be_report
from casewright.intake.xlsx import XLSX

__all__ = ["SavedMapping", "holds_rows", "mapping_delete", "mapping_save", "mappings_listed", "mappings_saved"]

_SHOWN = 16
_HEAD = 262_144
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """One saved file: its key, and the mapping; None where the file can no longer be used."""

    key: str
    mapping: Mapping | None


def _folder() -> Path:
    return Path(settings.CASEWRIGHT_HOME) / "mappings"


def mappings_listed() -> tuple[SavedMapping, ...]:
    """Return every saved file, newest first, those that can no longer be used included, so that they can be deleted.

    The order matters: of two that fit a table the one made last reads it.
    """
    return tuple(
        SavedMapping(path.name.removesuffix(MAPPING_ENDING), _usable(path))
        for path in sorted(_folder().glob(f"*{MAPPING_ENDING}"), key=_made_last)
    )


def _made_last(path: Path) -> tuple[int, str]:
    try:
        return -path.stat().st_mtime_ns, path.name
    except FileNotFoundError:
        return 0, path.name


def _usable(path: Path) -> Mapping | None:
    try:
        return parse_mapping(path.read_bytes())
    except (MappingError, FileNotFoundError):
        return None


def mappings_saved() -> tuple[Mapping, ...]:
    """Return the saved mappings that can be used."""
    return tuple(one.mapping for one in mappings_listed() if one.mapping is not None)


def holds_rows(content: bytes) -> bool:
    """Say whether a file is a report, a list or a spreadsheet. Of a text its beginning is enough."""
    if content.startswith(b"PK"):
        return media_type_of(content) == XLSX
    head = content[:_HEAD]
    return looks_like_report(head) or (may_be_report(head) and read_by_mapping("", head, mappings_saved()) is not None)


def mapping_delete(*, key: str) -> None:
    """Delete a saved mapping. What was read by it stays; a key that is not there changes nothing."""
    if _KEY.fullmatch(key):
        (_folder() / f"{key}{MAPPING_ENDING}").unlink(missing_ok=True)


def mapping_save(*, text: str) -> None:
    """Save a mapping, whole or not at all. Raise MappingError for a wrong one."""
    content = text.encode()
    parse_mapping(content)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{hashlib.sha256(content).hexdigest()[:_SHOWN]}{MAPPING_ENDING}"
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(path)
