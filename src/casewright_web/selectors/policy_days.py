"""Which policy a reader looks at: the day, the marketplace, and the days on which something changes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from urllib.parse import urlencode

from casewright.domain.marketplace import AMAZON_SITES
from casewright.rulebook import Row, Table, Value
from casewright.rulebook.dates import in_span, scope_rank, segments
from casewright.rulebook.table import EVERYWHERE

__all__ = ["PolicyView", "State", "Stretch", "change_days", "policy_sites", "state_of", "stretch_around", "values_on"]


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The day and the marketplace that a page shows. `query` is what links need to show the same again."""

    on: date
    today: date
    site: str | None = None

    @property
    def is_today(self) -> bool:
        """Whether the day is the present one."""
        return self.on == self.today

    @property
    def query(self) -> str:
        """The address's part behind the question mark, with it; empty for today and every marketplace."""
        chosen = {"on": "" if self.is_today else self.on.isoformat(), "site": self.site or ""}
        found = urlencode({name: text for name, text in chosen.items() if text})
        return f"?{found}" if found else ""


class State(StrEnum):
    """What a row or a value is on the chosen day, in the chosen marketplace."""

    IN_FORCE = "in_force"
    LATER = "later"
    ENDED = "ended"
    ELSEWHERE = "elsewhere"
    """For other marketplaces, or a row or value made for this one stands in its place."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days around the chosen one on which nothing changes: from `since` to the day before `until`.

    `earlier` and `later` are days on which the stretches beside it begin; None where there is none.
    """

    since: date | None
    until: date | None
    earlier: date | None

    @property
    def eve(self) -> date | None:
        """The day before the stretch began, to compare with."""
        return None if self.since is None or self.since == date.min else self.since - timedelta(days=1)

    @property
    def later(self) -> date | None:
        """The first day of the next stretch: where this one ends."""
        return self.until


def change_days(tables: Iterable[Table]) -> tuple[date, ...]:
    """Return every day on which one of the tables changes, in order."""
    return tuple(sorted(set(chain.from_iterable(segments(table) for table in tables))))


def stretch_around(days: tuple[date, ...], on: date) -> Stretch:
    """Return the stretch that holds the day."""
    index = bisect_right(days, on)
    return Stretch(
        since=days[index - 1] if index else None,
        until=days[index] if index < len(days) else None,
        earlier=days[index - 2] if index > 1 else None,
    )


def policy_sites(tables: Iterable[Table]) -> tuple[str, ...]:
    """Return the marketplaces that a reader may choose from; none where the tables are the same everywhere."""
    tables = tuple(tables)
    scopes = {row.scope for table in tables for row in table.rows} | {
        value.scope for table in tables for value in table.values
    }
    if scopes <= {EVERYWHERE}:
        return ()
    own = dict.fromkeys(site for table in tables for site in table.catalogue.marketplaces)
    return tuple(own) or tuple(site.code for site in AMAZON_SITES)


def values_on(table: Table, row: Row | None, view: PolicyView) -> Mapping[str, Value]:
    """Return the values in force; where no marketplace is chosen, those of the row's own."""
    if view.site is None and row is not None and scope_rank(row.scope, None) is None:
        view = replace(view, site=row.scope[0])
    certain = [value for value in table.values if scope_rank(value.scope, view.site) is not None]
    return {value.name: value for value in certain if state_of(value, certain, view) is State.IN_FORCE}


def state_of(item: Row | Value, others: Iterable[Row | Value], view: PolicyView) -> State:
    """Say what a row or value is; `others` are all of its kind, among which a closer one may stand in its place."""
    if not in_span(item, view.on):
        return State.LATER if view.on < item.from_on else State.ENDED
    rank = scope_rank(item.scope, view.site)
    if rank is None:
        return State.IN_FORCE
    same = (scope_rank(one.scope, view.site) or 0 for one in others if one.name == item.name and in_span(one, view.on))
    return State.IN_FORCE if rank and rank == max(same, default=rank) else State.ELSEWHERE
