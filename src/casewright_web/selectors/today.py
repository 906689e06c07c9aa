"""The cases of a list, by time left: one page at a time, found by where the last page ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet, Sum

from casewright_web.models import CaseEvent, CaseRow, CaseStatus

__all__ = [
    "PAGE_ROWS",
    "CaseFilter",
    "Group",
    "GroupName",
    "Tiles",
    "TodayPage",
    "newest_event",
    "today_choices",
    "today_counts",
    "today_groups",
    "today_list",
    "today_tiles",
]

PAGE_ROWS = 50
"""How many cases a list shows before it is asked for more."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the reader asked to see. Empty text means everything."""

    status: str = CaseStatus.OPEN
    kind: str = ""
    marketplace: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class TodayPage:
    """Some cases, and the cursor of the next page when there is one."""

    rows: tuple[CaseRow, ...]
    after: str | None


class GroupName(StrEnum):
    """How much time is left, in the words of a day's work."""

    OVERDUE = "overdue"
    HALF_DAY = "half_day"
    DAY = "day"
    WEEK = "week"
    LATER = "later"
    NO_CLOCK = "no_clock"


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring cases with about the same time left."""

    name: GroupName
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Tiles:
    """The numbers above the list. `at_stake` is per currency: sums in different money are never added up."""

    due_within_day: int
    overdue: int
    at_stake: tuple[tuple[str, int, int], ...]


def _matching(chosen: CaseFilter) -> QuerySet[CaseRow]:
    rows = CaseRow.objects.filter(status=chosen.status).defer("decision", "search")
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.marketplace:
        rows = rows.filter(marketplace=chosen.marketplace)
    for word in chosen.words.lower().split():
        rows = rows.filter(search__contains=word)
    return rows


def _cursor(row: CaseRow) -> str:
    return f"{row.due_at.isoformat() if row.due_at else ''}~{row.pk}"


def _read_cursor(after: str) -> tuple[datetime | None, int] | None:
    """Return where the last page ended; a cursor that nobody made starts from the top."""
    due, _, pk = after.partition("~")
    try:
        return (datetime.fromisoformat(due) if due else None), int(pk)
    except ValueError:
        return None


def today_list(*, chosen: CaseFilter, after: str = "", rows: int = PAGE_ROWS) -> TodayPage:
    """Return the next cases by time left; those without a clock come last."""
    matching, place = _matching(chosen), _read_cursor(after)
    dated, undated = matching.filter(due_at__isnull=False), matching.filter(due_at__isnull=True)
    if place is not None and place[0] is not None:
        dated = dated.filter(Q(due_at__gt=place[0]) | Q(due_at=place[0], pk__gt=place[1]))
    elif place is not None:
        dated, undated = dated.none(), undated.filter(pk__gt=place[1])
    found = list(dated.order_by("due_at", "pk")[: rows + 1])
    if len(found) <= rows:
        found += undated.order_by("pk")[: rows + 1 - len(found)]
    return TodayPage(tuple(found[:rows]), _cursor(found[rows - 1]) if len(found) > rows else None)


def _group_of(row: CaseRow, at: datetime) -> GroupName:
    if row.due_at is None:
        return GroupName.NO_CLOCK
    left = row.due_at - at
    limits = (
        (timedelta(0), GroupName.OVERDUE),
        (timedelta(hours=12), GroupName.HALF_DAY),
        (timedelta(days=1), GroupName.DAY),
        (timedelta(days=7), GroupName.WEEK),
    )
    return next((name for limit, name in limits if left < limit), GroupName.LATER)


def today_groups(*, rows: Iterable[CaseRow], at: datetime) -> tuple[Group, ...]:
    """Put rows that are already in order under their time left."""
    groups: dict[GroupName, list[CaseRow]] = {}
    for row in rows:
        groups.setdefault(_group_of(row, at), []).append(row)
    return tuple(Group(name, tuple(members)) for name, members in groups.items())


def today_tiles(*, at: datetime) -> Tiles:
    """Count what is due within a day, and sum what the open cases are about."""
    waiting = CaseRow.objects.filter(status=CaseStatus.OPEN)
    due = waiting.filter(due_at__lt=at + timedelta(days=1))
    sums = waiting.exclude(currency="").values_list("currency").annotate(minor=Sum("money_minor"), cases=Count("pk"))
    return Tiles(
        due_within_day=due.count(),
        overdue=due.filter(due_at__lt=at).count(),
        at_stake=tuple(sums.order_by("-cases", "currency")),
    )


def today_counts() -> dict[str, int]:
    """Return how many cases are open, waiting and closed."""
    found = dict(CaseRow.objects.values_list("status").annotate(Count("pk")))
    return {status.value: found.get(status.value, 0) for status in CaseStatus}


def today_choices() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the kinds and the marketplaces that any case has."""
    kinds = CaseRow.objects.order_by("kind").values_list("kind", flat=True).distinct()
    sites = CaseRow.objects.exclude(marketplace="").order_by("marketplace").values_list("marketplace", flat=True)
    return tuple(kinds), tuple(sites.distinct())


def newest_event() -> int:
    """Return a number that grows with every change of any case."""
    return CaseEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
