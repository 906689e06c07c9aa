"""The words of the notices in their languages, compiled once from the TOML files beside this module."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from casewright.intake.mail.wording import fold

__all__ = ["says", "words"]

_START = "(?<![a-z])"
_END = "(?![a-z])"


def _fragment(entry: str) -> str:
    anywhere = entry.startswith("~")
    body = entry.removeprefix("~").replace("_", _END)
    return body if anywhere or not entry[0].isascii() else f"{_START}{body}"


@cache
def _topics(table: str) -> dict[str, dict[str, list[str]]]:
    text = files("casewright.intake.mail").joinpath("words", f"{table}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(table: str, topic: str) -> re.Pattern[str]:
    """Return the pattern of one topic over all its languages. It searches folded text."""
    entries = [fold(entry) for language in _topics(table)[topic].values() for entry in language]
    return re.compile("|".join(f"(?:{_fragment(entry)})" for entry in entries))


def says(table: str, topic: str, key: str) -> bool:
    """Say whether folded text holds any word of the topic."""
    return words(table, topic).search(key) is not None
