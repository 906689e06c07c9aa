"""What a buyer asks for, read from the words. Phrases are data in `phrases.toml`, in twelve languages."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

from casewright.domain.redacted import codes_kept

__all__ = ["fold", "intents_of"]

_SPACE = re.compile(r"\s+")
_LONGEST_READ = 20_000
"""Characters of a message that are searched; people do not bury what they want deeper."""


def fold(text: str) -> str:
    """Lower the text, strip accents from Latin letters and make white space single. Kana and Han stay as they are."""
    lowered = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'").replace("ı", "i").replace("ł", "l")
    bare = "".join(
        char
        for char in unicodedata.normalize("NFD", lowered)
        if not unicodedata.combining(char) or char in "\u3099\u309a"
    )
    return _SPACE.sub(" ", unicodedata.normalize("NFC", bare)).strip()


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, int, tuple[re.Pattern[str], ...]], ...]:
    """Load intent code, weight and compiled patterns, in the file's order."""
    source = tomllib.loads(files("casewright.triage").joinpath("phrases.toml").read_text(encoding="utf-8"))
    weights = source["weight"]
    return tuple(
        (
            entry["code"],
            weights[entry["code"]],
            tuple(re.compile(pattern) for key, listed in entry.items() if key != "code" for pattern in listed),
        )
        for entry in source["intent"]
    )


def intents_of(text: str) -> tuple[str, ...]:
    """Return the intent codes found in a message, the plainest first; empty when nothing is recognised."""
    if (kept := codes_kept(text, "intent")) is not None:
        return kept
    folded = fold(text[:_LONGEST_READ])
    found = []
    for position, (code, weight, patterns) in enumerate(_phrases()):
        hits = sum(1 for pattern in patterns if pattern.search(folded))
        if hits:
            found.append((-(weight + hits - 1), position, code))
    return tuple(code for _, _, code in sorted(found))
