"""The frozen form of a policy table, as loaded. Nothing here decides anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue
from casewright.rulebook.cells import Cell
from casewright.rulebook.decision import Confidence, Overruled
from casewright.rulebook.errors import UnknownPolicyNameError

__all__ = [
    "EVERYWHERE",
    "Always",
    "ClockRule",
    "Collect",
    "Condition",
    "Feed",
    "HitPolicy",
    "Row",
    "Rulebook",
    "Scope",
    "Table",
    "Value",
]


Scope = tuple[str, ...]
"""Where something applies: marketplace codes, regions, or `*`."""
EVERYWHERE: Scope = ("*",)


class HitPolicy(StrEnum):
    """How rows that hold together give one answer."""

    FIRST = "first"
    """The first row that holds."""
    UNIQUE = "unique"
    """The one row that holds; two at once are a conflict."""
    ANY = "any"
    """Any row that holds; rows that hold together must order the same."""
    PRIORITY = "priority"
    """The row that holds whose result stands first in the catalogue's list."""
    COLLECT = "collect"
    """Every row that holds, in the table's order, or a number made of them."""
    OUTPUT_ORDER = "output_order"
    """Every row that holds, in the order of the catalogue's list of results."""

    @property
    def gathers(self) -> bool:
        """Whether the answer is every row that holds, so that none may be."""
        return self in (HitPolicy.COLLECT, HitPolicy.OUTPUT_ORDER)

    @property
    def ranked(self) -> bool:
        """Whether rows are tried in the order of their results."""
        return self in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)

    @property
    def stops(self) -> bool:
        """Whether the first row that may hold settles what happens."""
        return self in (HitPolicy.FIRST, HitPolicy.PRIORITY)


class Collect(StrEnum):
    """What a table that collects makes of the rows that hold."""

    LIST = "list"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Value:
    """A dated number with its source. `to_on` is the first day on which it no longer holds."""

    name: str
    unit: str
    amount: int | Decimal | Money
    text: str
    from_on: date
    to_on: date | None
    scope: Scope
    cite: tuple[str, ...]
    confidence: Confidence
    conflict: Words | None = None
    """What other sources say instead, where they differ."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One cell of a row: a fact and its test."""

    fact: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock that runs, and the names its length comes from: facts or dated values; the first known wins."""

    clock: str
    lengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Always:
    """Steps and clocks that do not wait for a decision; they hold as soon as their own conditions do."""

    when: tuple[Condition, ...]
    do: tuple[str, ...]
    clocks: tuple[ClockRule, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: when it holds, what it orders, why, and who says so."""

    code: str
    name: str
    from_on: date
    to_on: date | None
    scope: Scope
    when: tuple[Condition, ...]
    do: tuple[str, ...]
    clocks: tuple[ClockRule, ...]
    outcome: tuple[tuple[str, str], ...]
    because: Words
    cite: tuple[str, ...]
    confidence: Confidence
    mark: str | None = None
    overruled: Overruled | None = None
    conflict: Words | None = None
    """What other sources say instead, where they differ."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A fact that another table answers by one field of its result."""

    fact: str
    outcome: str
    table: "Table"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One policy table. `values` are its own dated values and the shared ones it names; `digest` names its content.

    `case_kind` is the kind of case it decides; None when it answers a question that belongs to no kind alone. `by`
    names the results that rank its rows, or the one that `collect` counts, sums or compares.
    """

    name: str
    case_kind: str | None
    title: Words
    hit: HitPolicy
    dated_by: str
    scope: Scope
    values: tuple[Value, ...]
    rows: tuple[Row, ...]
    always: tuple[Always, ...]
    catalogue: Catalogue = field(repr=False)
    file: str
    digest: str = ""
    facts: frozenset[str] = field(default=frozenset())
    collect: Collect | None = None
    by: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()

    def row(self, code: str) -> Row | None:
        """Return the row with this code, or None."""
        return next((row for row in self.rows if row.code == code), None)


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """All tables with the catalogue they draw their names from, and the values that each folder of tables shares."""

    catalogue: Catalogue
    tables: tuple[Table, ...]
    by_name: Mapping[str, Table]
    by_kind: Mapping[str, Table]
    shared: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def table(self, name: str) -> Table:
        """Return the table of this name. Raise UnknownPolicyNameError when there is none."""
        return _known("table", name, self.by_name)

    def table_for(self, case_kind: str) -> Table:
        """Return the table that decides this kind of case. Raise UnknownPolicyNameError when there is none."""
        return _known("case kind", str(case_kind), self.by_kind)

    def row(self, code: str) -> tuple[Table, Row]:
        """Return the row of this code with its table. Raise UnknownPolicyNameError when there is none."""
        found = {row.code: (table, row) for table in self.tables for row in table.rows}
        if code not in found:
            raise UnknownPolicyNameError("row", code, tuple(found))
        return found[code]


def _known(kind: str, name: str, mapping: Mapping[str, Table]) -> Table:
    if name not in mapping:
        raise UnknownPolicyNameError(kind, name, tuple(mapping))
    return mapping[name]
