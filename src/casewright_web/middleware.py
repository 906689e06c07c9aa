"""What every request passes: size limit, the reader's zone, and the content policy of every answer."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from casewright_web.models import ShopRow

__all__ = ["ContentPolicyMiddleware", "ReaderZoneMiddleware", "UploadLimitMiddleware"]

_Next = Callable[[HttpRequest], HttpResponse]

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class ContentPolicyMiddleware:
    """Let a page run only the desk's own scripts and styles; a view may set a stricter policy itself."""

    def __init__(self, get_response: _Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the policy set."""
        response = self._next(request)
        response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class UploadLimitMiddleware:
    """Answer an upload that is far too large in words, before a byte of it is read."""

    def __init__(self, get_response: _Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse by the declared length, else go on."""
        declared = request.headers.get("Content-Length", "0")
        if declared.isdecimal() and int(declared) > settings.CASEWRIGHT_UPLOAD_LIMIT_BYTES:
            context = {
                "limit_mb": settings.CASEWRIGHT_UPLOAD_LIMIT_BYTES // (1024 * 1024),
                "only_lines": request.headers.get("X-Requested-With") == "casewright",
            }
            return render(request, "casewright_web/upload_too_large.html", context, status=413)
        return self._next(request)


class ReaderZoneMiddleware:
    """Show instants in the reader's zone: the browser's own (cookie `zone`), else the shop's."""

    def __init__(self, get_response: _Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's zone."""
        with timezone.override(_reader_zone(request)):
            return self._next(request)


def _reader_zone(request: HttpRequest) -> ZoneInfo:
    named = request.COOKIES.get("zone", "").replace("%2F", "/")
    try:
        return ZoneInfo(named) if named else ZoneInfo(ShopRow.current().zone)
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")
