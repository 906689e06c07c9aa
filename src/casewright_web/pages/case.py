"""One case: what happened, what to do, what it means."""

import hashlib
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casewright.domain.words import Words
from casewright.rulebook import FactType, load_rulebook
from casewright_web.models import CaseRow, CaseStatus, ExhibitState
from casewright_web.pages.clock import as_of, now
from casewright_web.pages.packets import packet_context
from casewright_web.selectors.boards import board_of, board_view
from casewright_web.selectors.case_records import case_now
from casewright_web.selectors.cases import case_files, case_findings, case_get, case_history, case_siblings, case_stages
from casewright_web.selectors.exhibits import exhibit_list
from casewright_web.selectors.look_ups import look_up_shown
from casewright_web.services.answers import AnswerError, fact_tell
from casewright_web.services.events import event_chain_check
from casewright_web.services.exhibit_vault import evidence_ready
from casewright_web.services.statuses import (
    IllegalMoveError,
    case_status_change,
    case_status_undo,
    status_undoable,
)

__all__ = ["case_answer", "case_board", "case_move", "case_page", "case_undo"]


def _actor(user: AbstractBaseUser | AnonymousUser) -> str:
    return user.get_username()


def _found(case_id: int) -> CaseRow:
    case = case_get(case_id=case_id)
    if case is None:
        raise Http404
    return case


@require_safe
def case_page(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case."""
    return _show(request, _found(case_id))


def _evidence(case: CaseRow) -> dict[str, Any]:
    """Return what the evidence part shows. `stamp` is another one whenever that would look different."""
    exhibits = exhibit_list(case=case)
    board = board_of(row=case, case=case_now(row=case), at=as_of())
    states = [
        (one.row.number, one.row.state, one.row.left_out, one.row.kind_told, one.row.call_told) for one in exhibits
    ]
    return {
        "case": case,
        "exhibits": exhibits,
        "board": None if board is None else board_view(board=board, row=case, exhibits=exhibits),
        "waiting": any(one.row.state == ExhibitState.WAITING for one in exhibits),
        "light": not evidence_ready(),
        "stamp": hashlib.sha256(repr(states).encode()).hexdigest()[:16],
    }


@require_safe
def case_board(request: HttpRequest, case_id: int) -> HttpResponse:
    """Return the evidence part of a case, or 204 where the reader sees it already."""
    context = _evidence(_found(case_id))
    if request.GET.get("seen") == context["stamp"]:
        return HttpResponse(status=204)
    return render(request, "casewright_web/_board.html", context)


def _show(request: HttpRequest, case: CaseRow, problem: Words | None = None) -> HttpResponse:
    at, history, snapshot = as_of(), case_history(case=case), case.decision
    deciding = {fact["name"] for fact in snapshot["decision"]["facts"]}
    known = [fact for fact in snapshot["facts"] if fact["value"] is not None]
    context = {
        "case": case,
        "file": snapshot,
        "decision": snapshot["decision"],
        "facts": [fact for fact in known if fact["name"] in deciding],
        "other_facts": [fact for fact in known if fact["name"] not in deciding],
        "siblings": case_siblings(case=case),
        "stages": case_stages(case=case),
        "files": case_files(case=case),
        "findings": case_findings(case=case),
        "history": history,
        "chain_broken_at": event_chain_check(case=case),
        "undoable": bool(history) and status_undoable(event=history[0], actor=_actor(request.user), at=now()),
        "problem": problem,
        **_evidence(case),
        **packet_context(case),
        "look_up": look_up_shown(case=case),
        "at": at,
    }
    return render(request, "casewright_web/case.html", context, status=409 if problem else 200)


@require_POST
def case_move(request: HttpRequest, case_id: int) -> HttpResponse:
    """Move a case to the status of the pressed button."""
    case, wanted = _found(case_id), request.POST.get("status", "")
    if wanted not in CaseStatus:
        raise Http404
    try:
        case_status_change(case_id=case_id, status=CaseStatus(wanted), actor=_actor(request.user), at=now())
    except IllegalMoveError as error:
        return _show(request, case, error.words)
    return redirect("case", case_id)


@require_POST
def case_answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a person's answer to a question of the case."""
    case, fact, answer = _found(case_id), request.POST.get("fact", ""), request.POST.get("answer", "")
    try:
        fact_tell(case_id=case_id, fact=fact, answer=_with_offset(fact, answer), actor=_actor(request.user), at=now())
    except AnswerError as error:
        return _show(request, case, error.words)
    return redirect("case", case_id)


def _with_offset(fact: str, answer: str) -> str:
    """Return an answer; the time of a form without an offset is the reader's own."""
    spec = load_rulebook().catalogue.facts.get(fact)
    if spec is None or spec.type is not FactType.INSTANT:
        return answer
    try:
        told = datetime.fromisoformat(answer)
    except ValueError:
        return answer
    return (told if told.tzinfo else told.replace(tzinfo=timezone.get_current_timezone())).isoformat()


@require_POST
def case_undo(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take back the last move."""
    case = _found(case_id)
    try:
        case_status_undo(case_id=case_id, actor=_actor(request.user), at=now())
    except IllegalMoveError as error:
        return _show(request, case, error.words)
    return redirect("case", case_id)
