"""The pages of a PDF by pdfium: characters gathered into runs, and a drawing where text does not tell what is seen.

Runs only in the confined process.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped] # has no types
from pypdfium2 import raw

from casewright.evidence.safety.answers import Box, PageAnswer, Raster, Run
from casewright.evidence.safety.limits import SafetyLimits

__all__ = ["BREAKS", "PageText", "bounded", "read_pages"]

_GRID = 10_000_000
_LINE_SHIFT = 0.5
_BLANK_GAP, _WORD_GAP, _CELL_GAP = 0.8, 0.55, 0.38
"""In heights of a line, how far apart what belongs together stands: with a blank of the file between, as in letters all
of one width; with a blank that was guessed from the gap; with none."""
_FEW_CHARACTERS = 12
_INVISIBLE = 3
_MOST_OBJECTS = 20_000
_HIDDEN_PART = 0.8
_POINTS_PER_INCH = 72
_MOST_DPI = 220
BREAKS = "\r\n\x00\ufffe\x02"
"""What pdfium writes where a line ends."""
_PIECES = re.compile(rf"[{BREAKS}]|\s|[^\s{BREAKS}]+")
_SHORTEST_WORD = 2


@dataclass(slots=True)
class _Run:
    """Characters being gathered, and the boxes of those that are seen."""

    characters: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    blank: bool = False

    def closes_before(self, box: Box) -> bool:
        """Whether the next character stands on another line or too far off to belong here."""
        if not self.boxes:
            return False
        _, top, right, bottom = self.boxes[-1]
        height = max(bottom - top, box[3] - box[1], 1e-6)
        shift = abs((top + bottom) - (box[1] + box[3])) / 2
        gap = box[0] - right
        most = _BLANK_GAP if self.blank else _WORD_GAP if self.characters[-1] == " " else _CELL_GAP
        return shift > _LINE_SHIFT * height or gap > most * height or gap < -2 * height

    def add(self, characters: str, first: Box, last: Box) -> None:
        self.characters.append(characters)
        self.boxes += (first, last)
        self.blank = False

    def around(self) -> Box:
        """Return the box around all of them."""
        left, top, right, bottom = zip(*self.boxes, strict=True)
        return min(left), min(top), max(right), max(bottom)


class PageText:
    """The characters of one page, each with its box as seen, whatever way the page is turned."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._text = page.get_textpage()
        self._loose = raw.FS_RECTF()
        self._aspect = page.get_height() / max(page.get_width(), 1e-6)
        size = max(page.get_width(), page.get_height(), 1.0)
        origin, right, up = self._seen(0, 0), self._seen(size, 0), self._seen(0, size)
        self._origin = origin
        self._per_x = ((right[0] - origin[0]) / size, (right[1] - origin[1]) / size)
        self._per_y = ((up[0] - origin[0]) / size, (up[1] - origin[1]) / size)

    def count(self) -> int:
        """How many characters the page holds."""
        return int(self._text.count_chars())

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """Return where the file's point is seen, both ways in page widths."""
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(self._page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
        return across.value / _GRID, down.value / _GRID * self._aspect

    def _spot(self, x: float, y: float) -> tuple[float, float]:
        """The same by the page's turn and scale, which are one for the whole page."""
        return (
            self._origin[0] + x * self._per_x[0] + y * self._per_y[0],
            self._origin[1] + x * self._per_x[1] + y * self._per_y[1],
        )

    def box(self, index: int) -> Box | None:
        """Return where a character stands, both ways in page widths, or None when it has no extent."""
        loose = self._loose
        if not raw.FPDFText_GetLooseCharBox(self._text, index, loose):
            return None
        left, top = self._spot(loose.left, loose.bottom)
        right, bottom = self._spot(loose.right, loose.top)
        if left > right:
            left, right = right, left
        if top > bottom:
            top, bottom = bottom, top
        return (left, top, right, bottom) if bottom > top else None

    def character(self, index: int) -> str:
        """Return one character as the file means it."""
        code = int(raw.FPDFText_GetUnicode(self._text, index))
        return chr(code) if code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"  # noqa: PLR2004 - Unicode

    def text(self, most: int) -> str:
        """Return the page's characters, as many as are asked for: one for each position."""
        count = min(self.count(), most)
        units = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(self._text, 0, count, units)
        found = bytes(units)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
        return found if len(found) == count else "".join(map(self.character, range(count)))

    def runs(self, most: int) -> tuple[Run, ...]:
        """Return the runs in reading order of the file. Heights are in page widths while gathering."""
        done: list[Run] = []
        current = _Run()
        for piece in _PIECES.finditer(self.text(most)):
            start, stop = piece.span()
            if piece.group()[0] in BREAKS:
                current = self._closed(done, current)
                continue
            for index, characters, first, last in self._placed(piece.group(), start, stop):
                if first is None or last is None:
                    if current.characters and current.characters[-1] != " ":
                        current.characters.append(" ")
                        current.blank = raw.FPDFText_IsGenerated(self._text, index) == 0
                    continue
                if current.closes_before(first):
                    current = self._closed(done, current)
                current.add(characters, first, last)
        self._closed(done, current)
        return tuple(done)

    def _placed(self, characters: str, start: int, stop: int) -> Iterator[tuple[int, str, Box | None, Box | None]]:
        """Yield the position of characters, themselves, and the boxes of the first and the last of them.

        A word drawn in one go on one line is taken together; other characters one by one.
        """
        if characters.isspace():
            yield start, characters, None, None
            return
        if stop - start > _SHORTEST_WORD and raw.FPDFText_CountRects(self._text, start, stop - start) == 1:
            first, last = self.box(start), self.box(stop - 1)
            if first and last and first[0] <= last[0] and abs(first[1] - last[1]) < _LINE_SHIFT * (first[3] - first[1]):
                yield start, characters, first, last
                return
        for index, character in enumerate(characters, start):
            box = self.box(index)
            yield index, character, box, box

    def on_page(self, box: Box) -> Box:
        """Return a box in page widths as fractions of the page's width and height."""
        left, top, right, bottom = box
        return bounded((left, top / self._aspect, right, bottom / self._aspect))

    def _closed(self, done: list[Run], run: _Run) -> _Run:
        text = "".join(run.characters).strip()
        if text and run.boxes:
            done.append(Run(text, self.on_page(run.around())))
        return _Run()


def bounded(box: Box) -> Box:
    """Return the box cut to the page."""
    left, top, right, bottom = (min(1.0, max(0.0, side)) for side in box)
    return left, top, right, bottom


def _hides_text(page: pdfium.PdfPage) -> tuple[bool, bool]:
    """Return whether most text objects are drawn invisibly, and whether a picture stands on the page."""
    texts = hidden = 0
    picture = False
    for count, thing in enumerate(page.get_objects(max_depth=4)):
        if count >= _MOST_OBJECTS:
            break
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
            hidden += raw.FPDFTextObj_GetTextRenderMode(thing) == _INVISIBLE
        elif thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            picture = True
    return texts > 0 and hidden >= _HIDDEN_PART * texts, picture


def _drawn(page: pdfium.PdfPage, longest: int) -> Raster:
    scale = min(longest / max(page.get_width(), page.get_height(), 1.0), _MOST_DPI / _POINTS_PER_INCH)
    bitmap: Any = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    flat = bytes(bitmap.buffer)
    pixels = b"".join(flat[row * stride : row * stride + width] for row in range(height))
    return Raster(width, height, 1, pixels)


def read_pages(content: bytes, limits: SafetyLimits) -> tuple[tuple[PageAnswer, ...], int, str | None]:
    """Return the pages, how many scanned pages were left undrawn, and a fault if the file cannot be drawn."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        return (), 0, str(error)[:120]
    pages: list[PageAnswer] = []
    drawn = unread = characters = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            pages.append(PageAnswer(0, 0))
            continue
        text = PageText(page)
        runs = text.runs(limits.text_characters - characters)
        characters += text.count()
        hidden, picture = _hides_text(page)
        raster = None
        if hidden or (sum(len(run.text) for run in runs) < _FEW_CHARACTERS and picture):
            if drawn < limits.rendered_pages:
                raster, drawn = _drawn(page, limits.longest_side), drawn + 1
            else:
                unread += 1
        pages.append(PageAnswer(page.get_width(), page.get_height(), () if raster else runs, hidden, raster))
    return tuple(pages), unread, None
