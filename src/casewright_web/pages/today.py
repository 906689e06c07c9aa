"""Today: what must be answered, by when, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from casewright_web.models import CaseStatus
from casewright_web.pages.clock import as_of
from casewright_web.selectors.today import CaseFilter, today_choices, today_groups, today_list, today_tiles

__all__ = ["today"]


def _chosen(request: HttpRequest) -> CaseFilter:
    status = request.GET.get("status", CaseStatus.OPEN)
    return CaseFilter(
        status=status if status in CaseStatus else CaseStatus.OPEN,
        kind=request.GET.get("kind", "")[:40],
        marketplace=request.GET.get("marketplace", "")[:40],
        words=request.GET.get("q", "")[:200],
    )


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the list, or for htmx only its rows."""
    chosen, at = _chosen(request), as_of()
    page = today_list(chosen=chosen, after=request.GET.get("after", "")[:80])
    groups = today_groups(rows=page.rows, at=at)
    query = request.GET.copy()
    query.pop("after", None)
    context = {"chosen": chosen, "groups": groups, "after": page.after, "at": at, "query": query.urlencode()}
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined] # set by HtmxMiddleware
        response = render(request, "casewright_web/_cases.html", context)
    else:
        kinds, sites = today_choices()
        context |= {"tiles": today_tiles(at=at), "kinds": kinds, "sites": sites}
        response = render(request, "casewright_web/today.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
