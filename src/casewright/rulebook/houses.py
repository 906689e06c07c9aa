"""Which rulebooks are shipped: the marketplace's own, and each other house's that lies beside it with its catalogue."""

from functools import lru_cache
from importlib.resources import files

from casewright.rulebook.errors import UnknownPolicyNameError
from casewright.rulebook.load import load_rulebook
from casewright.rulebook.table import Rulebook, Table

__all__ = ["home_of", "rulebook_of_table", "shipped_rulebooks"]


@lru_cache(maxsize=1)
def shipped_rulebooks() -> tuple[Rulebook, ...]:
    """Return every shipped rulebook: the one that cases are decided by first, then each other house's by its name."""
    inner = (item for item in files("casewright.policies").iterdir() if item.is_dir())
    houses = sorted((item for item in inner if (item / "catalogue").is_dir()), key=lambda item: item.name)
    return (load_rulebook(), *map(load_rulebook, houses))


def rulebook_of_table(name: str) -> Rulebook:
    """Return the shipped rulebook that has the table. Raise UnknownPolicyNameError."""
    books = shipped_rulebooks()
    for book in books:
        if name in book.by_name:
            return book
    raise UnknownPolicyNameError("table", name, tuple(known for book in books for known in book.by_name))


def home_of(table: Table) -> str | None:
    """Return the one marketplace of a house of its own; None for a table of many places."""
    own = [place for place in table.scope if place in table.catalogue.marketplaces]
    return own[0] if len(own) == 1 else None
