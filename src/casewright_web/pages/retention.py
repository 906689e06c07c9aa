"""What the desk forgets and when, and what it has forgotten so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casewright_web.pages.clock import as_of
from casewright_web.selectors.retention import retention_view

__all__ = ["retention"]


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """Show the rules with their sources, and the newest cases whose personal data were deleted."""
    return render(request, "casewright_web/retention.html", {"view": retention_view(on=as_of().date())})
