"""The compiled columns as arrays to look up in: case by case a piece, piece by piece the words of two masks.

Columns of few pieces are joined beforehand: a case's pieces make one number, and one look-up serves them all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import reduce
from math import ceil, floor
from operator import or_
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from casewright.rulebook.catalogue import FactType
from casewright.rulebook.columns import Amounts, BatchColumn, Coded, Scaled, key_of, mistyped_column
from casewright.rulebook.look import Column, Scale
from casewright.rulebook.masks import Masks
from casewright.rulebook.plan import Plan, cuts_of

__all__ = ["WORD", "Block", "Pieces", "Seen", "block_looks", "column_pieces", "group_pieces", "mask_words", "words_of"]

WORD = 64
"""How many rows one word holds."""
_LOW_WORD = (1 << WORD) - 1
_SMALL = 1 << 16
"""Up to how many places a scale is looked up directly instead of searched."""
_LEAST, _GREATEST = -(2**63), 2**63 - 1

_JOINED = 1 << 12
"""Up to how many pieces columns are joined: their masks still fit the processor's nearest memory."""

Words = NDArray[np.uint64]
Number = Callable[[slice], NDArray[np.integer]]
Seen = dict[tuple[object, ...], Number]
"""Numbers that several plans over the same cases find once."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The masks of some cases, word by word: rows that may hold, and rows in doubt (None: none of them is)."""

    may: list[Words]
    doubt: list[Words | None]
    no_policy: NDArray[np.bool_] | None


def words_of(rows: int) -> int:
    """Return how many words a mask of that many rows takes."""
    return max(1, -(-rows // WORD))


def mask_words(mask: int, words: int) -> list[int]:
    """Cut a mask into words."""
    return [mask >> (WORD * word) & _LOW_WORD for word in range(words)]


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """A column, or several joined: the function from cases to the numbers of their pieces, and masks by number.

    Two of the same `key` give the same numbers, whatever their masks.
    """

    number: Number
    may: list[Words]
    doubt: list[Words | None]
    key: tuple[object, ...] = ()

    @property
    def count(self) -> int:
        """How many pieces there are."""
        return len(self.may[0])

    def look(self, part: slice) -> tuple[list[Words], list[Words | None]]:
        """Return the masks of these cases, word by word."""
        index = self.number(part).astype(np.intp, copy=False)
        doubt = [None if one is None else one.take(index) for one in self.doubt]
        return [one.take(index) for one in self.may], doubt


class _Once:
    """A number that is found once for the cases that were asked for last."""

    def __init__(self, number: Number) -> None:
        self._number = number
        self._part: slice | None = None
        self._found: NDArray[np.integer] | None = None

    def __call__(self, part: slice) -> NDArray[np.integer]:
        if self._found is None or part != self._part:
            self._part, self._found = part, self._number(part)
        return self._found


def _pieces(number: Number, masks: Sequence[Masks], words: int, key: tuple[object, ...] = ()) -> Pieces:
    cut = [(mask_words(may, words), mask_words(may & ~hold, words)) for hold, may in masks]
    doubts = [np.array([one[1][word] for one in cut], np.uint64) for word in range(words)]
    may = [np.array([one[0][word] for one in cut], np.uint64) for word in range(words)]
    return Pieces(number, may, [one if one.any() else None for one in doubts], key)


def _joined(columns: Iterable[Pieces], seen: Seen) -> list[Pieces]:
    """Join columns, those of the fewest pieces first, as long as their pieces together stay few."""
    groups: list[Pieces] = []
    for one in sorted(columns, key=lambda column: column.count):
        if groups and groups[-1].count * one.count <= _JOINED:
            groups[-1] = _both(groups[-1], one)
        else:
            groups.append(one)
    return [replace(one, number=seen.setdefault(one.key, _Once(one.number))) if one.key else one for one in groups]


def _both(one: Pieces, other: Pieces) -> Pieces:
    count = other.count

    def number(part: slice) -> NDArray[np.integer]:
        both: NDArray[np.integer] = np.multiply(one.number(part), count, dtype=np.int32)
        both += other.number(part)
        return both

    may = [np.bitwise_and.outer(first, second).ravel() for first, second in zip(one.may, other.may, strict=True)]
    pairs = zip(one.doubt, other.doubt, strict=True)
    doubt = [_doubt_of_both(first, second, one.count, count) for first, second in pairs]
    return Pieces(number, may, doubt, (one.key, other.key) if one.key and other.key else ())


def _doubt_of_both(first: Words | None, second: Words | None, count: int, other: int) -> Words | None:
    if first is None:
        return None if second is None else np.tile(second, count)
    if second is None:
        return np.repeat(first, other)
    return np.bitwise_or.outer(first, second).ravel()


def column_pieces(column: Column, data: BatchColumn, kind: FactType, words: int) -> Pieces:
    """Return the pieces of one column."""
    if isinstance(data, Coded):
        return _coded(column, data, kind, words)
    if isinstance(data, Amounts):
        return _money(column, data, words)
    if not kind.ordered or kind is FactType.MONEY:
        raise mistyped_column(column.fact, kind)
    return _scaled(column, data, kind, words)


def _coded(column: Column, data: Coded, kind: FactType, words: int) -> Pieces:
    if kind.ordered:
        raise mistyped_column(column.fact, kind)
    masks = [column.blank, *(column.look(name) for name in data.names)]
    codes, key = data.codes, (id(data),)
    if len(codes) and codes.min() >= 0:
        return _pieces(lambda part: codes[part], masks[1:], words, key)
    return _pieces(lambda part: np.maximum(codes[part], -1) + 1, masks, words, key)


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


def _finder(starts: list[int], pieces: int) -> Callable[[NDArray[np.integer]], NDArray[np.integer]]:
    """Return the function from keys to the numbers of their pieces; `pieces` is how many numbers there are in all."""
    if not starts:
        return lambda keys: np.zeros(len(keys), np.uint8)
    small = np.min_scalar_type(pieces)
    low, high = starts[0] - 1, starts[-1]
    borders = np.array(starts, np.int64)
    if low < _LEAST or high - low >= _SMALL:
        return lambda keys: np.searchsorted(borders, keys, side="right")
    spread = np.searchsorted(borders, np.arange(low, high + 1), side="right").astype(small)

    def find(keys: NDArray[np.integer]) -> NDArray[np.integer]:
        holds = np.iinfo(keys.dtype)
        wide = keys if holds.min <= low and max(high, high - low) <= holds.max else keys.astype(np.int64)
        return spread.take((np.clip(wide, low, high) - low).astype(np.intp, copy=False))

    return find


def _scaled(column: Column, data: Scaled, kind: FactType, words: int) -> Pieces:
    scale = column.scales.get("") or Scale((), (column.elsewhere,))
    starts, masks = _places(scale, kind, data.digits)
    find = _finder(starts, len(masks))
    blank = len(masks)
    keys, known, key = data.keys, data.known, (id(data), *starts)
    if known is None:
        return _pieces(lambda part: find(keys[part]), masks, words, key)
    return _pieces(lambda part: np.where(known[part], find(keys[part]), blank), [*masks, column.blank], words, key)


def _money(column: Column, data: Amounts, words: int) -> Pieces:
    """Look up each currency on its own scale; a currency without one answers as `elsewhere`."""
    masks: list[Masks] = [column.blank, column.elsewhere]
    finders: list[tuple[int, Callable[[NDArray[np.integer]], NDArray[np.integer]]] | None] = []
    key: tuple[object, ...] = (id(data),)
    for name in data.currency.names:
        scale = column.scales.get(str(name))
        if scale is None:
            finders.append(None)
            continue
        starts, found = _places(scale, FactType.MONEY, 0)
        finders.append((len(masks), _finder(starts, len(found))))
        key = (*key, name, *starts)
        masks.extend(found)
    currency = data.currency.codes
    one_currency = finders[0] if len(finders) == 1 else None
    if one_currency is not None and data.known is None and len(currency) and currency.min() >= 0:
        offset, only = one_currency
        return _pieces(lambda part: only(data.minor[part]), masks[offset:], words, key)

    def number(part: slice) -> NDArray[np.integer]:
        codes = currency[part]
        known = codes >= 0 if data.known is None else data.known[part] & (codes >= 0)
        index = known.astype(np.intp)
        for code, finder in enumerate(finders):
            if finder is not None:
                chosen = known & (codes == code)
                index[chosen] = finder[1](data.minor[part][chosen]).astype(np.intp) + finder[0]
        return index

    return _pieces(number, masks, words, key)


def group_pieces(
    plan: Plan, columns: Mapping[str, BatchColumn], marketplace: str | Coded | None, on: date, zone: ZoneInfo
) -> tuple[Pieces, NDArray[np.bool_]]:
    """Return each stretch of days in each marketplace as a piece, and in which of them there is no policy.

    Where day and place are the same for all cases there is one piece.
    """
    words = words_of(len(plan.rows))
    stretch = _stretch_look(plan, columns.get(plan.table.dated_by), on, zone)
    if not isinstance(marketplace, Coded) and isinstance(stretch, int):
        pair = (stretch, marketplace)
        return _pieces(_nothing, [plan.groups.get(pair, (0, 0))], words), np.array([pair not in plan.groups])
    coded = marketplace if isinstance(marketplace, Coded) else None
    names = [None, *coded.names] if coded else [marketplace if isinstance(marketplace, str) else None]
    places = [str(name) if name is not None else None for name in names]
    groups = [(number, place) for number in range(-1, len(plan.starts)) for place in places]

    def number(part: slice) -> NDArray[np.integer]:
        days = np.full(part.stop - part.start, stretch) if isinstance(stretch, int) else stretch(part)
        index = (days + 1) * len(places)
        return index if coded is None else index + np.maximum(coded.codes[part], -1) + 1

    masks = [plan.groups.get(group, (0, 0)) for group in groups]
    return _pieces(number, masks, words), np.array([group not in plan.groups for group in groups])


def _nothing(part: slice) -> NDArray[np.integer]:
    return np.zeros(part.stop - part.start, np.uint8)


def _stretch_look(
    plan: Plan, data: BatchColumn | None, on: date, zone: ZoneInfo
) -> int | Callable[[slice], NDArray[np.intp]]:
    """Return the function from cases to their stretch of days; a number where it is the same for all."""
    usual = sum(start <= on for start in plan.starts) - 1
    if plan.as_of is not None or not isinstance(data, Scaled):
        return usual
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
    plan: Plan, columns: Mapping[str, BatchColumn], group: tuple[Pieces, NDArray[np.bool_]], seen: Seen
) -> Callable[[slice], Block]:
    """Return the function from a slice of cases to their masks over all columns; `group` is that of the same plan."""
    facts = plan.table.catalogue.facts
    words = words_of(len(plan.rows))
    found = [
        column_pieces(column, columns[column.fact], facts[column.fact].type, words)
        for column in plan.columns
        if column.fact in columns
    ]
    place, silent = group
    groups = _joined([*found, place] if place.count > 1 else found, seen) or [place]
    groups[0] = _from_the_start(groups[0], place, _never_known(plan, columns))

    def block(part: slice) -> Block:
        may, doubt = groups[0].look(part)
        for one in groups[1:]:
            _narrow(may, doubt, one.look(part))
        quiet = silent[place.number(part)] if silent.any() else None
        return Block(may, doubt, quiet)

    return block


def _never_known(plan: Plan, columns: Mapping[str, BatchColumn]) -> int:
    """Return the rows that test a fact for which there is no column."""
    absent = [column.blank for column in plan.columns if column.fact not in columns]
    return reduce(or_, (may & ~hold for hold, may in absent), 0)


def _from_the_start(one: Pieces, group: Pieces, doubtful: int) -> Pieces:
    """Let the pieces know what holds for every case: its one group, and the rows that are in doubt anyway."""
    may, doubt = one.may, one.doubt
    if group.count == 1:
        may = [mask & here for mask, here in zip(may, group.may, strict=True)]
        doubt = [_either(mask, here) for mask, here in zip(doubt, group.doubt, strict=True)]
    always = [np.array([word], np.uint64) if word else None for word in mask_words(doubtful, len(may))]
    doubt = [_either(mask, word) for mask, word in zip(doubt, always, strict=True)]
    wide = [None if mask is None else np.broadcast_to(mask, one.count) for mask in doubt]
    return replace(one, may=may, doubt=wide)


def _either(one: Words | None, other: Words | None) -> Words | None:
    if one is None or other is None:
        return one if other is None else other
    return one | other


def _narrow(may: list[Words], doubt: list[Words | None], found: tuple[list[Words], list[Words | None]]) -> None:
    """AND what may hold, OR what is in doubt, in place."""
    for word, (one, unsure) in enumerate(zip(*found, strict=True)):
        may[word] &= one
        before = doubt[word]
        if unsure is not None:
            doubt[word] = unsure if before is None else np.bitwise_or(before, unsure, out=before)
