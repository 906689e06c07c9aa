"""One policy row as pages read it: a sentence, with the numbers in force on the chosen day."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from casewright.domain.words import Words
from casewright.rulebook import Row, SourceSpec, Table, UnknownPolicyNameError, Value, explain_row, shipped_rulebooks
from casewright.rulebook.dates import values_named
from casewright.rulebook.table import ClockRule
from casewright.rulebook.tell import fill_reason, tell_amount, tell_cell
from casewright_web.selectors.policy_days import (
    PolicyView,
    State,
    Stretch,
    policy_sites,
    state_of,
    stretch_around,
    values_on,
)

__all__ = [
    "PolicyPair",
    "PolicyRow",
    "PolicyRowPage",
    "PolicyValue",
    "clock_told",
    "policy_row_known",
    "policy_row_page",
    "row_told",
    "sources_of",
    "values_told",
]


@dataclass(frozen=True, slots=True)
class PolicyPair:
    """A label and what stands beside it: a condition, a clock, a field of the result."""

    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """One dated version of a number, with what it is on the chosen day."""

    value: Value
    amount: Words
    state: State


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One row in words, with what it is on the chosen day."""

    table: Table
    row: Row
    state: State
    because: Words
    actions: tuple[Words, ...]
    conditions: tuple[PolicyPair, ...]
    clocks: tuple[PolicyPair, ...]
    outcomes: tuple[PolicyPair, ...]


@dataclass(frozen=True, slots=True)
class PolicyRowPage:
    """Everything the page of one row shows. `wordings` are the rows of the same name, this one among them."""

    told: PolicyRow
    values: tuple[PolicyValue, ...]
    wordings: tuple[PolicyRow, ...]
    sources: tuple[SourceSpec, ...]
    stretch: Stretch
    sites: tuple[str, ...]
    text: Words


@lru_cache(maxsize=1)
def _places() -> Mapping[str, tuple[Table, Row]]:
    """Return every shipped row by its code; of two houses with one code, the first that is shipped."""
    rows = [(table, row) for book in shipped_rulebooks() for table in book for row in table.rows]
    return {row.code: (table, row) for table, row in reversed(rows)}


def policy_row_known(code: str) -> bool:
    """Say whether a shipped row has this code."""
    return code in _places()


def policy_row_page(*, code: str, view: PolicyView) -> PolicyRowPage | None:
    """Return the row with this code, or None."""
    if code not in _places():
        return None
    table, row = _places()[code]
    named = values_named(row)
    values = tuple(value for value in table.values if value.name in named)
    dated: tuple[Row | Value, ...] = (row, *values)
    days = {day for item in dated for day in (item.from_on, item.to_on) if day is not None}
    return PolicyRowPage(
        told=row_told(table, row, view),
        values=values_told(values, view),
        wordings=tuple(row_told(table, one, view) for one in table.rows if one.name == row.name),
        sources=sources_of(table, row.cite, *(value.cite for value in values)),
        stretch=stretch_around(tuple(sorted(days)), view.on),
        sites=policy_sites((table,)),
        text=_explained(row, view),
    )


def _explained(row: Row, view: PolicyView) -> Words:
    for book in shipped_rulebooks():
        try:
            return explain_row(book, row.code, view.on, view.site)
        except UnknownPolicyNameError:
            continue
    return row.because


def sources_of(table: Table, *cites: tuple[str, ...]) -> tuple[SourceSpec, ...]:
    """Return what the citations stand for, each once, in order."""
    return tuple(table.catalogue.sources[code] for code in dict.fromkeys(code for cite in cites for code in cite))


def values_told(values: tuple[Value, ...], view: PolicyView) -> tuple[PolicyValue, ...]:
    """Return the versions of numbers in words: by name, then by place, the oldest first."""
    ordered = sorted(values, key=lambda value: (value.name, value.scope != ("*",), value.scope, value.from_on))
    return tuple(PolicyValue(value, tell_amount(value), state_of(value, values, view)) for value in ordered)


def row_told(table: Table, row: Row, view: PolicyView) -> PolicyRow:
    """Put one row into words."""
    names, values = table.catalogue, values_on(table, row, view)
    return PolicyRow(
        table=table,
        row=row,
        state=state_of(row, table.rows, view),
        because=_reason(row, values),
        actions=tuple(names.actions[code].words for code in row.do),
        conditions=tuple(
            PolicyPair(names.facts[one.fact].label, tell_cell(names.facts[one.fact], one.cell, values))
            for one in row.when
        ),
        clocks=tuple(clock_told(table, rule, values) for rule in row.clocks),
        outcomes=tuple(
            PolicyPair(
                names.outcomes[field].label,
                tell_amount(values[value]) if value in values else names.outcomes[field].say(value),
            )
            for field, value in row.outcome
        ),
    )


def _reason(row: Row, values: Mapping[str, Value]) -> Words:
    try:
        return fill_reason(row.because, values)
    except KeyError:
        return row.because


def clock_told(table: Table, rule: ClockRule, values: Mapping[str, Value]) -> PolicyPair:
    """Say how long a clock runs: the first known of its lengths counts."""
    told = [
        table.catalogue.facts[name].label if name in table.catalogue.facts else tell_amount(values[name])
        for name in rule.lengths
        if name in table.catalogue.facts or name in values
    ]
    length = Words(", else ".join(one.en for one in told) or "–", "，否则 ".join(one.zh for one in told) or "–")
    return PolicyPair(table.catalogue.clocks[rule.clock].words, length)
