"""Columns of Arrow as columns of facts: as much as possible as they lie in memory."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds
from numpy.typing import NDArray

from casewright.rulebook.columns import Coded, Scaled

__all__ = ["boolean_column", "coded_column", "decimal_column", "whole_column"]

_DIGITS = 18
"""How many digits of a decimal fit into 64 bits."""


def coded_column(array: Any) -> Coded:  # noqa: ANN401 - pyarrow ships no types
    """Return texts as codes; a file keeps each text once, and so does the column."""
    listed = array if kinds.is_dictionary(array.type) else array.dictionary_encode()
    codes = listed.indices.fill_null(-1) if listed.null_count else listed.indices
    names = listed.dictionary.to_pylist()
    if None in names:
        codes = pa.array(np.where(codes.to_numpy() == names.index(None), -1, codes.to_numpy()))
    return Coded(codes.to_numpy(zero_copy_only=False), tuple("" if name is None else name for name in names))


def boolean_column(array: Any) -> Coded:  # noqa: ANN401 - as above
    """Return true and false as codes."""
    codes = array.cast(pa.int8())
    codes = codes.fill_null(-1) if array.null_count else codes
    return Coded(codes.to_numpy(zero_copy_only=False), (False, True))


def whole_column(array: Any) -> Scaled:  # noqa: ANN401 - as above
    """Return whole numbers, dates as days and instants as microseconds since 1970. Raise ArrowInvalid."""
    kind = array.type
    if kinds.is_timestamp(kind):
        array = array.cast(pa.timestamp("us", kind.tz)).cast(pa.int64())
    elif kinds.is_date(kind):
        array = array.cast(pa.date32()).cast(pa.int32())
    elif kinds.is_uint64(kind):
        array = array.cast(pa.int64())
    known = _known(array)
    return Scaled((array if known is None else array.fill_null(0)).to_numpy(zero_copy_only=False), known)


def decimal_column(array: Any) -> Scaled:  # noqa: ANN401 - as above
    """Return decimals as whole numbers times a power of ten. Raise ArrowInvalid."""
    digits = max(0, array.type.scale)
    known = _known(array)
    filled = array if known is None else array.fill_null(0)
    low = np.frombuffer(filled.cast(pa.decimal128(_DIGITS, digits)).buffers()[1], np.int64)[::2]
    return Scaled(low[filled.offset : filled.offset + len(filled)], known, digits)


def _known(array: Any) -> NDArray[np.bool_] | None:  # noqa: ANN401 - as above
    if not array.null_count:
        return None
    known: NDArray[np.bool_] = array.is_valid().to_numpy(zero_copy_only=False)
    return known
