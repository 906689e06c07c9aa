"""Ask the lake: what is known of an order, what happened in a month."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from casewright.domain.case import Record
from casewright.domain.returns import Return
from casewright.lake.frames import polars_schema, records_of
from casewright.lake.lake import Lake
from casewright.lake.newest import newest
from casewright.lake.schema import Table, tables

__all__ = ["frame_of_files", "month_of_orders", "orders_among", "records_of_orders", "table_frame", "unsettled_returns"]

_SUMS = ("item_price_minor", "item_tax_minor", "shipping_price_minor", "shipping_tax_minor")


def table_frame(lake: Lake, table: Table) -> pl.LazyFrame:
    """Return every row of a table, each import's own: older versions of a line stand beside newer ones."""
    return frame_of_files([lake.store.path(name) for name in lake.files(table.name).names], table)


def frame_of_files(paths: Sequence[Path], table: Table) -> pl.LazyFrame:
    """Return the rows of some files of a table, of whichever schema: columns that have gone are passed over."""
    schema = polars_schema(table)
    if not paths:
        return pl.LazyFrame(schema=schema)
    found = [
        pl.scan_parquet(str(path), missing_columns="insert", extra_columns="ignore", schema=schema) for path in paths
    ]
    return pl.concat(found)


def records_of_orders(lake: Lake, order_ids: Iterable[str]) -> list[Record]:
    """Return everything the lake knows of some orders, the newest version of each order line."""
    wanted = sorted(set(order_ids))
    found: list[Record] = []
    if not wanted:
        return found
    asked = pl.col("order_id") == wanted[0] if len(wanted) == 1 else pl.col("order_id").is_in(wanted)
    for table in tables().values():
        if lake.files(table.name).names:
            frame = newest(table_frame(lake, table).filter(asked).collect(), table, lake.digests())
            found.extend(records_of(frame, table))
    return found


def orders_among(lake: Lake, order_ids: Iterable[str], digest: str) -> set[str]:
    """Return those of the orders that one import names."""
    manifest, wanted, found = lake.manifest(digest), sorted(set(order_ids)), set[str]()
    for file in manifest.files if manifest and wanted else ():
        named = pl.scan_parquet(lake.store.path(file.name)).select("order_id").filter(pl.col("order_id").is_in(wanted))
        found |= set(named.unique().collect(engine="streaming").to_series())
    return found


def unsettled_returns(lake: Lake) -> list[Return]:
    """Return the rows of return reports that state neither a refund nor a resolution: they may need a case."""
    table = tables()["return"]
    open_rows = pl.col("refunded_minor").is_null() & pl.col("resolution").is_null()
    found = records_of(newest(table_frame(lake, table).filter(open_rows).collect(), table, lake.digests()), table)
    return [row for row in found if isinstance(row, Return)]


def month_of_orders(lake: Lake, month: date) -> pl.DataFrame:
    """Return the orders bought in a month (UTC) by marketplace, state and currency: orders, units, minor units."""
    table = tables()["order_line"]
    begin = datetime(month.year, month.month, 1, tzinfo=UTC)
    end = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=UTC)
    bought = table_frame(lake, table).filter(pl.col("purchased_at").is_between(begin, end, closed="left"))
    if lake.files(table.name).later:
        bought = newest(bought.collect(engine="streaming"), table, lake.digests()).lazy()
    return (
        bought.group_by("marketplace", "state", currency="item_price_currency")
        .agg(
            orders=pl.col("order_id").n_unique(),
            units=pl.col("quantity").sum(),
            total_minor=pl.sum_horizontal(pl.col(name).sum() for name in _SUMS),
        )
        .sort("marketplace", "state", "currency", nulls_last=True)
        .collect(engine="streaming")
    )
