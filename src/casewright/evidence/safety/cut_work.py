"""Draw one spot of a PDF or picture in a frame, large enough to be read. Runs only in the confined process."""

from io import BytesIO

import msgspec
import pypdfium2 as pdfium  # type: ignore[import-untyped] # has no types
from PIL import Image, ImageDraw

from casewright.evidence.safety.answers import Box, CutAnswer, CutOrder
from casewright.evidence.safety.limits import SafetyLimits
from casewright.evidence.safety.pdf_pages import bounded
from casewright.evidence.safety.picture_work import upright_picture

__all__ = ["draw_cut"]

_FRAME = "#b3361b"
_QUALITY = 82
_LEAST_WIDTH = 0.5
_LEAST_HEIGHT = 0.2
_AROUND = 1.6
_FINEST = 5.0


def draw_cut(content: bytes, limits: SafetyLimits) -> CutAnswer:
    """Return the spot as a fresh JPEG: pixels only, nothing of what the file's maker wrote beside them."""
    order = msgspec.msgpack.decode(content, type=CutOrder)
    window = _window(order.box)
    try:
        picture = _page(order, window) if order.media_type == "application/pdf" else _picture(order, window, limits)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything on bytes it was not made for
        return CutAnswer(fault=type(error).__name__)
    picture.thumbnail((order.longest, order.longest), Image.Resampling.LANCZOS)
    if order.box is not None:
        _frame(picture, order.box, window)
    target = BytesIO()
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(target, "JPEG", quality=_QUALITY, optimize=True)
    return CutAnswer(*picture.size, jpeg=target.getvalue())


def _window(box: Box | None) -> Box:
    """Return what is shown: all, or the box with some of what stands around it."""
    if box is None:
        return (0.0, 0.0, 1.0, 1.0)
    left, top, right, bottom = bounded(box)
    across, down = max(right - left, 0.0), max(bottom - top, 0.0)
    wide = max(across * 1.1 + down, _LEAST_WIDTH) - across
    high = max(down * (1 + 2 * _AROUND), _LEAST_HEIGHT) - down
    left, right = _slid(left - wide / 2, right + wide / 2)
    top, bottom = _slid(top - high / 2, bottom + high / 2)
    return left, top, right, bottom


def _slid(first: float, last: float) -> tuple[float, float]:
    """Keep a stretch inside the page, and as long as it was where the page allows."""
    if first < 0:
        return 0.0, min(1.0, last - first)
    return (max(0.0, first - (last - 1)), 1.0) if last > 1 else (first, last)


def _page(order: CutOrder, window: Box) -> Image.Image:
    document = pdfium.PdfDocument(order.content)
    document.init_forms()
    page = document[order.page - 1]
    width, height = page.get_width(), page.get_height()
    left, top, right, bottom = window
    scale = min(order.longest / max((right - left) * width, (bottom - top) * height, 1.0), _FINEST)
    crop = (left * width, (1 - bottom) * height, (1 - right) * width, top * height)
    picture: Image.Image = page.render(scale=scale, crop=crop).to_pil()
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _picture(order: CutOrder, window: Box, limits: SafetyLimits) -> Image.Image:
    whole = upright_picture(order.content, limits)
    left, top, right, bottom = window
    width, height = whole.size
    return whole.crop((int(left * width), int(top * height), int(right * width) or 1, int(bottom * height) or 1))


def _frame(picture: Image.Image, box: Box, window: Box) -> None:
    width, height = picture.size
    across, down = window[2] - window[0], window[3] - window[1]
    left, top, right, bottom = box
    spot = (
        (left - window[0]) / across * width - 3,
        (top - window[1]) / down * height - 3,
        (right - window[0]) / across * width + 3,
        (bottom - window[1]) / down * height + 3,
    )
    ImageDraw.Draw(picture).rectangle(spot, outline=_FRAME, width=max(2, width // 240))
