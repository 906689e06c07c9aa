"""Proves what can be proven of all tables: complete, without gaps in time, no row in another's shadow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casewright.domain.facts import Fact
from casewright.domain.marketplace import AMAZON_SITES
from casewright.domain.words import Words
from casewright.rulebook.compile import Compiled, compile_snapshot
from casewright.rulebook.dates import scope_rank, segments, snapshot
from casewright.rulebook.errors import NoPolicyOnDay
from casewright.rulebook.prove import BudgetSpentError, case_for_row, clashing_rows, uncovered_case
from casewright.rulebook.table import Rulebook, Table
from casewright.rulebook.tell import value_text

__all__ = ["Problem", "check_all", "check_table"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a table, where and when, with a case that shows it: facts and their values as written."""

    code: str
    table: str
    row: str | None
    on: date | None
    marketplace: str | None
    words: Words
    case: tuple[tuple[str, str], ...] = ()


def check_all(rulebook: Rulebook) -> list[Problem]:
    """Return every problem of every table; an empty list means proven."""
    return [problem for table in rulebook for problem in check_table(table)]


def check_table(table: Table) -> list[Problem]:
    """Return the problems of one table: gaps in time, uncovered cases, clashes, rows that can never decide."""
    problems: list[Problem] = []
    reached: set[str] = set()
    undecided: set[str] = set()
    for on in segments(table):
        for marketplace in _kinds_of_marketplace(table):
            try:
                compiled = compile_snapshot(snapshot(table, on, marketplace))
            except NoPolicyOnDay as error:
                problems.extend(_gap(table, on, marketplace, error))
                continue
            problems.extend(_uncovered(table, compiled, on))
            problems.extend(_clashes(table, compiled, on))
            _reach(compiled, reached, undecided)
    problems.extend(_never(table, reached, undecided))
    return _once(problems)


def _kinds_of_marketplace(table: Table) -> tuple[str, ...]:
    """Return one marketplace for each way in which scopes can fit, among those the table is for."""
    scopes = sorted({row.scope for row in table.rows} | {value.scope for value in table.values})
    kinds: dict[tuple[int | None, ...], str] = {}
    for code in (*(site.code for site in AMAZON_SITES), *table.catalogue.marketplaces):
        if scope_rank(table.scope, code):
            kinds.setdefault(tuple(scope_rank(scope, code) for scope in scopes), code)
    return tuple(kinds.values())


def _gap(table: Table, on: date, marketplace: str, error: NoPolicyOnDay) -> Iterator[Problem]:
    """Before its first row and after its last closed one a table is silent by intent; a hole in between is not."""
    last = max((row.to_on or date.max) for row in table.rows)
    if not min(row.from_on for row in table.rows) <= on < last:
        return
    words = Words(
        f"on {on.isoformat()}, {error.what} is not in force; add a dated row or value",
        f"{on.isoformat()} 这一天，{error.what} 没有生效的内容；请补上带日期的行或数值",
    )
    yield Problem("CHK010", table.name, None, on, marketplace, words)


def _uncovered(table: Table, compiled: Compiled, on: date) -> Iterator[Problem]:
    if table.hit.gathers:
        return
    marketplace = compiled.snapshot.marketplace
    try:
        case = uncovered_case(compiled)
    except BudgetSpentError:
        words = Words("not proven complete: the search budget is spent", "未能证明完整：搜索预算已用完")
        yield Problem("CHK090", table.name, None, on, marketplace, words)
        return
    if case is not None:
        words = Words(
            "no row covers this case; add a row, or a last row without conditions",
            "没有一行管到这种情况；请补一行，或加一个无条件的末行",
        )
        yield Problem("CHK020", table.name, None, on, marketplace, words, _shown(case))


def _clashes(table: Table, compiled: Compiled, on: date) -> Iterator[Problem]:
    """A table of one result must not have rows that hold together and order different things."""
    for one, other, case in clashing_rows(compiled):
        first, second = compiled.snapshot.rows[one].row.code, compiled.snapshot.rows[other].row.code
        words = Words(
            f"holds together with {second} and orders something else; narrow one of them, or try rows in order",
            f"与 {second} 同时成立，要求却不同；请收窄其中一行，或改为按顺序判断",
        )
        yield Problem("CHK040", table.name, first, on, compiled.snapshot.marketplace, words, _shown(case))


def _reach(compiled: Compiled, reached: set[str], undecided: set[str]) -> None:
    for index, live in enumerate(compiled.snapshot.rows):
        if live.row.code in reached:
            continue
        try:
            if case_for_row(compiled, index) is not None:
                reached.add(live.row.code)
        except BudgetSpentError:
            undecided.add(live.row.code)


def _never(table: Table, reached: set[str], undecided: set[str]) -> Iterator[Problem]:
    for row in table.rows:
        if row.code in reached:
            continue
        if row.code in undecided:
            words = Words("not proven reachable: the search budget is spent", "未能证明可达：搜索预算已用完")
            yield Problem("CHK090", table.name, row.code, None, None, words)
        else:
            words = Words(
                "this row can never decide: earlier rows take every case; move it up, narrow them, or remove it",
                "这一行永远轮不到：前面的行已管到所有情况；请上移此行、收窄前面的行，或删除",
            )
            if not table.hit.stops:
                words = Words(
                    "this row can never hold: its conditions exclude each other; widen or remove it",
                    "这一行永远不会成立：条件互相排斥；请放宽或删除",
                )
            yield Problem("CHK030", table.name, row.code, None, None, words)


def _shown(case: Mapping[str, Fact]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value_text(fact.value)) for name, fact in sorted(case.items()) if fact.value is not None)


def _once(problems: list[Problem]) -> list[Problem]:
    """Keep the first of problems that differ only by marketplace."""
    first: dict[object, Problem] = {}
    for problem in problems:
        first.setdefault((problem.code, problem.row, problem.on, problem.case, problem.words), problem)
    return list(first.values())
