"""A replay on the terminal and as JSON: what changes, which rows win and lose, the difference in money and marks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid

from casewright.cli.problems import print_problems
from casewright.domain.money import Money
from casewright.domain.wire import to_wire
from casewright.domain.words import Language, Words
from casewright.pipeline.replay import Aspect
from casewright.rulebook import Problem, Rulebook
from casewright.rulebook.replaying import NO_ROW, Flow, OutcomeShift, ReplayReport

__all__ = ["Replayed", "print_report", "report_to_json"]

_HEAD = Words("{cases} cases, {changed} change.", "共 {cases} 个案件，其中 {changed} 个结果改变。")
_UNUSED = Words("Columns that no fact is named after: {names}", "未使用的列（没有同名事实）：{names}")
_EXAMPLE = Words("for example {keys}", "例如 {keys}")
_ROW, _BEFORE, _AFTER, _SHIFT = (
    Words("Row", "行"),
    Words("before", "之前"),
    Words("after", "之后"),
    Words("+/-", "增减"),
)
_FLOWS = Words("Where cases go", "案件去向")
_SAME_ROW = Words("{row}, with another answer", "{row}，答案有变")
_DRAFT = Words("The draft is not proven:", "草稿未通过证明：")
_IN = Words("They differ in: {counts}", "差别在于：{counts}")
_ASPECTS = {
    Aspect.ROW: Words("row", "规则行"),
    Aspect.STEPS: Words("steps", "要做的事"),
    Aspect.RESULT: Words("result", "结果"),
    Aspect.TIME: Words("time limits", "期限"),
    Aspect.QUESTIONS: Words("questions", "待弄清"),
}
_FIRST = ("money", "odr")
"""The results that stand first: the money, and the mark on the account."""
_RESULTS = Words("Results", "结果")


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay as the command tells it. `aspects` are counted only where both decisions of each case are at hand."""

    report: ReplayReport
    changed: int
    aspects: Mapping[Aspect, int]
    unused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def _amounts(sums: Mapping[str, int]) -> list[dict[str, str]]:
    return [
        {"amount": f"{Money(minor, currency).amount:f}", "currency": currency}
        for currency, minor in sorted(sums.items())
    ]


def report_to_json(replayed: Replayed) -> dict[str, Any]:
    """Return the report as documented in docs/develop/json.md."""
    report = replayed.report
    return {
        "cases": report.cases,
        "changed": replayed.changed,
        "aspects": {aspect.value: count for aspect, count in replayed.aspects.items()} or None,
        "flows": [
            {
                **{key: getattr(flow, key) for key in ("table", "before", "after", "count")},
                "money": _amounts(flow.money),
                "examples": list(flow.examples),
            }
            for flow in report.flows
        ],
        "rows": [asdict(row) for row in report.rows],
        "outcomes": [
            {
                **{key: getattr(one, key) for key in ("outcome", "value", "before", "after")},
                "money_before": _amounts(one.money_before),
                "money_after": _amounts(one.money_after),
                "money_difference": _amounts(_difference(one)),
            }
            for one in _ordered(report)
        ],
        "unused_columns": list(replayed.unused),
        "problems": to_wire(replayed.problems),
    }


def _difference(shift: OutcomeShift) -> dict[str, int]:
    currencies = sorted({*shift.money_before, *shift.money_after})
    return {one: shift.money_after.get(one, 0) - shift.money_before.get(one, 0) for one in currencies}


def _ordered(report: ReplayReport) -> list[OutcomeShift]:
    ranks = {name: rank for rank, name in enumerate(_FIRST)}
    return sorted(report.outcomes, key=lambda one: (ranks.get(one.outcome, len(ranks)), one.outcome, one.value))


def print_report(replayed: Replayed, book: Rulebook, language: Language) -> None:
    """Print the report for people."""
    report = replayed.report
    if replayed.problems:
        click.echo(_DRAFT.say(language))
        print_problems(replayed.problems, language)
    click.echo(_HEAD.fill(cases=f"{report.cases:,}", changed=f"{replayed.changed:,}").say(language))
    if replayed.unused:
        click.echo(_UNUSED.fill(names=", ".join(replayed.unused)).say(language))
    if replayed.aspects:
        comma = "、" if language == "zh" else ", "
        counts = comma.join(f"{_ASPECTS[aspect].say(language)} {count:,}" for aspect, count in replayed.aspects.items())
        click.echo(_IN.fill(counts=counts).say(language))
    if report.changed:
        _print_flows(report, book, language)


def _print_flows(report: ReplayReport, book: Rulebook, language: Language) -> None:
    console = Console()
    click.echo(f"\n{_FLOWS.say(language)}")
    for flow in report.flows:
        click.echo(f"  {_flow(flow, language)}")
    if any(row.before != row.after for row in report.rows):
        console.print(_rows(report, language))
    moved = [one for one in _ordered(report) if (one.before, one.money_before) != (one.after, one.money_after)]
    if moved:
        click.echo(_RESULTS.say(language))
    for shift in moved:
        click.echo(f"  {_outcome(shift, book, language)}")


def _label(row: str, language: Language) -> str:
    return NO_ROW[row].say(language) if row in NO_ROW else row


def _flow(flow: Flow, language: Language) -> str:
    money = ", ".join(str(Money(minor, currency)) for currency, minor in sorted(flow.money.items()))
    way = f"{_label(flow.before, language)} → {_label(flow.after, language)}"
    if flow.before == flow.after:
        way = _SAME_ROW.fill(row=_label(flow.before, language)).say(language)
    parts = [f"{way}: {flow.count:,}", money]
    if flow.examples:
        parts.append(_EXAMPLE.fill(keys=", ".join(flow.examples)).say(language))
    return " · ".join(part for part in parts if part)


def _rows(report: ReplayReport, language: Language) -> Grid:
    grid = Grid(_ROW.say(language))
    for head in (_BEFORE, _AFTER, _SHIFT):
        grid.add_column(head.say(language), justify="right")
    for row in report.rows:
        if row.before != row.after:
            shift = f"{row.after - row.before:+,}"
            grid.add_row(_label(row.row, language), f"{row.before:,}", f"{row.after:,}", shift)
    return grid


def _money(shift: OutcomeShift, currency: str, change: int) -> str:
    before, after = (Money(sums.get(currency, 0), currency) for sums in (shift.money_before, shift.money_after))
    return f"{before} → {after} ({'+' if change > 0 else ''}{Money(change, currency)})"


def _outcome(shift: OutcomeShift, book: Rulebook, language: Language) -> str:
    spec = book.catalogue.outcomes[shift.outcome]
    money = ", ".join(_money(shift, currency, change) for currency, change in _difference(shift).items())
    colon = "：" if language == "zh" else ": "
    name = f"{spec.label.say(language)}{colon}{spec.say(shift.value).say(language)}"
    counts = f"{shift.before:,} → {shift.after:,} ({shift.after - shift.before:+,})"
    return " · ".join(part for part in (name, counts, money) if part)
