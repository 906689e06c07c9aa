"""Tell whether a table was cut off in the middle of its last row, as by a download that broke.

A last line without its end is no proof, since some programs leave it out. It is taken for cut where its row is also too
short, a quotation mark stays open, or its last value has another shape than those above it: `2026-11-1` below days,
`49.9` below amounts with two decimals, `EU` below currencies.
"""

import re

__all__ = ["TAIL_CHARS", "breaks_off"]

TAIL_CHARS = 1 << 16
"""So much of a table's end is looked at."""
_LINE = re.compile(r"\r\n|\n|\r")
_ENOUGH_ROWS = 5
_MOST_SHAPES = 3
_CODE = re.compile(r"[A-Z]{1,4}")
_DIGITS, _LETTERS = re.compile(r"[0-9]+"), re.compile(r"[^\W\d_]+")


def breaks_off(tail: str, delimiter: str, width: int) -> bool:
    """Say whether the rows at the end of a table of so many columns break off. `tail` begins with a whole row."""
    lines = [line for line in _LINE.split(tail) if line.strip()]
    if tail.endswith(("\n", "\r", "\x00")) or len(lines) <= _ENOUGH_ROWS:
        return False
    *others, last = lines
    if last.count(delimiter) < width - 1:
        return all(other.count(delimiter) >= width - 1 for other in others)
    if delimiter != "\t" and last.count('"') % 2:
        return all(other.count('"') % 2 == 0 for other in others)
    shapes = {_shape(other.rpartition(delimiter)[2]) for other in others}
    return len(shapes) <= _MOST_SHAPES and _shape(last.rpartition(delimiter)[2]) not in shapes


def _shape(cell: str) -> str:
    """Return what stays the same among values of one kind: marks, the length of a code, and how many digits end it."""
    text = cell.strip().strip('"')
    if _CODE.fullmatch(text):
        return f"A{len(text)}"
    marked = not text.isdigit()
    end = _DIGITS.search(text[::-1])
    ends = f"{len(end[0])}" if marked and end is not None and text[-1:].isdigit() else ""
    return _DIGITS.sub("0", _LETTERS.sub("a", text)) + ends
