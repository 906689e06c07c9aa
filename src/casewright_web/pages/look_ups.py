"""The button on a case that asks the marketplace's interface about its order, and how that stands."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from casewright_web.models import CaseRow
from casewright_web.pages.clock import now
from casewright_web.selectors.cases import case_get
from casewright_web.selectors.look_ups import look_up_shown
from casewright_web.services.order_look_ups import order_look_up_queue

__all__ = ["case_look_up", "case_look_up_state"]


def _found(case_id: int) -> CaseRow:
    case = case_get(case_id=case_id)
    if case is None:
        raise Http404
    return case


@require_POST
def case_look_up(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask about the case's order beside the pages."""
    case = _found(case_id)
    if look_up_shown(case=case).possible:
        order_look_up_queue(case=case, actor=request.user.get_username(), at=now())
    if request.headers.get("HX-Request"):
        return _fragment(request, case)
    return redirect("case", case_id)


@require_safe
def case_look_up_state(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show how the look-up stands."""
    return _fragment(request, _found(case_id))


def _fragment(request: HttpRequest, case: CaseRow) -> HttpResponse:
    context = {"case": case, "look_up": look_up_shown(case=case)}
    return render(request, "casewright_web/_look_up.html", context)
