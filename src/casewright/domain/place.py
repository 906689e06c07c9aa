"""Where something was read, and a located remark about it."""

from dataclasses import dataclass
from enum import StrEnum

from casewright.domain.words import Words

__all__ = ["Finding", "Place", "Severity"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a source: file, the file's SHA-256, and the MIME part, sheet or header, row (from 1) and column."""

    file: str
    digest: str
    part: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        bits = [self.file, self.part, None if self.row is None else f"row {self.row}", self.column]
        return " · ".join(bit for bit in bits if bit)


class Severity(StrEnum):
    """How much a finding hinders: nothing lost, something unread in the record, or the whole item unread."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark with a code: what is wrong, where, and what to do next, in both languages."""

    code: str
    severity: Severity
    words: Words
    place: Place
