"""A compiled plan as expressions over a table of facts, in stages: pieces, mask words, rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import and_, or_
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from casewright.bulk.masks import FactColumn, Pieces, column_pieces, cut_mask, looked_up, whole, word_count
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
    numbers: dict[str, ir.IntegerValue] = {}
    masks: dict[str, list[tuple[str, Sequence[Masks]]]] = {}
    for prefix, question in asked.items():
        masks[prefix] = []
        for name, pieces in _all_pieces(cases, question):
            numbers[f"{prefix}{name}"] = pieces.number
            masks[prefix].append((f"{prefix}{name}", pieces.masks))
    table = cases.table.mutate(**numbers)
    words: dict[str, ir.Value] = {}
    for prefix, question in asked.items():
        words |= _word_columns(table, masks[prefix], question.plan, _unknown_rows(cases, question.plan), prefix)
    table = table.mutate(**words)
    for prefix, question in asked.items():
        table = settled(question.plan, table, prefix)
    return table


def _all_pieces(cases: BulkCases, question: Question) -> list[tuple[str, Pieces]]:
    """Return the pieces of every column that is there, and as the last those of day and marketplace."""
    plan = question.plan
    facts = plan.table.catalogue.facts
    found = [
        (f"piece{number}", column_pieces(cases.table, column, cases.facts[column.fact], facts[column.fact].type))
        for number, column in enumerate(plan.columns)
        if column.fact in cases.facts
    ]
    return [*found, ("group", _group_pieces(cases, question))]


def _unknown_rows(cases: BulkCases, plan: Plan) -> int:
    """Return the rows that test a fact for which there is no column."""
    absent = [column.blank[0] for column in plan.columns if column.fact not in cases.facts]
    return plan.every_row & ~reduce(and_, absent, plan.every_row)


def _word_columns(
    table: ir.Table, columns: Sequence[tuple[str, Sequence[Masks]]], plan: Plan, unknown: int, prefix: str
) -> dict[str, ir.Value]:
    count = word_count(len(plan.rows))
    words: dict[str, ir.Value] = {}
    for word in range(count):
        may = [looked_up(table[name], [cut_mask(one[1], count)[word] for one in masks]) for name, masks in columns]
        joined = [whole(0) if one is None else one for one in may]
        words[f"{prefix}may{word}"] = reduce(and_, joined)
        words[f"{prefix}doubt{word}"] = _doubt(table, columns, word, cut_mask(unknown, count)[word])
    group_masks = columns[-1][1]
    silent = [number for number, masks in enumerate(group_masks) if not masks[1]]
    if silent:
        words[f"{prefix}quiet"] = table[f"{prefix}group"].isin(silent)
    return words


def _doubt(table: ir.Table, columns: Sequence[tuple[str, Sequence[Masks]]], word: int, always: int) -> ir.IntegerValue:
    """Join the doubt of all columns; where only the unknown brings it, no case without an unknown pays for it."""
    terms, guards = [], []
    for name, masks in columns:
        doubts = [cut_mask(one[1] & ~one[0], word + 1)[word] for one in masks]
        term = looked_up(table[name], doubts)
        if term is not None:
            terms.append(term)
            guards.append(table[name] == 0 if not any(doubts[1:]) else None)
    if not terms:
        return whole(always)
    joined = reduce(or_, [*terms, *([whole(always)] if always else [])])
    if len(guards) == 1 or any(guard is None for guard in guards):
        return joined
    return ibis.ifelse(reduce(or_, guards), joined, whole(always))


def _group_pieces(cases: BulkCases, question: Question) -> Pieces:
    """Return each stretch of days in each marketplace as a piece."""
    arms: list[tuple[ir.BooleanValue, ir.IntegerValue]] = []
    masks: list[Masks] = []
    for stretch, condition in _stretches(cases, question):
        for place, here in _places(cases):
            both = [one for one in (condition, here) if one is not None]
            masks.append(question.plan.groups.get((stretch, place), (0, 0)))
            if not both:
                return Pieces(whole(0), masks)
            arms.append((reduce(and_, both), whole(len(masks) - 1)))
    return Pieces(ibis.cases(*arms, else_=whole(len(masks) - 1)), masks)


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
