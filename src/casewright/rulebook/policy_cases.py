"""Cases that stand beside tables, in the tables' own syntax: facts, and the row or the questions they must lead to."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casewright.domain.facts import Fact, FactValue
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.words import Words
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
    """One case with its sentence: what is known, and what the table must say. `near` are rows that it just misses.

    `asks` are the first questions of a case that no row decides, `also_asks` come anywhere. `due` are all clocks that
    run (None: not looked at), `values` numbers in force that the answer rests on.
    """

    table: Table
    file: str
    name: str
    on: date
    marketplace: str | None
    zone: ZoneInfo
    facts: Mapping[str, Fact]
    row: str | None
    asks: tuple[str, ...]
    also_asks: tuple[str, ...]
    near: tuple[str, ...]
    due: Mapping[str, datetime] | None
    values: Mapping[str, str]

    def decide(self) -> Decision:
        """Return what the table says, without the why-not of every row."""
        return decide(self.table, self.facts, on=self.on, marketplace=self.marketplace, zone=self.zone, trace=False)

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
        problem = Words(f"cannot be read: {error}", f"无法读取：{error}")
        raise PolicyFileError(name, "the file", problem, Words("Correct the file", "请改正文件")) from error
    table = tables[file.choice("table", tuple(tables))]
    place, zone = _place(file, home_of(table)), file.text("zone") if file.has("zone") else None
    usual = _Usual(file.day("on"), place, zone, dict(file.section("facts").entries()))
    for entry in file.sections("case"):
        yield _case(entry, table, usual)
    file.done()


@dataclass(frozen=True, slots=True)
class _Usual:
    """What the head of a file says for all its cases. Without a zone, days are those of the marketplace."""

    on: date
    place: str | None
    zone: str | None
    facts: Mapping[str, object]


def _place(entry: Section, otherwise: str | None) -> str | None:
    return str(entry.take("marketplace")) or None if entry.has("marketplace") else otherwise


def _case(entry: Section, table: Table, usual: _Usual) -> PolicyCase:
    name = entry.text("name")
    entry.at(f"case {name!r}")
    unknown = entry.texts("unknown")
    raw = {fact: value for fact, value in usual.facts.items() if fact not in unknown}
    raw |= dict(entry.section("facts").entries())
    place = _place(entry, usual.place)
    case = PolicyCase(
        table=table,
        file=entry.file,
        name=name,
        on=entry.day("on") if entry.has("on") else usual.on,
        marketplace=place,
        zone=_zone(entry, usual.zone, place),
        facts={fact: Fact(fact, _value(entry, table.catalogue, fact, one)) for fact, one in raw.items()},
        row=entry.text("row") if entry.has("row") else None,
        asks=entry.texts("asks"),
        also_asks=entry.texts("also_asks"),
        near=entry.texts("near"),
        due=_due(entry, table.catalogue) if entry.has("due") else None,
        values={value: str(text) for value, text in entry.section("values").entries()},
    )
    entry.done()
    return case


def _zone(entry: Section, named: str | None, place: str | None) -> ZoneInfo:
    site = marketplace_by_code(place or "")
    try:
        return ZoneInfo(named or (site.zone if site else "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        entry.refuse(
            Words(f"zone = {named!r} is no time zone", f"zone = {named!r} 不是时区"),
            Words("Write a name like Europe/Berlin", "请写成 Europe/Berlin 这样的名称"),
        )


def _due(entry: Section, catalogue: Catalogue) -> dict[str, datetime]:
    due: dict[str, datetime] = {}
    for clock, at in entry.section("due").entries():
        if clock not in catalogue.clocks:
            entry.refuse(
                Words(f"unknown clock {clock!r}", f"不认识的时限 {clock!r}"),
                Words("Use a clock of the catalogue", "请用目录里的时限"),
            )
        if not isinstance(at, datetime) or at.tzinfo is None:
            entry.refuse(
                Words(f"{clock} = {at!r} is not an instant", f"{clock} = {at!r} 不是时刻"),
                Words("Write it like 2026-05-02T09:00:00Z", "请写成 2026-05-02T09:00:00Z 这样"),
            )
        due[clock] = at
    return due


def _value(entry: Section, catalogue: Catalogue, fact: str, raw: object) -> FactValue:
    spec = catalogue.facts.get(fact)
    if spec is None:
        entry.refuse(
            Words(f"unknown fact {fact!r}", f"不认识的事实 {fact!r}"),
            Words("Use a fact of the catalogue", "请用目录里的事实"),
        )
    if isinstance(raw, str) and spec.type not in (FactType.ENUM, FactType.TEXT):
        try:
            return parse_literal(raw, spec)
        except CellError as error:
            entry.refuse(error.words, Words("Correct the value", "请改正这个值"))
    if not isinstance(raw, FactValue):
        entry.refuse(
            Words(f"{fact} = {raw!r} is no value", f"{fact} = {raw!r} 不是可用的值"),
            Words("Write a text, a whole number, a date, true or false", "请写文字、整数、日期、true 或 false"),
        )
    return raw
