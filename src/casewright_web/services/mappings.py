"""The mappings that people made, as files below `mappings` in the desk's home."""

import hashlib
from pathlib import Path

from django.conf import settings

from casewright.intake.mapping import Mapping, MappingError, parse_mapping

__all__ = ["mapping_save", "mappings_saved"]

_SHOWN = 16


def _folder() -> Path:
    return Path(settings.CASEWRIGHT_HOME) / "mappings"


def mappings_saved() -> tuple[Mapping, ...]:
    """Return the saved mappings. One that can no longer be used is passed over; the page of mappings makes it anew."""
    found: list[Mapping] = []
    for path in sorted(_folder().glob("*.mapping.toml")):
        try:
            found.append(parse_mapping(path.read_bytes()))
        except MappingError:
            continue
    return tuple(found)


def mapping_save(*, text: str) -> None:
    """Save a mapping, whole or not at all. Raise MappingError for a wrong one."""
    content = text.encode()
    parse_mapping(content)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{hashlib.sha256(content).hexdigest()[:_SHOWN]}.mapping.toml"
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(path)
