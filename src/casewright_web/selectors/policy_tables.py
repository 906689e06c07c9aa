"""The policy as tables: the index with its search, and one table with its rows, numbers and sources."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.functional import Promise

from casewright.domain.words import Words
from casewright.rulebook import Row, SourceSpec, Table, Value, shipped_rulebooks
from casewright.rulebook.decision import Confidence
from casewright.rulebook.explain import describe_conditions
from casewright.rulebook.table import Always
from casewright_web.selectors.policies import (
    PolicyPair,
    PolicyRow,
    PolicyValue,
    clock_told,
    row_told,
    sources_of,
    values_told,
)
from casewright_web.selectors.policy_days import (
    PolicyView,
    State,
    Stretch,
    change_days,
    policy_sites,
    state_of,
    stretch_around,
    values_on,
)
from casewright_web.selectors.policy_topics import by_topic

__all__ = [
    "PolicyAlways",
    "PolicyEntry",
    "PolicyGrid",
    "PolicyIndex",
    "PolicyLine",
    "PolicyTopic",
    "policy_grid",
    "policy_index_of",
    "policy_table_list",
]

_SHOWN_HITS = 8
_FEW = 6
"""So many columns fit beside each other; in a wider table, facts that one row alone looks at share a column."""


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """One table in the index. `hits` are rows that the search found in it, `more` how many others it found."""

    table: Table
    rows: tuple[tuple[Row, State], ...]
    in_force: int
    uncertain: int
    changes_on: date | None
    hits: tuple[PolicyRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PolicyTopic:
    """A heading with its tables."""

    title: str | Promise
    entries: tuple[PolicyEntry, ...]


@dataclass(frozen=True, slots=True)
class PolicyIndex:
    """All tables, or those that a search found, with the days on which any of them changes."""

    topics: tuple[PolicyTopic, ...]
    tables: int
    rows: int
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One row of a table; `cells` has one entry per column, None where the row does not look at that fact.

    `others` are its conditions on facts without a column of their own.
    """

    told: PolicyRow
    cells: tuple[tuple[Words, Words | None], ...]
    others: tuple[PolicyPair, ...]


@dataclass(frozen=True, slots=True)
class PolicyAlways:
    """What holds whichever row decides."""

    conditions: tuple[Words, ...]
    actions: tuple[Words, ...]
    clocks: tuple[PolicyPair, ...]


@dataclass(frozen=True, slots=True)
class PolicyGrid:
    """One table as its page shows it."""

    table: Table
    columns: tuple[Words, ...]
    others: bool
    lines: tuple[PolicyLine, ...]
    in_force: int
    results: bool
    clocks: bool
    always: tuple[PolicyAlways, ...]
    values: tuple[PolicyValue, ...]
    sources: tuple[SourceSpec, ...]
    stretch: Stretch
    sites: tuple[str, ...]
    dated_by: Words


def policy_table_list() -> tuple[Table, ...]:
    """Return every shipped table, the marketplace's before those of other houses."""
    return tuple(table for book in shipped_rulebooks() for table in book)


def policy_index_of(*, view: PolicyView, words: str = "") -> PolicyIndex:
    """Return the tables in which every one of the words stands: in the title, or together in one row."""
    tables, wanted = policy_table_list(), words.lower().split()
    topics = []
    for title, members in by_topic(tables):
        entries = tuple(entry for table in members if (entry := _entry(table, view, wanted)) is not None)
        if entries:
            topics.append(PolicyTopic(title, entries))
    listed = [entry for topic in topics for entry in topic.entries]
    rows = sum(len(entry.hits) + entry.more or len(entry.rows) for entry in listed)
    return PolicyIndex(tuple(topics), len(listed), rows, stretch_around(change_days(tables), view.on))


def _entry(table: Table, view: PolicyView, wanted: list[str]) -> PolicyEntry | None:
    title = _title_text(table)
    found: tuple[Row, ...] = ()
    if not all(word in title for word in wanted):
        found = tuple(row for row in table.rows if all(word in _row_text(table, row.code) for word in wanted))
        if not found:
            return None
    rows = tuple((row, state_of(row, table.rows, view)) for row in table.rows)
    return PolicyEntry(
        table=table,
        rows=rows,
        in_force=sum(state is State.IN_FORCE for _, state in rows),
        uncertain=sum(item.confidence is Confidence.UNCERTAIN for item in _dated(table)),
        changes_on=stretch_around(change_days((table,)), view.on).later,
        hits=tuple(row_told(table, row, view) for row in found[:_SHOWN_HITS]),
        more=max(0, len(found) - _SHOWN_HITS),
    )


def _dated(table: Table) -> tuple[Row | Value, ...]:
    return (*table.rows, *table.values)


@lru_cache(maxsize=512)
def _title_text(table: Table) -> str:
    return f"{table.name} {table.title.en} {table.title.zh}".lower()


@lru_cache(maxsize=4096)
def _row_text(table: Table, code: str) -> str:
    """Return everything a person may look for in a row, in both languages and in lower case."""
    row = table.row(code)
    if row is None:
        return ""
    told = [words for _, words in describe_conditions(table.catalogue, row.when, {})]
    told += [table.catalogue.actions[name].words for name in row.do]
    told += [row.because, *([row.overruled.words] if row.overruled else [])]
    texts = [row.code, row.name, *row.cite, *row.do, *(text for words in told for text in (words.en, words.zh))]
    return " ".join((_title_text(table), *texts)).lower()


def policy_grid(*, name: str, view: PolicyView) -> PolicyGrid | None:
    """Return the table of this name, or None."""
    table = next((one for one in policy_table_list() if one.name == name), None)
    if table is None:
        return None
    facts = _columns(table)
    lines = tuple(_line(table, row, facts, view) for row in table.rows)
    return PolicyGrid(
        table=table,
        columns=tuple(table.catalogue.facts[fact].label for fact in facts),
        others=any(line.others for line in lines),
        lines=lines,
        in_force=sum(line.told.state is State.IN_FORCE for line in lines),
        results=any(row.outcome for row in table.rows),
        clocks=any(row.clocks for row in table.rows),
        always=tuple(_always(table, one, view) for one in table.always),
        values=values_told(table.values, view),
        sources=sources_of(table, *(item.cite for item in _dated(table))),
        stretch=stretch_around(change_days((table,)), view.on),
        sites=policy_sites((table,)),
        dated_by=table.catalogue.facts[table.dated_by].label,
    )


def _columns(table: Table) -> tuple[str, ...]:
    """Return the facts with a column; in a wide table only those that more than one row looks at."""
    rows = Counter(condition.fact for row in table.rows for condition in row.when)
    return tuple(rows) if len(rows) <= _FEW else tuple(fact for fact, count in rows.items() if count > 1)


def _line(table: Table, row: Row, facts: tuple[str, ...], view: PolicyView) -> PolicyLine:
    told = row_told(table, row, view)
    tested = {condition.fact: pair.value for condition, pair in zip(row.when, told.conditions, strict=True)}
    labels = table.catalogue.facts
    return PolicyLine(
        told,
        tuple((labels[fact].label, tested.get(fact)) for fact in facts),
        tuple(PolicyPair(labels[fact].label, words) for fact, words in tested.items() if fact not in facts),
    )


def _always(table: Table, always: Always, view: PolicyView) -> PolicyAlways:
    values = values_on(table, None, view)
    return PolicyAlways(
        conditions=tuple(words for _, words in describe_conditions(table.catalogue, always.when, values)),
        actions=tuple(table.catalogue.actions[code].words for code in always.do),
        clocks=tuple(clock_told(table, rule, values) for rule in always.clocks),
    )
