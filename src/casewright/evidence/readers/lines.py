"""The lines of text that stand in an exhibit's pixels, each with its spot: to be looked through before it is shown."""

from dataclasses import dataclass

from casewright.domain.exhibit import Region
from casewright.domain.place import Place
from casewright.evidence.readers.eyes import Eyes, rapid_eyes
from casewright.evidence.readers.pictures import seen_page
from casewright.evidence.safety.answers import Raster
from casewright.evidence.safety.check import open_safely
from casewright.intake.reading import SourceFile

__all__ = ["PixelLine", "pixel_lines"]


@dataclass(frozen=True, slots=True)
class PixelLine:
    """One line: its words, the rectangle they fill, and the page of a document; None for a picture."""

    text: str
    region: Region
    page: int | None = None


def pixel_lines(content: bytes, eyes: Eyes | None = None) -> tuple[PixelLine, ...] | None:
    """Return the lines of a picture or of a document's scanned pages. None when nobody here can read pixels.

    Never raises; what cannot be opened has no lines.
    """
    seeing = eyes or rapid_eyes()
    if seeing is None:
        return None
    opened = open_safely(SourceFile("exhibit", content))
    if opened.refused:
        return ()
    if opened.picture is not None:
        return () if opened.picture.raster is None else _lines(opened.picture.raster, seeing, None)
    if opened.pdf is None:
        return ()
    pages = enumerate(opened.pdf.pages, start=1)
    return tuple(line for at, page in pages if page.raster is not None for line in _lines(page.raster, seeing, at))


def _lines(picture: Raster, eyes: Eyes, number: int | None) -> tuple[PixelLine, ...]:
    page = seen_page(picture, eyes, Place("exhibit", ""), number)
    return tuple(PixelLine(span.text, span.region, number) for span in page.spans if span.region is not None)
