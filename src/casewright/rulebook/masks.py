"""What the two masks of a case mean under each hit policy."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from casewright.rulebook.table import HitPolicy
from casewright.rulebook.walk import Answer

__all__ = ["Masks", "Settle", "bits_of", "lowest_bit"]

Masks = tuple[int, int]
"""The rows that do hold, and the rows that may hold."""


def bits_of(mask: int) -> Iterator[int]:
    """Return the rows of a mask, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def lowest_bit(mask: int) -> int:
    """Return the first row of a mask that is not empty."""
    return (mask & -mask).bit_length() - 1


@dataclass(frozen=True, slots=True)
class Settle:
    """Settles by a hit policy. `kin` are, for each row, the rows that may hold beside it without a clash."""

    hit: HitPolicy
    kin: tuple[int, ...]

    def answer(self, hold: int, may: int) -> Answer | None:
        """Return the rows that answer, or those still open. None: no row covers the case."""
        return _RULES[self.hit](self, hold, may)

    def stop(self, hold: int, may: int) -> Answer | None:
        """Return the first row that may hold."""
        if not may:
            return None
        low = may & -may
        index = (low.bit_length() - 1,)
        return Answer(index) if hold & low else Answer(open=index)

    def gather(self, hold: int, may: int) -> Answer:
        """Return every row that holds, once none is open any more."""
        return Answer(open=tuple(bits_of(may & ~hold))) if may != hold else Answer(tuple(bits_of(hold)))

    def single(self, hold: int, may: int) -> Answer | None:
        """Return the one row that holds, unless another result holds too or still may."""
        if not hold:
            return Answer(open=(lowest_bit(may),)) if may else None
        row = lowest_bit(hold)
        strange = ~self.kin[row]
        if clash := hold & strange:
            return Answer(clash=(row, lowest_bit(clash)))
        rivals = may & ~hold & strange
        return Answer(open=(lowest_bit(rivals),)) if rivals else Answer((row,))


_RULES: Mapping[HitPolicy, Callable[[Settle, int, int], Answer | None]] = {
    HitPolicy.FIRST: Settle.stop,
    HitPolicy.PRIORITY: Settle.stop,
    HitPolicy.UNIQUE: Settle.single,
    HitPolicy.ANY: Settle.single,
    HitPolicy.COLLECT: Settle.gather,
    HitPolicy.OUTPUT_ORDER: Settle.gather,
}
