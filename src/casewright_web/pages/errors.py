"""Pages for what went wrong, in words: what, why, what next."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

__all__ = ["bad_request", "broken", "csrf_failed", "forbidden", "not_found"]


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    return render(request, f"casewright_web/errors/{name}.html", status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that there is no such page."""
    return _page(request, "not_found", 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that this is not allowed."""
    return _page(request, "forbidden", 403)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a form carried too much, or that what came is no request the desk can read."""
    too_much = isinstance(exception, RequestDataTooBig)
    context = {"too_much": too_much}
    return render(None, "casewright_web/errors/bad_request.html", context, status=413 if too_much else 400)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the page was too old to send its form."""
    return _page(request, "stale_form", 403)


def broken(_request: HttpRequest) -> HttpResponse:
    """Say that the desk failed, without touching anything that may be broken: no database, no session."""
    return render(None, "casewright_web/errors/broken.html", status=500)
