"""Moves of a case between open, waiting and closed: the legal ones in one place, each an event."""

from datetime import datetime, timedelta

from django.conf import settings

from casewright.domain.words import Words
from casewright_web.models import CaseEvent, CaseRow, CaseStatus
from casewright_web.services.events import event_append
from casewright_web.services.write_lock import write_transaction

__all__ = ["IllegalMoveError", "case_status_change", "case_status_undo", "status_undoable"]


class IllegalMoveError(Exception):
    """A move that a case in this state does not have. `words` say why, for the person who tried."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def _moves_from(status: str) -> frozenset[str]:
    """Return where a case may go. This is the whole list."""
    match CaseStatus(status):
        case CaseStatus.OPEN:
            return frozenset({CaseStatus.WAITING, CaseStatus.CLOSED})
        case CaseStatus.WAITING:
            return frozenset({CaseStatus.OPEN, CaseStatus.CLOSED})
        case CaseStatus.CLOSED:
            return frozenset({CaseStatus.OPEN})


def case_status_change(*, case_id: int, status: CaseStatus, actor: str, at: datetime) -> CaseEvent:
    """Move a case. Raise IllegalMoveError for a move it does not have, also when somebody else was faster."""
    with write_transaction():
        case = CaseRow.objects.select_for_update().get(pk=case_id)
        if status not in _moves_from(case.status):
            raise IllegalMoveError(
                Words(
                    "The case changed in the meantime, so this step is no longer possible. Look at it as it is now.",
                    "案件状态已经改变，这一步不再适用。请先查看最新情况。",
                )
            )
        return _move(case, status, actor, at)


def case_status_undo(*, case_id: int, actor: str, at: datetime) -> CaseEvent:
    """Take back the last move of a case, by the person who made it and only while it is fresh."""
    with write_transaction():
        case = CaseRow.objects.select_for_update().get(pk=case_id)
        last = case.events.order_by("-seq").first()
        if last is None or not status_undoable(event=last, actor=actor, at=at):
            raise IllegalMoveError(
                Words(
                    "There is nothing left to undo here. Use the buttons to move the case.",
                    "已经没有可以撤销的操作。请用按钮改变案件状态。",
                )
            )
        return _move(case, CaseStatus(last.payload["from"]), actor, at, undone=last.seq)


def status_undoable(*, event: CaseEvent, actor: str, at: datetime) -> bool:
    """Say whether this event, the last of its case, is a fresh move that this person may take back."""
    fresh = at - event.at <= timedelta(seconds=settings.CASEWRIGHT_UNDO_SECONDS)
    return fresh and event.kind == "status_changed" and event.actor == actor and "undoes" not in event.payload


def _move(case: CaseRow, status: CaseStatus, actor: str, at: datetime, undone: int | None = None) -> CaseEvent:
    payload: dict[str, str | int] = {"from": case.status, "to": status.value}
    if undone is not None:
        payload["undoes"] = undone
    case.status = status
    case.version += 1
    case.save(update_fields=["status", "version"])
    return event_append(case=case, at=at, actor=actor, kind="status_changed", payload=payload)
