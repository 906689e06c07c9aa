"""What a reader returns."""

from dataclasses import dataclass

from casewright.domain.case import Record
from casewright.domain.place import Finding

__all__ = ["Reading", "SourceFile"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A name and the whole bytes under it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """Records, located findings, and the files that came inside (attachments), to be read in their turn."""

    records: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()
    inside: tuple[SourceFile, ...] = ()
