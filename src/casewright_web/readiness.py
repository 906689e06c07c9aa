"""Judge the evidence of changed cases beside the pages, so that a list can say which are ready."""

from datetime import datetime
from typing import Any

from casewright.evidence.board.board import Board, Grade, ProofState
from casewright_web.models import CaseRow, ShopRow
from casewright_web.selectors.boards import board_of
from casewright_web.selectors.case_records import case_now
from casewright_web.services.readiness import readiness_store, readiness_to_judge

__all__ = ["readiness_judge_next"]


def readiness_judge_next(*, at: datetime) -> CaseRow | None:
    """Judge one changed case, and return its row; None when none has changed."""
    row = readiness_to_judge()
    if row is None:
        return None
    board = board_of(row=row, case=case_now(row=row), at=ShopRow.current().stands_at or at)
    readiness_store(row, None if board is None else _short(board))
    return row


def _short(board: Board) -> dict[str, Any]:
    """Return what a line of a list says of a board."""
    required = [item for item in board.items if item.grade is Grade.REQUIRED]
    return {
        "verdict": board.verdict.value,
        "missing": sum(item.state is ProofState.MISSING for item in required),
        "weak": sum(item.state is ProofState.WEAK for item in required),
        "contradictions": len(board.contradictions),
    }
