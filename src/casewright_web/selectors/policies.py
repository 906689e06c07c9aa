"""The rulebook as pages read it."""

from dataclasses import dataclass

from casewright.domain.words import Words
from casewright.rulebook import Row, Table, UnknownPolicyNameError, Value, load_rulebook

__all__ = ["OutcomeWords", "PolicyRow", "policy_row_get", "policy_tables"]


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """One field of a row's result, in words."""

    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class PolicyClock:
    """One clock a row starts, and the dated values or facts that say how long it runs."""

    words: Words
    lengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One row with everything its page shows."""

    table: Table
    row: Row
    because: Words
    actions: tuple[Words, ...]
    clocks: tuple[PolicyClock, ...]
    outcomes: tuple[OutcomeWords, ...]
    values: tuple[Value, ...]


def policy_tables() -> tuple[Table, ...]:
    """Return every table of the rulebook."""
    return load_rulebook().tables


def _named_values(table: Table, row: Row) -> tuple[Value, ...]:
    """Return the dated values a row speaks of: in its clocks, its conditions or its reason."""
    texts = [condition.cell.text for condition in row.when] + [row.because.en, row.because.zh]
    lengths = {name for clock in row.clocks for name in clock.lengths}
    return tuple(v for v in table.values if v.name in lengths or any(v.name in text for text in texts))


def _reason(row: Row, values: tuple[Value, ...]) -> Words:
    """Fill the newest value of each name into the reason."""
    texts = {value.name: value.text for value in sorted(values, key=lambda value: value.from_on)}
    try:
        return row.because.fill(**texts)
    except (KeyError, IndexError, ValueError):
        return row.because


def policy_row_get(*, code: str) -> PolicyRow | None:
    """Return the row with this code, or None."""
    book = load_rulebook()
    try:
        table, row = book.row(code)
    except UnknownPolicyNameError:
        return None
    names, values = book.catalogue, _named_values(table, row)
    return PolicyRow(
        table=table,
        row=row,
        because=_reason(row, values),
        actions=tuple(names.actions[code].words for code in row.do),
        clocks=tuple(PolicyClock(names.clocks[one.clock].words, one.lengths) for one in row.clocks),
        outcomes=tuple(
            OutcomeWords(names.outcomes[field].label, names.outcomes[field].values[value])
            for field, value in row.outcome
        ),
        values=values,
    )
