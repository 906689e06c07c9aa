"""On which days and marketplaces each row or value decides, once the more specific ones of its name have taken theirs.

Other tools know no "most specific wins": there, every line must say by itself when and where it holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from casewright.domain.marketplace import AMAZON_SITES
from casewright.rulebook.cells import Cell, Equals, Interval
from casewright.rulebook.dates import in_span, scope_rank
from casewright.rulebook.table import EVERYWHERE, Scope

__all__ = ["Placed", "Placement", "day_cell", "placements", "places_cell", "scope_of", "span_of"]


class Placed(Protocol):
    """Anything with a name, a span of days and a scope."""

    @property
    def name(self) -> str:
        """What it is called; a more specific one of the same name wins."""

    @property
    def from_on(self) -> date:
        """The first day."""

    @property
    def to_on(self) -> date | None:
        """The first day no longer."""

    @property
    def scope(self) -> Scope:
        """Where it applies."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A span of days, and the marketplaces: those listed, or (`other` True) all but those."""

    from_on: date
    to_on: date | None
    places: tuple[str, ...]
    other: bool


def placements(items: Sequence[Placed]) -> tuple[tuple[Placement, ...], ...]:
    """Return for each item where and when it decides; nothing when more specific ones always win."""
    codes = _marketplaces(items)
    named: dict[str, list[Placed]] = {}
    for item in items:
        named.setdefault(item.name, []).append(item)
    return tuple(tuple(joined(_pieces(item, named[item.name], codes))) for item in items)


def _marketplaces(items: Iterable[Placed]) -> tuple[str, ...]:
    regions = {site.region for site in AMAZON_SITES} | {"*"}
    known = dict.fromkeys(site.code for site in AMAZON_SITES)
    return tuple(known | dict.fromkeys(place for item in items for place in item.scope if place not in regions))


def _pieces(item: Placed, rivals: Sequence[Placed], codes: tuple[str, ...]) -> Iterator[Placement]:
    days = {day for rival in rivals for day in (rival.from_on, rival.to_on) if day is not None and in_span(item, day)}
    starts = sorted(days | {item.from_on})
    for start, end in zip(starts, [*starts[1:], item.to_on], strict=True):
        ranks = {code: scope_rank(item.scope, code) or 0 for code in codes}
        lost = {
            code
            for code in codes
            for rival in rivals
            if in_span(rival, start) and (scope_rank(rival.scope, code) or 0) > ranks[code]
        }
        if "*" in item.scope:
            yield Placement(start, end, tuple(code for code in codes if code in lost), other=True)
        elif held := tuple(code for code in codes if ranks[code] and code not in lost):
            yield Placement(start, end, held, other=False)


def joined(pieces: Iterable[Placement]) -> Iterator[Placement]:
    """Join spans that follow each other in the same marketplaces."""
    last: Placement | None = None
    for piece in pieces:
        if last and last.to_on == piece.from_on and (last.places, last.other) == (piece.places, piece.other):
            last = Placement(last.from_on, piece.to_on, piece.places, piece.other)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def day_cell(placement: Placement) -> Cell:
    """Return the test of the governing day."""
    test = Interval(placement.from_on, placement.to_on, high_open=placement.to_on is not None)
    return Cell((test,), "")


def places_cell(placement: Placement) -> Cell:
    """Return the test of the marketplace."""
    return Cell(
        tuple(Equals(code) for code in placement.places), "", negated=placement.other and bool(placement.places)
    )


def span_of(cell: Cell) -> tuple[date, date | None] | None:
    """Return the one span with a first day that a cell of days means, or None."""
    test = cell.tests[0] if len(cell.tests) == 1 and not cell.negated else None
    if not isinstance(test, Interval) or test.low_open or not isinstance(test.low, date):
        return None
    if test.high is None:
        return test.low, None
    if not isinstance(test.high, date) or not test.high_open or test.high <= test.low:
        return None
    return test.low, test.high


def scope_of(cell: Cell) -> tuple[tuple[str, ...], bool] | None:
    """Return the marketplaces of a cell and whether it means all others, or None for anything but plain codes."""
    codes = tuple(str(test.bound) for test in cell.tests if isinstance(test, Equals))
    if len(codes) != len(cell.tests):
        return None
    return codes, cell.negated or not codes


def listed(codes: Sequence[str], *, other: bool) -> Scope:
    """Return the scope that these marketplaces are."""
    if not other:
        return tuple(codes)
    return tuple(site.code for site in AMAZON_SITES if site.code not in codes) if codes else EVERYWHERE
