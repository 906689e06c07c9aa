"""One column as one function: a value in, both masks out, packed in one number (rows that may hold stand high)."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from casewright.rulebook.catalogue import FactType
from casewright.rulebook.masks import Masks

__all__ = ["Look", "packed_look"]

Look = Callable[[Any], int]
"""From a fact's value (None: unknown) to the packed masks."""
_WHOLE = (FactType.INTEGER, FactType.DAYS)


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


class _Exact(dict[object, int]):
    """A look-up that answers for every other value too; its item access is a call that never leaves C when known."""

    def __init__(self, known: Mapping[object, int], elsewhere: int) -> None:
        super().__init__(known)
        self._elsewhere = elsewhere

    def __missing__(self, _key: object) -> int:
        return self._elsewhere


def packed_look(column: _Column, kind: FactType, width: int) -> Look:
    """Return the column's function for a table of `width` rows."""

    def pack(masks: Masks) -> int:
        return masks[0] | masks[1] << width

    blank, elsewhere = pack(column.blank), pack(column.elsewhere)
    if not column.scales:
        known = {value: pack(masks) for value, masks in column.exact.items()}
        return _Exact({**known, None: blank}, elsewhere).__getitem__
    packed = {
        unit: (scale.points, tuple(pack(masks) for masks in scale.masks)) for unit, scale in column.scales.items()
    }
    if kind is FactType.MONEY:
        cut = {unit: _cut(points, masks) for unit, (points, masks) in packed.items()}
        return _money(cut, blank, elsewhere)
    points, masks = packed[""]
    if kind in _WHOLE:
        return _whole(*_cut(points, masks), blank)
    return _dense(points, masks, blank)


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


def _whole(cuts: tuple[int, ...], masks: tuple[int, ...], blank: int) -> Look:
    def look(value: Any) -> int:  # noqa: ANN401 - one column holds one ordered type
        return blank if value is None else masks[bisect_right(cuts, value)]

    return look


def _money(scales: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]], blank: int, elsewhere: int) -> Look:
    def look(value: Any) -> int:  # noqa: ANN401 - one column holds one ordered type
        if value is None:
            return blank
        scale = scales.get(value.currency)
        return elsewhere if scale is None else scale[1][bisect_right(scale[0], value.minor)]

    return look


def _dense(points: tuple[Any, ...], masks: tuple[int, ...], blank: int) -> Look:
    """For dates, instants, durations and decimals: left and right of a point differ by one exactly at the point."""

    def look(value: Any) -> int:  # noqa: ANN401 - one column holds one ordered type
        return blank if value is None else masks[bisect_left(points, value) + bisect_right(points, value)]

    return look
