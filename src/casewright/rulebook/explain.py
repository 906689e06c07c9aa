"""Rows and decisions as plain text, in both languages."""

from collections.abc import Iterable, Mapping
from datetime import date

from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, SourceSpec
from casewright.rulebook.dates import scope_rank, snapshot, values_named
from casewright.rulebook.decision import Decision, RowState, RowTrace
from casewright.rulebook.errors import NoPolicyOnDay
from casewright.rulebook.table import ClockRule, Condition, Row, Rulebook, Table, Value
from casewright.rulebook.tell import (
    fill_reason,
    tell_amount,
    tell_cell,
    tell_confidence,
    tell_mark,
)

__all__ = ["describe_clock", "describe_conditions", "explain_row", "explain_trace"]

_STATES = {
    RowState.HIT: Words("decides", "由此行决定"),
    RowState.HOLDS: Words("holds", "成立"),
    RowState.EXCLUDED: Words("does not hold", "不成立"),
    RowState.UNKNOWN: Words("cannot be told yet", "暂时无法判断"),
    RowState.NOT_IN_FORCE: Words("not in force on that day", "当日未生效"),
    RowState.ELSEWHERE: Words("for other marketplaces", "适用于其他站点"),
    RowState.NOT_REACHED: Words("not reached", "未轮到"),
}
_UNKNOWN = Words("unknown", "未知")


def explain_row(rulebook: Rulebook, code: str, on: date, marketplace: str | None = None) -> Words:
    """Return a row as text: when it holds, what to do, by when, why, who says so, and what older advice it overrules.

    The numbers are those in force on that day. Raise UnknownPolicyNameError for a code no row has.
    """
    table, row = rulebook.row(code)
    values = _values(table, row, on, marketplace)
    lines = [
        Words(f"{row.code} {row.name}", f"{row.code} {row.name}"),
        Words(f"Table: {table.title.en} ({table.name})", f"规则表：{table.title.zh}（{table.name}）"),
        *_when(rulebook.catalogue, row, values),
        *_do(rulebook.catalogue, row),
        *_clocks(rulebook.catalogue, row, values),
        *_outcome(rulebook.catalogue, row),
        _because(row, values),
        *_source(rulebook.catalogue, row),
        *_conflicts(row, values),
    ]
    return Words("\n".join(line.en for line in lines), "\n".join(line.zh for line in lines))


def describe_conditions(
    catalogue: Catalogue, when: Iterable[Condition], values: Mapping[str, Value]
) -> tuple[tuple[str, Words], ...]:
    """Return each condition as fact name and sentence: `state of the order: not shipped`."""
    described = []
    for condition in when:
        spec = catalogue.facts[condition.fact]
        test = tell_cell(spec, condition.cell, values)
        described.append((condition.fact, Words(f"{spec.label.en}: {test.en}", f"{spec.label.zh}：{test.zh}")))
    return tuple(described)


def explain_trace(table: Table, decision: Decision) -> tuple[Words, ...]:
    """Return one line per row of the decision's trace: what became of it and which facts made it so."""
    return tuple(_trace_line(table, line) for line in decision.trace)


def _trace_line(table: Table, line: RowTrace) -> Words:
    state = _STATES[line.state]
    facts = table.catalogue.facts
    en = "; ".join(f"{facts[c.fact].label.en} = {c.value or _UNKNOWN.en} ({c.test})" for c in line.cells)
    zh = "；".join(f"{facts[c.fact].label.zh} = {c.value or _UNKNOWN.zh}（{c.test}）" for c in line.cells)
    return Words(f"{line.code} {state.en}{': ' + en if en else ''}", f"{line.code} {state.zh}{'：' + zh if zh else ''}")


def _values(table: Table, row: Row, on: date, marketplace: str | None) -> Mapping[str, Value]:
    place = marketplace if scope_rank(row.scope, marketplace) else row.scope[0]
    try:
        return snapshot(table, on, place).values
    except NoPolicyOnDay:
        return {}


def _when(catalogue: Catalogue, row: Row, values: Mapping[str, Value]) -> list[Words]:
    lines = [
        Words(f"When {words.en}", f"条件：{words.zh}") for _, words in describe_conditions(catalogue, row.when, values)
    ]
    if "*" not in row.scope:
        places = ", ".join(row.scope)
        lines.append(Words(f"Only for {places}", f"仅适用于 {places}"))
    return lines or [Words("When nothing above holds", "条件：以上各行都不成立")]


def _do(catalogue: Catalogue, row: Row) -> list[Words]:
    words = [catalogue.actions[code].words for code in row.do]
    return [Words(f"{number}. {one.en}", f"{number}. {one.zh}") for number, one in enumerate(words, 1)]


def _clocks(catalogue: Catalogue, row: Row, values: Mapping[str, Value]) -> list[Words]:
    return [describe_clock(catalogue, rule, values) for rule in row.clocks]


def describe_clock(catalogue: Catalogue, rule: ClockRule, values: Mapping[str, Value]) -> Words:
    """Return a clock in words: what must be done, within which length (the first that is known), from when."""
    spec = catalogue.clocks[rule.clock]
    lengths = []
    for name in rule.lengths:
        if name in values:
            lengths.append(tell_amount(values[name]))
        else:
            lengths.append(catalogue.facts[name].label if name in catalogue.facts else Words(name, name))
    en, zh = ", otherwise ".join(one.en for one in lengths), "，否则 ".join(one.zh for one in lengths)
    start = catalogue.facts[spec.starts_at].label
    return Words(f"Clock: {spec.words.en}: {en}, from: {start.en}", f"时限：{spec.words.zh}：{zh}，起算：{start.zh}")


def _outcome(catalogue: Catalogue, row: Row) -> list[Words]:
    lines = []
    for name, value in row.outcome:
        label, said = catalogue.outcomes[name].label, catalogue.outcomes[name].say(value)
        lines.append(Words(f"{label.en}: {said.en}", f"{label.zh}：{said.zh}"))
    return lines


def _because(row: Row, values: Mapping[str, Value]) -> Words:
    try:
        because = fill_reason(row.because, values)
    except KeyError:
        because = row.because
    return Words(f"Because: {because.en}", f"原因：{because.zh}")


def _conflicts(row: Row, values: Mapping[str, Value]) -> list[Words]:
    """Tell where sources differ: about the row itself, and about the numbers it names."""
    named = [values[name] for name in sorted(values_named(row)) if name in values]
    differing = [(tell_amount(value), value.conflict) for value in named if value.conflict is not None]
    lines = [
        Words(f"Sources differ on {on.en}: {told.en}", f"{on.zh}：来源说法不一：{told.zh}") for on, told in differing
    ]
    own = row.conflict
    return [*([Words(f"Sources differ: {own.en}", f"来源说法不一：{own.zh}")] if own else []), *lines]


def _cited(source: SourceSpec) -> Words:
    at = f" [{source.at}]" if source.at else ""
    return Words(f"Source {source.code}: {source.words.en}{at}", f"来源 {source.code}：{source.words.zh}{at}")


def _source(catalogue: Catalogue, row: Row) -> list[Words]:
    sure = tell_confidence(row.confidence)
    until = (f" until {row.to_on.isoformat()}", f"，至 {row.to_on.isoformat()}") if row.to_on else ("", "")
    since = row.from_on.isoformat()
    lines = [
        *(_cited(catalogue.sources[code]) for code in row.cite),
        Words(f"How sure: {sure.en}", f"可靠程度：{sure.zh}"),
        Words(f"In force from {since}{until[0]}", f"生效：自 {since} 起{until[1]}"),
    ]
    if row.overruled is not None:
        mark = tell_mark(row.overruled.mark)
        lines.append(
            Words(
                f"Older advice, {mark.en} ({row.overruled.seed}): {row.overruled.words.en}",
                f"旧做法，{mark.zh}（{row.overruled.seed}）：{row.overruled.words.zh}",
            )
        )
    return lines
