"""The cells of a big report as frames, some megabytes at a time, split exactly as the row reader splits them.

Lines that are plainly whole go through a parser in bulk; every other line goes through the row reader's own maker of
rows, so that what is mended or remarked on is the same.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedRandom, BufferedReader
from itertools import islice
from mmap import ACCESS_READ, MADV_DONTNEED, PAGESIZE, mmap
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casewright.intake.findings import FindingLog
from casewright.intake.reports.breaking_off import TAIL_CHARS, breaks_off
from casewright.intake.reports.decoding import Bytes
from casewright.intake.reports.layouts import column_name
from casewright.intake.reports.table import RowMaker, Table

__all__ = ["CellSource", "Cells", "MappedFile", "column_at", "let_go"]

_CHUNK_BYTES = 16 * 1024 * 1024
_BATCH_ROWS = 65_536
_FIRST_PRINTED = 0x20
_LOOKED_AT = 1 << 18
"""So many characters at once stay near the processor while they are counted."""
_MARK = b"\xef\xbb\xbf"
"""A byte order mark: the parser takes it off where a block begins with one, whatever it means there."""
_SEPARATORS = (b"\x1c", b"\x1d", b"\x1e", b"\x1f")
"""Blanks to Python and not to the parser."""
_DAMAGED = "\ufffd".encode()
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Cells:
    """Some rows: the physical line each begins on, and the text of the wanted columns.

    `plain` says that no cell holds a character that only Python takes for a blank; `at_byte` how far the file is read.
    """

    numbers: pl.Series
    frame: pl.DataFrame
    plain: bool
    at_byte: int


class MappedFile(mmap):
    """The content of a file, looked at where it lies; `piece` reads it."""

    def __new__(cls, file: BufferedReader | BufferedRandom) -> Self:
        """Map a file that is not empty, and that stays open as long."""
        mapped = super().__new__(cls, file.fileno(), 0, access=ACCESS_READ)
        mapped.file = file
        return mapped

    file: BufferedReader | BufferedRandom

    def piece(self, start: int, stop: int) -> bytes:
        """Return some bytes; other threads go on meanwhile, which a slice does not let them."""
        return os.pread(self.file.fileno(), stop - start, start)


def let_go(content: Bytes, stop: int) -> None:
    """Tell the machine that a mapped file is read up to a byte, so that it need not stay in memory."""
    if isinstance(content, mmap) and stop >= PAGESIZE:
        content.madvise(MADV_DONTNEED, 0, stop - stop % PAGESIZE)


def column_at(at: int) -> str:
    """Return the name that the column at a position has in a frame of cells."""
    return f"c{at}"


def _frame(rows: Sequence[tuple[int, list[str]]], wanted: Sequence[int]) -> tuple[pl.Series, pl.DataFrame]:
    numbers = pl.Series("row", [number for number, _ in rows], dtype=pl.Int64)
    columns = {column_at(at): pl.Series([cells[at] for _, cells in rows], dtype=pl.String) for at in wanted}
    return numbers, pl.DataFrame(columns)


def _counted(block: bytes, of: Callable[[NDArray[np.uint8], NDArray[np.bool_]], NDArray[np.bool_]]) -> int:
    """Count the characters of a kind, a stretch at a time that stays near the processor."""
    chars, mask = np.frombuffer(block, np.uint8), np.empty(_LOOKED_AT, np.bool_)
    stretches = (chars[start : start + _LOOKED_AT] for start in range(0, len(chars), _LOOKED_AT))
    return sum(int(np.count_nonzero(of(some, mask[: len(some)]))) for some in stretches)


@dataclass(slots=True)
class CellSource:
    """The rows below the header of a report in UTF-8. `start` is the byte after the header's line."""

    content: Bytes
    table: Table
    start: int
    line_end: bytes
    wanted: Sequence[int]
    chunk_bytes: int = _CHUNK_BYTES
    _ends_empty: bool = False

    @property
    def breaks_off(self) -> bool:
        """Whether the report seems to have been cut off in its last row."""
        start, size = self.start, len(self.content)
        if size - start > TAIL_CHARS:
            start = self.content.find(self.line_end, size - TAIL_CHARS) + 1
        tail = self.content[start:size].decode("utf-8", "replace")
        return breaks_off(tail, self.table.delimiter, len(self.table.header))

    def chunks(self, log: FindingLog | None) -> Iterator[Cells]:
        """Yield the rows in order. Remarks on lines go to the log when there is one."""
        rows = RowMaker(self.table.header, self.table.delimiter, log, marked=True)
        number, content = self.table.header_row + 1, self.content
        for start, stop in self._spans():
            block = content.piece(start, stop) if isinstance(content, MappedFile) else content[start:stop]
            if self.table.delimiter != "\t" and b'"' in block:
                yield from self._quoted(rows, number, start)
                return
            cells, lines = self._block(rows, number, block, stop)
            let_go(self.content, start)
            yield cells
            number += lines

    def _spans(self) -> Iterator[tuple[int, int]]:
        start, size = self.start, len(self.content)
        while start < size:
            stop = self.content.find(self.line_end, min(start + self.chunk_bytes, size - 1)) + 1 or size
            yield start, stop
            start = stop

    def _block(self, rows: RowMaker, number: int, block: bytes, stop: int) -> tuple[Cells, int]:
        """Return the rows of a block, and how many lines it has."""
        if b"\r" in block:
            block = self._line_feeds(block)
        whole = self._whole(rows, block)
        if whole is not None:
            numbers = pl.int_range(number, number + whole.height, dtype=pl.Int64, eager=True).alias("row")
            return Cells(numbers, whole, plain=True, at_byte=stop), whole.height
        plain = not any(mark in block for mark in _SEPARATORS)
        lines = block.removesuffix(b"\n").split(b"\n")
        frame = self._mended(rows, number, lines)
        cells = Cells(frame.get_column("row"), frame.drop("row"), plain, stop)
        return cells, len(lines)

    def _line_feeds(self, block: bytes) -> bytes:
        """End lines with a line feed alone."""
        if self.line_end != b"\n":
            return block.replace(self.line_end, b"\n")
        return (block if block.endswith(b"\n") else block.removesuffix(b"\r")).replace(b"\r\n", b"\n")

    def _whole(self, rows: RowMaker, block: bytes) -> pl.DataFrame | None:
        """Split lines that all have the header's width; None when some line needs a closer look.

        The parser refuses a line that is too wide, if it splits all columns. Were one too narrow, its last cell would
        be empty, and there would be too few delimiters; were one blank, or held one a character that is not printed,
        there would be more of those than line ends and delimiters. So would there be were one too wide, if tabs are the
        delimiters and no other line is too narrow: then only the columns that are wanted need be split.
        """
        if _MARK[:1] in block and (_DAMAGED in block or block.startswith(_MARK)):
            return None
        delimiter = ord(self.table.delimiter)
        try:
            frame = self._split(block, fewer=delimiter < _FIRST_PRINTED and not self._ends_empty)
            narrow = (frame.to_series(-1) == "").any()
            if narrow and not self._ends_empty:
                self._ends_empty, frame = True, self._split(block)
        except pl.exceptions.PolarsError:
            return None
        delimiters = frame.height * (len(self.table.header) - 1)
        if narrow and _counted(block, lambda chars, out: np.equal(chars, delimiter, out=out)) != delimiters:
            return None
        lines = frame.height - (not block.endswith(b"\n"))
        unprinted = lines + (delimiters if delimiter < _FIRST_PRINTED else 0)
        if _counted(block, lambda chars, out: np.less(chars, _FIRST_PRINTED, out=out)) != unprinted:
            return None
        if self._needs_looks(rows, frame.get_column(column_at(0))):
            return None
        return frame.select(column_at(at) for at in self.wanted)

    def _needs_looks(self, rows: RowMaker, first: pl.Series) -> bool:
        """Say whether some first cell is blank or repeats the header."""
        starts = first.str.head(1).unique().to_list()
        if any(not start.strip() for start in starts) and bool((first.str.strip_chars() == "").any()):
            return True
        return rows.header_again(starts if _DIGITS.issuperset(starts) else first.unique().to_list())

    def _split(self, block: bytes, *, fewer: bool = False) -> pl.DataFrame:
        """Split all columns, or of those between the first and the last only the wanted ones."""
        last = len(self.table.header) - 1
        return pl.read_csv(
            block,
            columns=sorted({0, *self.wanted, last}) if fewer else None,
            separator=self.table.delimiter,
            quote_char=None,
            has_header=False,
            infer_schema=False,
            empty_string_is_null=False,
            schema={column_at(at): pl.String for at in range(len(self.table.header))},
        )

    def _mended(self, rows: RowMaker, number: int, lines: list[bytes]) -> pl.DataFrame:
        """Split the whole lines in bulk and the others one by one, and put them in order again."""
        looked = [self._needs_look(line) for line in lines]
        odd = [(at, line) for at, (line, look) in enumerate(zip(lines, looked, strict=True), number) if look]
        even = [at for at, look in enumerate(looked, number) if not look]
        pieces = [_frame(list(self._one_by_one(rows, odd)), self.wanted)]
        if even:
            block = b"\n".join([line for line, look in zip(lines, looked, strict=True) if not look])
            frame = self._split(block).select(column_at(at) for at in self.wanted)
            pieces.append((pl.Series("row", even, dtype=pl.Int64), frame))
        return pl.concat([frame.with_columns(numbers.alias("row")) for numbers, frame in pieces]).sort("row")

    def _needs_look(self, line: bytes) -> bool:
        mark = self.table.delimiter.encode()
        if line.count(mark) != len(self.table.header) - 1 or b"\r" in line or b"\x00" in line:
            return True
        if line.startswith(_MARK):
            return True
        if not line.partition(mark)[0].decode("utf-8", "replace").strip() or _DAMAGED in line:
            return True
        return column_name(line.partition(mark)[0].decode("utf-8", "replace")) == column_name(self.table.header[0])

    def _one_by_one(self, rows: RowMaker, odd: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, list[str]]]:
        for number, line in odd:
            text = line.decode("utf-8", "replace")
            if self.table.delimiter != "\t":
                yield from rows.quoted(iter([(number, text)]))
                continue
            chunk = rows.tabbed(number, [text])
            if chunk.numbers:
                yield number, [cells[0] for cells in chunk.columns]

    def _quoted(self, rows: RowMaker, number: int, start: int) -> Iterator[Cells]:
        """Split the rest as RFC 4180 says, a row at a time: a quoted cell may run over several lines."""
        reached = [start]
        numbered = rows.quoted(self._lines(number, start, reached))
        while batch := list(islice(numbered, _BATCH_ROWS)):
            numbers, frame = _frame(batch, self.wanted)
            yield Cells(numbers, frame, plain=False, at_byte=reached[0])

    def _lines(self, number: int, start: int, reached: list[int]) -> Iterator[tuple[int, str]]:
        size = len(self.content)
        while start < size:
            stop = self.content.find(self.line_end, start)
            stop = size if stop < 0 else stop
            line = self.content[start:stop].decode("utf-8", "replace")
            yield number, line.removesuffix("\r") if self.line_end == b"\n" else line
            number, start = number + 1, stop + 1
            reached[0] = start
