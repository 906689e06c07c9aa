"""Open PDFs: look for what would act, take the visible text with its place, draw scanned pages.

Runs only in the confined process.
"""

from io import BytesIO
from typing import Any

import pikepdf

from casewright.evidence.safety.answers import PageAnswer, PdfAnswer
from casewright.evidence.safety.limits import SafetyLimits
from casewright.evidence.safety.pdf_pages import read_pages

__all__ = ["read_pdf"]

_ACTS = {
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/XFA": "XFA",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/RichMedia": "RichMedia",
    "/Rendition": "Rendition",
    "/GoToR": "GoToR",
    "/GoToE": "GoToE",
    "/AA": "AA",
}
_HARMLESS_ON_OPENING = ("/GoTo", "/Named")
_MOST_OBJECTS = 200_000
_MOST_NAMES = 20
_LONGEST_NAME = 120


class _Signs:
    """What in a PDF would act by itself, by name, each once."""

    def __init__(self) -> None:
        self.active: dict[str, None] = {}
        self.launches: dict[str, None] = {}
        self.embedded: dict[str, None] = {}

    def look(self, thing: Any) -> None:  # noqa: ANN401 - pikepdf's objects have one dynamic type
        """Look at one dictionary or stream."""
        keys = set(thing.keys())
        for key in keys & set(_ACTS):
            self.active[_ACTS[key]] = None
        kind = str(thing.get("/S", ""))
        if kind == "/Launch":
            self.launches[_launched(thing)] = None
        elif kind in _ACTS:
            self.active[_ACTS[kind]] = None
        if str(thing.get("/Subtype", "")) in ("/RichMedia", "/Screen", "/Movie"):
            self.active["RichMedia"] = None
        if "/OpenAction" in keys and _acts(thing["/OpenAction"]):
            self.active["OpenAction"] = None
        if str(thing.get("/Type", "")) == "/Filespec" and "/EF" in keys and len(self.embedded) < _MOST_NAMES:
            self.embedded[str(thing.get("/UF", thing.get("/F", "?")))[:_LONGEST_NAME]] = None


def _launched(thing: Any) -> str:  # noqa: ANN401 - as above
    target = thing.get("/F", thing.get("/Win", "Launch"))
    if isinstance(target, pikepdf.Dictionary):
        target = target.get("/F", "Launch")
    return str(target)[:_LONGEST_NAME]


def _acts(action: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in _HARMLESS_ON_OPENING


def _walk(document: pikepdf.Pdf) -> _Signs:
    """Look at every object, and at the dictionaries directly inside it."""
    signs = _Signs()
    for count, thing in enumerate(document.objects):
        if count >= _MOST_OBJECTS:
            break
        stack: list[Any] = [thing]
        while stack:
            found = stack.pop()
            if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
                signs.look(found)
                inside = [value for _, value in found.items()]
            elif isinstance(found, pikepdf.Array):
                inside = list(found)
            else:
                continue
            stack.extend(value for value in inside if _is_direct(value))
    return signs


def _is_direct(value: Any) -> bool:  # noqa: ANN401 - as above
    """Whether it stands right here; what has a number of its own is looked at under it."""
    return isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect


def read_pdf(content: bytes, limits: SafetyLimits) -> PdfAnswer:
    """Return what the PDF is, what in it would act, and what its pages show."""
    try:
        with pikepdf.open(BytesIO(content)) as document:
            count = len(document.pages)
            signs = _walk(document)
    except pikepdf.PasswordError:
        return PdfAnswer(locked=True)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - damaged structure may fail anywhere
        return PdfAnswer(fault=type(error).__name__)
    pages: tuple[PageAnswer, ...] = ()
    unread, fault = 0, None
    if count <= limits.pages and not signs.launches:
        pages, unread, fault = read_pages(content, limits)
    return PdfAnswer(
        page_count=count,
        fault=fault,
        active=tuple(sorted(signs.active)),
        launches=tuple(signs.launches),
        embedded=tuple(signs.embedded),
        pages=pages,
        unread_scans=unread,
    )
