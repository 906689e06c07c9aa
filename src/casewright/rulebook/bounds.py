"""The numbers at which a table's answer may turn, whatever day and marketplace they are for."""

from functools import lru_cache

from casewright.domain.facts import FactValue
from casewright.rulebook.cells import Ref, bounds_of
from casewright.rulebook.table import Table

__all__ = ["bounds_on"]


@lru_cache(maxsize=256)
def bounds_on(table: Table, fact: str) -> frozenset[FactValue]:
    """Return every bound that the table, or one that answers facts for it, sets on a fact; of all days and places."""
    conditions = [one for row in table.rows for one in row.when] + [one for item in table.always for one in item.when]
    named = bounds_of(one.cell for one in conditions if one.fact == fact)
    amounts = {value.amount for value in table.values for one in named if one == Ref(value.name)}
    own = {one for one in named if not isinstance(one, Ref)} | amounts
    return frozenset(own).union(*(bounds_on(feed.table, fact) for feed in table.feeds))
