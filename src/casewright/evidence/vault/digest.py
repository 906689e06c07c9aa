"""A digest says by which algorithm it was made: a later algorithm must not make old exhibits look altered."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from casewright.evidence.vault.errors import DigestError

__all__ = ["Algorithm", "Digest", "digest_of"]


class Algorithm(StrEnum):
    """How a digest is made. The first is used for what is new; the others stay readable."""

    SHA256 = "sha256"
    SHA512 = "sha512"


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """The algorithm and the value in lower-case hex; as text `sha256:…`."""

    algorithm: Algorithm
    value: str

    def __post_init__(self) -> None:
        if len(self.value) != hashlib.new(self.algorithm).digest_size * 2 or not set(self.value) <= _HEX:
            raise DigestError(f"{self.algorithm}:{self.value}")

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"

    @classmethod
    def from_text(cls, text: str) -> "Digest":
        """Read what `str` wrote. Raise DigestError."""
        name, _, value = text.partition(":")
        try:
            return cls(Algorithm(name), value)
        except ValueError as error:
            raise DigestError(text) from error

    def fits(self, content: bytes) -> bool:
        """Say whether the content has this digest, by this digest's own algorithm."""
        return digest_of(content, self.algorithm) == self


_HEX = frozenset("0123456789abcdef")


def digest_of(content: bytes, algorithm: Algorithm = Algorithm.SHA256) -> Digest:
    """Return the digest of the content."""
    return Digest(algorithm, hashlib.new(algorithm, content).hexdigest())
