"""A compiled plan as expressions over a table of facts: one stage of mask words, one that settles them to rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import and_
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from casewright.bulk.masks import Arms, FactColumn, case_of, column_words, cut_mask, join_words, word_count
from casewright.bulk.results import with_result
from casewright.bulk.settle import settled
from casewright.rulebook.catalogue import FactType
from casewright.rulebook.masks import Masks
from casewright.rulebook.plan import Plan, plan_of
from casewright.rulebook.table import Table

__all__ = ["BulkCases", "Question", "answer_columns", "decide_bulk", "with_feeds"]


@dataclass(frozen=True, slots=True, eq=False)
class BulkCases:
    """A table of cases: where each fact stands in it, and where each case does: one marketplace, or a column of codes.

    `places` are the codes that the column holds; a case with another one, or none, stands nowhere known.
    """

    table: ir.Table
    facts: Mapping[str, FactColumn]
    marketplace: str | None = None
    place_column: str | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a plan is asked: the day for cases that do not state one, and the zone in which days begin."""

    plan: Plan
    on: date
    zone: ZoneInfo


def decide_bulk(
    table: Table, cases: BulkCases, *, on: date, zone: ZoneInfo, as_of: date | None = None
) -> tuple[Plan, ir.Table]:
    """Return the plan, and the cases with the columns `row` and `open` as `decide_batch` gives them."""
    cases = with_feeds(table, cases, on=on, zone=zone, as_of=as_of)
    plan = plan_of(table, [*(cases.places or (cases.marketplace,)), None], as_of)
    return plan, answer_columns(cases, {"": Question(plan, as_of or on, zone)})


def with_feeds(table: Table, cases: BulkCases, *, on: date, zone: ZoneInfo, as_of: date | None = None) -> BulkCases:
    """Return the cases with the facts that other tables answer as columns; a fact that has a column stands."""
    for feed in table.feeds:
        if feed.fact in cases.facts:
            continue
        inner = with_feeds(feed.table, cases, on=on, zone=zone, as_of=as_of)
        plan = plan_of(feed.table, [*(cases.places or (cases.marketplace,)), None], as_of)
        prefix = f"fed_{feed.fact}_"
        answered = answer_columns(inner, {prefix: Question(plan, as_of or on, zone)})
        made, column = with_result(plan, answered, prefix, feed.outcome)
        cases = replace(inner, table=made, facts={**inner.facts, feed.fact: column})
    return cases


def answer_columns(cases: BulkCases, asked: Mapping[str, Question]) -> ir.Table:
    """Add `<prefix>row` and `<prefix>open` for each question. The numbers below 0 are those of `decide_batch`."""
    words: dict[str, ir.Value] = {}
    for prefix, question in asked.items():
        words |= _mask_columns(cases, question, prefix)
    table = cases.table.mutate(**words)
    for prefix, question in asked.items():
        table = settled(question.plan, table, prefix)
    return table


def _mask_columns(cases: BulkCases, question: Question, prefix: str) -> dict[str, ir.Value]:
    plan = question.plan
    words = word_count(len(plan.rows))
    facts = plan.table.catalogue.facts
    may, doubt = [], []
    for column in plan.columns:
        data = cases.facts.get(column.fact)
        if data is None:
            hold = column.blank[0]
            doubt.append(
                [ibis.literal(word, "int64") if word else None for word in cut_mask(plan.every_row & ~hold, words)]
            )
            continue
        one, unsure = column_words(cases.table, column, data, facts[column.fact].type, words)
        may.append(one)
        doubt.append(unsure)
    arms, otherwise = _group_arms(cases, question)
    here, unplaced = _group_words(arms, otherwise, words)
    may.append(here)
    doubt.append(unplaced)
    nothing = ibis.literal(0, "int64")
    columns: dict[str, ir.Value] = {f"{prefix}quiet": _quiet(cases, question)}
    for number, word in enumerate(join_words(may, words, of_doubt=False)):
        columns[f"{prefix}may{number}"] = nothing if word is None else word
    for number, word in enumerate(join_words(doubt, words, of_doubt=True)):
        columns[f"{prefix}doubt{number}"] = nothing if word is None else word
    return columns


def _group_words(
    arms: Arms, otherwise: Masks, words: int
) -> tuple[list[ir.IntegerValue | None], list[ir.IntegerValue | None]]:
    """Rows in force: always said, so that the last word never holds rows that are not there."""
    may = [case_of(arms, otherwise, lambda masks: masks[1], word, every=False) for word in range(words)]
    doubt = [case_of(arms, otherwise, lambda masks: masks[1] & ~masks[0], word, every=False) for word in range(words)]
    return [ibis.literal(0, "int64") if one is None else one for one in may], doubt


def _groups(cases: BulkCases, question: Question) -> list[tuple[ir.BooleanValue | None, tuple[int, str | None]]]:
    """Return each stretch of days in each marketplace, with its condition; in the order of a CASE."""
    found: list[tuple[ir.BooleanValue | None, tuple[int, str | None]]] = []
    for stretch, condition in _stretches(cases, question):
        for place, here in _places(cases):
            both = [one for one in (condition, here) if one is not None]
            found.append((reduce(and_, both) if both else None, (stretch, place)))
    return found


def _group_arms(cases: BulkCases, question: Question) -> tuple[Arms, Masks]:
    """Return for each stretch of days, and each marketplace in it, the masks of its rows."""
    groups = question.plan.groups
    found = _groups(cases, question)
    arms = [(condition, groups.get(group, (0, 0))) for condition, group in found if condition is not None]
    return arms, groups.get(found[-1][1], (0, 0))


def _quiet(cases: BulkCases, question: Question) -> ir.BooleanValue:
    """Say which cases have a day and a marketplace without policy."""
    groups = question.plan.groups
    found = _groups(cases, question)
    if all(group in groups for _, group in found):
        return ibis.literal(value=False)
    arms = [(condition, ibis.literal(group not in groups)) for condition, group in found if condition is not None]
    last = ibis.literal(found[-1][1] not in groups)
    return ibis.cases(*arms, else_=last) if arms else last


def _places(cases: BulkCases) -> Sequence[tuple[str | None, ir.BooleanValue | None]]:
    if cases.place_column is None:
        return [(cases.marketplace, None)]
    column = cases.table[cases.place_column]
    nowhere = column.isnull() | column.notin(cases.places) if cases.places else ibis.literal(value=True)
    return [*((place, column == place) for place in cases.places), (None, nowhere)]


def _stretches(cases: BulkCases, question: Question) -> list[tuple[int, ir.BooleanValue | None]]:
    """Return each stretch of days with the condition that a case lies in it; None where that is the same for all."""
    plan, on = question.plan, question.on
    usual = sum(start <= on for start in plan.starts) - 1
    data = cases.facts.get(plan.table.dated_by)
    if data is None or plan.as_of is not None:
        return [(usual, None)]
    of_day = plan.table.catalogue.facts[plan.table.dated_by].type is FactType.DATE
    day = cases.table[data.value]
    starts = [_start(start, question.zone, of_day=of_day) for start in plan.starts]
    found: list[tuple[int, ir.BooleanValue | None]] = [(usual, day.isnull()), (-1, day < starts[0])]
    found += [(number, day < start) for number, start in enumerate(starts[1:])]
    return [*found, (len(starts) - 1, ibis.literal(value=True))]


def _start(day: date, zone: ZoneInfo, *, of_day: bool) -> ir.Value:
    if of_day:
        return ibis.literal(day)
    return ibis.literal(datetime.combine(day, time(), tzinfo=zone).astimezone(UTC), "timestamp('UTC')")
