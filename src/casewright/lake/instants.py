"""Instants in bulk: cells such as 2025-07-10T07:33:10+00:00, all of one column at once."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casewright.intake.reports.columns import ColumnReader
from casewright.intake.reports.values import KINDS
from casewright.lake.distinct import TYPES
from casewright.lake.schema import Shape

__all__ = ["read_instants"]

_WRITTEN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-5][0-9]"
_WRITTEN_CHARS = len("2025-07-10T07:33:10")
_DAY_CHARS = len("2025-07-10")
_USUAL = (pl.datetime(1990, 1, 1), pl.datetime(2101, 1, 1))
"""Instants outside are looked at one by one."""
_MONTHS = np.arange("1990-01", "2101-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int32)
"""The day, counted from 1970, on which each usual month begins, and the one after them."""
_FIRST_YEAR, _YEAR_MONTHS = 1990, 12
_DIGITS = np.array([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18])
_ZERO, _TEN = ord("0"), 10
_HOURS, _SIXTY = 24, 60
_SECOND = 1_000_000
_MOST_ENDINGS = 200
_BASE = datetime(2001, 1, 1, tzinfo=UTC)


def read_instants(reader: ColumnReader, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the instants of cells, and which rows have to be read one by one.

    All cells written as the first one are read at once, then what is left by what stands after the seconds.
    """
    first = next(iter(cells.filter(cells.str.len_bytes() > 0).head(1)), "")
    ending, mark = first[_WRITTEN_CHARS:], first[_DAY_CHARS : _DAY_CHARS + 1]
    shift = _shift(reader, mark + ending) if re.match(_WRITTEN, first) else None
    if shift is None:
        return _by_ending(reader, cells)
    done = _written_as(first.encode(), cells, shift)
    rest = done.is_null()
    if not rest.any():
        return done, rest
    others, left = _by_ending(reader, cells.filter(rest))
    return done.clone().scatter(rest.arg_true(), others), rest.clone().scatter(rest.arg_true(), left)


def _written_as(first: bytes, cells: pl.Series, shift: int) -> pl.Series:
    """Return the instants of cells that differ from the first in their digits alone; none of the others."""
    fits = cells.str.len_bytes() == len(first)
    if not fits.all():
        done = pl.repeat(None, len(cells), dtype=TYPES[Shape.INSTANT], eager=True)
        return done.scatter(fits.arg_true(), _written_as(first, cells.filter(fits), shift))
    joined = cells.str.join("").item().encode()
    chars = np.ascontiguousarray(np.frombuffer(joined, np.uint8).reshape(-1, len(first)).T)
    others = np.setdiff1d(np.arange(len(first)), _DIGITS)
    good = (chars[others] == np.frombuffer(first, np.uint8)[others, None]).all(axis=0)
    digits = chars[_DIGITS] - np.uint8(_ZERO)
    good &= (digits < _TEN).all(axis=0)
    at, usual = _reckoned(digits)
    good &= usual
    found = pl.Series(at * _SECOND + shift).cast(TYPES[Shape.INSTANT])
    return found if good.all() else found.set(pl.Series(~good), None)


def _reckoned(digits: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return seconds from 1970 for rows of fourteen digits, year to second, and where such a moment exists."""
    pairs = (digits[0::2] * np.uint8(_TEN) + digits[1::2]).astype(np.int32)
    century, years, month, day, hour, minute, second = pairs
    months = (century * 100 + years - _FIRST_YEAR) * _YEAR_MONTHS + month - 1
    usual = (months >= 0) & (months < len(_MONTHS) - 1) & (month >= 1) & (month <= _YEAR_MONTHS)
    months = np.where(usual, months, 0)
    days = _MONTHS[months] + day - 1
    usual &= (day >= 1) & (days < _MONTHS[months + 1]) & (hour < _HOURS) & (minute < _SIXTY) & (second < _SIXTY)
    seconds = (hour * _SIXTY + minute) * _SIXTY + second
    return days.astype(np.int64) * (_HOURS * _SIXTY**2) + seconds, usual


def _by_ending(reader: ColumnReader, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Read the first part in bulk, each distinct ending once."""
    cell = pl.col("cell")
    head = cell.str.slice(0, _WRITTEN_CHARS).str.replace(" ", "T", literal=True)
    frame = pl.DataFrame({"cell": cells}).select(
        shaped=cell.str.contains(_WRITTEN),
        at=head.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us"),
        ending=cell.str.slice(_DAY_CHARS, 1) + cell.str.slice(_WRITTEN_CHARS),
    )
    usual = pl.col("at").is_between(*_USUAL, closed="left")
    good = frame.select((pl.col("shaped") & usual).fill_null(value=False)).to_series()
    endings = frame.get_column("ending").filter(good).unique().to_list()
    if not endings or len(endings) > _MOST_ENDINGS:
        return (
            pl.repeat(None, len(cells), dtype=TYPES[Shape.INSTANT], eager=True),
            pl.repeat(value=True, n=len(cells), dtype=pl.Boolean(), eager=True),
        )
    shifts = pl.Series([_shift(reader, ending) for ending in endings], dtype=pl.Int64)
    shift = pl.col("ending").replace_strict(endings, shifts, default=None)
    at = pl.col("at").dt.replace_time_zone("UTC") + pl.duration(microseconds=shift)
    done = frame.with_columns(good=good).select(pl.when("good").then(at)).to_series()
    return done, done.is_null()


def _shift(reader: ColumnReader, ending: str) -> int | None:
    """Return the microseconds that an ending moves the instant before it; None where it must be read whole."""
    setting = replace(reader.setting, took_utc=False)
    value = KINDS[reader.kind](f"2001-01-01{ending[:1]}00:00:00{ending[1:]}", setting)
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    reader.setting.took_utc |= setting.took_utc
    return (value - _BASE) // datetime.resolution
