"""Numbers as reports write them: 1141,18 and 1.199,00 and 1,204.99. The shape decides, then the column, else nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

__all__ = ["NotANumber", "NumberHabit", "read_number"]

_LONGEST = 40
_SHAPE = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+\-−])?\s*(?:[€$£¥￥]\s*)?(?P<late>[+\-−])?"
    r"(?P<body>[0-9](?:[0-9.,'’ \u00a0\u202f]*[0-9])?|[.,][0-9]+)"
    r"\s*(?:[€$£¥￥])?\s*(?P<after>-)?(?P<close>\))?"
)
_SPACED = re.compile(r"[0-9]{1,3}(?:[ '’\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_SPACES = str.maketrans("", "", " '’\u00a0\u202f")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_GROUP = 3
_REPEATED = {mark: re.compile(rf"[{mark}][0-9]+[{mark}]") for mark in ".,"}


class NotANumber(Enum):
    """Why a cell gives no number."""

    UNREADABLE = "unreadable"
    TWO_READINGS = "two_readings"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A number taken apart. `mark` is the decimal mark that the shape proves, None when it proves none."""

    negative: bool
    body: str
    mark: str | None
    ambiguous: bool = False


def _marked(body: str) -> tuple[str | None, bool] | None:
    """Return the decimal mark that the shape proves, and whether two readings remain; None for no number."""
    points, commas = body.count("."), body.count(",")
    if not points and not commas:
        return None, False
    if points and commas:
        mark = max(".,", key=body.rfind)
        whole, _, _ = body.rpartition(mark)
        return (mark, False) if body.count(mark) == 1 and _GROUPED.fullmatch(whole) else None
    used, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return (other, False) if _GROUPED.fullmatch(body) else None
    head, _, tail = body.partition(used)
    may_group = len(tail) == _GROUP and 1 <= len(head) <= _GROUP and not head.startswith("0")
    return (None, True) if may_group else (used, False)


def _parts(cell: str) -> _Parts | None:
    found = _SHAPE.fullmatch(cell.strip()) if len(cell) <= _LONGEST else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [sign for sign in (found["sign"], found["late"], found["after"]) if sign]
    if len(signs) > 1 or (signs and found["open"]):
        return None
    negative = bool(found["open"]) or signs in (["-"], ["−"])
    body = found["body"]
    if body != (closed := body.translate(_SPACES)):
        if not _SPACED.fullmatch(body):
            return None
        mark = next((mark for mark in ".," if mark in closed), None)
        return _Parts(negative, closed, mark)
    marked = _marked(body)
    return None if marked is None else _Parts(negative, body, *marked)


class NumberHabit:
    """Which decimal mark a column, or a file, is seen to use."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        self.marks: set[str] = set()

    def learn(self, cells: Iterable[str]) -> None:
        """Look at more cells of the column."""
        joined = "\n".join(cells)
        for used, unused in (".,", ",."):
            if used in self.marks and unused not in joined and not _REPEATED[used].search(joined):
                return
        for cell in joined.split("\n"):
            if cell.isdigit() or not cell or len(self.marks) > 1:
                continue
            parts = _parts(cell)
            if parts is not None and parts.mark is not None:
                self.marks.add(parts.mark)

    def join(self, other: "NumberHabit") -> None:
        """Learn what another column has shown."""
        self.marks |= other.marks

    @property
    def mark(self) -> str | None:
        """The decimal mark, or None while nothing or both have been seen."""
        return next(iter(self.marks)) if len(self.marks) == 1 else None

    @property
    def seen(self) -> bool:
        """Whether any cell proved a mark."""
        return bool(self.marks)


def read_number(cell: str, mark: str | None, *, whole: bool = False) -> Decimal | NotANumber:
    """Return the exact number. `mark` is the column's decimal mark if known; `whole` says it can have no fraction."""
    parts = _parts(cell)
    if parts is None:
        return NotANumber.UNREADABLE
    decimal_mark = parts.mark
    if parts.ambiguous:
        used = "." if "." in parts.body else ","
        if whole:
            decimal_mark = "," if used == "." else "."
        elif mark is None:
            return NotANumber.TWO_READINGS
        else:
            decimal_mark = mark
    number = Decimal(_plain(parts.body, decimal_mark))
    return -number if parts.negative else number


def _plain(body: str, mark: str | None) -> str:
    if mark is None:
        return body
    group = "," if mark == "." else "."
    return body.replace(group, "").replace(mark, ".")
