"""Make the next piece while the last one is used: two cores for two steps of one errand."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["ahead"]

_Piece = TypeVar("_Piece")


def ahead(pieces: Iterator[_Piece]) -> Generator[_Piece, None, None]:
    """Yield the pieces in their order, one more than was asked for being made on another thread meanwhile.

    What making a piece raises is raised here, in its turn. Close this iterator before what the pieces are made of.
    """
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(_next, pieces)
        while found := coming.result():
            coming = beside.submit(_next, pieces)
            yield found[0]


def _next(pieces: Iterator[_Piece]) -> tuple[_Piece] | None:
    """Return the next piece in a tuple; None at the end, which a future cannot raise."""
    return next(((piece,) for piece in pieces), None)
