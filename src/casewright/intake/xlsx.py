"""Spreadsheets (XLSX) to tables of text: each sheet becomes one, line for line, to be read like any other table.

Only stored values are read, never formulas. What a file could do to the machine is bounded: how much it unpacks to, and
how many cells are looked at.
"""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import starmap
from typing import Any

from casewright.intake.findings import FindingLog
from casewright.intake.merged_cells import MergedCells, TooManyMergesError, merges_in
from casewright.intake.reading import Reading, SourceFile

__all__ = ["XLSX", "Rows", "SheetFaultError", "SheetLimits", "read_xlsx", "sheet_rows"]

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
_WIDEST_FILLED = 200
"""Rows are filled up to no more columns: a cell far out must not make a huge table."""
Rows = tuple[tuple[str, ...], ...]
"""The cells of a sheet as text, row by row."""


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """The most a spreadsheet may unpack to and hold. They guard the machine; they are no policy."""

    total_bytes: int = 256 * 1024 * 1024
    members: int = 5_000
    sheets: int = 50
    cells: int = 10_000_000
    columns: int = 1_000
    merges: int = 500_000
    text_bytes: int = 256 * 1024 * 1024


_LIMITS = SheetLimits()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A visible sheet: its rows, and what became of its merged cells."""

    title: str
    rows: Rows
    merged: MergedCells


class SheetFaultError(Exception):
    """A spreadsheet that cannot be read, or only beyond the limits (`too_much`); says why."""

    def __init__(self, why: str, *, too_much: bool = False) -> None:
        super().__init__(why)
        self.too_much = too_much


def read_xlsx(name: str, content: bytes, log: FindingLog, limits: SheetLimits = _LIMITS) -> Reading:
    """Return each sheet that holds anything as a file of its own. Never raises; a bad file is one finding."""
    try:
        sheets = [sheet for sheet in _read(content, limits) if sheet.rows]
    except SheetFaultError as fault:
        log.add("SRC002" if fault.too_much else "TAB001", why=str(fault))
        return Reading(findings=log.findings())
    if not sheets:
        log.add("TAB002")
    for sheet in sheets:
        _remark_merged(sheet, log)
    inside = tuple(_file(name, sheet.title, sheet.rows) for sheet in sheets)
    return Reading(findings=log.findings(), inside=inside)


def _remark_merged(sheet: _Sheet, log: FindingLog) -> None:
    merged = sheet.merged
    if merged.filled:
        log.add("TAB009", merged.first_row, sheet=sheet.title, count=merged.filled)
    if merged.counted_once:
        log.add("TAB010", merged.counted_once[0], sheet=sheet.title, count=len(merged.counted_once))


def _measure(content: bytes, limits: SheetLimits) -> None:
    """Unpack every member once, keeping nothing: a header that lies about sizes is found out before it is trusted."""
    left = limits.total_bytes
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > limits.members:
            raise SheetFaultError(f"{len(members)} > {limits.members}", too_much=True)
        if sum(info.file_size for info in members) > left:
            raise SheetFaultError(f"> {limits.total_bytes:,} B", too_much=True)
        for info in members:
            with archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise SheetFaultError(f"> {limits.total_bytes:,} B", too_much=True)


def sheet_rows(content: bytes, limits: SheetLimits = _LIMITS) -> tuple[tuple[str, Rows], ...]:
    """Return title and rows of each visible sheet; a row's number is its place. Raise SheetFaultError."""
    return tuple((sheet.title, sheet.rows) for sheet in _read(content, limits))


def _read(content: bytes, limits: SheetLimits) -> tuple[_Sheet, ...]:
    try:
        _measure(content, limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, which are not read
            return tuple(_sheets(content, limits))
    except TooManyMergesError as fault:
        raise SheetFaultError(f"> {limits.merges:,}", too_much=True) from fault
    except _FAULTS as fault:
        raise SheetFaultError(str(fault)[:80] or type(fault).__name__) from fault


def _sheets(content: bytes, limits: SheetLimits) -> Iterator[_Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy; only where a spreadsheet is read

    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    budget = [limits.cells, limits.text_bytes]
    try:
        for sheet in book.worksheets[: limits.sheets]:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()
                own: Any = sheet
                with own._get_source() as source:  # noqa: SLF001 - the reader of rows tells no merged cells
                    merged = MergedCells(merges_in(source, most=limits.merges, columns=limits.columns))
                rows = starmap(merged.fill, enumerate(sheet.iter_rows(values_only=True), 1))
                yield _Sheet(sheet.title, tuple(_rows(rows, limits, budget)), merged)
    finally:
        book.close()


def _file(name: str, title: str, rows: Rows) -> SourceFile:
    """Return a sheet as a table of text, one line per row.

    Rows below the widest one get its width: that their last cells are empty is no fault of a spreadsheet.
    """
    width = max((len(row) for row in rows if len(row) <= _WIDEST_FILLED), default=0)
    widest = next((at for at, row in enumerate(rows) if len(row) == width), 0)
    filled = ((*row, *[""] * (width - len(row))) if row and at > widest else row for at, row in enumerate(rows))
    text = "\n".join("\t".join(row) for row in filled)
    return SourceFile(f"{name}!/{_UNSAFE.sub('_', title) or 'sheet'}.tsv", text.encode("utf-8", "replace") + b"\n")


def _rows(rows: Iterable[Sequence[object]], limits: SheetLimits, budget: list[int]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row as text, without empty ones at its end; empty rows at the end are left out."""
    empty = 0
    for row in rows:
        budget[0] -= len(row) + 1
        if budget[0] < 0:
            raise SheetFaultError(f"> {limits.cells:,}", too_much=True)
        cells = [_text(value) for value in row[: limits.columns]]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            continue
        budget[1] -= sum(map(len, cells)) + len(cells) + empty
        if budget[1] < 0:
            raise SheetFaultError(f"> {limits.text_bytes:,} B", too_much=True)
        yield from [()] * empty
        empty = 0
        yield tuple(cells)


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
