"""What a person needs to see of a table before mapping it: its columns, a few rows, and what may be chosen."""

import csv
from dataclasses import dataclass
from types import MappingProxyType

from casewright.domain.words import Words
from casewright.intake.reports.decoding import decode
from casewright.intake.reports.table import HEADER_WITHIN_LINES, find_table

__all__ = ["FIELD_TITLES", "TARGETS", "Glimpse", "glimpse"]

TARGETS = ("tracking_history", "delivery_list", "cod_remittance", "shipments", "case_tracker")
"""What the guided page offers; a mapping file may name any known report."""
_ROWS = 3
_LONGEST = 200
_DELIMITERS = "\t,;|"

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
    """The columns of a table and its first rows. `known` is the true name of a report that needs no mapping."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    known: Words | None = None


def glimpse(content: bytes) -> Glimpse:
    """Return what can be seen of a table's beginning; no columns when it is none."""
    text = decode(content).text
    report = find_table(text)
    if report is not None:
        return Glimpse(known=report.layout.title)
    lines = [line.removesuffix("\r") for line in text.split("\n", HEADER_WITHIN_LINES + _ROWS)]
    widths = [
        (len(_cells(line, mark)), -at, mark) for mark in _DELIMITERS for at, line in enumerate(lines[:-1] or lines)
    ]
    width, at, mark = max(widths, default=(0, 0, ","))
    if width < len("ab"):
        return Glimpse()
    rows = [_cells(line, mark) for line in lines[1 - at : 1 - at + _ROWS] if line.strip()]
    header = tuple(cell for cell in _cells(lines[-at], mark) if cell)
    return Glimpse(header, tuple(rows))


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    if delimiter not in line:
        return ()
    try:
        return tuple(cell.strip()[:_LONGEST] for cell in next(csv.reader([line[:50_000]], delimiter=delimiter), []))
    except csv.Error:
        return ()
