"""Which rows stand when imports overlap: of an order line the newest version, of anything else each row once.

Rows of one import are never dropped for being alike: a settlement may charge the same fee twice. Of two imports that
both hold such rows, the one that holds more counts.
"""

import polars as pl

from casewright.lake.schema import Table

__all__ = ["newest"]

_READ_AT = ("source", "source_name", "part", "row")
_NTH = "nth of its like"


def newest(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the rows that stand, by order, item and place."""
    by = [name for name in ("order_id", "order_item_id", "sku", "report", table.version_by, "source", "row") if name]
    ordered = frame.sort([name for name in by if name in frame.columns], nulls_last=False)
    if table.same_by:
        return ordered.unique(subset=list(table.same_by), keep="last", maintain_order=True)
    same = [name for name in frame.columns if name not in _READ_AT]
    numbered = ordered.with_columns(pl.int_range(pl.len()).over([*same, "source"]).alias(_NTH))
    return numbered.unique(subset=[*same, _NTH], keep="first", maintain_order=True).drop(_NTH)
