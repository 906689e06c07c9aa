"""The compiled columns as arrays to look up in: case by case a piece, piece by piece the words of two masks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from math import ceil, floor
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from casewright.rulebook.catalogue import FactType
from casewright.rulebook.columns import Amounts, BatchColumn, Coded, ColumnError, Scaled, key_of
from casewright.rulebook.compile import Column, Scale
from casewright.rulebook.masks import Masks
from casewright.rulebook.plan import Plan, cuts_of

__all__ = ["WORD", "Block", "ColumnLook", "block_looks", "column_look", "group_look", "mask_words", "words_of"]

WORD = 64
"""How many rows one word holds."""
_LOW_WORD = (1 << WORD) - 1
_SMALL = 1 << 16
"""Up to how many places a scale is looked up directly instead of searched."""
_LEAST, _GREATEST = -(2**63), 2**63 - 1

Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The masks of some cases, word by word: rows that may hold, and rows in doubt (None: none of them is)."""

    may: list[Words]
    doubt: list[Words | None]
    no_policy: NDArray[np.bool_] | None


ColumnLook = Callable[[slice], tuple[list[Words], list[Words | None]]]


def words_of(rows: int) -> int:
    """Return how many words a mask of that many rows takes."""
    return max(1, -(-rows // WORD))


def mask_words(mask: int, words: int) -> list[int]:
    """Cut a mask into words."""
    return [mask >> (WORD * word) & _LOW_WORD for word in range(words)]


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Masks by the number of a piece."""

    may: list[Words]
    doubt: list[Words | None]

    def look(self, index: NDArray[np.integer]) -> tuple[list[Words], list[Words | None]]:
        doubt = [None if one is None else one.take(index) for one in self.doubt]
        return [one.take(index) for one in self.may], doubt


def _pieces(masks: Sequence[Masks], words: int) -> _Pieces:
    may = [np.array([mask_words(one[1], words)[word] for one in masks], np.uint64) for word in range(words)]
    doubt: list[Words | None] = []
    for word in range(words):
        array = np.array([mask_words(one[1] & ~one[0], words)[word] for one in masks], np.uint64)
        doubt.append(array if array.any() else None)
    return _Pieces(may, doubt)


def column_look(column: Column, data: BatchColumn, kind: FactType, words: int) -> ColumnLook:
    """Return the function from a slice of cases to the masks this column gives them."""
    if isinstance(data, Coded):
        return _coded(column, data, kind, words)
    if isinstance(data, Amounts):
        return _money(column, data, words)
    if not kind.ordered or kind is FactType.MONEY:
        raise ColumnError(f"fact {column.fact} is of type {kind}; give its column as such")
    return _scaled(column, data, kind, words)


def _coded(column: Column, data: Coded, kind: FactType, words: int) -> ColumnLook:
    if kind.ordered:
        raise ColumnError(f"fact {column.fact} is of type {kind}; give its column as numbers")
    pieces = _pieces([column.blank, *(column.look(name) for name in data.names)], words)
    codes = data.codes
    if not (codes < 0).any():
        pieces = _Pieces(pieces.may, _no_doubt(pieces.doubt, 1))

    def look(part: slice) -> tuple[list[Words], list[Words | None]]:
        return pieces.look(np.maximum(codes[part], -1) + np.intp(1))

    return look


def _no_doubt(doubt: list[Words | None], first: int) -> list[Words | None]:
    """Drop doubt that only pieces before `first` bring."""
    return [one if one is not None and one[first:].any() else None for one in doubt]


def _places(scale: Scale, kind: FactType, digits: int) -> tuple[list[int], tuple[Masks, ...]]:
    """Return the whole numbers at which pieces begin, and their masks; what 64 bits never reach is left out."""
    cuts, masks = cuts_of(scale, kind)
    starts: list[int] = []
    kept = [masks[0]]
    for cut, mask in zip(cuts, masks[1:], strict=True):
        key = key_of(cut.point, digits)
        start = floor(key) + 1 if cut.closed else ceil(key)
        if start > _GREATEST:
            break
        if start <= _LEAST or (starts and starts[-1] == start):
            kept[-1] = mask
            continue
        starts.append(start)
        kept.append(mask)
    return starts, tuple(kept)


def _finder(starts: list[int]) -> tuple[Callable[[NDArray[np.integer]], NDArray[np.intp]], list[int]]:
    """Return the function from keys to places, and which piece stands at each place."""
    if not starts:
        return (lambda keys: np.zeros(len(keys), np.intp)), [0]
    low, high = starts[0] - 1, starts[-1]
    if low < _LEAST or high - low >= _SMALL:
        borders = np.array(starts, np.int64)
        return (lambda keys: np.searchsorted(borders, keys, side="right")), list(range(len(starts) + 1))
    spread = np.searchsorted(np.array(starts), np.arange(low, high + 1), side="right").tolist()
    return (lambda keys: (np.clip(keys, low, high) - low).astype(np.intp, copy=False)), spread


def _scaled(column: Column, data: Scaled, kind: FactType, words: int) -> ColumnLook:
    scale = column.scales.get("") or Scale((), (column.elsewhere,))
    starts, masks = _places(scale, kind, data.digits)
    find, spread = _finder(starts)
    pieces = _pieces([*(masks[piece] for piece in spread), column.blank], words)
    blank = len(spread)
    keys, known = data.keys, data.known
    if known is None:
        pieces = _Pieces(pieces.may, [one if one is not None and one[:blank].any() else None for one in pieces.doubt])

    def look(part: slice) -> tuple[list[Words], list[Words | None]]:
        index = find(keys[part])
        if known is not None:
            index = np.where(known[part], index, blank)
        return pieces.look(index)

    return look


def _money(column: Column, data: Amounts, words: int) -> ColumnLook:
    """Look up each currency on its own scale; a currency without one answers as `elsewhere`."""
    masks: list[Masks] = [column.blank, column.elsewhere]
    finders: list[tuple[int, Callable[[NDArray[np.integer]], NDArray[np.intp]]] | None] = []
    for name in data.currency.names:
        scale = column.scales.get(str(name))
        if scale is None:
            finders.append(None)
            continue
        starts, pieces_here = _places(scale, FactType.MONEY, 0)
        find, spread = _finder(starts)
        finders.append((len(masks), find))
        masks.extend(pieces_here[piece] for piece in spread)
    pieces = _pieces(masks, words)
    one_currency = finders[0] if len(finders) == 1 else None
    if one_currency is not None and data.known is None and not (data.currency.codes < 0).any():
        offset, only = one_currency
        settled = _Pieces(pieces.may, _no_doubt(pieces.doubt, 2))
        return lambda part: settled.look(only(data.minor[part]) + offset)

    def look(part: slice) -> tuple[list[Words], list[Words | None]]:
        codes = data.currency.codes[part]
        known = codes >= 0 if data.known is None else data.known[part] & (codes >= 0)
        index = known.astype(np.intp)
        for code, finder in enumerate(finders):
            if finder is not None:
                chosen = known & (codes == code)
                index[chosen] = finder[1](data.minor[part][chosen]) + finder[0]
        return pieces.look(index)

    return look


def _unknown_column(column: Column, words: int) -> tuple[list[int], list[int]]:
    hold, may = column.blank
    return mask_words(may, words), mask_words(may & ~hold, words)


def group_look(
    plan: Plan, columns: Mapping[str, BatchColumn], marketplace: str | Coded | None, on: date, zone: ZoneInfo
) -> Callable[[slice], tuple[NDArray[np.intp], _Pieces, NDArray[np.bool_]]]:
    """Return the function from cases to their stretch of days and marketplace, with the masks of each."""
    words = words_of(len(plan.rows))
    coded = marketplace if isinstance(marketplace, Coded) else None
    names = [None, *coded.names] if coded else [marketplace if isinstance(marketplace, str) else None]
    places = [str(name) if name is not None else None for name in names]
    groups = [(number, place) for number in range(-1, len(plan.starts)) for place in places]
    pieces = _pieces([plan.groups.get(group, (0, 0)) for group in groups], words)
    silent = np.array([group not in plan.groups for group in groups])
    stretch = _stretch_look(plan, columns.get(plan.table.dated_by), on, zone)

    def look(part: slice) -> tuple[NDArray[np.intp], _Pieces, NDArray[np.bool_]]:
        index = (stretch(part) + 1) * len(places)
        if coded is not None:
            index = index + np.maximum(coded.codes[part], -1) + 1
        return np.atleast_1d(index), pieces, silent

    return look


def _stretch_look(
    plan: Plan, data: BatchColumn | None, on: date, zone: ZoneInfo
) -> Callable[[slice], NDArray[np.intp]]:
    """Return the function from cases to their stretch of days; one number where it is the same for all."""
    usual = np.intp(sum(start <= on for start in plan.starts) - 1)
    if plan.as_of is not None or not isinstance(data, Scaled):
        return lambda _part: np.array(usual)
    of_day = plan.table.catalogue.facts[plan.table.dated_by].type is FactType.DATE
    borders = np.array([int(_day_key(start, zone, of_day=of_day)) for start in plan.starts], np.int64)

    def look(part: slice) -> NDArray[np.intp]:
        found = np.searchsorted(borders, data.keys[part], side="right") - 1
        return found if data.known is None else np.where(data.known[part], found, usual)

    return look


def _day_key(day: date, zone: ZoneInfo, *, of_day: bool) -> int:
    start = day if of_day else datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    return int(key_of(start))


def block_looks(
    plan: Plan, columns: Mapping[str, BatchColumn], marketplace: str | Coded | None, on: date, zone: ZoneInfo
) -> Callable[[slice], Block]:
    """Return the function from a slice of cases to their masks over all columns."""
    words = words_of(len(plan.rows))
    facts = plan.table.catalogue.facts
    looks = [
        column_look(column, columns[column.fact], facts[column.fact].type, words)
        for column in plan.columns
        if column.fact in columns
    ]
    unknown = [_unknown_column(column, words) for column in plan.columns if column.fact not in columns]
    always_doubt = [0] * words
    for _, doubt in unknown:
        always_doubt = [one | other for one, other in zip(always_doubt, doubt, strict=True)]
    group = group_look(plan, columns, marketplace, on, zone)

    def block(part: slice) -> Block:
        index, pieces, silent = group(part)
        size = part.stop - part.start
        may, doubt = pieces.look(index)
        if len(index) != size:
            may = [np.full(size, one[0]) for one in may]
            doubt = [None if one is None or not one[0] else np.full(size, one[0]) for one in doubt]
        doubt = [_either(one, bits, size) for one, bits in zip(doubt, always_doubt, strict=True)]
        for look in looks:
            _narrow(may, doubt, look(part))
        quiet = silent[index] if silent.any() else None
        return Block(may, doubt, None if quiet is None else np.broadcast_to(quiet, (size,)))

    return block


def _either(one: Words | None, bits: int, size: int) -> Words | None:
    if not bits:
        return one
    return np.full(size, bits, np.uint64) if one is None else one | np.uint64(bits)


def _narrow(may: list[Words], doubt: list[Words | None], found: tuple[list[Words], list[Words | None]]) -> None:
    """AND what may hold, OR what is in doubt, in place."""
    for word, (one, unsure) in enumerate(zip(*found, strict=True)):
        may[word] &= one
        before = doubt[word]
        if unsure is not None:
            doubt[word] = unsure if before is None else np.bitwise_or(before, unsure, out=before)
