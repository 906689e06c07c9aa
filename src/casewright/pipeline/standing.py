"""How long a decision stands while nothing new is read."""

from datetime import datetime
from zoneinfo import ZoneInfo

from casewright.domain.shop import Shop
from casewright.facts.moving import COUNTED_IN_MINUTES, day_after, moves_at
from casewright.pipeline.deciding import CaseFile
from casewright.rulebook import Rulebook, load_rulebook
from casewright.rulebook.bounds import bounds_on

__all__ = ["stands_until"]


def stands_until(file: CaseFile, *, at: datetime, shop: Shop, rulebook: Rulebook | None = None) -> datetime:
    """Return the first instant from which a case that was decided at `at` may be decided otherwise.

    Before it the same records, answers and tables give the same facts and the same decision, but for facts that count
    minutes: these are as they were at `at`.
    """
    table = (rulebook or load_rulebook()).table_for(file.case.kind.value)
    minutes = frozenset().union(*(bounds_on(table, fact) for fact in COUNTED_IN_MINUTES))
    policy_day = day_after(at, ZoneInfo(file.zone))
    return min(policy_day, moves_at(file.case, at=at, shop=shop, minutes=minutes))
