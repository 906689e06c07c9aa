"""Cases that stand beside tables, in the tables' own syntax: facts, and the row or the questions they must lead to."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact, FactValue
from casewright.domain.marketplace import marketplace_by_code
from casewright.rulebook.catalogue import Catalogue, FactType
from casewright.rulebook.cells import parse_literal
from casewright.rulebook.decision import Decision
from casewright.rulebook.errors import CellError, PolicyFileError
from casewright.rulebook.evaluate import decide
from casewright.rulebook.houses import home_of
from casewright.rulebook.section import Section
from casewright.rulebook.table import Rulebook, Table

__all__ = ["PolicyCase", "load_policy_cases"]


@dataclass(frozen=True, slots=True)
class PolicyCase:
    """One case with its sentence: what is known, and what the table must say. `near` are rows that it just misses."""

    table: Table
    file: str
    name: str
    on: date
    marketplace: str | None
    facts: Mapping[str, Fact]
    row: str | None
    asks: tuple[str, ...]
    near: tuple[str, ...]

    def decide(self) -> Decision:
        """Return what the table says."""
        site = marketplace_by_code(self.marketplace or "")
        zone = ZoneInfo(site.zone if site else "UTC")
        return decide(self.table, self.facts, on=self.on, marketplace=self.marketplace, zone=zone)

    def steps_from(self, other: "PolicyCase") -> int:
        """Return in how many facts, day and marketplace counted as such, two cases differ."""
        names = self.facts.keys() | other.facts.keys()
        changed = sum(self.facts.get(name) != other.facts.get(name) for name in names)
        return changed + (self.on != other.on) + (self.marketplace != other.marketplace)


def load_policy_cases(folder: Path, books: Iterable[Rulebook]) -> tuple[PolicyCase, ...]:
    """Read every case file below a folder. Raise PolicyFileError for one that cannot be read or names no table."""
    tables = {table.name: table for book in books for table in book}
    return tuple(case for path in sorted(folder.rglob("*.toml")) for case in _file(path, folder, tables))


def _file(path: Path, folder: Path, tables: Mapping[str, Table]) -> Iterator[PolicyCase]:
    name = path.relative_to(folder).as_posix()
    try:
        file = Section(tomllib.loads(path.read_text(encoding="utf-8")), name, "the file")
    except (OSError, ValueError) as error:
        raise PolicyFileError(name, "the file", f"cannot be read: {error}", "Correct the file") from error
    table = tables[file.choice("table", tuple(tables))]
    on, place = file.day("on"), _place(file, home_of(table))
    given = dict(file.section("facts").entries())
    for entry in file.sections("case"):
        yield _case(entry, table, (on, place, given))
    file.done()


def _place(entry: Section, otherwise: str | None) -> str | None:
    return str(entry.take("marketplace")) or None if entry.has("marketplace") else otherwise


def _case(entry: Section, table: Table, usual: tuple[date, str | None, dict[str, object]]) -> PolicyCase:
    day, place, given = usual
    name = entry.text("name")
    entry.at(f"case {name!r}")
    unknown = entry.texts("unknown")
    raw = {fact: value for fact, value in given.items() if fact not in unknown}
    raw |= dict(entry.section("facts").entries())
    case = PolicyCase(
        table=table,
        file=entry.file,
        name=name,
        on=entry.day("on") if entry.has("on") else day,
        marketplace=_place(entry, place),
        facts={fact: Fact(fact, _value(entry, table.catalogue, fact, one)) for fact, one in raw.items()},
        row=entry.text("row") if entry.has("row") else None,
        asks=entry.texts("asks"),
        near=entry.texts("near"),
    )
    for key in ("also_asks", "due", "values"):
        entry.maybe(key)
    entry.done()
    return case


def _value(entry: Section, catalogue: Catalogue, fact: str, raw: object) -> FactValue:
    spec = catalogue.facts.get(fact)
    if spec is None:
        entry.refuse(f"unknown fact {fact!r}", "Use a fact of the catalogue")
    if isinstance(raw, str) and spec.type not in (FactType.ENUM, FactType.TEXT):
        try:
            return parse_literal(raw, spec)
        except CellError as error:
            entry.refuse(str(error), "Correct the value")
    if not isinstance(raw, FactValue):
        entry.refuse(f"{fact} = {raw!r} is no value", "Write a text, a whole number, a date, true or false")
    return raw
