"""Set a paper as a PDF page or as a picture, by the family's own template."""

import json
from dataclasses import asdict, replace
from functools import cache
from importlib.resources import files
from typing import Any

from casewright.evidence.packet.fonts import find_fonts
from casewright.simulate.wording import Paper, family_layout

__all__ = ["page_pdf", "page_picture"]

_NEVER = 1_767_225_600
"""The instant written into every PDF, so that the same paper gives the same bytes."""


@cache
def _compiler() -> Any:  # noqa: ANN401 - the typesetter is imported only when a page is made
    import typst  # noqa: PLC0415 - as above

    return typst.Compiler(font_paths=find_fonts().load(), ignore_system_fonts=True)


@cache
def _template(family: str) -> bytes:
    return files("casewright.simulate").joinpath(family_layout(family)["pages"]).read_bytes()


def _inputs(paper: Paper) -> dict[str, str]:
    shown = replace(paper, columns=(), rows=()) if paper.one_row and paper.fields else paper
    return {"paper": json.dumps(asdict(shown), ensure_ascii=False)}


def page_pdf(family: str, paper: Paper) -> bytes:
    """Return the paper as a PDF with text."""
    pdf: bytes = _compiler().compile(_template(family), format="pdf", sys_inputs=_inputs(paper), timestamp=_NEVER)
    return pdf


def page_picture(family: str, paper: Paper, dots_per_inch: int) -> bytes:
    """Return the paper's first page as PNG."""
    pages = _compiler().compile(_template(family), format="png", sys_inputs=_inputs(paper), ppi=float(dots_per_inch))
    first: bytes = pages[0] if isinstance(pages, list) else pages
    return first
