"""Reads how a table turns rows that hold together into one answer, and checks that its rows fit that."""

from dataclasses import dataclass

from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook.catalogue import FactType, OutcomeSpec
from casewright.rulebook.cells import VALUE_NAME, parse_literal
from casewright.rulebook.load_rows import Names
from casewright.rulebook.section import Section
from casewright.rulebook.table import Collect, HitPolicy, Row

__all__ = ["Hit", "check_results", "read_hit"]

_SUMMED = (FactType.INTEGER, FactType.DAYS, FactType.DECIMAL, FactType.MONEY, FactType.DURATION)


@dataclass(frozen=True, slots=True)
class Hit:
    """The hit policy with what it needs: the kind of collection, and the results it ranks by or makes a number of."""

    policy: HitPolicy
    collect: Collect | None
    by: tuple[str, ...]


def read_hit(file: Section, names: Names) -> Hit:
    """Read `hit`, `collect` and `by`."""
    policy = HitPolicy(file.choice("hit", tuple(HitPolicy)))
    collect = None
    if policy is HitPolicy.COLLECT:
        collect = Collect(file.choice("collect", tuple(Collect))) if file.has("collect") else Collect.LIST
    by = file.texts("by")
    specs = []
    for name in by:
        if name not in names.catalogue.outcomes:
            file.refuse(
                Words(f"by names {name!r}, which is no result", f"by 里的 {name!r} 不是结果"),
                Words("Name one of outcomes.toml", "请写 outcomes.toml 里的结果"),
            )
        specs.append(names.catalogue.outcomes[name])
    _check_by(file, policy, collect, specs)
    return Hit(policy, collect, by)


def _check_by(file: Section, policy: HitPolicy, collect: Collect | None, specs: list[OutcomeSpec]) -> None:
    if policy.ranked:
        if not specs or any(spec.type is not FactType.ENUM for spec in specs):
            file.refuse(
                Words(
                    f"hit = {policy.value!r} does not say by which results",
                    f"hit = {policy.value!r} 没有写按哪些结果排序",
                ),
                Words("Add by = [...], results with values", "请补上 by = [...]，写有固定取值的结果"),
            )
    elif collect in (None, Collect.LIST):
        if specs:
            file.refuse(
                Words("by has nothing to rank or to count", "by 没有可排序或可计数的内容"),
                Words(
                    "Remove it, or choose priority or a collect of numbers",
                    "请删掉 by，或改用 priority，或改成对数字的 collect",
                ),
            )
    elif len(specs) != 1:
        file.refuse(
            Words(f"collect = {collect!s} does not say of which result", f"collect = {collect!s} 没有写针对哪个结果"),
            Words("Add by with exactly one result", "请补上 by，只写一个结果"),
        )
    elif collect is Collect.COUNT and specs[0].type is not FactType.INTEGER:
        file.refuse(
            Words(f"{specs[0].name} cannot hold a count", f"{specs[0].name} 不能存放个数"),
            Words("Give that result the type integer", "请把该结果的类型设为 integer"),
        )
    elif collect is not Collect.COUNT and specs[0].type not in _SUMMED:
        file.refuse(
            Words(f"{specs[0].name} is no number", f"{specs[0].name} 不是数字"),
            Words("Name a result that is a number, money or a length of time", "请写类型为数字、金额或时长的结果"),
        )


def check_results(file: Section, hit: Hit, rows: tuple[Row, ...], names: Names) -> None:
    """Refuse a row without the result the hit policy needs, and money in two currencies."""
    if hit.collect is Collect.COUNT:
        for row in rows:
            if set(hit.by) & set(dict(row.outcome)):
                file.refuse(
                    Words(f"row {row.code} states the result that is counted", f"{row.code} 行写了要计数的结果"),
                    Words("Remove it; the table counts its rows", "请删掉；由规则表自己数行数"),
                )
        return
    for row in rows:
        if missing := [name for name in hit.by if name not in dict(row.outcome)]:
            file.refuse(
                Words(
                    f"row {row.code} does not state {', '.join(missing)}", f"{row.code} 行没有写 {'、'.join(missing)}"
                ),
                Words("Every row of this table must", "本表每一行都要写"),
            )
    if hit.collect in (Collect.SUM, Collect.MIN, Collect.MAX):
        _check_currency(file, hit.by[0], rows, names)


def _check_currency(file: Section, name: str, rows: tuple[Row, ...], names: Names) -> None:
    spec = names.catalogue.outcomes[name].as_fact()
    found = set()
    for row in rows:
        text = dict(row.outcome)[name]
        amount = names.values[text].amount if VALUE_NAME.match(text) else parse_literal(text, spec)
        found |= {amount.currency} if isinstance(amount, Money) else set()
    if len(found) > 1:
        file.refuse(
            Words(f"{name} is given in {' and '.join(sorted(found))}", f"{name} 同时用了 {'、'.join(sorted(found))}"),
            Words("Keep one currency in one table", "一张表请只用一种币种"),
        )
