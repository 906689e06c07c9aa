"""Reads how a table turns rows that hold together into one answer, and checks that its rows fit that."""

from dataclasses import dataclass

from casewright.domain.money import Money
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
            file.refuse(f"by names {name!r}, which is no result", "Name one of outcomes.toml")
        specs.append(names.catalogue.outcomes[name])
    _check_by(file, policy, collect, specs)
    return Hit(policy, collect, by)


def _check_by(file: Section, policy: HitPolicy, collect: Collect | None, specs: list[OutcomeSpec]) -> None:
    if policy.ranked:
        if not specs or any(spec.type is not FactType.ENUM for spec in specs):
            file.refuse(f"hit = {policy.value!r} does not say by which results", "Add by = [...], results with values")
    elif collect in (None, Collect.LIST):
        if specs:
            file.refuse("by has nothing to rank or to count", "Remove it, or choose priority or a collect of numbers")
    elif len(specs) != 1:
        file.refuse(f"collect = {collect!s} does not say of which result", "Add by with exactly one result")
    elif collect is Collect.COUNT and specs[0].type is not FactType.INTEGER:
        file.refuse(f"{specs[0].name} cannot hold a count", "Give that result the type integer")
    elif collect is not Collect.COUNT and specs[0].type not in _SUMMED:
        file.refuse(f"{specs[0].name} is no number", "Name a result that is a number, money or a length of time")


def check_results(file: Section, hit: Hit, rows: tuple[Row, ...], names: Names) -> None:
    """Refuse a row without the result the hit policy needs, and money in two currencies."""
    if hit.collect is Collect.COUNT:
        for row in rows:
            if set(hit.by) & set(dict(row.outcome)):
                file.refuse(f"row {row.code} states the result that is counted", "Remove it; the table counts its rows")
        return
    for row in rows:
        if missing := [name for name in hit.by if name not in dict(row.outcome)]:
            file.refuse(f"row {row.code} does not state {', '.join(missing)}", "Every row of this table must")
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
        file.refuse(f"{name} is given in {' and '.join(sorted(found))}", "Keep one currency in one table")
