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
    def fact(self) -> str: ...
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
    if kind is not FactType.MONEY or not column.scales:
        return _held(column, kind, pack).__getitem__
    blank, elsewhere = pack(column.blank), pack(column.elsewhere)
    scales = {unit: (one.points, tuple(map(pack, one.masks))) for unit, one in column.scales.items()}
    amounts = {unit: _Searched(blank, _whole(*_cut(points, masks))) for unit, (points, masks) in scales.items()}
    return _money(_Currencies(amounts, elsewhere), blank)


def _held(column: _Column, kind: FactType, pack: Callable[[Masks], int]) -> dict[object, int]:
    """Return a column that is not money as a look-up by value."""
    blank = pack(column.blank)
    if not column.scales:
        known = {value: pack(masks) for value, masks in column.exact.items()}
        return _Exact({**known, None: blank}, pack(column.elsewhere))
    scale = column.scales[""]
    points, masks = scale.points, tuple(map(pack, scale.masks))
    return _Searched(blank, _whole(*_cut(points, masks)) if kind in _WHOLE else _dense(points, masks))


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


def first_look(columns: Sequence[tuple[_Column, FactType]], start: Masks, width: int, doubtful: First) -> First:
    """Return the function that finds the first row: the quick looks of all columns in one expression.

    A fact that is unknown always leaves something in doubt, so a missing one goes to `doubtful` at once, as does a
    value that is no value. The text that is compiled holds numbers of columns and nothing else; names and look-ups come
    in as arguments, so that no table can bring code along.
    """
    pack = quick(width)
    given: dict[str, Any] = {"start": pack(start), "sure": 1 << width, "doubtful": doubtful, "find": bisect_right}
    terms = [_term(number, column, kind, pack, given) for number, (column, kind) in enumerate(columns)]
    text = (
        f"def make({', '.join(given)}, rows):\n"
        "    def first(values):\n"
        "        try:\n"
        f"            left = {' & '.join(['start', *terms])}\n"
        "        except (KeyError, AttributeError, TypeError):\n"
        "            return doubtful(values)\n"
        "        return rows[left & -left] if left & sure else doubtful(values)\n"
        "    return first\n"
    )
    scope: dict[str, Any] = {}
    exec(text, scope)  # noqa: S102 - see above
    rows: dict[int, tuple[int | None, bool]] = {1 << index: (index, True) for index in range(width)}
    rows[1 << width] = (None, False)
    made: First = scope["make"](**given, rows=rows)
    return made


def _term(number: int, column: _Column, kind: FactType, pack: Callable[[Masks], int], given: dict[str, Any]) -> str:
    """Return the expression that looks one column up, and give it what it needs."""
    given[f"n{number}"] = column.fact
    value = f"values[n{number}]"
    if kind is not FactType.MONEY or not column.scales:
        given[f"l{number}"] = _held(column, kind, pack)
        return f"l{number}[{value}]"
    if len(column.scales) > 1:
        given[f"l{number}"] = column_look(column, kind, pack)
        return f"l{number}({value})"
    ((currency, scale),) = column.scales.items()
    cuts, masks = _cut(scale.points, tuple(map(pack, scale.masks)))
    given |= {f"u{number}": currency, f"e{number}": pack(column.elsewhere), f"c{number}": cuts, f"m{number}": masks}
    found = f"m{number}[find(c{number}, paid.minor)]"
    return f"({found} if (paid := {value}).currency == u{number} else e{number})"
