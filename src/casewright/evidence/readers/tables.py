"""Tables as text: carrier tracking, cash remittances, pack weights. Known reports are read as reports."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import StringIO

from casewright.domain.case import Record
from casewright.domain.exhibit import ExhibitKind, Locator, Observation, ObservationKind, ObservationRole
from casewright.domain.money import Money
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Return
from casewright.domain.shipment import Scan, Shipment
from casewright.evidence.readers.currencies import currency_of_row
from casewright.evidence.readers.document import habits_of
from casewright.evidence.readers.fields import Field
from casewright.evidence.readers.labels import LabelHit, is_blank, label_at_start
from casewright.evidence.readers.measures import unit_of
from casewright.evidence.readers.near_fields import near_field
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.paid_out import is_refund_row, with_refund
from casewright.evidence.readers.reading import ReadingHints
from casewright.evidence.readers.refund_papers import names_payment
from casewright.evidence.readers.tokens import unmistakable_tracking
from casewright.evidence.readers.typed import DocumentHabits, observe_field
from casewright.evidence.readers.vocabulary import meanings
from casewright.evidence.safety.findings import ExhibitLog
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reports import known_report, looks_like_report, read_report
from casewright.intake.reports.decoding import decode
from casewright.intake.reports.numbers import NumberHabit

__all__ = ["TableReading", "looks_like_text_table", "read_table"]

_DELIMITERS = "\t,;|"
_HEADER_WITHIN = 12
_FEWEST_NAMED = 2
_NAMED_SHARE = 4
_FIRST = 4
_MOST_ROWS = 20_000
_MOST_LOOKED_AT = 8
_MOST_COLUMNS = 400
_MOST = 20_000
_LONGEST_WEEKDAY = len("Wednesday, ")
_UNIT_BEHIND = re.compile(r"[_.](kg|g|lbs?|oz)$", re.IGNORECASE)
_OF_ORDERS = frozenset(
    {"order", "recipient", "issued", "city", "postal_code", "address_to", "reference", "title", "sku", "total"}
)
_REFERENCE = "reference"
_REFUNDED, _MINUS = "refunded", "-−– ()"
"""Money that went out stands in many lists with a minus or in brackets."""
_MASSES = frozenset(
    {
        "g",
        "gram",
        "grams",
        "gramm",
        "kg",
        "kgs",
        "kilograms",
        "lb",
        "lbs",
        "pounds",
        "oz",
        "ounces",
        "克",
        "千克",
        "公斤",
        "斤",
    }
    | {"グラム", "キログラム"}
)
_NUMBERS = frozenset({ObservationKind.WEIGHT, ObservationKind.AMOUNT})


@dataclass(frozen=True, slots=True)
class TableReading:
    """What the rows say, which columns were understood, the language, and the line the header stands on.

    `kind` is that of a known report that has one. `report` says that it is a report whose columns are known for good.
    """

    observations: tuple[Observation, ...]
    fields: tuple[str, ...]
    language: str | None
    kind: ExhibitKind | None = None
    head: int = 0
    report: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A header and the rows below it, each with its physical line."""

    header: tuple[str, ...]
    hits: tuple[LabelHit | None, ...]
    rows: tuple[tuple[int, list[str]], ...]
    line: int


def _split(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if reader.line_num > _MOST_ROWS:
                return
            yield reader.line_num, [cell.strip() for cell in cells[:_MOST_COLUMNS]]
    except csv.Error:
        return


def _column_hit(cell: str) -> LabelHit | None:
    cell = _UNIT_BEHIND.sub(r" (\1)", cell)
    unit = unit_of(f"({cell})")
    if unit is not None and unit[0].casefold() in _MASSES and unit[1] == len(cell) + 2:
        return LabelHit(meanings()["weight"], 0, len(cell), marked=False, unit=unit[0])
    hit = label_at_start(cell)
    return hit if hit is not None and is_blank(cell[hit.end :]) else None


def _of_orders(hits: tuple[LabelHit | None, ...]) -> tuple[LabelHit | None, ...]:
    """Return the columns of a table; in a list of orders and customers that tells no more, the day is the order's."""
    names = {hit.meaning.name for hit in hits if hit is not None}
    if not names >= {"order", "recipient"} or names - _OF_ORDERS:
        return hits
    ordered = meanings()["ordered"]
    return tuple(hit and (replace(hit, meaning=ordered) if hit.meaning.name == "issued" else hit) for hit in hits)


def _found(text: str) -> _Found | None:
    """Return the table whose header names the most columns that are understood."""
    best: _Found | None = None
    best_named = _FEWEST_NAMED - 1
    head = "\n".join(text.split("\n")[:_HEADER_WITHIN])
    for delimiter in _DELIMITERS:
        if delimiter not in head:
            continue
        rows = tuple(_split(text.replace("\x00", ""), delimiter))
        for at, (line, cells) in enumerate(rows[:_HEADER_WITHIN]):
            hits = _of_orders(tuple(_column_hit(cell) for cell in cells))
            paid = any(is_refund_row(cells, row) for _, row in rows[at + 1 : at + _FIRST])
            named = sum(
                hit is not None or (paid and names_payment(cell)) for hit, cell in zip(hits, cells, strict=True)
            )
            if named > best_named and named * _NAMED_SHARE >= sum(bool(cell) for cell in cells):
                best, best_named = _Found(tuple(cells), hits, rows[at + 1 :], line), named
    return best


def looks_like_text_table(content: bytes) -> bool:
    """Say whether text has a header whose columns are understood, or is a known report."""
    return looks_like_report(content) or _found(decode(content[: 1 << 18]).text) is not None


def read_table(name: str, content: bytes, hints: ReadingHints, log: ExhibitLog) -> TableReading:
    """Read the rows. Values of one row share its line; each knows its column."""
    if looks_like_report(content):
        reading = read_report(name, content)
        kind = _KIND_OF_REPORT.get(known_report(content) or "")
        if kind is not None and reading.records:
            told = tuple(one for record in reading.records for one in _of_marketplace_row(record))
            return replace(_bounded(told, (), None, log), kind=kind)
        told = tuple(one for record in reading.records for one in _of_record(record))
        if any(isinstance(record, Scan) for record in reading.records):
            log.join(reading.findings)
            names = ("tracking", "event", "event", "event")
            return replace(_bounded(told, names, None, log), report=True)
    found = _found(decode(content).text)
    if found is None:
        return TableReading((), (), None)
    found = replace(found, hits=tuple(_near_hit(found, column) for column in range(len(found.header))))
    cells = [cell for _, row in found.rows for cell in row][: _MOST * 4]
    habits, language = habits_of([*found.header, *cells], hints)
    learnt = [_column_habits(found, column, habits) for column in range(len(found.header))]
    paid_out = [with_refund(found.header, found.hits, cells) for _, cells in found.rows]
    told = tuple(
        one
        for row, hits in zip(found.rows, paid_out, strict=True)
        for one in _row(row, replace(found, hits=hits), _paid_in(found.header, row[1], learnt), log)
    )
    named = found.hits if len(found.rows) != 1 else paid_out[0]
    understood = tuple(hit.meaning.name for hit in named if hit is not None)
    return replace(_bounded(told, understood, language, log), head=found.line)


_KIND_OF_REPORT = {kind.value: kind for kind in (ExhibitKind.FBA_RETURNS, ExhibitKind.REIMBURSEMENTS)}


def _near_hit(found: _Found, column: int) -> LabelHit | None:
    """Return what a column means; one whose head no list knows, what that is nearest to and its cells can be."""
    head, hit = found.header[column], found.hits[column]
    cells = [row[column] for _, row in found.rows[:_MOST_LOOKED_AT] if column < len(row) and row[column]]
    near = near_field(head, cells) if hit is None and label_at_start(head) is None else None
    return hit if near is None else LabelHit(near, 0, len(head), marked=False, guessed=True)


def _of_marketplace_row(record: Record) -> Iterator[Observation]:
    """Turn a row of the marketplace's list of returns or of reimbursements into observations."""
    said: tuple[tuple[ObservationKind, object, ObservationRole | None], ...]
    if isinstance(record, Return):
        said = (
            (ObservationKind.ORDER, record.order_id, None),
            (ObservationKind.DATED, record.delivered_on, ObservationRole.RETURNED),
            (ObservationKind.SKU, record.sku, None),
            (ObservationKind.ASIN, record.asin, None),
            (ObservationKind.TITLE, record.title, None),
        )
    elif isinstance(record, ReportRow):
        said = (
            (ObservationKind.ORDER, record.order_id, None),
            (ObservationKind.AT, record.get("approval-date"), ObservationRole.ISSUED),
            (ObservationKind.AMOUNT, record.get("amount-total"), None),
            (ObservationKind.SKU, record.get("sku"), None),
            (ObservationKind.ASIN, record.get("asin"), None),
        )
    else:
        return
    spot = Locator(record.place, line=record.place.row)
    for kind, value, role in said:
        if isinstance(value, (str, date, Money)) and value:
            yield Observation(kind, value, spot, role=role)


def _bounded(
    told: tuple[Observation, ...], names: tuple[str, ...], language: str | None, log: ExhibitLog
) -> TableReading:
    if len(told) > _MOST:
        log.add("EXH040", limit=_MOST)
    return TableReading(told[:_MOST], names, language)


def _column_habits(found: _Found, column: int, habits: DocumentHabits) -> DocumentHabits:
    """Settle the decimal mark by the column's own numbers where they prove one."""
    hit = found.hits[column]
    if hit is None or hit.meaning.kind not in _NUMBERS:
        return habits
    numbers = NumberHabit()
    numbers.learn(row[column] for _, row in found.rows if column < len(row))
    return replace(habits, proved=numbers.mark or habits.proved)


def _paid_in(header: Sequence[str], cells: Sequence[str], learnt: Sequence[DocumentHabits]) -> Sequence[DocumentHabits]:
    """Read the sums of a row in the currency that the row names."""
    currency = currency_of_row(header, cells)
    return learnt if currency is None else [replace(one, currency=currency, settled=True) for one in learnt]


def _row(
    row: tuple[int, list[str]], found: _Found, learnt: Sequence[DocumentHabits], log: ExhibitLog
) -> Iterator[Observation]:
    number, cells = row
    for column, (cell, hit) in enumerate(zip(cells, found.hits, strict=False)):
        if not cell:
            continue
        span = Span(cell, column, number, column + 1, number + 1, line=number)
        page = Page(log.place(row=number, column=found.header[column]), None, ((span,),), len(cells), 1)
        if hit is None:
            yield from _unnamed(cell, page.spot(span, f"{found.header[column]}: {cell}"), learnt[column])
            continue
        if hit.meaning.name == _REFERENCE:  # another's number, yet an order's of ours can stand there too
            yield from _numbers(cell, page.spot(span, f"{found.header[column]}: {cell}"))
        value = cell.strip(_MINUS) if hit.meaning.name == _REFUNDED else cell
        field = Field(hit.meaning, value, span, found.header[column], unit=hit.unit, guessed=hit.guessed)
        yield from observe_field(field, page, learnt[column], log)


def _unnamed(cell: str, spot: Locator, habits: DocumentHabits) -> Iterator[Observation]:
    """Yield the numbers and days that can be nothing else, whatever their column is called."""
    yield from _numbers(cell, spot)
    moment = next(habits.dates.moments_in(cell), None)
    if moment is not None and len(cell) - (moment.end - moment.start) <= _LONGEST_WEEKDAY:
        kind = ObservationKind.AT if isinstance(moment.value, datetime) else ObservationKind.DATED
        yield Observation(kind, moment.value, spot, moment.sure)


def _numbers(cell: str, spot: Locator) -> Iterator[Observation]:
    for order in order_ids_in(cell):
        yield Observation(ObservationKind.ORDER, order, spot)
    for number, _ in unmistakable_tracking(cell):
        yield Observation(ObservationKind.TRACKING, number, spot)


def _of_record(record: Record) -> Iterator[Observation]:
    """Turn a scan or a dispatch of a known report into observations."""
    if not isinstance(record, (Scan, Shipment)):
        return
    spot = Locator(record.place, line=record.place.row)
    for kind, value in (
        (ObservationKind.ORDER, record.order_id),
        (ObservationKind.TRACKING, record.tracking_number),
        (ObservationKind.CARRIER, record.carrier),
    ):
        if value:
            yield Observation(kind, value, spot)
    if isinstance(record, Scan):
        yield Observation(
            ObservationKind.SCAN, record.kind.value, Locator(record.place, line=record.place.row, words=record.text)
        )
        yield Observation(ObservationKind.AT, record.scanned_at, spot)
        for kind, value in ((ObservationKind.CITY, record.city), (ObservationKind.SIGNED_BY, record.signed_by)):
            if value:
                yield Observation(kind, value, spot)
    elif record.shipped_at is not None:
        yield Observation(ObservationKind.AT, record.shipped_at, spot, role=ObservationRole.SHIPPED)
    if isinstance(record, Shipment) and record.deliver_by is not None:
        yield Observation(ObservationKind.AT, record.deliver_by, spot, role=ObservationRole.PROMISED)
