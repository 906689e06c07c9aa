"""The marketplace's reason codes and reason texts, in its languages, mapped to the reasons our tables know."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from casewright.domain.redacted import codes_kept

__all__ = ["claim_ground", "return_reason", "told_reason", "withdraws"]


@lru_cache(maxsize=1)
def _tables() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    source = tomllib.loads(files("casewright.facts").joinpath("reasons.toml").read_text(encoding="utf-8"))
    return {
        table: tuple((name, re.compile("|".join(patterns), re.IGNORECASE)) for name, patterns in rows.items())
        for table, rows in source.items()
    }


def _first(table: str, text: str) -> str | None:
    if (kept := codes_kept(text, table)) is not None:
        return next(iter(kept), None)
    return next((name for name, pattern in _tables()[table] if pattern.search(text)), None)


def return_reason(text: str) -> str | None:
    """Return the reason of a return from its code (`CR-DEFECTIVE`) or words; None when neither is known."""
    return _first("return_reason", text)


def claim_ground(text: str) -> str | None:
    """Return the ground of a claim from the words of its notice; None when they are not known."""
    return _first("claim_ground", text)


def told_reason(text: str) -> str | None:
    """Return the reason that a buyer's own words plainly give; None when they give none."""
    return _first("told_reason", text)


def withdraws(text: str) -> bool:
    """Say whether the text declares withdrawal from the contract, in a language of the European Union's sites."""
    return _first("withdrawal", text) is not None
