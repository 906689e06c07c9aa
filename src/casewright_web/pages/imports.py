"""The door for files: each gets its result in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from casewright.domain.words import Words
from casewright_web.models import CaseRow, LakeImport
from casewright_web.pages.clock import now
from casewright_web.selectors.lake_imports import lake_imports_shown
from casewright_web.services.imports import ImportResult, source_import
from casewright_web.services.lake_imports import lake_import_cancel, lake_import_queue, too_large, waits_its_turn

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

__all__ = ["import_cancel", "import_files", "imports_waiting"]


@dataclass(frozen=True, slots=True)
class _Line:
    """What the reader is told about one file."""

    name: str
    problem: Words | None = None
    result: ImportResult | None = None
    cases: tuple[CaseRow, ...] = ()
    waits: LakeImport | None = None


def _import(file: "UploadedFile[Any]", actor: str) -> _Line:
    name, size = file.name or "", file.size or 0
    if size <= settings.CASEWRIGHT_REPORT_LIMIT_BYTES and waits_its_turn(file=file, size_bytes=size):
        return _Line(name, waits=lake_import_queue(file=file, name=name, size_bytes=size, actor=actor, at=now()))
    if size > settings.CASEWRIGHT_FILE_LIMIT_BYTES:
        return _Line(name, problem=too_large(size))
    result = source_import(name=name, content=file.read(), actor=actor, at=now())
    cases = CaseRow.objects.filter(pk__in=(result.opened + result.updated)[:20]).defer("decision", "search")
    return _Line(name, result=result, cases=tuple(cases))


@require_POST
def import_files(request: HttpRequest) -> HttpResponse:
    """Import the sent files one by one; a script gets only the lines, a plain form a whole page."""
    lines = [_import(file, request.user.get_username()) for file in request.FILES.getlist("files")]
    only_lines = request.headers.get("X-Requested-With") == "casewright"
    template = "_import_lines.html" if only_lines else "imported.html"
    return render(request, f"casewright_web/{template}", {"lines": lines})


@require_safe
def imports_waiting(request: HttpRequest) -> HttpResponse:
    """Show how far large reports are."""
    return render(request, "casewright_web/_lake_imports.html", {"imports": lake_imports_shown(at=now())})


@require_POST
def import_cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a large report's import to stop."""
    lake_import_cancel(pk=number)
    if request.headers.get("HX-Request"):
        return render(request, "casewright_web/_lake_imports.html", {"imports": lake_imports_shown(at=now())})
    return redirect("sources")
