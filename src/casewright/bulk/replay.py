"""Millions of old cases decided twice in one pass: by the table as it is, and as of another day or by a draft."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from casewright.bulk.expressions import Question, answer_columns
from casewright.bulk.parquet import BulkError, FactsFile
from casewright.rulebook.batch_settle import ASKS, CLASH, NO_POLICY, NOTHING, UNCOVERED
from casewright.rulebook.plan import Plan, plan_of
from casewright.rulebook.replaying import Said, Tally
from casewright.rulebook.table import Table

__all__ = ["tallies_of_file"]

_LABELS = {ASKS: "asks", UNCOVERED: "uncovered", NO_POLICY: "no_policy", CLASH: "clash", NOTHING: "nothing"}


def tallies_of_file(  # noqa: PLR0913 - as decide
    file: FactsFile, before: Table, after: Table, *, on: date, zone: ZoneInfo, as_of: date | None, examples: int
) -> Iterator[Tally]:
    """Decide the file's cases by both tables and add them up by row before, row after and currency.

    `on` is the day of cases that state none; `as_of` the other day for all. Raise BulkError for a table that collects.
    """
    for table in (before, after):
        if table.hit.gathers:
            raise BulkError(f"table {table.name} collects rows; replay its cases from cases.json")
    cases = file.cases
    if any(feed.fact not in file.cases.facts for table in (before, after) for feed in table.feeds):
        raise BulkError(f"other tables answer facts of {before.name}; give them as columns, or replay from cases.json")
    places = [*(cases.places or (cases.marketplace,)), None]
    plans = plan_of(before, places), plan_of(after, places, as_of)
    table = answer_columns(
        cases, {"before_": Question(plans[0], on, zone), "after_": Question(plans[1], as_of or on, zone)}
    )
    money = file.money
    measures: dict[str, Any] = {"cases": table.count()}
    if money is not None:
        measures["money"] = table[money.value].sum()
    if file.key is not None:
        measures["keys"] = table[file.key].cast("string").first()
    groups = ["before_row", "after_row", *([money.currency] if money is not None else [])]
    found = table.group_by(groups).aggregate(**measures).order_by(groups[:2]).to_pyarrow().to_pylist()
    for line in found:
        yield _tally(before.name, plans, line, money.currency if money else None, examples)


def _tally(name: str, plans: tuple[Plan, Plan], line: dict[str, Any], currency: str | None, examples: int) -> Tally:
    unit = line[currency] if currency else None
    sums = {} if unit is None or line["money"] is None else {unit: int(line["money"])}
    keys = (line["keys"],) if examples and line.get("keys") is not None else ()
    before, after = _said(plans[0], line["before_row"]), _said(plans[1], line["after_row"])
    return Tally(name, before, after, int(line["cases"]), sums, keys)


def _said(plan: Plan, row: int) -> Said:
    if row < 0:
        return Said(_LABELS[row])
    live = plan.rows[row]
    return Said(live.row.code, live.outcome, live.row.do, live.limits)
