"""What the rulebook refuses, in words a person can act on."""

from datetime import date
from difflib import get_close_matches

from casewright.domain.errors import CasewrightError
from casewright.domain.words import Words

__all__ = [
    "CellError",
    "ConflictError",
    "FactDomainError",
    "IncompleteTableError",
    "NoPolicyOnDay",
    "PolicyFileError",
    "RulebookError",
    "UnknownPolicyNameError",
]


class RulebookError(CasewrightError):
    """Anything the rulebook refuses. `words` says it in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class PolicyFileError(RulebookError):
    """A policy file says something that the grammar or the catalogue does not know."""

    def __init__(self, file: str, where: str, problem: Words, advice: Words) -> None:
        place = "整个文件" if where == "the file" else where
        en = f"{file}, {where}: {problem.en}. {advice.en}"
        super().__init__(Words(en, f"{file}，{place}：{problem.zh}。{advice.zh}"))
        self.file = file
        self.where = where
        self.problem = problem.en
        self.advice = advice.en


class CellError(RulebookError):
    """A cell that is not a unary test of its fact's type."""

    def __init__(self, cell: object, problem: Words) -> None:
        super().__init__(Words(f"cell {cell!r}: {problem.en}", f"单元格 {cell!r}：{problem.zh}"))
        self.cell = cell
        self.problem = problem.en


class FactDomainError(RulebookError):
    """A fact that the catalogue does not list, or a value outside its declared domain."""

    def __init__(self, name: str, problem: Words) -> None:
        super().__init__(Words(f"fact {name}: {problem.en}", f"事实 {name}：{problem.zh}"))
        self.name = name
        self.problem = problem.en


class NoPolicyOnDay(RulebookError):  # noqa: N818 - the name says what is missing, as the design has it
    """No row, or no value that a row needs, is in force on that day: an absence that stops."""

    def __init__(self, table: str, what: str, on: date, marketplace: str | None) -> None:
        words = Words(
            "table {table}: {what} is not in force on {on} for {place}. "
            "Add a dated row or value with its source, or choose a later day.",
            "规则表 {table}：{on} 这一天，{place_zh}没有生效的{what_zh}。"
            "请补上带日期和依据的行或数值，或改选更晚的日期。",
        )
        what_zh = "行" if what == "any row" else f"数值 {what.removeprefix('the value ')}"
        place, place_zh = marketplace or "an unknown marketplace", f"{marketplace} " if marketplace else "未知站点"
        super().__init__(
            words.fill(table=table, what=what, on=on.isoformat(), place=place, place_zh=place_zh, what_zh=what_zh)
        )
        self.table = table
        self.what = what
        self.on = on
        self.marketplace = marketplace


class IncompleteTableError(RulebookError):
    """No row of the table can hold for these facts; `policy check` finds such a case before it happens."""

    def __init__(self, table: str, on: date) -> None:
        words = Words(
            "table {table}: no row covers this case on {on}. Give it a last row without conditions.",
            "规则表 {table}：{on} 这一天没有一行管到这种情况。请加一个无条件的末行。",
        )
        super().__init__(words.fill(table=table, on=on.isoformat()))
        self.table = table
        self.on = on


class ConflictError(RulebookError):
    """Rows that must not hold together do; `policy check` finds such a case before it happens."""

    def __init__(self, table: str, rows: tuple[str, ...], on: date) -> None:
        words = Words(
            "table {table}: rows {rows} hold together on {on}. "
            "Narrow one of them, or let the table try its rows in order.",
            "规则表 {table}：{on} 这一天，{rows_zh} 行同时成立。请收窄其中一行，或改为按顺序判断。",
        )
        super().__init__(words.fill(table=table, rows=" and ".join(rows), rows_zh="、".join(rows), on=on.isoformat()))
        self.table = table
        self.rows = rows
        self.on = on


_KINDS = {"table": "规则表", "row": "行", "case kind": "案件类型", "marketplace": "站点", "value": "数值"}


class UnknownPolicyNameError(RulebookError):
    """A table, case kind or row code that the rulebook does not have."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        near = get_close_matches(name, known, 3) or known
        words = Words("no {kind} {name!r}; there is {known}", "没有名为 {name!r} 的{kind_zh}；现有：{known_zh}")
        filled = words.fill(
            kind=kind, kind_zh=_KINDS.get(kind, kind), name=name, known=", ".join(near), known_zh="、".join(near)
        )
        super().__init__(filled)
        self.kind = kind
        self.name = name
        self.known = known
