"""The policy rows, as sentences with their sources."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casewright_web.pages.clock import as_of
from casewright_web.selectors.policies import policy_row_get, policy_tables

__all__ = ["policy_index", "policy_row"]


def _today() -> date:
    return timezone.localdate(as_of())


@require_safe
def policy_index(request: HttpRequest) -> HttpResponse:
    """List every table with its rows."""
    return render(request, "casewright_web/policy_index.html", {"tables": policy_tables(on=_today())})


@require_safe
def policy_row(request: HttpRequest, code: str) -> HttpResponse:
    """Show one row."""
    found = policy_row_get(code=code, on=_today())
    if found is None:
        raise Http404
    return render(request, "casewright_web/policy_row.html", {"found": found})
