"""What changed since a page was shown: the answer to a question that an open page asks every few seconds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from casewright_web.pages.clock import as_of
from casewright_web.selectors.today import newest_event, today_counts, today_tiles

__all__ = ["pulse"]

_NO_CONTENT = 204


@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """Answer with nothing while nothing changed; else with the new counts, and tell the list to fetch itself anew."""
    newest = newest_event()
    if request.GET.get("since") == str(newest):
        return HttpResponse(status=_NO_CONTENT)
    context = {"newest": newest, "counts": today_counts(), "tiles": today_tiles(at=as_of()), "fresh": True}
    response = render(request, "casewright_web/_pulse.html", context)
    response.headers["HX-Trigger"] = "cases-changed"
    patch_cache_control(response, no_store=True)
    return response
