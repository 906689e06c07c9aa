"""One result from the rows of a table that collects: a list, or a sum, the least, the greatest or a count."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from casewright.rulebook.cells import parse_literal
from casewright.rulebook.dates import LiveRow
from casewright.rulebook.table import Collect, Table
from casewright.rulebook.tell import value_text

__all__ = ["joined_results"]


def joined_results(table: Table, rows: Sequence[LiveRow]) -> tuple[tuple[str, str], ...]:
    """Return each field of the result once: the values of all rows in order, without repeats, or the number made."""
    lists: dict[str, dict[str, None]] = {}
    for live in rows:
        for name, text in live.outcome:
            lists.setdefault(name, {})[text] = None
    results = {name: ", ".join(texts) for name, texts in lists.items()}
    if table.collect not in (None, Collect.LIST):
        results |= _number(table, rows)
    return tuple(results.items())


def _number(table: Table, rows: Sequence[LiveRow]) -> dict[str, str]:
    """Return the number the table makes of its rows; of no row there is a count, and nothing else."""
    (name,) = table.by
    if table.collect is Collect.COUNT:
        return {name: str(len(rows))}
    spec = table.catalogue.outcomes[name].as_fact()
    amounts = [parse_literal(dict(live.outcome)[name], spec) for live in rows]
    if not amounts:
        return {}
    made: Any = _MAKERS[cast("Collect", table.collect)](amounts)
    return {name: value_text(made)}


def _total(amounts: Sequence[Any]) -> Any:  # noqa: ANN401 - one result holds one type
    total = amounts[0]
    for amount in amounts[1:]:
        total += amount
    return total


_MAKERS: dict[Collect, Callable[[Sequence[Any]], Any]] = {
    Collect.SUM: _total,
    Collect.MIN: min,
    Collect.MAX: max,
}
