"""What was imported, and the originals for download."""

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casewright_web.selectors.lake_imports import lake_original_forgotten
from casewright_web.selectors.sources import connected_sources, source_get, source_list
from casewright_web.services.originals import original_path

__all__ = ["connected", "download", "sources"]

_ROW_ID = re.compile(r"[0-9]{1,18}")


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List imported files with their findings."""
    after = request.GET.get("after", "")
    page = source_list(after=int(after) if _ROW_ID.fullmatch(after) else None)
    return render(request, "casewright_web/sources.html", {"page": page, "connected": connected_sources()})


@require_safe
def connected(request: HttpRequest) -> HttpResponse:
    """Show anew how the connected sources stand."""
    return render(request, "casewright_web/_connected.html", {"connected": connected_sources()})


@require_safe
def download(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Hand out one original. A browser must save it: strangers wrote it, so it never runs or shows inside the desk."""
    source = source_get(digest=digest)
    if source is None:
        raise Http404
    path = original_path(digest)
    if not path.is_file():
        context = {
            "source": source,
            "forgotten": source.forgotten_at is not None or lake_original_forgotten(digest=digest),
        }
        return render(request, "casewright_web/original_missing.html", context, status=410)
    name = source.name.replace("\\", "/").rpartition("/")[2] or digest
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
