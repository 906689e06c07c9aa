"""The rulebook as pages read it: rows as sentences, with the numbers in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casewright.domain.words import Words
from casewright.rulebook import Row, Table, UnknownPolicyNameError, Value, load_rulebook
from casewright.rulebook.dates import scope_rank, snapshot
from casewright.rulebook.errors import NoPolicyOnDay
from casewright.rulebook.table import ClockRule
from casewright.rulebook.tell import fill_reason, tell_amount, tell_cell

__all__ = ["PolicyPair", "PolicyRow", "PolicyTable", "policy_row_get", "policy_tables"]


@dataclass(frozen=True, slots=True)
class PolicyPair:
    """A label and what stands beside it: a condition, a clock, a field of the result."""

    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One row with everything its page shows. `values` are all dated versions of the numbers it speaks of."""

    table: Table
    row: Row
    because: Words
    actions: tuple[Words, ...]
    conditions: tuple[PolicyPair, ...]
    clocks: tuple[PolicyPair, ...]
    outcomes: tuple[PolicyPair, ...]
    values: tuple[tuple[Value, Words], ...]


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """One table with its rows in order."""

    name: str
    title: Words
    rows: tuple[PolicyRow, ...]


def policy_tables(*, on: date) -> tuple[PolicyTable, ...]:
    """Return every table of the rulebook with the numbers of that day."""
    return tuple(
        PolicyTable(table.name, table.title, tuple(_told(table, row, on) for row in table.rows))
        for table in load_rulebook().tables
    )


def policy_row_get(*, code: str, on: date) -> PolicyRow | None:
    """Return the row with this code, or None."""
    try:
        table, row = load_rulebook().row(code)
    except UnknownPolicyNameError:
        return None
    return _told(table, row, on)


def _in_force(table: Table, row: Row, on: date) -> Mapping[str, Value]:
    place = None if scope_rank(row.scope, None) is not None else row.scope[0]
    try:
        return snapshot(table, on, place).values
    except NoPolicyOnDay:
        return {}


def _named(table: Table, row: Row) -> tuple[Value, ...]:
    """Return every version of the values a row speaks of: in its clocks, its conditions or its reason."""
    texts = [condition.cell.text for condition in row.when] + [row.because.en, row.because.zh]
    lengths = {name for clock in row.clocks for name in clock.lengths}
    return tuple(v for v in table.values if v.name in lengths or any(v.name in text for text in texts))


def _reason(row: Row, values: Mapping[str, Value]) -> Words:
    try:
        return fill_reason(row.because, values)
    except KeyError:
        return row.because


def _clock(table: Table, rule: ClockRule, values: Mapping[str, Value]) -> PolicyPair:
    """Say how long a clock runs: the first known of its lengths counts."""
    told = [
        table.catalogue.facts[name].label if name in table.catalogue.facts else tell_amount(values[name])
        for name in rule.lengths
        if name in table.catalogue.facts or name in values
    ]
    length = Words(", else ".join(one.en for one in told) or "–", "，否则 ".join(one.zh for one in told) or "–")
    return PolicyPair(table.catalogue.clocks[rule.clock].words, length)


def _told(table: Table, row: Row, on: date) -> PolicyRow:
    names, values = table.catalogue, _in_force(table, row, on)
    return PolicyRow(
        table=table,
        row=row,
        because=_reason(row, values),
        actions=tuple(names.actions[code].words for code in row.do),
        conditions=tuple(
            PolicyPair(names.facts[one.fact].label, tell_cell(names.facts[one.fact], one.cell, values))
            for one in row.when
        ),
        clocks=tuple(_clock(table, rule, values) for rule in row.clocks),
        outcomes=tuple(
            PolicyPair(names.outcomes[field].label, names.outcomes[field].say(value)) for field, value in row.outcome
        ),
        values=tuple((value, tell_amount(value)) for value in _named(table, row)),
    )
