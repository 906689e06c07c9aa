"""How far an archive is opened before it is refused. These guard the machine; they are no policy."""

from dataclasses import dataclass

__all__ = ["ARCHIVE_LIMITS", "ArchiveLimits"]


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """The most that one archive may hold. `ratio` is unpacked to packed size, looked at from `ratio_from_bytes` on."""

    members: int = 20_000
    total_bytes: int = 512 * 1024 * 1024
    ratio: int = 200
    ratio_from_bytes: int = 16 * 1024 * 1024
    depth: int = 3


ARCHIVE_LIMITS = ArchiveLimits()
"""The limits in use."""
