"""Pieces made ahead come in their order, with what went wrong in its turn, and no more than one too many is made."""

from collections.abc import Iterator

import pytest

pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")

from casewright.lake.ahead import ahead


def test_pieces_come_in_their_order() -> None:
    assert list(ahead(iter([0, 1, None, 3]))) == [0, 1, None, 3]


def test_what_a_piece_raises_is_raised_after_the_pieces_before_it() -> None:
    def pieces() -> Iterator[int]:
        yield 1
        raise KeyError("second")

    coming = ahead(pieces())
    assert next(coming) == 1
    with pytest.raises(KeyError, match="second"):
        next(coming)


def test_who_stops_early_has_few_pieces_made_in_vain() -> None:
    made: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(9):
            made.append(number)
            yield number

    coming = ahead(pieces())
    assert next(coming) == 0
    coming.close()
    assert made == [0, 1, 2][: len(made)]
