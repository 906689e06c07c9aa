"""Join the imports of a table into one file, sorted by order, so that one order is found without reading the rest."""

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import pairwise

import polars as pl

from casewright.lake.lake import Compacted, Lake
from casewright.lake.lookup import table_frame
from casewright.lake.newest import newest
from casewright.lake.parquet import sink
from casewright.lake.renewing import is_outdated, left_behind, renew
from casewright.lake.schema import SCHEMA_VERSION, Table, lost_columns_since, tables

__all__ = ["compact"]

_ROWS_AT_ONCE = 250_000
_SAMPLED = 64
_GROUP_ROWS = 32_768


def compact(lake: Lake, step: Callable[[str, int, int], None] | None = None) -> list[str]:
    """Compact every table that has imports outside its sorted file; return their names. Import files stay.

    Files of an older schema are written anew, and gone afterwards. `step` is told the table, how many rows are written,
    and how many there are at most.
    """
    lake.check()
    if is_outdated(lake):
        lake.begin()
        renew(lake)
    done = []
    for table in tables().values():
        files = lake.files(table.name)
        if files.later or (files.compacted and lost_columns_since(files.compacted.schema, table.name)):
            _compact(lake, table, step)
            done.append(table.name)
    for name in left_behind(lake):
        lake.store.remove(name)
    return done


def _compact(lake: Lake, table: Table, step: Callable[[str, int, int], None] | None) -> None:
    before, covers = lake.compacted(table.name), _covers(lake, table)
    if before and lost_columns_since(before.schema, table.name):
        before = None
    held = f"{SCHEMA_VERSION} {' '.join(sorted(covers))}"
    name = f"compacted/{table.name}/{hashlib.sha256(held.encode()).hexdigest()}.parquet"
    with lake.draft() as draft:
        count = sink(_sorted(lake, table, step), draft, table, group_rows=_GROUP_ROWS)
        with draft.open("rb") as file:
            checked = hashlib.file_digest(file, "sha256").hexdigest()
        lake.store.keep(name, draft)
    made = Compacted(name, checked, count, covers, before.file if before else None)
    lake.put(f"compacted/{table.name}.json", json.dumps(made.to_json(), indent=1).encode() + b"\n")
    for old in lake.store.names(f"compacted/{table.name}"):
        if old not in {made.file, made.before}:
            lake.store.remove(old)


def _covers(lake: Lake, table: Table) -> frozenset[str]:
    return frozenset(
        manifest.digest for manifest in lake.manifests() if any(file.table == table.name for file in manifest.files)
    )


def _sorted(lake: Lake, table: Table, step: Callable[[str, int, int], None] | None) -> Iterator[pl.DataFrame]:
    """Yield the rows that stand, range by range of order ids, so that memory holds one range."""
    rows = table_frame(lake, table)
    total, written, imports = rows.select(pl.len()).collect().item(), 0, lake.digests()
    for inside in _ranges(rows, total):
        frame = newest(rows.filter(inside).collect(engine="streaming"), table, imports)
        written += frame.height
        yield frame
        if step:
            step(table.name, written, total)


def _ranges(rows: pl.LazyFrame, total: int) -> Iterator[pl.Expr]:
    """Yield conditions that together hold for every row once; rows that name no order are in the first."""
    order, bounds = pl.col("order_id"), list[str]()
    if total > _ROWS_AT_ONCE:
        sampled = rows.select(order).gather_every(_SAMPLED).collect(engine="streaming").to_series().drop_nulls().sort()
        bounds = sampled.gather_every(_ROWS_AT_ONCE // _SAMPLED).unique(maintain_order=True).to_list()[1:]
    if not bounds:
        yield pl.lit(value=True)
        return
    yield order.is_null() | (order < bounds[0])
    for low, high in pairwise(bounds):
        yield (order >= low) & (order < high)
    yield order >= bounds[-1]
