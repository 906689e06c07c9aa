"""The packet of a case: asked for, looked at page by page, taken along."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from casewright_web.models import CaseRow, PacketRow
from casewright_web.pages.policy import policy_today
from casewright_web.selectors.cases import case_get
from casewright_web.selectors.packets import packet_get, packet_list, packet_profiles, profile_usual
from casewright_web.services.exhibit_cuts import page_picture
from casewright_web.services.packet_files import packet_read
from casewright_web.services.packets import packet_want

__all__ = ["case_packets", "packet_context", "packet_download", "packet_make", "packet_page"]

_PDF = "application/pdf"


def packet_context(case: CaseRow) -> dict[str, Any]:
    """Return what the packet part of a case shows. `packet_stamp` is another one whenever that would look different."""
    day = policy_today()
    packets = packet_list(case=case, on=day)
    states = [(one.row.profile, one.row.state, one.row.digest, one.row.made_at) for one in packets]
    return {
        "case": case,
        "packets": packets,
        "wanted_profile": packets[-1].row.profile if packets else profile_usual(case=case),
        "profiles": packet_profiles(on=day),
        "packet_waits": any(one.waits for one in packets),
        "packet_stamp": hashlib.sha256(repr(states).encode()).hexdigest()[:16],
    }


def _found(case_id: int) -> CaseRow:
    case = case_get(case_id=case_id)
    if case is None:
        raise Http404
    return case


@require_safe
def case_packets(request: HttpRequest, case_id: int) -> HttpResponse:
    """Return the packet part of a case, or 204 where the reader sees it already."""
    context = packet_context(_found(case_id))
    if request.GET.get("seen") == context["packet_stamp"]:
        return HttpResponse(status=204)
    return render(request, "casewright_web/_packets.html", context)


@require_POST
def packet_make(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask for a packet for one channel."""
    case, profile = _found(case_id), request.POST.get("profile", "")
    if all(one.name != profile for one in packet_profiles(on=policy_today())):
        raise Http404
    packet_want(case=case, profile=profile)
    return redirect("case", case_id)


def _bytes(case_id: int, profile: str) -> tuple[PacketRow, bytes]:
    row = packet_get(case_id=case_id, profile=profile)
    content = None if row is None else packet_read(row)
    if row is None or content is None:
        raise Http404
    return row, content


@require_safe
def packet_download(_request: HttpRequest, case_id: int, profile: str) -> HttpResponse:
    """Hand out the packet as the file to be sent."""
    row, content = _bytes(case_id, profile)
    response = HttpResponse(content, content_type=_PDF)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or ""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def packet_page(_request: HttpRequest, case_id: int, profile: str, page: int) -> HttpResponse:
    """Show one page of the packet."""
    _, content = _bytes(case_id, profile)
    jpeg = page_picture(content, _PDF, page)
    if jpeg is None:
        raise Http404
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response
