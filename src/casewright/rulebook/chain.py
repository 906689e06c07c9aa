"""Which row answers one case where rows are tried in order: short chains of comparisons, made from the masks.

Columns of closed values come first: each value narrows the masks, and the rows that are left become a chain over the
other columns, compiled once enough cases have needed it. A chain decides only what is known: an unknown fact, an
amount in another currency, or a row that may hold sends the case to the masks, which always answer.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from casewright.rulebook.catalogue import FactType
from casewright.rulebook.look import Column
from casewright.rulebook.masks import Masks, bits_of

__all__ = ["WORTH", "First", "first_look"]

First = Callable[[Mapping[str, Any]], tuple[int | None, bool]]
"""From the values of a case to the first row that may hold, and whether it does."""
_LEVELS = 4
_REMEMBERED = 1024
WORTH = 32
"""To compile a chain takes as long as some hundred answers of the masks, so a folder of a few cases compiles none."""


def first_look(
    columns: Sequence[tuple[Column, FactType]], start: Masks, width: int, doubtful: First, worth: int
) -> First:
    """Return the function that finds the first row. `start` are the masks before any fact is looked at.

    `doubtful` answers by the masks. A chain is compiled when `worth` cases have needed it.

    The text that is compiled holds whole numbers and names of our own making; facts, bounds and rows come in as
    values, so that no table can bring code along.
    """
    closed = [column for column, kind in columns if not kind.ordered][:_LEVELS]
    chains = _Chains([pair for pair in columns if pair[0] not in closed], width, doubtful, worth)
    root = _Level(tuple(closed), start, chains)
    given = {f"n{number}": column.fact for number, column in enumerate(closed)}
    looked = "".join(f"[values[{name}]]" for name in given) or "[0]"
    text = (
        "def first(values):\n"
        "    try:\n"
        f"        return root{looked}(values)\n"
        "    except (KeyError, AttributeError, TypeError):\n"
        "        return doubtful(values)\n"
    )
    return _made(text, {**given, "root": root, "doubtful": doubtful})


def _made(text: str, given: dict[str, Any]) -> First:
    exec(text, given)  # noqa: S102 - our own text; see first_look
    made: First = given["first"]
    return made


class _Level(dict[object, Any]):
    """What a closed value leaves: the next level, or the chain. Made when first met; the first thousand are kept."""

    def __init__(self, columns: tuple[Column, ...], left: Masks, chains: "_Chains") -> None:
        super().__init__()
        self._columns, self._left, self._chains = columns, left, chains

    def __missing__(self, value: object) -> Any:  # noqa: ANN401 - a level or a chain
        if value is None:
            raise KeyError(value)
        hold, may = self._left
        for column in self._columns[:1]:
            holds, maybe = column.exact.get(value, column.elsewhere)
            hold, may = hold & holds, may & maybe
        rest = self._columns[1:]
        found = _Level(rest, (hold, may), self._chains) if rest else self._chains.of((hold, may))
        if found is not self._chains.doubtful and len(self) < _REMEMBERED:
            self[value] = found
        return found


class _Accepts(dict[object, bool]):
    """Whether one row accepts a closed value; an unknown one is no key."""

    def __init__(self, known: Mapping[object, bool], *, elsewhere: bool) -> None:
        super().__init__(known)
        self._elsewhere = elsewhere

    def __missing__(self, value: object) -> bool:
        if value is None:
            raise KeyError(value)
        return self._elsewhere


class _Chains:
    """The chains of one table, one for each set of rows that is left."""

    def __init__(self, columns: Sequence[tuple[Column, FactType]], width: int, doubtful: First, worth: int) -> None:
        self.doubtful = doubtful
        self._columns = columns
        self._given: dict[str, Any] = {"doubtful": doubtful, "nothing": (None, False)}
        self._given |= {f"n{number}": column.fact for number, (column, _) in enumerate(columns)}
        self._given |= {f"r{row}": (row, True) for row in range(width)}
        self._made: dict[Masks, First] = {}
        self._asked: Counter[Masks] = Counter()
        self._worth = worth

    def of(self, left: Masks) -> First:
        """Return the chain over these rows, up to the first that needs no more facts; `doubtful` while few asked."""
        made = self._made.get(left)
        if made is not None or len(self._asked) >= _REMEMBERED:
            return made or self.doubtful
        self._asked[left] += 1
        if self._asked[left] < self._worth:
            return self.doubtful
        text = "\n".join(["def first(values):", *self._lines(*left)])
        return self._made.setdefault(left, _made(text, dict(self._given)))

    def _lines(self, hold: int, may: int) -> Iterator[str]:
        fetched: set[int] = set()
        for row in bits_of(may):
            tested = [number for number, (column, _) in enumerate(self._columns) if not column.blank[0] >> row & 1]
            tests = [self._test(number, row) for number in tested]
            if None in tests or not hold >> row & 1:
                yield " return doubtful(values)"
                return
            for number in tested:
                if number not in fetched:
                    yield from self._fetch(number)
            fetched |= set(tested)
            if not tests:
                yield f" return r{row}"
                return
            yield f" if {' and '.join(filter(None, tests))}: return r{row}"
        yield " return nothing"

    def _fetch(self, number: int) -> Iterator[str]:
        column, kind = self._columns[number]
        yield f" v{number} = values[n{number}]"
        if kind is FactType.MONEY:
            self._given[f"u{number}"] = next(iter(column.scales))
            yield f" if v{number}.currency != u{number}: return doubtful(values)"
            yield f" v{number} = v{number}.minor"

    def _test(self, number: int, row: int) -> str | None:
        """Return the expression that says whether the row accepts the value; None where the masks must say."""
        column, kind = self._columns[number]
        if not kind.ordered:
            return self._accepted(number, row, column)
        if len(column.scales) != 1:
            return None
        ((_, scale),) = column.scales.items()
        if any((hold ^ may) >> row & 1 for hold, may in scale.masks):
            return None
        pieces = [bool(may >> row & 1) for _, may in scale.masks]
        if all(pieces) or not any(pieces):
            return None
        runs = [self._between(number, scale.points, *run) for run in _runs(pieces)]
        return runs[0] if len(runs) == 1 else f"({' or '.join(runs)})"

    def _accepted(self, number: int, row: int, column: Column) -> str | None:
        answers = [column.elsewhere, *column.exact.values()]
        if any((hold ^ may) >> row & 1 for hold, may in answers):
            return None
        known = {value: bool(may >> row & 1) for value, (_, may) in column.exact.items()}
        self._given[f"a{number}_{row}"] = _Accepts(known, elsewhere=bool(column.elsewhere[1] >> row & 1))
        return f"a{number}_{row}[v{number}]"

    def _between(self, number: int, points: tuple[Any, ...], first: int, last: int) -> str:
        """Compare with the ends of a run of pieces; odd pieces are the points. Only orders: None must not pass."""
        low = "" if first == 0 else f"{self._bound(number, points, (first - 1) // 2)} {'<=' if first % 2 else '<'} "
        high = ""
        if last < 2 * len(points):
            high = f" {'<=' if last % 2 else '<'} {self._bound(number, points, last // 2)}"
        return f"{low}v{number}{high}"

    def _bound(self, number: int, points: tuple[Any, ...], index: int) -> str:
        if type(points[index]) is int:
            return str(points[index])
        self._given[f"b{number}_{index}"] = points[index]
        return f"b{number}_{index}"


def _runs(pieces: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Return the first and last place of each run of accepted pieces."""
    first: int | None = None
    for place, accepted in enumerate([*pieces, False]):
        if accepted and first is None:
            first = place
        elif not accepted and first is not None:
            yield first, place - 1
            first = None
