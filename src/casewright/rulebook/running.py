"""The clocks of a decision: which run, since when, until when; and what must be asked before one can run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from casewright.domain.clocks import ALWAYS, OfficeCalendar, Span, Unit, due_at
from casewright.domain.facts import Fact
from casewright.rulebook.catalogue import Catalogue, ClockSpec
from casewright.rulebook.decision import Confidence, Deadline
from casewright.rulebook.table import ClockRule, Value
from casewright.rulebook.walk import value_of

__all__ = ["Running", "run_clocks"]

_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Running:
    """The deadlines, the facts to ask for, and the dated values that gave a length."""

    deadlines: tuple[Deadline, ...]
    asks: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a clock looks at."""

    catalogue: Catalogue
    values: Mapping[str, Value]
    facts: Mapping[str, Fact]
    zone: ZoneInfo

    def instant(self, name: str | None) -> datetime | None:
        value = None if name is None else value_of(self.facts, name)
        return value if isinstance(value, datetime) else None

    def truth(self, name: str | None) -> bool | None:
        value = None if name is None else value_of(self.facts, name)
        return value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class _Length:
    """One answer to "how long": a span, or the end itself, from a fact or from a dated value."""

    span: Span | None = None
    due: datetime | None = None
    fact: str | None = None
    value: Value | None = None


def run_clocks(
    rules: Iterable[ClockRule],
    catalogue: Catalogue,
    values: Mapping[str, Value],
    facts: Mapping[str, Fact],
    zone: ZoneInfo,
) -> Running:
    """Start every clock that can run. A later rule for the same clock replaces an earlier one."""
    desk = _Desk(catalogue, values, facts, zone)
    deadlines: list[Deadline] = []
    asks: dict[str, None] = {}
    used: dict[str, Value] = {}
    for rule in {rule.clock: rule for rule in rules}.values():
        spec = catalogue.clocks[rule.clock]
        if any(value_of(facts, name) is True for name in spec.stops_when) or desk.truth(spec.only_if) is False:
            continue
        deadline, missing = _run(rule, spec, desk)
        asks.update(dict.fromkeys(missing))
        if deadline is not None:
            deadlines.append(deadline)
            if deadline.value_name is not None:
                used[deadline.value_name] = values[deadline.value_name]
    deadlines.sort(key=lambda deadline: (deadline.due_at, deadline.clock))
    return Running(tuple(deadlines), tuple(asks), tuple(used.values()))


def _run(rule: ClockRule, spec: ClockSpec, desk: _Desk) -> tuple[Deadline | None, tuple[str, ...]]:
    """Return the deadline, if it can be told, and the facts to ask for."""
    started = desk.instant(spec.starts_at)
    end = desk.instant(spec.due_fact)
    if end is not None:
        return _deadline(spec, started, end, _Length(fact=spec.due_fact)), ()
    length, missing = _length(rule, desk)
    if length is None:
        return None, missing
    if length.due is not None:
        return _deadline(spec, started, length.due, length), missing
    due = None if started is None or length.span is None else _end(started, length.span, desk.zone)
    if due is None:
        to_start = spec.starts_at if spec.only_if is None or desk.truth(spec.only_if) else spec.only_if
        return None, (to_start, *missing)
    return _deadline(spec, started, due, length), missing


def _length(rule: ClockRule, desk: _Desk) -> tuple[_Length | None, tuple[str, ...]]:
    """Take the first known length. A fact passed over for a fallback is asked for, the first listed alone."""
    unread: list[str] = []
    for name in rule.lengths:
        if name in desk.values:
            value = desk.values[name]
            span = Span(value.amount, Unit(value.unit)) if isinstance(value.amount, int) else None
            return _Length(span=span, value=value), tuple(unread[:1])
        read = value_of(desk.facts, name)
        if isinstance(read, datetime):
            return _Length(due=read, fact=name), ()
        if isinstance(read, int):
            return _Length(span=Span(read, Unit.DAYS), fact=name), ()
        unread.append(name)
    return None, tuple(unread[:1])


def _end(started: datetime, span: Span, zone: ZoneInfo) -> datetime | None:
    """Return when the span ends; None when that lies beyond the calendar."""
    office = OfficeCalendar(zone, time.min, _LAST_SECOND)
    try:
        return due_at(started, span, zone, office if span.unit is Unit.BUSINESS_DAYS else ALWAYS)
    except OverflowError:
        return None


def _deadline(spec: ClockSpec, started: datetime | None, due: datetime, length: _Length) -> Deadline:
    value = length.value
    return Deadline(
        clock=spec.name,
        words=spec.words,
        started_at=started,
        due_at=due,
        span=length.span,
        confidence=Confidence.PUBLISHED if value is None else value.confidence,
        cite=() if value is None else value.cite,
        from_fact=length.fact,
        value_name=None if value is None else value.name,
    )
