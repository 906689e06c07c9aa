"""Frames to one Parquet file, as they come."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from casewright.lake.schema import SCHEMA_VERSION, Table

__all__ = ["sink"]

_GROUP_ROWS = 131_072
_LEVEL = 3


def sink(
    frames: Iterator[pl.DataFrame],
    schema: Mapping[str, pl.DataType],
    path: Path,
    table: Table,
    *,
    group_rows: int = _GROUP_ROWS,
    level: int = _LEVEL,
) -> int:
    """Write the frames in their order and return how many rows there were. What they raise is raised here.

    `level` is that of zstd: how hard to pack.
    """
    raised: list[BaseException] = []
    count = 0

    def source(
        _columns: list[str] | None, _predicate: pl.Expr | None, _rows: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        nonlocal count
        try:
            for frame in frames:
                count += frame.height
                yield frame
        except BaseException as error:
            raised.append(error)
            raise

    try:
        register_io_source(source, schema=dict(schema)).sink_parquet(
            path,
            compression="zstd",
            compression_level=level,
            row_group_size=group_rows,
            metadata={"casewright.table": table.name, "casewright.schema": str(SCHEMA_VERSION)},
        )
    except Exception:
        if raised:
            raise raised[0] from None
        raise
    return count
