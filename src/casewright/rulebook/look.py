"""Columns as look-ups for one case: a value in, both masks of its rows out, in one number: a column costs one AND."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.rulebook.catalogue import FactType
from casewright.rulebook.masks import Masks

__all__ = ["Column", "Look", "Scale", "column_look", "packed", "place_of", "unit_of"]

Look = Callable[[Any], int]
"""From a fact's value (None: unknown) to a number made of its masks."""
_WHOLE = (FactType.INTEGER, FactType.DAYS)
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Scale:
    """The bounds of one ordered column in one unit, and the masks at and between them: 2n+1 pieces for n bounds."""

    points: tuple[Any, ...]
    masks: tuple[Masks, ...]

    def look(self, key: object) -> Masks:
        """Return the masks of the piece that holds the value."""
        index = bisect_left(self.points, key)
        at_point = index < len(self.points) and self.points[index] == key
        return self.masks[2 * index + 1 if at_point else 2 * index]


@dataclass(frozen=True, slots=True)
class Column:
    """One fact's look-up. `elsewhere` answers for values that no cell names, or money in a currency none names."""

    fact: str
    blank: Masks
    exact: Mapping[object, Masks]
    scales: Mapping[str, Scale]
    elsewhere: Masks

    def look(self, value: FactValue | None) -> Masks:
        """Return which rows accept the value; for an unknown one, which rows do not care and which may accept it."""
        if value is None:
            return self.blank
        if self.scales:
            scale = self.scales.get(unit_of(value))
            return self.elsewhere if scale is None else scale.look(place_of(value))
        return self.exact.get(value, self.elsewhere)


def unit_of(value: FactValue) -> str:
    """Return the unit in which a value stands on a scale: the currency of money; nothing else has one."""
    return value.currency if isinstance(value, Money) else ""


def place_of(value: FactValue) -> Any:  # noqa: ANN401 - one column holds one ordered type
    """Return the place of a value on the scale of its unit."""
    return value.minor if isinstance(value, Money) else value


def packed(width: int) -> Callable[[Masks], int]:
    """Return the function that puts both masks of a table of that many rows in one number."""
    return lambda masks: masks[0] | masks[1] << width


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


def column_look(column: Column, kind: FactType, pack: Callable[[Masks], int]) -> Look:
    """Return the column's function; `pack` makes one number of two masks."""
    if kind is not FactType.MONEY or not column.scales:
        return _held(column, kind, pack).__getitem__
    blank, elsewhere = pack(column.blank), pack(column.elsewhere)
    scales = {unit: (one.points, tuple(map(pack, one.masks))) for unit, one in column.scales.items()}
    amounts = {unit: _Searched(blank, _whole(*_cut(points, masks))) for unit, (points, masks) in scales.items()}
    return _money(_Currencies(amounts, elsewhere), blank)


def _held(column: Column, kind: FactType, pack: Callable[[Masks], int]) -> dict[object, int]:
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
