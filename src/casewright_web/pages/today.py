"""Today: what must be answered, by when, and what to do."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from casewright_web.models import CaseStatus
from casewright_web.pages.clock import as_of
from casewright_web.selectors.today import (
    PAGE_ROWS,
    CaseFilter,
    newest_event,
    today_choices,
    today_groups,
    today_list,
    today_tiles,
)

__all__ = ["today"]

_MOST_ROWS = 500
_NUMBER = re.compile(r"[0-9]{1,6}")


def _chosen(request: HttpRequest) -> CaseFilter:
    status = request.GET.get("status", CaseStatus.OPEN)
    return CaseFilter(
        status=status if status in CaseStatus else CaseStatus.OPEN,
        kind=request.GET.get("kind", "")[:40],
        marketplace=request.GET.get("marketplace", "")[:40],
        words=request.GET.get("q", "")[:200],
    )


def _rows(request: HttpRequest) -> int:
    """Return how many rows to show: a list that fetches itself anew asks for as many as it holds."""
    asked = request.GET.get("rows", "")
    return min(max(int(asked), PAGE_ROWS), _MOST_ROWS) if _NUMBER.fullmatch(asked) else PAGE_ROWS


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the list, or for htmx only its rows."""
    chosen, at = _chosen(request), as_of()
    page = today_list(chosen=chosen, after=request.GET.get("after", "")[:80], rows=_rows(request))
    groups = today_groups(rows=page.rows, at=at)
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("rows", None)
    context = {"chosen": chosen, "groups": groups, "after": page.after, "at": at, "query": query.urlencode()}
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined] # set by HtmxMiddleware
        response = render(request, "casewright_web/_cases.html", context)
    else:
        kinds, sites = today_choices()
        context |= {"tiles": today_tiles(at=at), "kinds": kinds, "sites": sites, "newest": newest_event()}
        response = render(request, "casewright_web/today.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
