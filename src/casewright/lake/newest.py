"""Which rows stand when imports overlap: of an order line the newest version, of anything else each row once.

Rows of one import are never dropped for being alike: a settlement may charge the same fee twice. Of two imports that
both hold such rows, the one that holds more counts. Of alike rows that of the latest import stands, since its original,
which has what no record file holds, is kept longest.
"""

from collections.abc import Sequence

import polars as pl

from casewright.lake.schema import Table

__all__ = ["newest"]

_READ_AT = ("source", "source_name", "part", "row")
_NTH, _TURN = "nth of its like", "turn of its import"


def newest(frame: pl.DataFrame, table: Table, imports: Sequence[str]) -> pl.DataFrame:
    """Return the rows that stand, by order, item and place. `imports` are all digests, the oldest import first."""
    if frame.height <= 1:
        return frame
    turn = pl.col("source").cast(pl.Enum(imports), strict=False).to_physical()
    by = [name for name in ("order_id", "order_item_id", "sku", "report", table.version_by, _TURN, "row") if name]
    known = {*frame.columns, _TURN}
    ordered = frame.with_columns(turn.alias(_TURN)).sort([name for name in by if name in known], nulls_last=False)
    ordered = ordered.drop(_TURN)
    if table.same_by:
        return ordered.unique(subset=list(table.same_by), keep="last", maintain_order=True)
    same = [name for name in frame.columns if name not in _READ_AT]
    numbered = ordered.with_columns(pl.int_range(pl.len()).over([*same, "source"]).alias(_NTH))
    return numbered.unique(subset=[*same, _NTH], keep="last", maintain_order=True).drop(_NTH)
