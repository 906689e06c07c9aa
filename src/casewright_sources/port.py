"""The port between what brings files and what keeps them.

A source yields contents with names, and says after each how far it has come. A sink keeps each content once. The cursor
is stored only when the content before it is kept, so that a run that breaks off anywhere is simply done again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

__all__ = ["Arrival", "Renewing", "Sink", "Source"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One content from a source. `cursor` is where to go on once it is kept; only the source reads it.

    `content` is None when there is nothing to keep and the source only came further. `left` is how many more are known
    to wait behind it.
    """

    cursor: str
    name: str = ""
    content: bytes | None = None
    left: int | None = None


class Source(Protocol):
    """Something that brings files."""

    def arrivals(self, cursor: str | None) -> Iterator[Arrival]:
        """Yield what came after the cursor (None: from the beginning), oldest first. Raise SourceError."""

    def wait(self, seconds: float) -> None:
        """Return when something new may have come, at the latest after so many seconds. Raise SourceError."""

    def close(self) -> None:
        """Let go of whatever is held; the source may be asked again afterwards."""


@runtime_checkable
class Renewing(Protocol):
    """A source whose secret changes as it is used: `renewed_secret` takes the place of the stored one."""

    renewed_secret: str | None


class Sink(Protocol):
    """Something that keeps files."""

    def keep(self, name: str, content: bytes) -> bool:
        """Keep a content durably before returning. Say whether it is new; equal content is kept once."""
