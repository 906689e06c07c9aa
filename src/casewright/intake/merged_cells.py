"""Merged cells of a sheet: what stands once for several rows is read in each of them.

The reader of rows does not tell merged cells, so the sheet's own XML is searched for them, piece by piece. Only what
was merged is filled, only downwards, and only in rows that have something of their own. A number counts once: an amount
that is merged over three rows is no three amounts, so it stays in the first.
"""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

__all__ = ["MergedCells", "Merges", "TooManyMergesError", "merges_in"]

Merges = dict[int, list[tuple[int, int]]]
"""By the first row of a merged range: its first column, counted from nought, and its last row."""

_RANGE = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^<>]*?\bref\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})[\"']"
)
_END_OF_ROWS = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_PIECE = 1 << 20
_LONGEST_TAG = 512
_NUMBER_OF_A_THING = 10
"""No amount and no quantity has so many digits: such a number names an order or a parcel."""
_AMOUNT = re.compile(r"(?:[A-Z]{3} |[^\w\s]{1,2} ?)?-?[0-9][0-9.,' \u00a0\u202f]*(?: ?[^\w\s]{1,2}| [A-Z]{3})?")
_DAY = re.compile(r"[0-9]{1,4}\.[0-9]{1,2}\.[0-9]{1,4}")


class TooManyMergesError(Exception):
    """A sheet with more merged ranges than are looked at."""


def merges_in(stream: BinaryIO, *, most: int, columns: int) -> Merges:
    """Return the ranges of a sheet's XML that cover several rows, of so many columns.

    Raise TooManyMergesError for more than `most`.
    """
    found: Merges = {}
    count = 0
    for piece in _after_rows(stream):
        for match in _RANGE.finditer(piece):
            column, first, last = match.groups()
            if int(last) > int(first) and _column(column) < columns:
                count += 1
                if count > most:
                    raise TooManyMergesError
                found.setdefault(int(first), []).append((_column(column), int(last)))
    return found


def _after_rows(stream: BinaryIO) -> Iterator[bytes]:
    """Yield what follows the rows, each piece cut behind a tag."""
    rest, rows = b"", True
    while piece := stream.read(_PIECE):
        rest += piece
        if rows:
            end = _END_OF_ROWS.search(rest)
            rest = rest[-_LONGEST_TAG:] if end is None else rest[end.end() :]
            rows = end is None
        if not rows:
            cut = rest.rfind(b">") + 1
            yield rest[:cut]
            rest = rest[cut:][-_LONGEST_TAG:]


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - ord("A") + 1
    return at - 1


class MergedCells:
    """Fills the rows of one sheet in order. `filled` counts cells, `first_row` is where the first merged range begins.

    `counted_once` are the first rows of numbers that were left where they stand.
    """

    def __init__(self, merges: Merges) -> None:
        self._merges = merges
        self._open: dict[int, tuple[int, object]] = {}
        self.filled = 0
        self.first_row: int | None = None
        self.counted_once: list[int] = []

    def fill(self, number: int, row: Sequence[object]) -> Sequence[object]:
        """Return a row with the values of merged cells that reach into it."""
        filled = self._filled(number, row) if self._open else row
        for column, last in self._merges.get(number, ()):
            value = row[column] if column < len(row) else None
            if value is None or value == "":
                continue
            if _counts_once(value):
                self.counted_once.append(number)
            else:
                self._open[column] = last, value
        return filled

    def _filled(self, number: int, row: Sequence[object]) -> Sequence[object]:
        self._open = {column: known for column, known in self._open.items() if known[0] >= number}
        if all(value is None or value == "" for value in row):
            return row
        cells = list(row)
        for column, (_, value) in self._open.items():
            cells.extend([None] * (column + 1 - len(cells)))
            if cells[column] is None or cells[column] == "":
                cells[column] = value
                self.filled += 1
                self.first_row = self.first_row or number
        return cells


def _counts_once(value: object) -> bool:
    """Say whether a value is an amount or a quantity rather than a name, a day or a number of something."""
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return not float(value).is_integer() or abs(value) < 10 ** (_NUMBER_OF_A_THING - 1)
    if not isinstance(value, str):
        return False
    text = value.strip()
    few = sum(map(str.isdigit, text)) < _NUMBER_OF_A_THING
    return few and _DAY.fullmatch(text) is None and _AMOUNT.fullmatch(text) is not None
