"""A replay on the terminal and as JSON: what changes, which rows win and lose, the difference in money and marks."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid

from casewright.domain.money import Money
from casewright.domain.words import Language, Words
from casewright.rulebook import Rulebook
from casewright.rulebook.replaying import NO_ROW, Flow, OutcomeShift, ReplayReport

__all__ = ["print_report", "report_to_json"]

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
_RESULTS = Words("Results", "结果")


def _amounts(sums: Mapping[str, int]) -> list[dict[str, str]]:
    return [
        {"amount": f"{Money(minor, currency).amount:f}", "currency": currency}
        for currency, minor in sorted(sums.items())
    ]


def report_to_json(report: ReplayReport, unused: tuple[str, ...]) -> dict[str, Any]:
    """Return the report as documented in docs/develop/json.md."""
    return {
        "cases": report.cases,
        "changed": report.changed,
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
            for one in report.outcomes
        ],
        "unused_columns": list(unused),
    }


def _difference(shift: OutcomeShift) -> dict[str, int]:
    currencies = sorted({*shift.money_before, *shift.money_after})
    return {one: shift.money_after.get(one, 0) - shift.money_before.get(one, 0) for one in currencies}


def print_report(report: ReplayReport, book: Rulebook, unused: tuple[str, ...], language: Language) -> None:
    """Print the report for people."""
    console = Console()
    click.echo(_HEAD.fill(cases=f"{report.cases:,}", changed=f"{report.changed:,}").say(language))
    if unused:
        click.echo(_UNUSED.fill(names=", ".join(unused)).say(language))
    if not report.changed:
        return
    click.echo(f"\n{_FLOWS.say(language)}")
    for flow in report.flows:
        click.echo(f"  {_flow(flow, language)}")
    console.print(_rows(report, language))
    click.echo(_RESULTS.say(language))
    for shift in report.outcomes:
        if (shift.before, shift.money_before) != (shift.after, shift.money_after):
            click.echo(f"  {_outcome(shift, book, language)}")


def _label(row: str, language: Language) -> str:
    return NO_ROW[row].say(language) if row in NO_ROW else row


def _flow(flow: Flow, language: Language) -> str:
    money = ", ".join(str(Money(minor, currency)) for currency, minor in sorted(flow.money.items()))
    parts = [f"{_label(flow.before, language)} → {_label(flow.after, language)}: {flow.count:,}", money]
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
