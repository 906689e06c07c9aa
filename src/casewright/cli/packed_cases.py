"""Many cases as JSON values, packed while nobody looks at them, so that fifty thousand fit into little memory."""

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Self

__all__ = ["PackedCases"]

_FAST = 1


class PackedCases:
    """Cases in their order, each a new dict whenever it is looked at."""

    def __init__(self, cases: Iterable[dict[str, Any]]) -> None:
        self._packed = [(case["status"], zlib.compress(json.dumps(case).encode("ascii"), _FAST)) for case in cases]

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for _, packed in self._packed:
            yield json.loads(zlib.decompress(packed))

    def not_closed(self) -> Self:
        """Return the cases that the team's own list does not have as closed."""
        left = type(self)(())
        left._packed = [one for one in self._packed if one[0] != "closed"]  # noqa: SLF001 - its own class
        return left
