"""The law of the lake: a report read in bulk gives the records and remarks that the row reader gives."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.case import Record
from casewright.domain.place import Finding
from casewright.intake.findings import FindingLog
from casewright.intake.reports import read_report
from casewright.intake.reports.layouts import Layout, known_layouts

pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")

from casewright.lake.frames import records_of, without_personal
from casewright.lake.opening import open_report
from casewright.lake.reading import read_frames
from casewright.lake.schema import table_of

_LAW = settings(deadline=None, max_examples=40)  # a busy machine breaks no law
_EDGES = ("20240229235959", "20250229000000", "20250431000000", "19891231235959", "21001231235959", "21010101000000")
_CELLS = {
    "order_id": ("303-1234567-1234567", " 303-1234567-1234567 ", "A-17", "", "x", "??", "3.03E+16"),
    "text": ("Lamp", " ", "", "\x1f", "\u3000", "Wäsche 水筒", ' a "b" ', "x" * 90),
    "text_or_empty": ("", "fine", " "),
    "token": ("SKU-1", " SKU 2 ", "1.5E+11", "E+", "", "\x1c", "0012"),
    "email": ("a@amazon.de", "b@x.example", ""),
    "bool": ("Y", "no", "是", "maybe", ""),
    "order_state": ("Shipped", "Unshipped", "Cancelled", "On the moon", ""),
    "fulfilment": ("Amazon", "Merchant", "Nobody", ""),
    "payment": ("COD", "Other", ""),
    "marketplace": ("Amazon.de", "amazon.co.uk", "Mars", "", "A1PA6795UKMFR9"),
    "scan_kind": ("Delivered", "In transit", "beep", ""),
    "count": ("1", "12", "1,5", "1.000", "9" * 19, "9" * 14, "x", "", "-3"),
    "stars": ("1", "5", "6", "", "five"),
    "money": ("19.99", "1.199,00", "1,199", "1.199", "-5", "0", "", "x", "9" * 15 + ".99", "9" * 25, "(3.50)", "1.005"),
    "day": ("2025-07-10", "10/11/2025", "13/11/2025", "11/13/2025", "10.07.25", "46332", "never", ""),
    "when": (
        "2025-07-10T07:33:10+00:00",
        "2025-07-10T07:33:10-07:00",
        "46332.25",
        "2025-07-10T07:33:10Z",
        "2025-07-10T07:33:10.123456+02:00",
        "2025-07-10 07:33:10 UTC",
        "2025-07-10 07:33:10",
        "2025-07-10T07:33:60+00:00",
        "2025-07-10T24:00:00Z",
        "2025-02-30T01:01:01Z",
        "1989-12-31T00:00:00Z",
        "2101-01-01T00:00:00Z",
        "2025-07-10 07:33:10 PM",
        "2025-07-10",
        "10/11/2025 07:33",
        "2025-07-10T07:33:10+25:00",
        "",
        " ",
        "soon",
    ),
}
_OF_CASES = frozenset({"TAB005", "TAB007"})
"""A remark on the case that a row of the team's list opens. The lake keeps the rows; only reading opens cases."""
_CURRENCIES = ("EUR", "EUR", "USD", "jpy", "€", "", "XXX")


def _cells(kind: str) -> Sequence[str]:
    return _CELLS.get(kind, _CELLS["when"])


@st.composite
def _reports(draw: st.DrawFn) -> tuple[bytes, int]:
    """A report of any layout with any of its columns, some unknown ones, and some lines that are damaged."""
    layout: Layout = draw(st.sampled_from(known_layouts()))
    kinds = {known.columns[0]: known.kind for known in layout.fields}
    for name in (*layout.currency[:1], *(layout.state_from or ())):
        kinds[name] = "currency" if name in layout.currency else "count"
    marks = sorted(draw(st.sampled_from(layout.recognised_by)))
    others = draw(st.lists(st.sampled_from(sorted(kinds)), max_size=8))
    needed = [known.columns[0] for known in layout.fields if known.name in layout.required]
    header = draw(st.permutations(list(dict.fromkeys([*marks, *needed, *others, "an-extra-column"]))))
    delimiter = draw(st.sampled_from("\t\t\t,;"))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    lines = [delimiter.join(header)]
    for _ in range(draw(st.integers(0, 12))):
        cells = [
            draw(st.sampled_from(_CURRENCIES if kinds.get(name) == "currency" else _cells(kinds.get(name, "text"))))
            for name in header
        ]
        if delimiter != "\t":
            cells = [f'"{cell.replace(chr(34), chr(34) * 2)}"' if delimiter in cell else cell for cell in cells]
        lines.append(delimiter.join(cells))
    odd = [
        "",
        " ",
        delimiter * 3,
        "damaged",
        lines[0],
        lines[0].upper(),
        '"',
        'a"b' + delimiter,
        "\x00",
        "\ufffd",
        "\x01",
        "a\rb",
    ]
    for damage in draw(st.lists(st.sampled_from(odd), max_size=3)):
        lines.insert(draw(st.integers(1, len(lines))), damage)
    text = end.join(lines) + draw(st.sampled_from(["", end, end + end, "\r"]))
    western = "cp1252" if all(map(str.isascii, header)) else "utf-8"  # others would lose the columns' names
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", western]))
    return text.encode(encoding, "replace"), draw(st.integers(20, 400))


def in_bulk(content: bytes, chunk_bytes: int) -> tuple[list[Record], tuple[Finding, ...]]:
    log = FindingLog("r.txt", sha256(content).hexdigest())
    with open_report(content, chunk_bytes=chunk_bytes) as report:
        assert report is not None
        reading = read_frames(report, log)
        records = [record for frame in reading for record in records_of(frame, report.lake_table)]
    return records, log.findings()


def by_rows(content: bytes) -> tuple[list[Record], tuple[Finding, ...]]:
    reading = read_report("r.txt", content)
    kept = [without_personal(record, table) for record in reading.records if (table := table_of(record)) is not None]
    return kept, tuple(one for one in reading.findings if one.code not in _OF_CASES)


def remarks(findings: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    return sorted((one.code, one.place.row or 0, one.place.column or "", one.words.en) for one in findings)


@_LAW
@given(report=_reports())
def test_a_report_read_in_bulk_has_the_records_and_remarks_of_the_row_reader(report: tuple[bytes, int]) -> None:
    content, chunk_bytes = report
    records, findings = in_bulk(content, chunk_bytes)
    expected, expected_findings = by_rows(content)
    assert records == expected
    assert remarks(findings) == remarks(expected_findings)


@_LAW
@given(tail=st.binary(max_size=300), chunk_bytes=st.integers(1, 100))
def test_arbitrary_bytes_below_a_header_are_read_alike(tail: bytes, chunk_bytes: int) -> None:
    content = b"order-id\treturn-request-date\trefunded-amount\tcurrency-code\n" + tail
    with open_report(content) as report:
        if report is None:
            assert not by_rows(content)[0]
            return
    records, findings = in_bulk(content, chunk_bytes)
    expected, expected_findings = by_rows(content)
    assert records == expected
    assert remarks(findings) == remarks(expected_findings)


@st.composite
def _alike_instants(draw: st.DrawFn) -> list[str]:
    """Draw cells written as one another, but for digits that may make no moment and a character here and there."""
    ending = draw(st.sampled_from(["", "Z", "+00:00", "-07:00", " UTC"]))
    digits = st.text("0123456789", min_size=14, max_size=14) | st.sampled_from(_EDGES)
    cells = [
        f"{n[:4]}-{n[4:6]}-{n[6:8]}T{n[8:10]}:{n[10:12]}:{n[12:]}{ending}" for n in draw(st.lists(digits, min_size=1))
    ]
    for at in draw(st.lists(st.integers(0, len(cells) - 1), max_size=2)):
        place = draw(st.integers(0, len(cells[at]) - 1))
        other = draw(st.sampled_from(["x", "٣", "ä", ":", "/", "9", " "]))
        cells[at] = cells[at][:place] + other + cells[at][place + 1 :]
    return cells


@_LAW
@given(cells=_alike_instants(), chunk_bytes=st.integers(1, 4096))
def test_instants_written_alike_are_read_as_one_by_one(cells: list[str], chunk_bytes: int) -> None:
    rows = (f"303-1234567-{number:07}\t{cell}\n" for number, cell in enumerate(cells))
    content = "".join(["amazon-order-id\tpurchase-date\n", *rows]).encode()
    with open_report(content) as report:
        assert report is not None
    records, findings = in_bulk(content, chunk_bytes)
    expected, expected_findings = by_rows(content)
    assert records == expected
    assert remarks(findings) == remarks(expected_findings)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("{id}\t1\tmore\n{id}\n", id="a line too wide beside one too narrow"),
        pytest.param("{id}\n\x0b{id}\t1\n", id="a control character beside a line too narrow"),
        pytest.param("\ufeff{id}\t1\n", id="a byte order mark inside"),
        pytest.param("{id}\t1\r{id}\n", id="a carriage return inside"),
        pytest.param("\n{id}\t3.03E+16\n\n", id="blank lines and a number rewritten by a spreadsheet"),
    ],
)
@pytest.mark.parametrize("chunk_bytes", [1, 30, 4096])
def test_lines_whose_flaws_make_up_for_each_other_are_found_out(damage: str, chunk_bytes: int) -> None:
    good = "303-1234567-1234567\t2\n"
    header = "order-id\treturn-request-date\n"
    content = (header + good + damage.format(id="303-7654321-7654321") + good).encode()
    with open_report(content) as report:
        assert report is not None
    records, findings = in_bulk(content, chunk_bytes)
    expected, expected_findings = by_rows(content)
    assert records == expected
    assert remarks(findings) == remarks(expected_findings)
