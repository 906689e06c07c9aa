"""The policy: its tables, a row, what was in force on a day."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from casewright.domain.marketplace import AMAZON_SITES
from casewright_web.pages.clock import as_of
from casewright_web.selectors.policies import policy_row_page
from casewright_web.selectors.policy_days import PolicyView
from casewright_web.selectors.policy_tables import policy_grid, policy_index_of

__all__ = ["day_asked", "policy_index", "policy_row", "policy_table", "policy_today", "site_asked"]


def policy_today() -> date:
    """Return the reader's day, or the day on which a made-up shop stands."""
    return timezone.localdate(as_of())


def day_asked(request: HttpRequest, name: str) -> date | None:
    """Return the day of this field, or None for an empty one and for a text that is no day."""
    try:
        return parse_date(request.GET.get(name, "")[:10])
    except ValueError:
        return None


def site_asked(request: HttpRequest) -> str | None:
    """Return the chosen marketplace, or None for all of them and for a name that is none."""
    site = request.GET.get("site", "")
    return site if any(one.code == site for one in AMAZON_SITES) else None


def _view(request: HttpRequest) -> PolicyView:
    today = policy_today()
    return PolicyView(day_asked(request, "on") or today, today, site_asked(request))


@require_safe
def policy_index(request: HttpRequest) -> HttpResponse:
    """List every table, or those that a search finds."""
    view, words = _view(request), request.GET.get("q", "")[:200]
    context = {"view": view, "words": words, "index": policy_index_of(view=view, words=words)}
    return render(request, "casewright_web/policy_index.html", context)


@require_safe
def policy_table(request: HttpRequest, name: str) -> HttpResponse:
    """Show one table."""
    view = _view(request)
    grid = policy_grid(name=name, view=view)
    if grid is None:
        raise Http404
    return render(request, "casewright_web/policy_table.html", {"view": view, "grid": grid})


@require_safe
def policy_row(request: HttpRequest, code: str) -> HttpResponse:
    """Show one row."""
    view = _view(request)
    found = policy_row_page(code=code, view=view)
    if found is None:
        raise Http404
    return render(request, "casewright_web/policy_row.html", {"view": view, "found": found})
