"""What a person needs to see of a table before mapping it: its columns, a few rows, and what may be chosen."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from casewright.domain.words import Words
from casewright.intake.reports.decoding import decode
from casewright.intake.reports.layouts import Field, Layout, column_name, known_layouts
from casewright.intake.reports.table import HEADER_WITHIN_LINES, find_table

__all__ = ["FIELD_TITLES", "TARGETS", "Glimpse", "glimpse", "proposed_columns", "words_in"]

TARGETS = ("tracking_history", "delivery_list", "cod_remittance", "shipments", "case_tracker")
"""What the guided page offers; a mapping file may name any known report."""
_ROWS = 3
_LOOKED_THROUGH = 5000
_WORDS = 30
_FEW = 200
"""A column with more different cells holds no words but texts."""
_LONGEST = 200
_DELIMITERS = "\t,;|"
_NUMBER_ENDING = re.compile(r"-(?:no|nr|num|number|id)$|(?:号码|编号|单号|号)$")

FIELD_TITLES: MappingProxyType[str, Words] = MappingProxyType(
    {
        "order_id": Words("Order number", "订单号"),
        "order-id": Words("Order number", "订单号"),
        "tracking_number": Words("Parcel number", "运单号"),
        "tracking-number": Words("Parcel number", "运单号"),
        "carrier": Words("Carrier", "承运商"),
        "scanned_at": Words("When it happened", "发生时间"),
        "kind": Words("What happened", "轨迹事件"),
        "text": Words("Words of the event", "事件说明"),
        "city": Words("City", "城市"),
        "country": Words("Country", "国家"),
        "signed_by": Words("Signed by", "签收人"),
        "shipped_at": Words("Shipped at", "发货时间"),
        "deliver_by": Words("Latest delivery", "最晚送达"),
        "claims_protected": Words("Protected against claims", "索赔保护"),
        "cod-amount": Words("Cash to be collected", "代收货款"),
        "remitted-amount": Words("Remitted", "回款金额"),
        "fee": Words("Fee", "手续费"),
        "remitted-on": Words("Remitted on", "回款日期"),
        "delivered-on": Words("Delivered on", "签收日期"),
        "status": Words("Status", "状态"),
        "batch": Words("Batch", "批次号"),
        "case-type": Words("Kind of case", "案件类型"),
        "opened-at": Words("Opened", "开始日期"),
        "respond-by": Words("Answer until", "截止日期"),
        "marketplace": Words("Site", "站点"),
        "amount": Words("Amount", "金额"),
        "outcome": Words("Outcome", "结果"),
        "reason": Words("Reason", "原因"),
        "buyer": Words("Buyer", "买家"),
        "owner": Words("Who works on it", "负责人"),
        "note": Words("Note", "备注"),
    }
)
"""What the fields of these are called."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The columns of a table and its first rows. `known` is the report that needs no mapping."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    known: Layout | None = None


def glimpse(content: bytes, rows: int = _ROWS) -> Glimpse:
    """Return what can be seen of a table's beginning; no columns when it is none."""
    text = decode(content).text
    report = find_table(text)
    known = report.layout if report is not None and report.complete else None
    end = "\n" if "\n" in text else "\r"
    lines = [line.removesuffix("\r") for line in text.split(end, HEADER_WITHIN_LINES + rows)]
    if report is not None:
        at, mark = report.header_row - 1, report.delimiter
    else:
        widths = [
            (len(_cells(line, mark)), -at, mark) for mark in _DELIMITERS for at, line in enumerate(lines[:-1] or lines)
        ]
        width, at, mark = max(widths, default=(0, 0, ","))
        at = -at
        if width < len("ab"):
            return Glimpse()
    below = [_cells(line, mark) for line in lines[at + 1 : at + 1 + rows] if line.strip()]
    cells = _cells(lines[at], mark) if at < len(lines) else ()
    named = [place for place, cell in enumerate(cells) if cell]
    header = tuple(cells[place] for place in named)
    below = [tuple(row[place] for place in named if place < len(row)) for row in below]
    return Glimpse(header, tuple(below), known)


def words_in(content: bytes, column: str) -> tuple[str, ...]:
    """Return the different words in a column, the commonest first, as far as there are few of them."""
    seen = glimpse(content, rows=_LOOKED_THROUGH)
    at = seen.columns.index(column) if column in seen.columns else -1
    counted = Counter(row[at] for row in seen.rows if 0 <= at < len(row) and row[at])
    return tuple(word for word, _ in counted.most_common(_WORDS)) if len(counted) <= _FEW else ()


def proposed_columns(layout: Layout, columns: Sequence[str]) -> dict[str, str]:
    """Return the column that each field of a layout seems to have, by the names known for it; a person decides."""
    by_name = {column_name(column): column for column in reversed(columns)}
    by_stem = {_stem(name): column for name, column in by_name.items()}
    found: dict[str, str] = {}
    for field in layout.fields:
        names = _names_of(field)
        exact = (by_name[name] for name in names if name in by_name)
        near = (by_stem[stem] for name in names if (stem := _stem(name)) in by_stem)
        column = next(chain(exact, near), None)
        if column is not None:
            found[field.name] = column
    return found


def _names_of(field: Field) -> tuple[str, ...]:
    """Return a field's column names: its own, its titles, then those of the same field in other reports."""
    same = (
        name
        for layout in known_layouts()
        if layout.name in TARGETS
        for other in layout.fields
        if column_name(other.name) == column_name(field.name)
        for name in other.columns
    )
    title = FIELD_TITLES.get(field.name)
    titles = (column_name(title.en), column_name(title.zh)) if title else ()
    return tuple(dict.fromkeys((*field.columns, *titles, *same)))


def _stem(name: str) -> str:
    """Return a name without its ending for "number": order-no, order-number and order are one."""
    return _NUMBER_ENDING.sub("", name) or name


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    if delimiter not in line:
        return ()
    try:
        return tuple(cell.strip()[:_LONGEST] for cell in next(csv.reader([line[:50_000]], delimiter=delimiter), []))
    except csv.Error:
        return ()
