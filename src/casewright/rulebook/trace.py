"""Why each row did or did not decide. Made only when somebody looks: the masks say what, the cells say why."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from casewright.domain.facts import Fact
from casewright.rulebook.dates import LiveRow, Snapshot, in_span
from casewright.rulebook.decision import CellTrace, RowState, RowTrace
from casewright.rulebook.table import Condition
from casewright.rulebook.tell import value_text
from casewright.rulebook.walk import Answer, cell_truth, row_truth, value_of

__all__ = ["trace_rows"]


def trace_rows(live: Snapshot, facts: Mapping[str, Fact], answer: Answer, on: date) -> tuple[RowTrace, ...]:
    """Return one line per row of the table, in the table's order."""
    tried = {row.row.code: (index, row) for index, row in enumerate(live.rows)}
    traces = []
    for row in live.table.rows:
        if row.code in tried:
            index, live_row = tried[row.code]
            traces.append(_trace_tried(live_row, _state(live, index, facts, answer), facts))
        else:
            absent = RowState.ELSEWHERE if in_span(row, on) else RowState.NOT_IN_FORCE
            traces.append(RowTrace(row.code, row.name, absent))
    return tuple(traces)


def _state(live: Snapshot, index: int, facts: Mapping[str, Fact], answer: Answer) -> RowState:
    if live.table.hit.stops and index > (*answer.rows, *answer.open)[0]:
        return RowState.NOT_REACHED
    if index in answer.rows:
        return RowState.HIT
    match row_truth(live.rows[index], facts):
        case None:
            return RowState.UNKNOWN
        case True:
            return RowState.HOLDS
        case _:
            return RowState.EXCLUDED


def _trace_tried(live: LiveRow, state: RowState, facts: Mapping[str, Fact]) -> RowTrace:
    row = live.row
    if state is RowState.EXCLUDED:
        return RowTrace(row.code, row.name, state, _cells(live.when, facts, answer=False))
    if state is not RowState.UNKNOWN:
        return RowTrace(row.code, row.name, state)
    cells = _cells(live.when, facts, answer=None)
    where = () if live.here else (CellTrace("marketplace", None, ", ".join(row.scope)),)
    return RowTrace(row.code, row.name, state, (*cells, *where))


def _cells(
    conditions: tuple[Condition, ...], facts: Mapping[str, Fact], *, answer: Literal[False] | None
) -> tuple[CellTrace, ...]:
    chosen = [condition for condition in conditions if cell_truth(condition, facts) is answer]
    return tuple(CellTrace(item.fact, _text(facts, item.fact), item.cell.text) for item in chosen)


def _text(facts: Mapping[str, Fact], name: str) -> str | None:
    value = value_of(facts, name)
    return None if value is None else value_text(value)
