"""A stream of choices that a seed fixes for good: the same on every machine and in every version of Python."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

__all__ = ["Chance"]

_T = TypeVar("_T")
_BYTES = 8


class Chance:
    """Choices drawn from SHA-256 of a seed and a counter. `fork` gives a stream that depends on the name alone."""

    __slots__ = ("_at", "_seed")

    def __init__(self, seed: str) -> None:
        self._seed, self._at = seed, 0

    def fork(self, name: str) -> "Chance":
        """Return the stream called `name`, untouched by what was drawn before."""
        return Chance(f"{self._seed}/{name}")

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to `limit` - 1."""
        digest = sha256(f"{self._seed}#{self._at}".encode()).digest()
        self._at += 1
        return int.from_bytes(digest[:_BYTES], "big") % limit

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both possible."""
        return low + self.below(high - low + 1)

    def pick(self, choices: Sequence[_T]) -> _T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def digits(self, count: int) -> str:
        """Return so many digits, the first not a nought."""
        return str(self.between(1, 9)) + "".join(str(self.below(10)) for _ in range(count - 1))

    def letters(self, count: int) -> str:
        """Return so many capital letters, none that looks like a digit."""
        return "".join(self.pick("ABCDEFGHJKLMNPRTUVWXY") for _ in range(count))

    @property
    def number(self) -> int:
        """A seed for a generator of numbers, the same at any time."""
        return int.from_bytes(sha256(self._seed.encode()).digest()[:_BYTES], "big")
