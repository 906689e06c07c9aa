"""Columns as look-ups for one case: a value in, the rows it leaves out, in one number so that a column costs one AND.

Two forms of the same masks. The packed one holds both masks, rows that may hold standing high. The quick one holds the
rows that may hold, and above them one bit that says the value left nothing in doubt: while it survives every AND, both
masks are the same, and the lowest bit is the answer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from casewright.rulebook.catalogue import FactType
from casewright.rulebook.masks import Masks

__all__ = ["First", "Look", "column_look", "first_look", "packed", "quick"]

Look = Callable[[Any], int]
"""From a fact's value (None: unknown) to a number made of its masks."""
First = Callable[[Mapping[str, Any]], tuple[int | None, bool]]
"""From the values of a case to the first row that may hold, and whether it does."""
_WHOLE = (FactType.INTEGER, FactType.DAYS)
_REMEMBERED = 1024


class _Scale(Protocol):
    @property
    def points(self) -> tuple[Any, ...]: ...
    @property
    def masks(self) -> tuple[Masks, ...]: ...


class _Column(Protocol):
    @property
    def blank(self) -> Masks: ...
    @property
    def exact(self) -> Mapping[object, Masks]: ...
    @property
    def scales(self) -> Mapping[str, _Scale]: ...
    @property
    def elsewhere(self) -> Masks: ...


def packed(width: int) -> Callable[[Masks], int]:
    """Return the function that puts both masks of a table of that many rows in one number."""
    return lambda masks: masks[0] | masks[1] << width


def quick(width: int) -> Callable[[Masks], int]:
    """Return the function that keeps the rows that may hold, with the bit above them where nothing is in doubt."""
    return lambda masks: masks[1] | (masks[0] == masks[1]) << width


class _Exact(dict[object, int]):
    """A look-up that answers for every other value too; its item access is a call that never leaves C when known."""

    def __init__(self, known: Mapping[object, int], elsewhere: int) -> None:
        super().__init__(known)
        self._elsewhere = elsewhere

    def __missing__(self, _key: object) -> int:
        return self._elsewhere


class _Searched(dict[object, int]):
    """A look-up that searches a scale for a value it has not seen, and remembers the first thousand."""

    def __init__(self, blank: int, search: Look) -> None:
        super().__init__({None: blank})
        self._search = search

    def __missing__(self, key: object) -> int:
        found = self._search(key)
        if len(self) < _REMEMBERED:
            self[key] = found
        return found


class _Currencies(dict[str, dict[object, int]]):
    """One look-up of minor units for each currency; one for all others."""

    def __init__(self, scales: Mapping[str, dict[object, int]], elsewhere: int) -> None:
        super().__init__(scales)
        self._elsewhere = _Exact({}, elsewhere)

    def __missing__(self, _key: str) -> dict[object, int]:
        return self._elsewhere


def column_look(column: _Column, kind: FactType, pack: Callable[[Masks], int]) -> Look:
    """Return the column's function; `pack` makes one number of two masks."""
    blank, elsewhere = pack(column.blank), pack(column.elsewhere)
    if not column.scales:
        known = {value: pack(masks) for value, masks in column.exact.items()}
        return _Exact({**known, None: blank}, elsewhere).__getitem__
    scales = {unit: (one.points, tuple(pack(masks) for masks in one.masks)) for unit, one in column.scales.items()}
    if kind is FactType.MONEY:
        amounts = {unit: _Searched(blank, _whole(*_cut(points, masks))) for unit, (points, masks) in scales.items()}
        return _money(_Currencies(amounts, elsewhere), blank)
    points, masks = scales[""]
    if kind in _WHOLE:
        return _Searched(blank, _whole(*_cut(points, masks))).__getitem__
    return _Searched(blank, _dense(points, masks)).__getitem__


def _cut(points: Sequence[int], masks: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Turn n points into cuts between whole numbers, so that one search finds the piece; drop pieces that are empty."""
    cuts: list[int] = []
    kept = [masks[0]]
    for index, point in enumerate(points):
        if cuts and cuts[-1] == point:
            kept[-1] = masks[2 * index + 1]
        else:
            cuts.append(point)
            kept.append(masks[2 * index + 1])
        cuts.append(point + 1)
        kept.append(masks[2 * index + 2])
    return tuple(cuts), tuple(kept)


def _whole(cuts: tuple[int, ...], masks: tuple[int, ...]) -> Look:
    def look(value: Any) -> int:  # noqa: ANN401 - one column holds one ordered type
        return masks[bisect_right(cuts, value)]

    return look


def _money(scales: _Currencies, blank: int) -> Look:
    def look(value: Any) -> int:  # noqa: ANN401 - one column holds one ordered type
        try:
            return scales[value.currency][value.minor]
        except AttributeError:  # None has no currency; to ask first would cost every known amount
            return blank

    return look


def _dense(points: tuple[Any, ...], masks: tuple[int, ...]) -> Look:
    """For dates, instants, durations and decimals: left and right of a point differ by one exactly at the point."""

    def look(value: Any) -> int:  # noqa: ANN401 - one column holds one ordered type
        return masks[bisect_left(points, value) + bisect_right(points, value)]

    return look


def first_look(looks: Sequence[tuple[str, Look]], start: int, width: int, doubtful: First) -> First:
    """Return the function that finds the first row: the quick looks of all columns in one expression.

    `doubtful` answers where something is in doubt. The text that is compiled holds numbers of columns and nothing else;
    names and look-ups come in as arguments, so that no table can bring code along.
    """
    names = "".join(f", n{number}, l{number}" for number in range(len(looks)))
    terms = "".join(f" & l{number}(get(n{number}))" for number in range(len(looks)))
    text = (
        f"def make(start, sure, rows, doubtful{names}):\n"
        "    def first(values):\n"
        "        get = values.get\n"
        f"        left = start{terms}\n"
        "        return rows[left & -left] if left & sure else doubtful(values)\n"
        "    return first\n"
    )
    scope: dict[str, Any] = {}
    exec(text, scope)  # noqa: S102 - see above
    rows: dict[int, tuple[int | None, bool]] = {1 << index: (index, True) for index in range(width)}
    rows[1 << width] = (None, False)
    made: First = scope["make"](start, 1 << width, rows, doubtful, *(part for pair in looks for part in pair))
    return made
