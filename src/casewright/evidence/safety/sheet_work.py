"""Draw the pages of PDFs as they will be shown to others: words to be hidden are painted over before anything is kept.

Runs only in the confined process.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

import msgspec
import pypdfium2 as pdfium  # type: ignore[import-untyped] # has no types
from PIL import Image, ImageChops, ImageDraw

from casewright.evidence.safety.answers import (
    Box,
    DocumentOrder,
    DocumentSheets,
    Run,
    Sheet,
    SheetsAnswer,
    SheetsOrder,
)
from casewright.evidence.safety.limits import SafetyLimits
from casewright.evidence.safety.pdf_pages import BREAKS, PageText, bounded

__all__ = ["COVER", "draw_sheets"]

COVER = "██████"
"""What stands for words that were painted over; always the same, so that their length is not told."""
_POINTS_PER_INCH = 72
_LONGEST_SIDE = 4_000
_COLOURED = 24
_INK = 232
_MARGIN = 0.12


def draw_sheets(content: bytes, limits: SafetyLimits) -> SheetsAnswer:
    """Return the sheets of every PDF in the order; a PDF that cannot be drawn says why."""
    order = msgspec.msgpack.decode(content, type=SheetsOrder)
    return SheetsAnswer(tuple(_document(one, order, limits) for one in order.documents))


def _document(one: DocumentOrder, order: SheetsOrder, limits: SafetyLimits) -> DocumentSheets:
    try:
        document = pdfium.PdfDocument(one.content)
        document.init_forms()
        count = len(document)
        wanted = one.pages or tuple(range(1, count + 1))
        if len(wanted) > limits.pages:
            return DocumentSheets(count, f"{len(wanted)} > {limits.pages}")
        sheets = tuple(_sheet(document[page - 1], page, one, order) for page in wanted if 1 <= page <= count)
    except pdfium.PdfiumError as error:
        return DocumentSheets(fault=str(error)[:120])
    return DocumentSheets(count, None, sheets)


def _sheet(page: pdfium.PdfPage, number: int, one: DocumentOrder, order: SheetsOrder) -> Sheet:
    text = PageText(page)
    most = SafetyLimits().text_characters
    longest = max(page.get_width(), page.get_height(), 1.0)
    scale = min(order.dpi / _POINTS_PER_INCH, _LONGEST_SIDE / longest)
    picture: Image.Image = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True).to_pil()
    areas = [box for at, box in one.regions if at in (None, number)]
    found = list(_found(text, one.patterns, most))
    words = [box for _, box in found]
    runs = tuple(_uncovered(text.runs(most), areas, words, one.patterns))
    matched = tuple(sorted({pattern for pattern, _ in found}))
    blank = not runs and picture.convert("L").getextrema()[0] > _INK  # type: ignore[operator] # one band, one pair
    _paint(picture, [*areas, *words])
    if order.grey or not _has_colour(picture):
        picture = picture.convert("L")
    elif picture.mode != "RGB":
        picture = picture.convert("RGB")
    target = BytesIO()
    picture.save(target, "JPEG", quality=order.quality)
    width, height = picture.size
    return Sheet(number, width, height, target.getvalue(), runs, blank, len(areas) + len(words), matched)


def _has_colour(picture: Image.Image) -> bool:
    red, green, blue = picture.reduce(4).split()[:3]
    spreads = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return any(spread.getextrema()[1] > _COLOURED for spread in spreads)  # type: ignore[operator] # as above


def _paint(picture: Image.Image, boxes: Sequence[Box]) -> None:
    brush = ImageDraw.Draw(picture)
    width, height = picture.size
    for left, top, right, bottom in boxes:
        brush.rectangle((left * width - 1, top * height - 1, right * width + 1, bottom * height + 1), fill="black")


def _found(text: PageText, patterns: Sequence[str], most: int) -> Iterator[tuple[int, Box]]:
    """Yield each pattern's position with a box per line of every match, a little larger than its characters."""
    if not patterns:
        return
    whole = re.sub(f"[{BREAKS}]", "\n", text.text(most))
    for at, pattern in enumerate(patterns):
        for match in re.finditer(pattern, whole):
            boxes = [box for index in range(*match.span()) if (box := text.box(index)) is not None]
            yield from ((at, _grown(text.on_page(line))) for line in _lines(boxes))


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Join characters that stand on one line."""
    lines: list[Box] = []
    for box in boxes:
        last = lines[-1] if lines else None
        if last is not None and box[1] < last[3] and box[3] > last[1]:
            lines[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            lines.append(box)
    return lines


def _grown(box: Box) -> Box:
    left, top, right, bottom = box
    more = (bottom - top) * _MARGIN
    return bounded((left - more, top - more, right + more, bottom + more))


def _uncovered(
    runs: Sequence[Run], areas: Sequence[Box], words: Sequence[Box], patterns: Sequence[str]
) -> Iterator[Run]:
    """Yield the runs that may be read: none under an area, and none that still holds hidden words."""
    for run in runs:
        if any(_meet(run.box, area) for area in areas):
            continue
        text = run.text
        for pattern in patterns:
            text = re.sub(pattern, COVER, text)
        if text == run.text and any(_meet(run.box, box) for box in words):
            continue
        yield Run(text, run.box)


def _meet(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0 and down > (one[3] - one[1]) * 0.25
