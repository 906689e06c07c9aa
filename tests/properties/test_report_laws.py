"""Laws of the report readers: nothing raises, what is written is read, and neither order nor damage reaches others."""

import io
import zipfile
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.case import Record
from casewright.domain.money import Money
from casewright.domain.returns import Return
from casewright.intake import read_source
from casewright.intake.reports import looks_like_report, read_report

COLUMNS = ("Order ID", "Return request date", "Refunded Amount", "Currency code", "Item Name", "Tracking ID")
_WORDS = {
    "cp1252": ("Wäschekorb groß", "„Größe L“ – grün", "Crème brûlée", "plain"),
    "cp932": ("ステンレス水筒", "①大容量タオル", "日本製 タオル", "plain"),
    "utf-8": ("Wäsche 水筒", "保温杯", "emoji 🎁", 'Set "Pro"'),
    "utf-16": ("Wäsche 水筒", "保温杯", "emoji 🎁", 'Set "Pro"'),
    "utf-8-sig": ("Wäsche 水筒", "保温杯", "emoji 🎁", 'Set "Pro"'),
}
_LAW = settings(deadline=None)  # a busy machine breaks no law
Row = tuple[str, date, Money, str, str]


@st.composite
def _tables(draw: st.DrawFn) -> tuple[str, list[Row]]:
    encoding = draw(st.sampled_from(sorted(_WORDS)))
    currency = draw(st.sampled_from(["EUR", "USD", "GBP"] if encoding == "cp1252" else ["EUR", "JPY", "USD"]))
    row = st.tuples(
        st.from_regex(r"[0-9]{3}-[0-9]{7}-[0-9]{7}", fullmatch=True).filter(str.isascii),
        st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        st.integers(-10_000_000, 10_000_000).map(lambda minor: Money(minor, currency)),
        st.sampled_from(_WORDS[encoding]),
        st.text("0123456789", min_size=1, max_size=20),
    )
    return encoding, draw(st.lists(row, min_size=1, max_size=12))


def _amount(money: Money, notation: str) -> str:
    plain = f"{money.amount:,f}"
    swapped = plain.translate(str.maketrans(",.", ".,"))
    return {"point": plain.replace(",", ""), "grouped": plain, "comma": swapped.replace(".", ""), "german": swapped}[
        notation
    ]


_DATES = ("%Y-%m-%d", "%d-%b-%Y", "%d.%m.%Y", "%Y/%m/%d")


def _write(rows: list[Row], notation: str, dates: str) -> list[list[str]]:
    return [
        [order, day.strftime(dates), _amount(money, notation), money.currency, title, tracking]
        for order, day, money, title, tracking in rows
    ]


def _join(rows: list[list[str]], delimiter: str, end: str) -> str:
    if delimiter != "\t":
        rows = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    return "".join(delimiter.join(row) + end for row in rows)


def _read_back(content: bytes) -> list[Row]:
    return [_row(record) for record in read_report("r.txt", content).records]


def _row(record: Record) -> Row:
    assert isinstance(record, Return)
    assert record.requested_on is not None
    assert record.refunded is not None
    return record.order_id, record.requested_on, record.refunded, record.title or "", record.tracking_number or ""


@_LAW
@given(content=st.binary(max_size=600))
def test_arbitrary_bytes_never_raise(content: bytes) -> None:
    looks_like_report(content)
    assert read_report("x", content).records == ()
    read_source("x", content)


@_LAW
@given(tail=st.binary(max_size=400), delimiter=st.sampled_from("\t,;|"), repeat=st.integers(1, 3))
def test_arbitrary_bytes_below_a_header_never_raise(tail: bytes, delimiter: str, repeat: int) -> None:
    for header in (
        COLUMNS,
        ("Date", "Rating", "Comments", "Your Response", "Order ID"),
        ("settlement-id", "currency", "amount-type", "amount", "posted-date-time"),
        ("order-id", "event-time", "event"),
    ):
        reading = read_source("x", delimiter.join(header).encode() + b"\n" + tail * repeat)
        assert all(record.place.row is None or record.place.row > 1 for record in reading.records)


@_LAW
@given(text=st.text(max_size=300), encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp932", "gb18030"]))
def test_arbitrary_text_in_cells_never_raises(text: str, encoding: str) -> None:
    cells = "\t".join([text] * len(COLUMNS))
    read_source("x", ("\t".join(COLUMNS) + "\n" + cells).encode(encoding, "replace"))


@_LAW
@given(
    text=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_arbitrary_json_under_the_account_health_names_never_raises(text: object) -> None:
    read_source("x.json", repr({"performanceMetrics": text}).replace("'", '"').encode())


@_LAW
@given(start=st.integers(0, 200), noise=st.binary(min_size=1, max_size=20))
def test_a_damaged_archive_never_raises(start: int, noise: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"hello" * 10)
        archive.writestr("b.txt", b"world" * 10)
    content = bytearray(stream.getvalue())
    content[start : start + len(noise)] = noise
    read_source("a.zip", bytes(content))


@_LAW
@given(
    table=_tables(),
    delimiter=st.sampled_from("\t,;|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    notation=st.sampled_from(["point", "grouped", "comma", "german"]),
    dates=st.sampled_from(_DATES),
)
def test_what_is_written_in_any_notation_is_read_back_equal(
    table: tuple[str, list[Row]], delimiter: str, end: str, notation: str, dates: str
) -> None:
    encoding, rows = table
    text = _join([list(COLUMNS), *_write(rows, notation, dates)], delimiter, end)
    assert _read_back(text.encode(encoding)) == rows


@_LAW
@given(table=_tables(), order=st.permutations(range(len(COLUMNS) + 1)))
def test_another_column_or_another_order_of_columns_changes_nothing(
    table: tuple[str, list[Row]], order: list[int]
) -> None:
    encoding, rows = table
    cells = [[*COLUMNS, "Extra"], *([*row, "12.5"] for row in _write(rows, "point", "%Y-%m-%d"))]
    plain = _join([row[:-1] for row in cells], "\t", "\n")
    shuffled = _join([[row[at] for at in order] for row in cells], "\t", "\n")
    assert _read_back(shuffled.encode(encoding)) == _read_back(plain.encode(encoding)) == rows


@_LAW
@given(
    table=_tables(),
    damage=st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=60),
    delimiter=st.sampled_from("\t,;"),
    data=st.data(),
)
def test_a_damaged_row_never_loses_its_neighbours(
    table: tuple[str, list[Row]], damage: str, delimiter: str, data: st.DataObject
) -> None:
    _, rows = table
    lines = _join([list(COLUMNS), *_write(rows, "point", "%Y-%m-%d")], delimiter, "\n").splitlines()
    at = data.draw(st.integers(1, len(lines)))
    lines.insert(at, damage)
    reading = read_report("r.txt", "\n".join(lines).encode())
    whole = [record for record in reading.records if record.place.row != at + 1]
    assert [record.order_id for record in whole if isinstance(record, Return)] == [row[0] for row in rows]


@_LAW
@given(amount=st.decimals(Decimal("-99999.99"), Decimal("99999.99"), places=2))
def test_money_is_exact_to_the_last_cent(amount: Decimal) -> None:
    header = "Order ID\tReturn request status\tRefunded Amount\tCurrency code\n"
    (record,) = read_report("r.txt", f"{header}303-1\tApproved\t{amount}\tEUR\n".encode()).records
    assert isinstance(record, Return)
    assert record.refunded == Money.of(amount, "EUR")
