"""The reports that are known, read once from `layouts.toml`, and the choice of the one that a header names."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from casewright.domain.words import Words

__all__ = ["Field", "Layout", "Recognised", "column_name", "known_layouts", "named_report", "recognise"]

_GAP = re.compile(r"[\W_]+")
_LONGEST_NAME = 80
_ENOUGH_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the record: its kind of value and the names its column may have, best first.

    `words` are a user's own words and what they stand for.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """One known report. `also` are columns that belong to it but are not read; `report_types` are its types.

    A mapping may state the IANA zone of times without one, and the currency of amounts without one.
    """

    name: str
    title: Words
    record: str
    recognised_by: tuple[frozenset[str], ...]
    required: tuple[str, ...]
    fields: tuple[Field, ...]
    also: frozenset[str]
    currency: tuple[str, ...] = ()
    currency_from_first: str | None = None
    order_id: str | None = None
    always: tuple[tuple[str, str], ...] = ()
    state_from: tuple[str, str] | None = None
    naive_is_utc: bool = False
    distinct: bool = False
    zone: str | None = None
    fixed_currency: str | None = None
    report_types: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Every column name that belongs to this report."""
        named = {name for field in self.fields for name in field.columns}
        return frozenset(named | self.also | set(self.currency) | set(self.state_from or ()))


@dataclass(frozen=True, slots=True)
class Recognised:
    """The layout that a header names, and how many of the header's columns it explains.

    `marked` says that the header has what only this report has; otherwise it only resembles it.
    """

    layout: Layout
    explained: int
    marked: bool


def column_name(text: str) -> str:
    """Return a column's name as it is compared: case folded, blanks, dashes and underscores one dash."""
    return _GAP.sub("-", text[:_LONGEST_NAME]).strip("-").casefold()


def _layout(name: str, tables: dict[str, dict[str, Any]]) -> Layout:
    own = tables[name]
    table = {**tables[own["same_as"]], **own} if "same_as" in own else own
    state_from = table.get("state_from")
    return Layout(
        name=name,
        title=Words(**table["title"]),
        record=table["record"],
        recognised_by=tuple(frozenset(columns) for columns in table["recognised_by"]),
        required=tuple(table["required"]),
        fields=tuple(Field(field, kind, tuple(names) or (field,)) for field, (kind, *names) in table["fields"].items()),
        also=frozenset(table.get("also", ())),
        currency=tuple(table.get("currency", ())),
        currency_from_first=table.get("currency_from_first"),
        order_id=table.get("order_id"),
        always=tuple(table.get("always", {}).items()),
        state_from=(state_from["shipped"], state_from["to_ship"]) if state_from else None,
        naive_is_utc=table.get("naive_is") == "UTC",
        distinct=table.get("distinct", False),
        report_types=tuple(table.get("report_types", ())),
    )


@cache
def known_layouts() -> tuple[Layout, ...]:
    """Return every report that can be read."""
    tables = tomllib.loads(files(__package__).joinpath("layouts.toml").read_text(encoding="utf-8"))
    return tuple(_layout(name, tables) for name in tables)


@cache
def _column_sets() -> tuple[tuple[Layout, frozenset[str]], ...]:
    return tuple((layout, layout.columns) for layout in known_layouts())


def named_report(file: str) -> Layout | None:
    """Return the report whose type stands in a file's name, as downloads are called; None for other names."""
    name = file.rpartition("!/")[2].upper()
    found = [(kind, layout) for layout in known_layouts() for kind in layout.report_types[:1] if kind in name]
    return max(found, key=lambda one: len(one[0]))[1] if found else None


def recognise(header: Sequence[str]) -> Recognised | None:
    """Return the known report these column names belong to, in whatever order they stand; None for no known one.

    A header that explains most of a report but lacks what marks it is still that report: what is missing gets named.
    """
    names = {name for name in map(column_name, header) if name}
    best, best_rank = None, (0, False)
    for layout, columns in _column_sets():
        explained = len(names & columns)
        marked = any(mark <= names for mark in layout.recognised_by)
        nearly = explained >= _ENOUGH_COLUMNS and explained * 2 > len(names)
        rank = (explained + marked, marked)
        if (marked or nearly) and rank > best_rank:
            best, best_rank = Recognised(layout, explained, marked), rank
    return best
