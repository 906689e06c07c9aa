"""What the confined process answers: plain typed values, decoded strictly, whatever happened over there."""

import msgspec

__all__ = [
    "Box",
    "CutAnswer",
    "CutOrder",
    "DocumentOrder",
    "DocumentSheets",
    "PageAnswer",
    "PdfAnswer",
    "PictureAnswer",
    "Raster",
    "Run",
    "Sheet",
    "SheetsAnswer",
    "SheetsOrder",
    "TableAnswer",
]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of page or picture."""


class Raster(msgspec.Struct, frozen=True):
    """Plain pixels, eight bits each: grey where `channels` is 1, red-green-blue where it is 3."""

    width: int
    height: int
    channels: int
    pixels: bytes


class Run(msgspec.Struct, frozen=True):
    """Characters that stand together on a page, with the rectangle they fill."""

    text: str
    box: Box


class PageAnswer(msgspec.Struct, frozen=True):
    """One page: its size in points, its visible text runs, and its picture where the text does not tell it all."""

    width: float
    height: float
    runs: tuple[Run, ...] = ()
    hidden_text: bool = False
    raster: Raster | None = None


class TableAnswer(msgspec.Struct, frozen=True):
    """The rows of a spreadsheet as text. `cut` says that there were more; `fault` why it cannot be used."""

    rows: tuple[tuple[str, ...], ...] = ()
    cut: bool = False
    fault: str | None = None


class PdfAnswer(msgspec.Struct, frozen=True):
    """What a PDF is and holds. `fault` says why it cannot be used."""

    page_count: int = 0
    locked: bool = False
    fault: str | None = None
    active: tuple[str, ...] = ()
    launches: tuple[str, ...] = ()
    embedded: tuple[str, ...] = ()
    pages: tuple[PageAnswer, ...] = ()
    unread_scans: int = 0


class PictureAnswer(msgspec.Struct, frozen=True):
    """What a picture is and shows: its pixels upright and bounded, and what its maker wrote into it."""

    width: int = 0
    height: int = 0
    fault: str | None = None
    raster: Raster | None = None
    encoded: bytes | None = None
    taken: str | None = None
    offset: str | None = None
    maker: str | None = None
    model: str | None = None
    software: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class DocumentOrder(msgspec.Struct, frozen=True):
    """A PDF whose sheets are to be drawn: which pages (all when empty), which words and places to paint over."""

    content: bytes
    pages: tuple[int, ...] = ()
    patterns: tuple[str, ...] = ()
    regions: tuple[tuple[int | None, Box], ...] = ()


class SheetsOrder(msgspec.Struct, frozen=True):
    """Some PDFs to be drawn alike: dots per inch, JPEG quality, with or without colour."""

    documents: tuple[DocumentOrder, ...]
    dpi: int
    quality: int
    grey: bool = False


class Sheet(msgspec.Struct, frozen=True):
    """One page drawn: its number, its picture as JPEG, its words with their places, and what was painted over.

    `painted` counts the places; `matched` are the patterns that met something, by their position in the order.
    """

    page: int
    width: int
    height: int
    jpeg: bytes
    runs: tuple[Run, ...] = ()
    blank: bool = False
    painted: int = 0
    matched: tuple[int, ...] = ()


class DocumentSheets(msgspec.Struct, frozen=True):
    """A PDF's sheets, or why it could not be drawn."""

    page_count: int = 0
    fault: str | None = None
    sheets: tuple[Sheet, ...] = ()


class SheetsAnswer(msgspec.Struct, frozen=True):
    """What was drawn, document by document."""

    documents: tuple[DocumentSheets, ...] = ()


class CutOrder(msgspec.Struct, frozen=True):
    """A spot to be drawn: the file with its type, the page from 1, the box (all of it when None), the longer side."""

    content: bytes
    media_type: str
    page: int = 1
    box: Box | None = None
    longest: int = 900


class CutAnswer(msgspec.Struct, frozen=True):
    """The spot as JPEG, or why it could not be drawn."""

    width: int = 0
    height: int = 0
    fault: str | None = None
    jpeg: bytes | None = None
