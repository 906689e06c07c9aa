"""Make the next pieces while the last one is used: two cores for two steps of one errand."""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["ahead"]

_Piece = TypeVar("_Piece")
_AHEAD = 2
"""So many pieces lie ready: with one, each step waits for the other whenever a piece takes longer than usual."""


def ahead(pieces: Iterator[_Piece]) -> Generator[_Piece, None, None]:
    """Yield the pieces in their order, some more than were asked for being made on another thread meanwhile.

    What making a piece raises is raised here, in its turn. Close this iterator before what the pieces are made of.
    """
    beside = ThreadPoolExecutor(1)
    try:
        coming = deque(beside.submit(_next, pieces) for _ in range(_AHEAD))
        while found := coming.popleft().result():
            coming.append(beside.submit(_next, pieces))
            yield found[0]
    finally:
        beside.shutdown(cancel_futures=True)


def _next(pieces: Iterator[_Piece]) -> tuple[_Piece] | None:
    """Return the next piece in a tuple; None at the end, which a future cannot raise."""
    return next(((piece,) for piece in pieces), None)
