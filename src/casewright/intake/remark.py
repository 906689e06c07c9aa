"""What a finding's code means. Each reader keeps its own table of remarks."""

from dataclasses import dataclass

from casewright.domain.place import Severity
from casewright.domain.words import Words

__all__ = ["Remark", "error", "note", "warning"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a code means: how much it hinders, and what is wrong and what to do next."""

    severity: Severity
    words: Words


def note(en: str, zh: str) -> Remark:
    """Nothing is lost."""
    return Remark(Severity.NOTE, Words(en, zh))


def warning(en: str, zh: str) -> Remark:
    """Something in the record is unread."""
    return Remark(Severity.WARNING, Words(en, zh))


def error(en: str, zh: str) -> Remark:
    """The whole item is unread."""
    return Remark(Severity.ERROR, Words(en, zh))
