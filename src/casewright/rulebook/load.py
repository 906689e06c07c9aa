"""TOML files to a Rulebook. Strict: an unknown key, fact, action, clock or value is refused with its file and row."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, FactType
from casewright.rulebook.dates import values_named
from casewright.rulebook.digest import table_digest
from casewright.rulebook.errors import PolicyFileError
from casewright.rulebook.feeds import joined_tables
from casewright.rulebook.load_catalogue import load_catalogue
from casewright.rulebook.load_hit import check_results, read_hit
from casewright.rulebook.load_rows import Names, read_always, read_row, read_scope, read_value
from casewright.rulebook.section import Section
from casewright.rulebook.table import EVERYWHERE, Always, Row, Rulebook, Scope, Table, Value

__all__ = ["load_rulebook", "table_from_text", "with_table"]

_SHARED = "values.toml"


def load_rulebook(root: Traversable | Path | None = None) -> Rulebook:
    """Return the rulebook of a policies folder; the shipped one when none is given. Raise PolicyFileError.

    A folder inside it that has a catalogue of its own is another house's rulebook, and is loaded by its own root.
    """
    return _shipped() if root is None else _load(root)


@lru_cache(maxsize=1)
def _shipped() -> Rulebook:
    return _load(files("casewright.policies"))


def _load(root: Traversable | Path) -> Rulebook:
    catalogue = load_catalogue(lambda name: _read(root / "catalogue" / name, f"catalogue/{name}"))
    tables: list[Table] = []
    shared: dict[str, tuple[Value, ...]] = {}
    for folder in _sorted(item for item in root.iterdir() if _holds_tables(item)):
        shared[folder.name] = _shared(folder, catalogue)
        tables.extend(_folder(folder, catalogue, shared[folder.name]))
    _refuse_twice("table name", ((table.name, table.file) for table in tables))
    tables = list(joined_tables(tables))
    by_kind = [(table.case_kind, table) for table in tables if table.case_kind is not None]
    _refuse_twice("case kind", ((kind, table.file) for kind, table in by_kind))
    _refuse_twice("row code", ((row.code, table.file) for table in tables for row in table.rows))
    return Rulebook(
        catalogue,
        tuple(tables),
        MappingProxyType({table.name: table for table in tables}),
        MappingProxyType(dict(by_kind)),
        MappingProxyType(shared),
    )


def table_from_text(text: str, file: str, catalogue: Catalogue, shared: tuple[Value, ...] = ()) -> Table:
    """Return the one table that the text of a policy file holds, read as strictly as a shipped one.

    `shared` are the values that its folder shares. Raise PolicyFileError.
    """
    return _table(_section(text, file), catalogue, shared)


def with_table(rulebook: Rulebook, draft: Table) -> Rulebook:
    """Return the rulebook with a draft in the place of the table of its name, and the facts of tables joined again.

    Raise UnknownPolicyNameError when there is no such table, PolicyFileError where a row code stands elsewhere.
    """
    rulebook.table(draft.name)
    tables = joined_tables(draft if table.name == draft.name else table for table in rulebook)
    _refuse_twice("row code", ((row.code, table.file) for table in tables for row in table.rows))
    return replace(
        rulebook,
        tables=tables,
        by_name=MappingProxyType({table.name: table for table in tables}),
        by_kind=MappingProxyType({table.case_kind: table for table in tables if table.case_kind is not None}),
    )


def _holds_tables(item: Traversable | Path) -> bool:
    return item.is_dir() and item.name != "catalogue" and not (item / "catalogue").is_dir()


def _sorted(items: Iterable[Traversable | Path]) -> list[Traversable | Path]:
    return sorted(items, key=lambda item: item.name)


def _read(path: Traversable | Path, name: str) -> Section:
    try:
        return _section(path.read_text(encoding="utf-8"), name)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(name, error) from error


def _section(text: str, name: str) -> Section:
    try:
        return Section(tomllib.loads(text), name, "the file")
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> PolicyFileError:
    problem = Words(f"cannot be read: {error}", f"无法读取：{error}")
    return PolicyFileError(
        name,
        "the file",
        problem,
        Words("Correct the file; it must be TOML in UTF-8", "请改正文件；必须是 UTF-8 编码的 TOML"),
    )


def _shared(folder: Traversable | Path, catalogue: Catalogue) -> tuple[Value, ...]:
    """Return the values that all tables of a folder may name."""
    path = next((item for item in folder.iterdir() if item.name == _SHARED), None)
    if path is None:
        return ()
    file = _read(path, f"{folder.name}/{_SHARED}")
    values = _values(file, EVERYWHERE, catalogue)
    file.done()
    return values


def _folder(folder: Traversable | Path, catalogue: Catalogue, shared: tuple[Value, ...]) -> Iterator[Table]:
    for path in _sorted(folder.iterdir()):
        if path.name.endswith(".toml") and path.name != _SHARED:
            yield _table(_read(path, f"{folder.name}/{path.name}"), catalogue, shared)


def _values(file: Section, scope: Scope, catalogue: Catalogue) -> tuple[Value, ...]:
    return tuple(read_value(entry, scope, catalogue) for entry in file.sections("value"))


def _table(file: Section, catalogue: Catalogue, shared: tuple[Value, ...]) -> Table:
    days = tuple(name for name, spec in catalogue.facts.items() if spec.type in (FactType.DATE, FactType.INSTANT))
    scope = read_scope(file, EVERYWHERE, catalogue)
    own = _values(file, scope, catalogue)
    values = own + shared
    _refuse_overlap(file, values)
    for name in sorted({value.name for value in own} & {value.name for value in shared}):
        file.refuse(
            Words(f"value {name} also stands among the shared values", f"数值 {name} 在共用数值里已经有了"),
            Words("Keep a number in one place only", "一个数字请只写在一处"),
        )
    names = Names(catalogue, {value.name: value for value in values}, scope)
    hit = read_hit(file, names)
    table = Table(
        name=file.text("table"),
        case_kind=file.text("case_kind") if file.has("case_kind") else None,
        title=file.words("title"),
        hit=hit.policy,
        dated_by=file.choice("dated_by", days),
        scope=scope,
        values=values,
        rows=tuple(read_row(entry, names) for entry in file.sections("row")),
        always=tuple(read_always(entry, names) for entry in file.sections("always")),
        catalogue=catalogue,
        file=file.file,
        collect=hit.collect,
        by=hit.by,
    )
    file.done()
    check_results(file, hit, table.rows, names)
    _refuse_same_rows(file, table)
    return _finished(table)


def _finished(table: Table) -> Table:
    """Keep only the values the table names, list the facts it reads, and name its content."""
    items: tuple[Row | Always, ...] = (*table.always, *table.rows)
    named = {name for item in items for name in values_named(item)}
    values = tuple(value for value in table.values if value.name in named)
    trimmed = replace(table, values=values, facts=_facts_read(table))
    return replace(trimmed, digest=table_digest(trimmed))


def _facts_read(table: Table) -> frozenset[str]:
    holders: tuple[Row | Always, ...] = (*table.rows, *table.always)
    rules = [rule for holder in holders for rule in holder.clocks]
    clocks = [table.catalogue.clocks[rule.clock] for rule in rules]
    read = {condition.fact for holder in holders for condition in holder.when} | {table.dated_by}
    read |= {name for rule in rules for name in rule.lengths if name in table.catalogue.facts}
    for clock in clocks:
        read |= {clock.starts_at, *clock.stops_when, *filter(None, (clock.due_fact, clock.only_if))}
    if any("*" not in row.scope for row in table.rows):
        read.add("marketplace")
    return frozenset(read)


def _refuse_twice(what: str, pairs: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for name, file in pairs:
        if name in seen:
            raise PolicyFileError(
                file,
                f"{what} {name}",
                Words(f"already stands in {seen[name]}", f"{seen[name]} 里已经有了"),
                Words("Give it a name of its own", "请另取名称"),
            )
        seen[name] = file


def _meet(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])


def _refuse_overlap(file: Section, values: tuple[Value, ...]) -> None:
    for index, value in enumerate(values):
        for other in values[:index]:
            same = value.name == other.name and set(value.scope) & set(other.scope)
            if same and _meet((value.from_on, value.to_on), (other.from_on, other.to_on)):
                file.refuse(
                    Words(f"value {value.name} is given twice for one day", f"数值 {value.name} 在同一天有两个值"),
                    Words("Close the older one with `to`", "请用 `to` 结束较早的那个"),
                )
            if value.name == other.name and type(value.amount) is not type(other.amount):
                file.refuse(
                    Words(f"value {value.name} changes its kind", f"数值 {value.name} 前后类型不一"),
                    Words("Give the new kind a new name", "新类型请另取名称"),
                )


def _refuse_same_rows(file: Section, table: Table) -> None:
    if not table.rows:
        file.refuse(Words("the table has no rows", "规则表一行也没有"), Words("Add at least one row", "请至少写一行"))
    for index, row in enumerate(table.rows):
        for other in table.rows[:index]:
            same = row.name == other.name and set(row.scope) & set(other.scope)
            if same and _meet((row.from_on, row.to_on), (other.from_on, other.to_on)):
                file.refuse(
                    Words(
                        f"rows {other.code} and {row.code} share the name {row.name}",
                        f"{other.code} 行和 {row.code} 行同名：{row.name}",
                    ),
                    Words("Rename one, or close it", "请给其中一行改名，或结束它"),
                )
