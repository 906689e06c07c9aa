"""The console's own words, read once from `words.toml`."""

import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["page_words"]


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def page_words(table: str) -> dict[str, list[str]]:
    """Return one table: words by what they tell."""
    return _tables()[table]
