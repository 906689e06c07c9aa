"""Spreadsheets (XLSX) to tables of text: each sheet becomes one, line for line, to be read like any other table.

Only stored values are read, never formulas. What a file could do to the machine is bounded: how much it unpacks to, and
how many cells are looked at.
"""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from casewright.intake.findings import FindingLog
from casewright.intake.reading import Reading, SourceFile

__all__ = ["XLSX", "SheetLimits", "read_xlsx"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type."""

_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
_BREAKS = re.compile(r"[\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_UNSAFE = re.compile(r"[/\\:\x00-\x1f]+")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """The most a spreadsheet may unpack to and hold. They guard the machine; they are no policy."""

    total_bytes: int = 256 * 1024 * 1024
    members: int = 5_000
    sheets: int = 50
    cells: int = 10_000_000
    columns: int = 1_000
    text_bytes: int = 256 * 1024 * 1024


_LIMITS = SheetLimits()


class _TooMuchError(Exception):
    """A spreadsheet beyond the limits; says what."""


def read_xlsx(name: str, content: bytes, log: FindingLog, limits: SheetLimits = _LIMITS) -> Reading:
    """Return each sheet that holds anything as a file of its own. Never raises; a bad file is one finding."""
    try:
        _measure(content, limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, which are not read
            inside = tuple(_sheets(name, content, limits))
    except _TooMuchError as too_much:
        log.add("SRC002", why=str(too_much))
        return Reading(findings=log.findings())
    except _FAULTS as fault:
        log.add("TAB001", why=str(fault)[:80] or type(fault).__name__)
        return Reading(findings=log.findings())
    if not inside:
        log.add("TAB002")
    return Reading(findings=log.findings(), inside=inside)


def _measure(content: bytes, limits: SheetLimits) -> None:
    """Unpack every member once, keeping nothing: a header that lies about sizes is found out before it is trusted."""
    left = limits.total_bytes
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > limits.members:
            raise _TooMuchError(f"{len(members)} > {limits.members}")
        if sum(info.file_size for info in members) > left:
            raise _TooMuchError(f"> {limits.total_bytes:,} B")
        for info in members:
            with archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise _TooMuchError(f"> {limits.total_bytes:,} B")


def _sheets(name: str, content: bytes, limits: SheetLimits) -> Iterator[SourceFile]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    budget = [limits.cells, limits.text_bytes]
    try:
        for sheet in book.worksheets[: limits.sheets]:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()
            text = "\n".join(_lines(sheet.iter_rows(values_only=True), limits, budget))
            if text.strip():
                title = _UNSAFE.sub("_", sheet.title) or "sheet"
                yield SourceFile(f"{name}!/{title}.tsv", text.encode("utf-8", "replace") + b"\n")
    finally:
        book.close()


def _lines(rows: Iterable[tuple[object, ...]], limits: SheetLimits, budget: list[int]) -> Iterator[str]:
    """Yield one line per row of the sheet, so that a line's number is the row's; empty rows at the end are left out."""
    empty = 0
    for row in rows:
        budget[0] -= len(row) + 1
        if budget[0] < 0:
            raise _TooMuchError(f"> {limits.cells:,}")
        cells = [_text(value) for value in row[: limits.columns]]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            continue
        line = "\t".join(cells)
        budget[1] -= len(line) + empty
        if budget[1] < 0:
            raise _TooMuchError(f"> {limits.text_bytes:,} B")
        yield from [""] * empty
        empty = 0
        yield line


def _text(value: object) -> str:
    """Return a cell as a report would write it; numbers without an exponent, a day without its midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0") if value == value and abs(value) < 1e300 else ""  # noqa: PLR0124, PLR2004 - not a number
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return _BREAKS.sub(" ", str(value)).strip()
