"""Text to rows: finds the header, splits lines, and keeps a damaged line from touching its neighbours.

Tab-separated reports know no quoting: a quotation mark is a quotation mark. The others quote as RFC 4180 says.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from casewright.intake.findings import FindingLog
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reports.breaking_off import TAIL_CHARS, breaks_off
from casewright.intake.reports.decoding import DAMAGED
from casewright.intake.reports.layouts import Layout, Recognised, column_name, recognise

__all__ = [
    "HEADER_WITHIN_LINES",
    "Chunk",
    "RowMaker",
    "Table",
    "find_table",
    "looks_like_table",
    "read_chunks",
    "table_with",
]

_DELIMITERS = "\t,;|"
_BLOCK_CHARS = 1 << 16
_CHUNK_ROWS = 4096
HEADER_WITHIN_LINES = 20
"""A header stands among the first so many lines, or there is none."""
_LOOKED_AT, _FEWEST_COLUMNS = 40, 3
_QUOTED_LINES = 200
_LONGEST_HEADER = 65_536
_MARKS = re.compile(f"[\x00{DAMAGED}]")
_DIGITS = frozenset("0123456789")
_Numbered = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A text whose header has been found, on the physical line `header_row`; the rows begin at `start` in the text.

    `marked` says that the header has what only this report has; otherwise it resembles the report by common names.
    """

    text: str
    layout: Layout
    delimiter: str
    header: tuple[str, ...]
    header_row: int
    start: int
    marked: bool = True

    @property
    def complete(self) -> bool:
        """Whether the header has a column for every field without which a row is of no use."""
        names = set(map(column_name, self.header))
        needed = (field for field in self.layout.fields if field.name in self.layout.required)
        return all(not names.isdisjoint(field.columns) for field in needed)

    @property
    def breaks_off(self) -> bool:
        """Whether the table seems to have been cut off in its last row."""
        start = self.start
        if len(self.text) - start > TAIL_CHARS:
            start = self.text.find(self.line_end, len(self.text) - TAIL_CHARS) + 1
        return breaks_off(self.text[start:], self.delimiter, len(self.header))

    @property
    def line_end(self) -> str:
        """What ends a line; a lone carriage return only where no line feed stands in the whole text."""
        return _line_end(self.text)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows by column, as many columns as the header, with the physical line each row begins on."""

    numbers: list[int]
    columns: list[Sequence[str]]

    @classmethod
    def of(cls, rows: list[tuple[int, list[str]]]) -> "Chunk":
        """Turn numbered rows of equal width into columns."""
        return cls([number for number, _ in rows], list(zip(*[cells for _, cells in rows], strict=True)))


def _line_end(text: str) -> str:
    return "\n" if "\n" in text else "\r"


def _lines(text: str, start: int, number: int) -> Iterator[tuple[int, list[str]]]:
    """Yield blocks of lines, each with the number of its first line."""
    end = _line_end(text)
    size = len(text)
    while start < size:
        stop = text.find(end, start + _BLOCK_CHARS)
        stop = size if stop < 0 else stop
        block = text[start:stop]
        lines = block.split(end)
        if "\r" in block:
            lines = [line.removesuffix("\r") for line in lines]
        if stop == size and not lines[-1]:
            lines.pop()
        yield number, lines
        number += len(lines)
        start = stop + 1


def find_table(text: str, line_end: str | None = None) -> Table | None:
    """Return the table of a known report, or None. Title lines may stand above the header.

    Of several headers the one that explains most is taken, but none below a whole one, whose rows are no titles.
    `line_end` is what ends a line of the whole file, where the text is only its beginning.
    """
    best: tuple[int, Table] | None = None
    end, start = line_end or _line_end(text), 0
    for number in range(1, HEADER_WITHIN_LINES + 1):
        stop = text.find(end, start)
        line = text[start : stop if stop >= 0 else len(text)]
        after = stop + 1 if stop >= 0 else len(text)
        found = _best_header(line)
        if found is not None and (best is None or found[2].explained > best[0]):
            delimiter, cells, recognised = found
            table = Table(text, recognised.layout, delimiter, cells, number, after, recognised.marked)
            best = (recognised.explained, table)
        if stop < 0 or (best is not None and best[1].marked and best[1].complete):
            break
        start = after
    return None if best is None else best[1]


def table_with(
    text: str, layout: Layout, fits: Callable[[Sequence[str]], bool], line_end: str | None = None
) -> Table | None:
    """Return the table whose header fits, read as this layout; None when no line near the top does."""
    end, start = line_end or _line_end(text), 0
    for number in range(1, HEADER_WITHIN_LINES + 1):
        stop = text.find(end, start)
        line = text[start : stop if stop >= 0 else len(text)]
        after = stop + 1 if stop >= 0 else len(text)
        for delimiter in _DELIMITERS:
            cells = _header_cells(line.removesuffix("\r"), delimiter)
            if len(cells) > 1 and fits(cells):
                return Table(text, layout, delimiter, cells, number, after)
        if stop < 0:
            break
        start = after
    return None


def _best_header(line: str) -> tuple[str, tuple[str, ...], Recognised] | None:
    best: tuple[str, tuple[str, ...], Recognised] | None = None
    for delimiter in _DELIMITERS:
        cells = _header_cells(line, delimiter)
        recognised = recognise(cells) if len(cells) > 1 else None
        if recognised is not None and (best is None or recognised.explained > best[2].explained):
            best = (delimiter, cells, recognised)
    return best


def _cells(line: str, delimiter: str) -> Sequence[str]:
    split = line.removesuffix("\r").split(delimiter)
    return split if delimiter == "\t" else _quoted_cells(line, delimiter) or split


def _header_cells(line: str, delimiter: str) -> tuple[str, ...]:
    if delimiter not in line or len(line) > _LONGEST_HEADER:
        return ()
    names = [cell.replace("\x00", "").strip() for cell in _cells(line, delimiter)]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def looks_like_table(text: str) -> tuple[str, ...]:
    """Return the column names of something that reads as a table of any kind, or nothing.

    Titles may stand above them. Two columns make a table where orders stand in them. Where no line names the columns
    they are numbered: what a row says of a person is not repeated.
    """
    first = islice((line for _, block in _lines(text, 0, 1) for line in block), _LOOKED_AT)
    lines = [line for line in first if line.strip()]
    found = [one for delimiter in _DELIMITERS if (one := _first_header(lines, delimiter))]
    at, names = min(found, key=lambda one: (one[0], -len(one[1])), default=(0, ()))
    return tuple(map(str, range(1, len(names) + 1))) if names and order_ids_in(lines[at]) else names


def _first_header(lines: Sequence[str], delimiter: str) -> tuple[int, tuple[str, ...]] | None:
    """Return the first line that most lines below are as wide as, where it stands, and its cells."""
    fewest = _FEWEST_COLUMNS if not order_ids_in("\n".join(lines[1:])) else 2
    widths = [len(_cells(line, delimiter)) for line in lines]
    for at, line in enumerate(lines[:HEADER_WITHIN_LINES]):
        names, below = _header_cells(line, delimiter), widths[at + 1 :]
        alike = sum(width == widths[at] for width in below)
        if len(names) >= fewest and all(names) and alike and alike * 2 >= len(below):
            return at, names
    return None


def read_chunks(table: Table, log: FindingLog | None) -> Iterator[Chunk]:
    """Yield the rows below the header in order. Remarks go to the log when there is one."""
    marked = "\x00" in table.text or DAMAGED in table.text
    rows = RowMaker(table.header, table.delimiter, log, marked=marked)
    if table.delimiter == "\t":
        for number, lines in _lines(table.text, table.start, table.header_row + 1):
            yield rows.tabbed(number, lines)
    else:
        numbered = rows.quoted(
            chain.from_iterable(
                enumerate(lines, number) for number, lines in _lines(table.text, table.start, table.header_row + 1)
            )
        )
        while batch := list(islice(numbered, _CHUNK_ROWS)):
            yield Chunk.of(batch)


class RowMaker:
    """Makes rows of lines: passes over blank ones, mends widths and marks, and remarks on what it does.

    `marked` says that marks of damage may stand in the lines.
    """

    def __init__(self, header: tuple[str, ...], delimiter: str, log: FindingLog | None, *, marked: bool) -> None:
        self._delimiter = delimiter
        self._header = header
        self._width = len(header)
        self._blank = delimiter + ' \t\r\x00"'
        self._marked = marked
        self._names = tuple(map(column_name, header))
        self._log = log

    def tabbed(self, number: int, lines: list[str]) -> Chunk:
        """Split a block of lines that knows no quoting."""
        if not self._marked and {line.count("\t") for line in lines} == {self._width - 1}:
            cells = "\t".join(lines).split("\t")
            columns: list[Sequence[str]] = [cells[at :: self._width] for at in range(self._width)]
            if all(map(str.strip, columns[0])) and not self.header_again(columns[0]):
                return Chunk(list(range(number, number + len(lines))), columns)
        return Chunk.of(
            [
                (at, mended)
                for at, line in enumerate(lines, number)
                if line.strip(self._blank) and (mended := self._mended(at, line.split("\t"))) is not None
            ]
        )

    def header_again(self, first_cells: Iterable[str]) -> bool:
        """Say whether some row may be the header once more, by the cells of the first column."""
        cells, name = set(first_cells), self._names[0]
        if {cell[:1] for cell in cells} <= _DIGITS and name[:1] not in _DIGITS:
            return False
        return any(column_name(cell) == name for cell in cells)

    def quoted(self, lines: Iterator[_Numbered]) -> Iterator[tuple[int, list[str]]]:
        """Split lines that quote as RFC 4180 says; a quoted cell may run over several lines."""
        ahead: deque[_Numbered] = deque()
        while True:
            numbered = ahead.popleft() if ahead else next(lines, None)
            if numbered is None:
                return
            number, line = numbered
            if not line.strip(self._blank):
                continue
            raw = line.split(self._delimiter) if '"' not in line else self._quoted_row(number, line, ahead, lines)
            cells = self._mended(number, raw)
            if cells is not None:
                yield number, cells

    def _quoted_row(self, number: int, line: str, ahead: deque[_Numbered], lines: Iterator[_Numbered]) -> list[str]:
        cells = _quoted_cells(line, self._delimiter)
        if cells is not None:
            return cells
        if line.count('"') % 2:
            taken = self._joined(line, ahead, lines)
            if taken is not None:
                return taken
        self._remark("REP019", number)
        return [_loose(cell) for cell in line.split(self._delimiter)]

    def _joined(self, line: str, ahead: deque[_Numbered], lines: Iterator[_Numbered]) -> list[str] | None:
        """Read a row whose quoted cell runs on. Leave the lines untouched when that gives no whole row."""
        text = line
        for count in range(1, _QUOTED_LINES + 1):
            while len(ahead) < count:
                following = next(lines, None)
                if following is None:
                    return None
                ahead.append(following)
            text = f"{text}\n{ahead[count - 1][1]}"
            if '"' not in ahead[count - 1][1]:
                continue
            cells = _quoted_cells(text, self._delimiter)
            if cells is not None and len(cells) == self._width:
                for _ in range(count):
                    ahead.popleft()
                return cells
            if text.count('"') % 2 == 0:
                return None
        return None

    def _mended(self, number: int, cells: list[str]) -> list[str] | None:
        """Return the row as wide as the header, or None for a repeated header."""
        if self._marked:
            cells = self._unmarked(number, cells)
        if cells[0] and column_name(cells[0]) == self._names[0] and self._is_header(cells):
            self._remark("REP018", number)
            return None
        found = len(cells)
        if found < self._width:
            self._remark("REP005", number, found=found, expected=self._width)
            return cells + [""] * (self._width - found)
        if found > self._width:
            if any(cell.strip() for cell in cells[self._width :]):
                self._remark("REP006", number, found=found, expected=self._width)
            return cells[: self._width]
        return cells

    def _is_header(self, cells: list[str]) -> bool:
        return tuple(map(column_name, cells[: self._width])) == self._names

    def _unmarked(self, number: int, cells: list[str]) -> list[str]:
        for at, cell in enumerate(cells):
            if _MARKS.search(cell):
                column = self._header[at] if at < self._width else None
                if self._log is not None:
                    self._log.add("REP004", number, column)
        return [cell.replace("\x00", "") for cell in cells]

    def _remark(self, code: str, number: int, **values: object) -> None:
        if self._log is not None:
            self._log.add(code, number, None, **values)


def _loose(cell: str) -> str:
    """Take the quotation marks off a cell that is wholly inside them."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _quoted_cells(text: str, delimiter: str) -> list[str] | None:
    """Split one row as RFC 4180 says, or return None when its quotation marks do not close."""
    if '"' not in text:
        return text.split(delimiter)
    cells: list[str] = []
    at = 0
    while True:
        if text[at : at + 1] == '"':
            end = _closing(text, at + 1)
            if end is None or text[end + 1 : end + 2] not in ("", delimiter):
                return None
            cells.append(text[at + 1 : end].replace('""', '"'))
            at = end + 1
        else:
            end = text.find(delimiter, at)
            end = len(text) if end < 0 else end
            cells.append(text[at:end])
            at = end
        if at >= len(text):
            return cells
        at += 1


def _closing(text: str, at: int) -> int | None:
    """Return where the quoted cell that began before `at` closes."""
    while True:
        end = text.find('"', at)
        if end < 0:
            return None
        if text[end + 1 : end + 2] != '"':
            return end
        at = end + 2
