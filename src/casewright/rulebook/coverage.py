"""What the cases beside the tables show: each row hit and just missed, each change looked at from both of its sides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casewright.domain.words import Words
from casewright.rulebook.errors import RulebookError
from casewright.rulebook.policy_cases import PolicyCase
from casewright.rulebook.table import Rulebook, Table

__all__ = ["Coverage", "Lack", "coverage_of"]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that no case shows, or a case whose table says otherwise."""

    code: str
    table: str
    row: str | None
    on: date | None
    words: Words


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many rows and changes there are, how many of them cases show, and what lacks."""

    cases: int
    rows: int
    rows_hit: int
    rows_missed: int
    changes: int
    changes_shown: int
    lacks: tuple[Lack, ...]


def coverage_of(books: Iterable[Rulebook], cases: Sequence[PolicyCase]) -> Coverage:
    """Return what the cases cover. A row alone in its table cannot be missed, so no near miss is asked of it."""
    tables = [table for book in books for table in book]
    wrong = tuple(lack for case in cases for lack in _wrong(case))
    by_table = {table.name: [case for case in cases if case.table.name == table.name] for table in tables}
    unhit = tuple(lack for table in tables for lack in _unhit(table, by_table[table.name]))
    unmissed = tuple(lack for table in tables for lack in _unmissed(table, by_table[table.name]))
    changes = [(table, day) for table in tables for day in _changes(table)]
    unseen = tuple(lack for table, day in changes for lack in _unseen(table, day, by_table[table.name]))
    rows = sum(len(table.rows) for table in tables)
    shown = len(changes) - len({(lack.table, lack.on) for lack in unseen})
    lacks = (*wrong, *unhit, *unmissed, *unseen)
    return Coverage(len(cases), rows, rows - len(unhit), rows - len(unmissed), len(changes), shown, lacks)


def _wrong(case: PolicyCase) -> Iterator[Lack]:
    try:
        decision = case.decide()
    except RulebookError as error:
        words = Words(f"{case.file}, {case.name!r}: {error}", f"{case.file}，“{case.name}”：{error}")
        yield Lack("COV050", case.table.name, case.row, case.on, words)
        return
    asked = tuple(question.fact for question in decision.questions)
    if decision.row != case.row or (case.row is None and asked[: len(case.asks)] != case.asks):
        said, expected = decision.row or f"ask {', '.join(asked)}", case.row or f"ask {', '.join(case.asks)}"
        words = Words(
            f"{case.file}, {case.name!r}: the table says {said}, the case {expected}",
            f"{case.file}，“{case.name}”：规则表给出 {said}，案例写的是 {expected}",
        )
        yield Lack("COV050", case.table.name, case.row, case.on, words)


def _unhit(table: Table, cases: Sequence[PolicyCase]) -> Iterator[Lack]:
    hit = {case.row for case in cases}
    for row in table.rows:
        if row.code not in hit:
            words = Words(f"no case hits row {row.code}; write one that does", f"没有案例命中 {row.code} 行；请补一个")
            yield Lack("COV010", table.name, row.code, None, words)


def _unmissed(table: Table, cases: Sequence[PolicyCase]) -> Iterator[Lack]:
    for row in table.rows if len(table.rows) > 1 else ():
        hits = [case for case in cases if case.row == row.code]
        misses = [case for case in cases if row.code in case.near and case.row != row.code]
        if not any(hit.steps_from(miss) == 1 for hit in hits for miss in misses):
            words = Words(
                f'no case just misses row {row.code}; write one that is one fact off a hit, with near = "{row.code}"',
                f'没有案例与 {row.code} 行只差一步；请补一个只改一项事实的案例，写上 near = "{row.code}"',
            )
            yield Lack("COV020", table.name, row.code, None, words)


def _changes(table: Table) -> list[date]:
    """Return the days after the table's first on which some row or value begins or ends."""
    first = min(row.from_on for row in table.rows)
    spans = [(row.from_on, row.to_on) for row in table.rows]
    spans += [(value.from_on, value.to_on) for value in table.values]
    return sorted({day for span in spans for day in span if day is not None and day > first})


def _unseen(table: Table, day: date, cases: Sequence[PolicyCase]) -> Iterator[Lack]:
    days = {case.on for case in cases}
    for wanted, en, zh in ((day - timedelta(days=1), "the day before", "前一天"), (day, "the day itself", "当天")):
        if wanted not in days:
            words = Words(
                f"something changes on {day}, and no case looks at {en}; write one with on = {wanted}",
                f"{day} 有改动，但没有案例看{zh}；请补一个 on = {wanted} 的案例",
            )
            yield Lack("COV030", table.name, None, day, words)
