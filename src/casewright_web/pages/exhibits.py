"""The exhibits of a case: files in, what each is, its spots as pictures, the original for download."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from casewright.domain.exhibit import CallTerms, ExhibitKind, Region
from casewright.domain.words import Words
from casewright.evidence.vault.errors import VaultError
from casewright_web.models import ExhibitRow
from casewright_web.pages.clock import as_of, now
from casewright_web.selectors.cases import case_get
from casewright_web.selectors.exhibits import exhibit_get
from casewright_web.services.exhibit_cuts import exhibit_cut
from casewright_web.services.exhibit_reading import exhibit_content
from casewright_web.services.exhibit_vault import evidence_ready
from casewright_web.services.exhibits import (
    ExhibitAdded,
    exhibit_add,
    exhibit_call_tell,
    exhibit_kind_tell,
    exhibit_leave_out,
)
from casewright_web.services.lake_imports import too_large

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

__all__ = [
    "exhibit_add_files",
    "exhibit_call",
    "exhibit_cut_picture",
    "exhibit_download",
    "exhibit_kind",
    "exhibit_leave",
]

_BOX = re.compile(r"(0(?:\.\d{1,6})?|1(?:\.0{1,6})?)")
_SIDES = 4
_PAGE = re.compile(r"[1-9]\d{0,3}")
_EMPTY = Words("The file is empty. Ask for it again.", "文件是空的，请重新索取。")
_LIGHT = Words(
    "This installation cannot keep exhibits: the packages for evidence are missing. "
    "Ask whoever runs the desk to install casewright[evidence].",
    "当前安装不能保存证据：缺少证据组件。请联系管理员安装 casewright[evidence]。",
)


@dataclass(frozen=True, slots=True)
class _Line:
    """What the reader is told about one file."""

    name: str
    problem: Words | None = None
    added: ExhibitAdded | None = None


def _actor(user: AbstractBaseUser | AnonymousUser) -> str:
    return user.get_username()


def _found(case_id: int, number: int) -> ExhibitRow:
    row = exhibit_get(case_id=case_id, number=number)
    if row is None:
        raise Http404
    return row


def _add(case_id: int, file: "UploadedFile[Any]", actor: str) -> _Line:
    name, size = file.name or "", file.size or 0
    if size > settings.CASEWRIGHT_FILE_LIMIT_BYTES:
        return _Line(name, problem=too_large(size))
    if not size:
        return _Line(name, problem=_EMPTY)
    added = exhibit_add(case_id=case_id, name=name, content=file.read(), actor=actor, at=now(), received_at=as_of())
    return _Line(name, added=added)


@require_POST
def exhibit_add_files(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep the sent files as exhibits and answer at once; a script gets only the lines, a plain form the case again."""
    case = case_get(case_id=case_id)
    if case is None:
        raise Http404
    files = request.FILES.getlist("files")
    if evidence_ready():
        lines = [_add(case_id, file, _actor(request.user)) for file in files]
    else:
        lines = [_Line(file.name or "", problem=_LIGHT) for file in files]
    if request.headers.get("X-Requested-With") == "casewright":
        return render(request, "casewright_web/_exhibit_lines.html", {"lines": lines})
    return render(request, "casewright_web/exhibits_added.html", {"lines": lines, "case": case})


@require_POST
def exhibit_kind(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """Take a person's word for what an exhibit is."""
    row, told = _found(case_id, number), request.POST.get("kind", "")
    if told and told not in set(ExhibitKind):
        raise Http404
    exhibit_kind_tell(row=row, kind=ExhibitKind(told) if told else None, actor=_actor(request.user), at=now())
    return redirect("case", case_id)


@require_POST
def exhibit_call(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """Take a person's word on a recording: who called, and whether the caller agreed."""
    row, told = _found(case_id, number), request.POST.get("call", "")
    if told and told not in set(CallTerms):
        raise Http404
    exhibit_call_tell(row=row, terms=CallTerms(told) if told else None, actor=_actor(request.user), at=now())
    return redirect("case", case_id)


@require_POST
def exhibit_leave(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """Leave an exhibit out of the packet, or take it in again."""
    left_out = request.POST.get("left_out") == "yes"
    exhibit_leave_out(row=_found(case_id, number), left_out=left_out, actor=_actor(request.user), at=now())
    return redirect("case", case_id)


def _region_asked(request: HttpRequest) -> Region | None:
    sides = request.GET.get("box", "").split(",")
    if len(sides) != _SIDES or not all(_BOX.fullmatch(side) for side in sides):
        return None
    left, top, right, bottom = map(float, sides)
    return Region(left, top, right, bottom) if left < right and top < bottom else None


@require_safe
def exhibit_cut_picture(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """Show one spot of an exhibit: fresh pixels, without anything else that stood in the file."""
    row, page = _found(case_id, number), request.GET.get("page", "1")
    if not _PAGE.fullmatch(page):
        raise Http404
    jpeg = exhibit_cut(row, page=int(page), region=_region_asked(request))
    if jpeg is None:
        raise Http404
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@require_safe
def exhibit_download(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """Hand out an exhibit as it came. A browser must save it: strangers wrote it, so it never shows inside the desk."""
    row = _found(case_id, number)
    try:
        content = exhibit_content(row)
    except (VaultError, OSError):
        context = {"name": row.name}
        return render(request, "casewright_web/exhibit_missing.html", context, status=410)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or ""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
