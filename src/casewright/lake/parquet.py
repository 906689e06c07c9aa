"""Frames to one Parquet file, as they come."""

from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from casewright.lake.frames import polars_schema
from casewright.lake.schema import SCHEMA_VERSION, Table

__all__ = ["sink"]

_GROUP_ROWS = 131_072
_LEVEL, _PASSING_LEVEL = 3, 1
"""How hard zstd packs."""
_LAID = "ARROW:schema"
"""The key under which a Parquet file says how its columns lay in memory; readers go by it."""


def sink(
    frames: Iterator[pl.DataFrame],
    path: Path,
    table: Table,
    *,
    schema: Mapping[str, pl.DataType] | None = None,
    group_rows: int = _GROUP_ROWS,
    passing: bool = False,
) -> int:
    """Write the frames in their order and return how many rows there were. What they raise is raised here.

    `schema` is how the frames lie where text lies as codes; the file is read as the table says in any case. What is
    `passing`, because compaction writes it again, is packed lightly and without the least and greatest values by which
    readers skip.
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
        register_io_source(source, schema=dict(schema or polars_schema(table))).sink_parquet(
            path,
            compression="zstd",
            compression_level=_PASSING_LEVEL if passing else _LEVEL,
            row_group_size=group_rows,
            statistics=not passing,
            metadata={"casewright.table": table.name, "casewright.schema": str(SCHEMA_VERSION), _LAID: _laid(table)},
        )
    except Exception:
        if raised:
            raise raised[0] from None
        raise
    return count


@cache
def _laid(table: Table) -> str:
    """Return what an unwritten file of the table says of its columns."""
    empty = BytesIO()
    pl.DataFrame(schema=polars_schema(table)).write_parquet(empty)
    empty.seek(0)
    return str(pl.read_parquet_metadata(empty)[_LAID])
