"""A big report to frames of records, some megabytes at a time, with the meaning of the row reader."""

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field, replace

import polars as pl

from casewright.domain.wire import record_to_wire, to_wire
from casewright.intake.findings import FindingLog
from casewright.intake.reports.building import CONSTANTS, RECORDS, Builder, state_of
from casewright.intake.reports.columns import Bound, Habits
from casewright.intake.reports.layouts import Layout
from casewright.intake.reports.table import Chunk
from casewright.intake.reports.values import currency_code
from casewright.lake.ahead import ahead
from casewright.lake.cells import Cells, CellSource, column_at
from casewright.lake.distinct import Currencies, Read
from casewright.lake.frames import polars_schema, without_personal
from casewright.lake.schema import EXACT, Column, Shape, Table, table_named
from casewright.lake.values import Books, Reading, mapped, read_column, recurs, stripped

__all__ = ["Frames", "Unsettled", "table_for", "wanted_columns"]

_JOIN = "\x1f"
"""Stands between two cells that are looked up together; were it in a cell, the first one still names the split."""


_SAMPLED_BYTES = 4 * 1024 * 1024
_FEWEST_SAMPLED = 1000
_REPEATS = 4
"""So often on average a text stands in the first rows when it is taken for one that recurs."""
_REPEATED = frozenset({"text", "token"})
_NEVER_REMARKED = frozenset({"text", "email", "text_or_empty"})
"""Kinds that give no remarks: a column that is not kept need not be read."""


class Unsettled(Exception):  # noqa: N818 - it ends a reading that has to begin anew; nothing is wrong
    """Something was met that only the rest of the file can settle: learn from the whole file, and read it again."""


def table_for(layout: Layout) -> Table:
    """Return the lake's table for the rows of a report."""
    found = table_named(layout.record) if layout.record in RECORDS else table_named(layout.name)
    if found is None:
        raise KeyError(layout.name)
    return found


def wanted_columns(bound: Bound) -> tuple[int, ...]:
    """Return the positions of the columns that are read."""
    extra = [at for at in (bound.currency_at, bound.settlement_at, *(bound.state_at or ())) if at is not None]
    return tuple(sorted({0, *extra, *(reader.at for reader in bound.columns)}))


@dataclass(slots=True)
class Frames:
    """The frames of one report. After `Unsettled`, call `learn` and begin again with a fresh log."""

    bound: Bound
    cells: CellSource
    log: FindingLog
    rows: int = 0
    at_byte: int = 0
    _seen: pl.DataFrame | None = field(default=None)
    _books: Books = field(default_factory=dict)
    _laid: dict[str, pl.DataType] = field(default_factory=dict)
    _seem_to_recur: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Look at the first rows to see which texts recur."""
        self._seem_to_recur = frozenset(self._recurring())

    @property
    def _coded(self) -> frozenset[str]:
        """The fields whose cells repeat."""
        return self._seem_to_recur | {reader.field for reader in self.bound.columns if recurs(reader)}

    def _recurring(self) -> Iterator[str]:
        first = next(replace(self.cells, chunk_bytes=_SAMPLED_BYTES).chunks(None), None)
        if first is None or first.frame.height < _FEWEST_SAMPLED:
            return
        for reader in self.bound.columns:
            cells = first.frame.get_column(column_at(reader.at))
            if reader.kind in _REPEATED and cells.n_unique() * _REPEATS <= len(cells):
                yield reader.field

    @property
    def _crowded(self) -> bool:
        """Whether a text that seemed to recur does not."""
        return any(self._books[name].crowded for name in self._seem_to_recur & self._books.keys())

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """How the columns lie in the frames: as the table says, but text that recurs as codes."""
        table, fields = table_for(self.bound.table.layout), {reader.field for reader in self.bound.columns}
        laid = dict(polars_schema(table))
        for column in table.columns:
            texts = [name for name, shape in column.physical if shape is Shape.TEXT]
            if column.field == "state" and self.bound.state_at:
                continue
            if column.field not in fields:
                laid |= dict.fromkeys(texts, pl.Enum([]))
            elif column.field in self._coded:
                laid |= dict.fromkeys(texts, pl.Categorical())
        stated = {name: pl.Enum([value]) for name, value in self._stated().items() if name not in fields}
        return laid | {"part": pl.Enum([])} | stated

    def _stated(self) -> dict[str, str]:
        """Return what every row of the file has in common, as text."""
        layout = self.bound.table.layout
        stated = {name: to_wire(CONSTANTS[name](text)) for name, text in layout.always}
        known = {"report": layout.name, "source": self.log.digest, "source_name": self.log.file, **stated}
        return {name: value for name, value in known.items() if isinstance(value, str)}

    def learn(self, log: FindingLog) -> None:
        """Walk the file to settle notations, day and month, each settlement's currency; begin anew with a new log."""
        self.log = log
        if self._crowded:
            self._seem_to_recur = frozenset()
        habits = Habits(self.bound)
        for cells in self.cells.chunks(None):
            habits.learn({at: set(cells.frame.get_column(column_at(at)).unique()) for at in habits.columns}.__getitem__)
            self._learn_settlements(cells.frame)
        habits.settle(self.log)

    def read(self) -> Generator[pl.DataFrame, None, None]:
        """Yield the records in the file's order. Raise Unsettled."""
        self._seen, self.rows, lines = None, 0, self.log.fresh()
        self._books, self._laid = {}, self.schema
        with closing(ahead(self.cells.chunks(lines))) as chunks:
            for cells in chunks:
                self.at_byte = cells.at_byte
                if cells.frame.height:
                    self.rows += cells.frame.height
                    yield self._built(cells)
                if self.bound.unsettled or self._crowded:
                    raise Unsettled
        lines.join(self.log)
        self.log = lines
        if not self.rows:
            layout, header_row = self.bound.table.layout, self.bound.table.header_row
            self.log.add("REP002", header_row, report=layout.title)
        for column in self.bound.columns:
            column.close(self.log)
        if self.cells.breaks_off:
            self.log.add("REP028")

    def _built(self, cells: Cells) -> pl.DataFrame:
        layout = self.bound.table.layout
        table = table_for(layout)
        values = self._values(cells, table)
        misfits = values.pop(EXACT, None)
        frame = self._complete(pl.DataFrame({**values, "row": cells.numbers}), table)
        if misfits is not None:
            frame = self._with_exact(frame, cells, misfits, table)
        kept = self._required(cells, frame, table)
        if kept is not None:
            frame = frame.filter(kept)
        return self._distinct(frame, table) if layout.distinct else frame

    def _values(self, cells: Cells, table: Table) -> Read:
        columns = {column.field: column for column in (*table.columns, Column("order_id", Shape.TEXT))}
        money = Currencies.of(self._currencies(cells))
        to = Reading(cells.numbers, cells.plain, self.log, self._coded, self._books)
        found: Read = {}
        for reader in self.bound.columns:
            column = columns.get(reader.field)
            if column is None:
                if reader.kind in _NEVER_REMARKED:
                    continue
                column = Column(f"not kept {reader.field}", Shape.TEXT)
            read = read_column(
                reader,
                column,
                cells.frame.get_column(column_at(reader.at)),
                money if reader.kind == "money" else None,
                to,
            )
            if EXACT in read and EXACT in found:
                read[EXACT] |= found[EXACT]
            found |= read
        if self.bound.state_at is not None:
            found["state"] = self._states(cells)
        return found

    def _currencies(self, cells: Cells) -> pl.Series:
        """Return the currency of each row: its own, else the one its settlement states."""
        at = self.bound.currency_at
        if at is None and (site_at := self.bound.site_at) is not None:
            return mapped(cells.frame.get_column(column_at(site_at)), self.bound.suggested, pl.String())
        if at is None:
            return pl.repeat(self.bound.table.layout.fixed_currency or "", cells.frame.height, eager=True)
        own = mapped(cells.frame.get_column(column_at(at)), currency_code, pl.String())
        if self.bound.settlement_at is None:
            return own
        self._learn_settlements(cells.frame)
        settled = self.bound.settled
        stated = mapped(
            cells.frame.get_column(column_at(self.bound.settlement_at)),
            lambda cell: settled.get(cell.strip(), ""),
            pl.String(),
        )
        return (
            pl.DataFrame({"own": own, "stated": stated})
            .select(pl.when(pl.col("own") != "").then("own").otherwise("stated"))
            .to_series()
        )

    def _learn_settlements(self, frame: pl.DataFrame) -> None:
        settlement, currency = self.bound.settlement_at, self.bound.currency_at
        if settlement is not None and currency is not None:
            pairs = frame.select(one=column_at(settlement), two=column_at(currency)).unique()
            self.bound.learn_settlements(set(pairs.iter_rows()))

    def _states(self, cells: Cells) -> pl.Series:
        """Tell from the quantities whether anything is still to be shipped."""
        shipped, to_ship = (
            stripped(cells.frame.get_column(column_at(at)), plain=cells.plain) for at in self.bound.state_at or ()
        )

        def state(pair: str) -> str | None:
            first, _, second = pair.rpartition(_JOIN)
            found = state_of(first, second)
            return None if found is None else found.value

        return mapped(shipped + _JOIN + to_ship, state, pl.String())

    def _complete(self, frame: pl.DataFrame, table: Table) -> pl.DataFrame:
        """Add what every row of the file has in common, and the columns that this report lacks."""
        layout, stated = self.bound.table.layout, self._stated()
        if table.report is not None and layout.order_id is not None:
            named = layout.order_id.replace("-", "_")
            if "order_id" not in frame.columns and named in frame.columns:
                frame = frame.with_columns(order_id=named)
        return pl.DataFrame(
            [
                frame.get_column(name).cast(kind)
                if name in frame.columns
                else pl.Series(name, [stated.get(name)], dtype=kind).new_from_index(0, frame.height)
                for name, kind in self._laid.items()
            ]
        )

    def _required(self, cells: Cells, frame: pl.DataFrame, table: Table) -> pl.Series | None:
        """Say which rows have all required values, noting those that have not; None when all have."""
        physical = {column.field: column.physical for column in table.columns} | {"order_id": (("order_id", None),)}
        kept = pl.repeat(value=True, n=frame.height, dtype=pl.Boolean(), eager=True)
        for reader in self.bound.columns:
            if reader.field not in self.bound.table.layout.required:
                continue
            names = [name for name, _ in physical[reader.field]]
            if not all(frame.get_column(name).null_count() for name in names):
                continue
            lacking = frame.select(pl.all_horizontal(pl.col(names).is_null())).to_series() & kept
            if not lacking.any():
                continue
            kept &= ~lacking
            texts = cells.frame.get_column(column_at(reader.at)).filter(lacking)
            for number, text in zip(cells.numbers.filter(lacking), texts, strict=True):
                self.log.add("REP007", number, reader.label, column=reader.label, text=text.strip() or "–")
        return None if kept.all() else kept

    def _with_exact(self, frame: pl.DataFrame, cells: Cells, misfits: pl.Series, table: Table) -> pl.DataFrame:
        """Keep as JSON each record with a number that no column can hold: rare, and read row by row."""
        bound = deepcopy(self.bound)
        builder = Builder(bound, self.log.fresh())
        exact: list[str | None] = [None] * frame.height
        for at in misfits.arg_true():
            columns = [[""] for _ in self.bound.table.header]
            for position in self.cells.wanted:
                columns[position] = [cells.frame.get_column(column_at(position))[at]]
            for record in builder.build(Chunk([cells.numbers[at]], list(columns))):
                wire = record_to_wire(without_personal(record, table))
                exact[at] = json.dumps(wire, ensure_ascii=False)
        return frame.with_columns(pl.Series(EXACT, exact, dtype=pl.String))

    def _distinct(self, frame: pl.DataFrame, table: Table) -> pl.DataFrame:
        """Pass over a parcel that an earlier row already gave: such reports have one row per item."""
        names = ["order_id", *(name for column in table.columns for name, _ in column.physical)]
        frame = frame.unique(subset=names, keep="first", maintain_order=True)
        if self._seen is not None:
            frame = frame.join(self._seen, on=names, how="anti", nulls_equal=True, maintain_order="left")
        new = frame.select(names)
        self._seen = new if self._seen is None else pl.concat([self._seen, new])
        return frame
