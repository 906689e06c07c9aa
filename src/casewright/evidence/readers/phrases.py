"""What people write, by its meaning: receipt admitted, refund given or denied, pressure about reviews, channels."""

import re
import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

__all__ = ["Meaning", "means"]

_SENTENCE = re.compile(r"[.!?;。！？；\n\r]+")
_LONGEST = 20_000
_LONGEST_SENTENCE = 400


class Meaning(StrEnum):
    """What a sentence may say."""

    ADMITS_RECEIPT = "admits_receipt"
    REFUND_GIVEN = "refund_given"
    REFUND_DENIED = "refund_denied"
    PRESSES_FOR_REVIEW = "presses_for_review"
    HEALTH_DATA = "health_data"
    OFF_CHANNEL = "off_channel"


@lru_cache(maxsize=1)
def _patterns() -> dict[Meaning, tuple[re.Pattern[str], re.Pattern[str] | None]]:
    source = (files("casewright.evidence.readers") / "words" / "phrases.toml").read_text("utf-8")
    found = {}
    for name, entry in tomllib.loads(source).items():
        says, but = ("|".join(f"(?:{one})" for one in entry[key]) for key in ("says", "but"))
        found[Meaning(name)] = (re.compile(says, re.IGNORECASE), re.compile(but, re.IGNORECASE) if but else None)
    return found


def means(meaning: Meaning, text: str) -> str | None:
    """Return the first sentence of a text that says it, or None."""
    says, but = _patterns()[meaning]
    for sentence in _SENTENCE.split(text[:_LONGEST]):
        part = sentence.strip()[:_LONGEST_SENTENCE]
        if part and says.search(part) and not (but and but.search(part)):
            return part
    return None
