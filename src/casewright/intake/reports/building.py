"""Columns of values to records of the domain."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, fields
from itertools import compress, repeat
from types import MappingProxyType
from typing import Any, cast

from casewright.domain.case import Record
from casewright.domain.order import Fulfilment, OrderLine, OrderState
from casewright.domain.place import Place
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Return
from casewright.domain.review import OpinionKind, Review
from casewright.domain.shipment import Scan, ScanKind, Shipment
from casewright.intake.findings import FindingLog
from casewright.intake.reports.columns import Bound
from casewright.intake.reports.table import Chunk

__all__ = ["CONSTANTS", "RECORDS", "Builder", "state_of"]

RECORDS: MappingProxyType[str, type[Record]] = MappingProxyType(
    {"order_line": OrderLine, "return": Return, "shipment": Shipment, "scan": Scan, "review": Review}
)
"""The type that a layout's rows become, by the layout's word for it; other rows become a ReportRow."""


def _kind(text: str) -> OpinionKind | ScanKind:
    """Return the kind of opinion or of scan that a whole report consists of."""
    return OpinionKind(text) if text in set(OpinionKind) else ScanKind(text)


CONSTANTS: MappingProxyType[str, Callable[[str], object]] = MappingProxyType({"fulfilment": Fulfilment, "kind": _kind})
"""How the values that a layout states for every row are read."""


class Builder:
    """Makes the records of one table, chunk by chunk, leaving out rows whose required cells are of no use."""

    def __init__(self, bound: Bound, log: FindingLog) -> None:
        self._bound = bound
        self._log = log
        self._layout = bound.table.layout
        self._seen: set[object] = set()

    def build(self, chunk: Chunk) -> Iterable[Record]:
        """Return the records of one chunk."""
        values = self._bound.read(chunk, self._log)
        if self._bound.state_at is not None:
            values["state"] = self._states(chunk)
        kept = self._kept(chunk, values)
        numbers: Iterable[int] = chunk.numbers
        if kept is not None:
            values = {name: list(compress(column, kept)) for name, column in values.items()}
            numbers = compress(chunk.numbers, kept)
        places = map(Place, repeat(self._log.file), repeat(self._log.digest), repeat(None), numbers)
        if self._layout.record == "report_row":
            return self._report_rows(values, places)
        records = self._typed(RECORDS[self._layout.record], values, places)
        return self._distinct(records) if self._layout.distinct else records

    def _kept(self, chunk: Chunk, values: dict[str, list[object]]) -> list[bool] | None:
        """Say which rows have all required values; None when all have."""
        lacking = [name for name in self._layout.required if None in values[name]]
        if not lacking:
            return None
        kept = [True] * len(chunk.numbers)
        for reader in self._bound.columns:
            if reader.field not in lacking:
                continue
            for at, value in enumerate(values[reader.field]):
                if value is None and kept[at]:
                    kept[at] = False
                    text = chunk.columns[reader.at][at].strip()
                    self._log.add("REP007", chunk.numbers[at], reader.label, column=reader.label, text=text or "–")
        return kept

    def _typed(self, kind: type[Record], values: dict[str, list[object]], places: Iterator[Place]) -> Iterator[Record]:
        constants = {name: CONSTANTS[name](text) for name, text in self._layout.always}
        sources: list[Iterable[object]] = []
        for known in fields(kind):
            if known.name == "place":
                sources.append(places)
            elif known.name in values:
                sources.append(values[known.name])
            else:
                sources.append(repeat(constants.get(known.name, _default(known))))
        return cast("Iterator[Record]", map(kind, *sources))

    def _report_rows(self, values: dict[str, list[object]], places: Iterator[Place]) -> Iterator[ReportRow]:
        names = tuple(values)
        order_ids: Iterable[object] = values.get(self._layout.order_id or "", repeat(None))
        report = self._layout.name
        for place, order_id, row in zip(places, order_ids, zip(*values.values(), strict=True), strict=False):
            cells = tuple([(name, value) for name, value in zip(names, row, strict=True) if value is not None])
            yield ReportRow(report, place, cast("Any", cells), cast("str | None", order_id))

    def _distinct(self, records: Iterable[Record]) -> Iterator[Record]:
        """Pass over a parcel that an earlier row already gave: such reports have one row per item."""
        for record in records:
            key = tuple(getattr(record, known.name) for known in fields(record) if known.name != "place")
            if key not in self._seen:
                self._seen.add(key)
                yield record

    def _states(self, chunk: Chunk) -> list[object]:
        """Tell from the quantities whether anything is still to be shipped."""
        if self._bound.state_at is None:
            return [None] * len(chunk.numbers)
        shipped_at, to_ship_at = self._bound.state_at
        pairs = zip(chunk.columns[shipped_at], chunk.columns[to_ship_at], strict=True)
        return [state_of(shipped.strip(), to_ship.strip()) for shipped, to_ship in pairs]


def state_of(shipped: str, to_ship: str) -> OrderState | None:
    """Tell from the two quantities whether the row is still to be shipped; None where they do not say."""
    if not (to_ship.isascii() and to_ship.isdigit()):
        return None
    if to_ship.strip("0"):
        return OrderState.UNSHIPPED
    done = shipped.isascii() and shipped.isdigit() and bool(shipped.strip("0"))
    return OrderState.SHIPPED if done else None


def _default(known: Field[Any]) -> object:
    return None if known.default is MISSING else known.default
