"""How far a file is opened before it is refused. These guard the machine; they are no policy."""

from dataclasses import dataclass

__all__ = ["SAFETY_LIMITS", "SafetyLimits"]

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SafetyLimits:
    """The most that one file may be, and that the process opening it may use."""

    file_bytes: int = 256 * _MIB
    pixels: int = 220_000_000
    side_pixels: int = 65_000
    frames: int = 300
    pages: int = 400
    rendered_pages: int = 12
    text_characters: int = 400_000
    longest_side: int = 2_000
    child_memory_bytes: int = 2_048 * _MIB
    child_cpu_seconds: int = 40
    child_wall_seconds: int = 90
    child_answer_bytes: int = 256 * _MIB


SAFETY_LIMITS = SafetyLimits()
"""The limits in use."""
