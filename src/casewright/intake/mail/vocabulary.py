"""The words of the notices in their languages, compiled once from the TOML files beside this module."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from casewright.intake.mail.wording import fold

__all__ = ["says", "word_list", "words"]

_START = "(?<![a-z])"
_END = "(?![a-z])"
_REMEMBERED = 200
"""Labels and template sentences come again in every mail; longer text does not."""


@cache
def _topics(table: str) -> dict[str, dict[str, list[str]]]:
    text = files("casewright.intake.mail").joinpath("words", f"{table}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def word_list(table: str, topic: str) -> tuple[str, ...]:
    """Return the folded entries of one topic over all its languages."""
    return tuple(fold(entry) for language in _topics(table)[topic].values() for entry in language)


@cache
def _pattern(table: str, topic: str, *, only_ascii: bool) -> re.Pattern[str] | None:
    entries = [entry.replace("_", _END) for entry in word_list(table, topic) if not only_ascii or entry.isascii()]
    anywhere = [entry.removeprefix("~") for entry in entries if entry[0] == "~" or not entry[0].isascii()]
    starting = [entry for entry in entries if entry[0] != "~" and entry[0].isascii()]
    branches = [f"(?:{entry})" for entry in anywhere]
    if starting:
        branches.insert(0, f"{_START}(?:{'|'.join(f'(?:{entry})' for entry in starting)})")
    return re.compile("|".join(branches)) if branches else None


@cache
def words(table: str, topic: str) -> re.Pattern[str]:
    """Return the pattern of one topic over all its languages. It searches folded text."""
    return _pattern(table, topic, only_ascii=False) or re.compile(r"(?!)")


def _search(table: str, topic: str, key: str) -> bool:
    pattern = _pattern(table, topic, only_ascii=key.isascii())
    return pattern is not None and pattern.search(key) is not None


_search_again = lru_cache(maxsize=16_384)(_search)


def says(table: str, topic: str, key: str) -> bool:
    """Say whether folded text holds any word of the topic."""
    return _search_again(table, topic, key) if len(key) <= _REMEMBERED else _search(table, topic, key)
