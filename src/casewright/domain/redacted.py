"""What stands in a record where personal data had to go: enough to decide again, nothing to know a person by."""

import re
from collections.abc import Iterable

__all__ = [
    "ANOTHER",
    "ORDERS",
    "REDACTED_LOCAL",
    "UNTOLD",
    "codes_kept",
    "is_redacted",
    "redacted_agree",
    "redacted_words",
]

ORDERS = "[redacted: the order's]"
"""Stands for a name, town or postal code that was the order's."""
ANOTHER = "[redacted: not the order's]"
"""Stands for a personal value that was not the order's."""
UNTOLD = "[redacted]"
"""Stands for a personal value that could be held against nothing."""
REDACTED_LOCAL = "redacted"
"""Stands for the part of an address before the @."""
_VALUES = frozenset({ORDERS, ANOTHER, UNTOLD})
_WORDS = re.compile(r"\[redacted words((?: [a-z_]+=[a-z0-9_-]+)*)\]")


def is_redacted(text: str) -> bool:
    """Say whether a text is one of ours that stands for a value or for words."""
    return text in _VALUES or _WORDS.fullmatch(text) is not None


def redacted_agree(shown: str, expected: str) -> bool | None:
    """Say whether two values of which at least one is redacted are the same; None where nobody can tell any more."""
    if shown == expected == ORDERS:
        return True
    return False if ANOTHER in (shown, expected) else None


def redacted_words(codes: Iterable[tuple[str, str]]) -> str:
    """Return what stands for somebody's words: what was understood of them, as pairs such as intent and quality."""
    return "[redacted words" + "".join(f" {name}={code}" for name, code in dict.fromkeys(codes)) + "]"


def codes_kept(text: str, name: str) -> tuple[str, ...] | None:
    """Return what was understood of redacted words under a name, in its order; None where the words still stand."""
    found = _WORDS.fullmatch(text)
    if found is None:
        return None
    pairs = (pair.partition("=") for pair in found[1].split())
    return tuple(code for kind, _, code in pairs if kind == name)
