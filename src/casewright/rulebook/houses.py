"""Which rulebooks are shipped: the marketplace's own, and each other house's that lies beside it with its catalogue."""

from functools import lru_cache
from importlib.resources import files

from casewright.rulebook.load import load_rulebook
from casewright.rulebook.table import Rulebook

__all__ = ["shipped_rulebooks"]


@lru_cache(maxsize=1)
def shipped_rulebooks() -> tuple[Rulebook, ...]:
    """Return every shipped rulebook: the one that cases are decided by first, then each other house's by its name."""
    inner = (item for item in files("casewright.policies").iterdir() if item.is_dir())
    houses = sorted((item for item in inner if (item / "catalogue").is_dir()), key=lambda item: item.name)
    return (load_rulebook(), *map(load_rulebook, houses))
