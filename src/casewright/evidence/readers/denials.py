"""Whether a carrier's paper takes a delivery back: the record of it was wrong, or nothing shows a handover."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from casewright.evidence.readers.page import Page
from casewright.intake.mail.wording import fold

__all__ = ["denies_delivery"]

_SENTENCE = re.compile(r"(?:(?<!\b\d)(?<!\b\d\d)\.(?!\d)|[!;。！；])+")
_MOST_ROWS = 40
_LONGEST = 6_000


@cache
def _scripts() -> tuple[Mapping[str, re.Pattern[str]], ...]:
    table = tomllib.loads((files(__package__) / "words" / "denials.toml").read_text("utf-8"))
    return tuple({part: re.compile(pattern) for part, pattern in parts.items()} for parts in table.values())


def denies_delivery(pages: Sequence[Page]) -> bool:
    """Whether a short paper says that a delivery was recorded wrongly or cannot be shown."""
    rows = [" ".join(span.text for span in row) for page in pages for row in page.rows]
    if len(rows) > _MOST_ROWS:
        return False
    sentences = _SENTENCE.split(fold("\n".join(rows)[:_LONGEST]).replace("\n", " "))
    return any(_denies(parts, sentence) for parts in _scripts() for sentence in sentences)


def _denies(parts: Mapping[str, re.Pattern[str]], sentence: str) -> bool:
    if parts["attempt"].search(sentence):
        return False
    pairs = (("wrong", "record"), ("none", "proof"))
    told = any(all(parts[part].search(sentence) for part in pair) for pair in pairs)
    return told or parts["never"].search(sentence) is not None
