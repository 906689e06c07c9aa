"""When facts change although nothing new was read: a day begins, an instant passes, minutes are counted."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo

from casewright.domain.case import Case
from casewright.domain.facts import FactValue
from casewright.domain.shop import Shop
from casewright.facts.reading import Seen

__all__ = ["COUNTED_IN_MINUTES", "day_after", "moves_at"]

COUNTED_IN_MINUTES = frozenset({"minutes_since_order"})
"""Facts that are another number every minute: they matter where a table sets a bound on them, and nowhere else."""
_ONE_MINUTE = timedelta(minutes=1)
_INSTANT = timedelta.resolution


def day_after(at: datetime, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which the next day begins in a zone."""
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone).astimezone(UTC)


def moves_at(case: Case, *, at: datetime, shop: Shop, minutes: Iterable[FactValue]) -> datetime:
    """Return the first instant after `at` at which a fact of the case may have another value.

    Of facts that count minutes only the bounds in `minutes` are looked at.
    """
    return min(day_after(at, Seen(case, at, shop).zone), *_instants(case, at, minutes))


def _instants(case: Case, at: datetime, minutes: Iterable[FactValue]) -> Iterator[datetime]:
    yield datetime.max.replace(tzinfo=UTC)
    order = case.order
    if order and order.ship_by and order.ship_by >= at:
        yield order.ship_by + _INSTANT
    if order and order.purchased_at:
        # a count meets its bound, and a minute later it has passed it
        counts = [count for bound in minutes if isinstance(bound, int) for count in (bound, bound + 1)]
        yield from (met for count in counts if (met := order.purchased_at + count * _ONE_MINUTE) > at)
