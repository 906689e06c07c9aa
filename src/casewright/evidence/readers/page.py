"""A page as spans of text with their places, whatever it was made from, put into rows the eye would see."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median

from casewright.domain.exhibit import Locator, Region
from casewright.domain.place import Place
from casewright.evidence.safety.answers import Run
from casewright.intake.mail.wording import plain

__all__ = ["Corners", "Page", "SeenLine", "Span", "page_of_runs", "page_of_seen", "page_of_text"]

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Upper left, upper right, lower right, lower left, in pixels, as the text stands."""
_CELLS = re.compile(r"\t+| {2,}|\s*[|│]\s*")
_SAME_ROW = 0.55
_MOST_LINES = 3_000
_LONGEST_LINE = 2_000
_MOST_CELLS = 60
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A piece of text that was recognised in a picture. `sure` is false where the recogniser doubts."""

    text: str
    corners: Corners
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text on one line, or a cell's on several. The sides are in one unit, straightened for the layout."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    region: Region | None = None
    sure: bool = True
    line: int = 0
    lines: int = 1

    @property
    def height(self) -> float:
        """How tall a line of it is."""
        return (self.bottom - self.top) / self.lines

    @property
    def middle(self) -> float:
        """Where its middle stands from the top."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rows from the top, each row's spans from the left. `number` is None for a text without pages."""

    place: Place
    number: int | None
    rows: tuple[tuple[Span, ...], ...]
    width: float
    height: float

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans in reading order."""
        return tuple(span for row in self.rows for span in row)

    @property
    def text(self) -> str:
        """The words of the page, a line for each row."""
        return "\n".join("  ".join(span.text for span in row) for row in self.rows)

    def spot(self, span: Span, words: str | None = None) -> Locator:
        """Return where a span stands."""
        return Locator(self.place, self.number, span.line, span.region, span.text if words is None else words)


def _in_rows(spans: Sequence[Span]) -> tuple[tuple[Span, ...], ...]:
    """Gather the spans whose middles stand at one height."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: span.middle):
        if rows and abs(span.middle - median(other.middle for other in rows[-1])) <= _SAME_ROW * min(
            span.height, median(other.height for other in rows[-1])
        ):
            rows[-1].append(span)
        else:
            rows.append([span])
    return tuple(
        tuple(replace(span, line=line) for span in sorted(row, key=lambda span: span.left))
        for line, row in enumerate(rows, start=1)
    )


def page_of_runs(place: Place, number: int, runs: Sequence[Run], width: float, height: float) -> Page:
    """Make a page of the runs of a PDF page."""
    spans = [
        Span(
            plain(run.text),
            run.box[0] * width,
            run.box[1] * height,
            run.box[2] * width,
            run.box[3] * height,
            Region(*run.box),
        )
        for run in runs
        if run.text.strip()
    ]
    return Page(place, number, _in_rows(spans), width, height)


def _tilt(lines: Sequence[SeenLine]) -> float:
    """Return the angle at which the lines lie, by their upper edges, the long ones only."""
    angles = []
    for line in lines:
        (left, top), (right, other), *_ = line.corners
        if right - left > abs(other - top) and right - left > 2 * abs(line.corners[3][1] - top):
            angles.append(math.atan2(other - top, right - left))
    return median(angles) if angles else 0.0


def page_of_seen(
    place: Place, number: int | None, lines: Sequence[SeenLine], width: int, height: int, turned: int = 0
) -> Page:
    """Make a page of what was recognised in a picture; a picture taken askew is straightened for the layout.

    `turned` quarter turns against the clock were needed to read it; the regions stay those of the picture as given.
    """
    upright = [SeenLine(line.text, _turned(line.corners, turned, width, height), line.sure) for line in lines]
    tilt = _tilt(upright)
    cosine, sine = math.cos(-tilt), math.sin(-tilt)
    spans = []
    for line, given in zip(upright, lines, strict=True):
        text = plain(line.text).strip()
        if not text:
            continue
        straight = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in line.corners]
        left = (straight[0][0] + straight[3][0]) / 2
        right = (straight[1][0] + straight[2][0]) / 2
        top = (straight[0][1] + straight[1][1]) / 2
        bottom = max((straight[2][1] + straight[3][1]) / 2, top + 1)
        spans.append(Span(text, left, top, right, bottom, _region(given.corners, width, height), line.sure))
    sides = (height, width) if turned % 2 else (width, height)
    return Page(place, number, _in_rows(spans), float(sides[0]), float(sides[1]))


def _turned(corners: Corners, turns: int, width: int, height: int) -> Corners:
    """Return corners in the picture after quarter turns against the clock."""

    def turn(spot: tuple[float, float]) -> tuple[float, float]:
        x, y = spot
        return ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[turns % 4]

    first, second, third, fourth = map(turn, corners)
    return first, second, third, fourth


def _region(corners: Corners, width: int, height: int) -> Region:
    across = [min(1.0, max(0.0, x / max(width, 1))) for x, _ in corners]
    down = [min(1.0, max(0.0, y / max(height, 1))) for _, y in corners]
    return Region(min(across), min(down), max(across), max(down))


def _columns(text: str) -> int:
    """How many columns a text fills where wide characters fill two."""
    return len(text) + len(_WIDE.findall(text))


def page_of_text(place: Place, text: str) -> Page:
    """Make a page of plain text: tabs, bars and wide gaps part the cells of a line. Blank lines keep their height."""
    rows: list[tuple[Span, ...]] = []
    lines = [line[:_LONGEST_LINE] for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    lines = [line if "  " in line else plain(line) for line in lines]
    widest = 1
    for number, line in enumerate(lines, start=1):
        at, cells = 0, []
        for gap in [*islice(_CELLS.finditer(line), _MOST_CELLS), None]:
            end = gap.start() if gap else len(line)
            cell = plain(line[at:end])
            left = _columns(line[:at]) + len(cell) - len(cell.lstrip())
            if cell.strip():
                cells.append(
                    Span(cell.strip(), left, number, left + _columns(cell.strip()), number + 0.7, None, line=number)
                )
            at = gap.end() if gap else end
        widest = max(widest, _columns(line))
        if cells:
            rows.append(tuple(cells))
    return Page(place, None, tuple(rows), float(widest), float(len(lines)))
