"""Tables that answer facts of other tables: joined after loading, without circles."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from casewright.domain.words import Words
from casewright.rulebook.catalogue import DecidedBy, FactSpec
from casewright.rulebook.digest import table_digest
from casewright.rulebook.errors import PolicyFileError
from casewright.rulebook.table import Collect, Feed, Table

__all__ = ["joined_tables"]


def joined_tables(tables: Iterable[Table]) -> tuple[Table, ...]:
    """Return the tables with their feeds. Raise PolicyFileError for a circle, or a table that is not there."""
    by_name = {table.name: table for table in tables}
    joined: dict[str, Table] = {}
    for name in by_name:
        _join(name, by_name, joined, ())
    return tuple(joined[name] for name in by_name)


def _join(name: str, tables: Mapping[str, Table], joined: dict[str, Table], way: tuple[str, ...]) -> Table:
    if name in joined:
        return joined[name]
    table = tables[name]
    if name in way:
        circle = " → ".join((*way[way.index(name) :], name))
        raise PolicyFileError(
            table.file,
            f"table {name}",
            Words(f"its facts go round in a circle: {circle}", f"事实互相依赖，成了循环：{circle}"),
            Words("Let one of them ask a fact instead", "请让其中一张表改为直接询问事实"),
        )
    feeds = []
    for fact in sorted(table.facts):
        source = table.catalogue.facts[fact].decided_by
        if source is None:
            continue
        if source.table not in tables:
            raise _misfit(
                table,
                fact,
                Words(f"table {source.table} is not there", f"没有规则表 {source.table}"),
                Words("Add the table, or correct decided_by", "请补上该表，或改正 decided_by"),
            )
        feeding = _join(source.table, tables, joined, (*way, name))
        _check_fit(table.catalogue.facts[fact], source, feeding)
        feeds.append(Feed(fact, source.outcome, feeding))
    done = replace(table, feeds=tuple(feeds))
    joined[name] = replace(done, digest=table_digest(done))
    return joined[name]


def _check_fit(spec: FactSpec, source: DecidedBy, feeding: Table) -> None:
    outcome = feeding.catalogue.outcomes.get(source.outcome)
    if outcome is None:
        raise _misfit(
            feeding,
            spec.name,
            Words(f"there is no result {source.outcome!r}", f"没有结果 {source.outcome!r}"),
            Words("Name one of outcomes.toml", "请写 outcomes.toml 里的结果"),
        )
    if outcome.type is not spec.type:
        raise _misfit(
            feeding,
            spec.name,
            Words(
                f"{source.outcome} is {outcome.type}, the fact {spec.type}",
                f"{source.outcome} 的类型是 {outcome.type}，事实的类型是 {spec.type}",
            ),
            Words("Use one type", "请用同一种类型"),
        )
    if unknown := [value for value in outcome.values if value not in spec.values]:
        raise _misfit(
            feeding,
            spec.name,
            Words(f"the fact does not know {', '.join(unknown)}", f"该事实没有 {'、'.join(unknown)} 这些取值"),
            Words("List these values there too", "请在事实里也列出这些取值"),
        )
    single = feeding.collect not in (None, Collect.LIST) and source.outcome in feeding.by
    if feeding.hit.gathers and not single:
        raise _misfit(
            feeding,
            spec.name,
            Words("the table answers with a list", "该表的答案是一个列表"),
            Words("Let it count or sum, or give one result", "请让它计数或求和，或只给一个结果"),
        )


def _misfit(table: Table, fact: str, problem: Words, advice: Words) -> PolicyFileError:
    return PolicyFileError(table.file, f"fact {fact} decided by a table", problem, advice)
