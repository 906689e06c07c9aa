"""What the cases beside the tables show: each row hit and just missed, each change looked at from both of its sides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casewright.domain.words import Words
from casewright.rulebook.decision import Decision
from casewright.rulebook.errors import RulebookError
from casewright.rulebook.policy_cases import PolicyCase
from casewright.rulebook.table import Table

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


def coverage_of(books: Iterable[Iterable[Table]], cases: Sequence[PolicyCase]) -> Coverage:
    """Return what the cases cover. A row alone in its table cannot be missed, so no near miss is asked of it.

    Cases of other tables than those of the books are not looked at.
    """
    by_table = {table: [case for case in cases if case.table == table] for book in books for table in book}
    wrong = tuple(lack for held in by_table.values() for case in held for lack in _wrong(case))
    unhit = tuple(lack for table, held in by_table.items() for lack in _unhit(table, held))
    unmissed = tuple(lack for table, held in by_table.items() for lack in _unmissed(table, held))
    changes = [(table, day) for table in by_table for day in _changes(table)]
    unseen = tuple(lack for table, day in changes for lack in _unseen(table, day, by_table[table]))
    looked_at = sum(len(held) for held in by_table.values())
    rows = sum(len(table.rows) for table in by_table)
    shown = len(changes) - len({(lack.table, lack.on) for lack in unseen})
    lacks = (*wrong, *unhit, *unmissed, *unseen)
    return Coverage(looked_at, rows, rows - len(unhit), rows - len(unmissed), len(changes), shown, lacks)


def _wrong(case: PolicyCase) -> Iterator[Lack]:
    try:
        said = _otherwise(case, case.decide())
    except RulebookError as error:
        said = [error.words]
    for one in said:
        words = Words(f"{case.file}, {case.name!r}: {one.en}", f"{case.file}，“{case.name}”：{one.zh}")
        yield Lack("COV050", case.table.name, case.row, case.on, words)


_ANSWER = Words("the table says {said}, the case {expected}", "规则表给出 {said}，案例写的是 {expected}")
_SILENT = Words("the case names neither a row nor a question", "案例既没有写命中的行，也没有写要问的事实")
_UNASKED = Words("the table does not ask {facts}", "规则表没有问 {facts}")
_NO_MISS = Words("near names {row}, which the case hits", "near 写了 {row}，而案例正好命中它")
_DUE = Words("the clocks end {said}, the case says {expected}", "时限到期为 {said}，案例写的是 {expected}")
_VALUE = Words("{name} is {said}, the case says {expected}", "{name} 为 {said}，案例写的是 {expected}")


def _otherwise(case: PolicyCase, decision: Decision) -> list[Words]:
    """Return wherein the table says otherwise than its case."""
    asked = tuple(question.fact for question in decision.questions)
    said: list[Words] = []
    if decision.row != case.row or (case.row is None and asked[: len(case.asks)] != case.asks):
        given, expected = decision.row or f"ask {', '.join(asked)}", case.row or f"ask {', '.join(case.asks)}"
        said.append(_ANSWER.fill(said=given, expected=expected))
    if case.row is None and not case.asks:
        said.append(_SILENT)
    if unasked := [name for name in case.also_asks if name not in asked]:
        said.append(_UNASKED.fill(facts=", ".join(unasked)))
    if decision.row is not None and decision.row in case.near:
        said.append(_NO_MISS.fill(row=decision.row))
    return said + _other_numbers(case, decision)


def _other_numbers(case: PolicyCase, decision: Decision) -> list[Words]:
    said: list[Words] = []
    ends = {deadline.clock: deadline.due_at for deadline in decision.deadlines}
    if case.due is not None and ends != case.due:
        said.append(_DUE.fill(said=_told(ends), expected=_told(case.due)))
    used = {value.name: value.text for value in decision.values}
    for name, text in case.values.items():
        if used.get(name) != text:
            said.append(_VALUE.fill(name=name, said=used.get(name, "-"), expected=text))
    return said


def _told(ends: Mapping[str, datetime]) -> str:
    return ", ".join(f"{clock} {ends[clock].isoformat()}" for clock in sorted(ends)) or "-"


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
