"""Made-up and damaged pages, spreadsheets and mappings: a few every day, many in the slow suite; and what was found."""

import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from casewright.intake.findings import FindingLog
from casewright.intake.mapping import Mapping, MappingError, looks_like_mapping, mapping_text, parse_mapping, targets
from casewright.intake.xlsx import SheetLimits, read_xlsx
from fuzz_targets import FOUND, SEEDS, TARGETS

READERS = sorted(TARGETS)
_DAILY = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
_LONG = settings(deadline=None, max_examples=2_500, suppress_health_check=[HealthCheck.too_slow])
_LIMITS = SheetLimits(total_bytes=400_000, cells=2_000, text_bytes=20_000, columns=20, sheets=3)
_PIECES = [
    b'<row r="2"><c r="A2" t="s"><v>',
    b'<c t="inlineStr"><is><t>',
    b"</v></c></row>",
    b'as = "tracking_history"\n',
    b'zone = "Asia/Shanghai"\n',
    b'[columns]\norder_id = "',
    b"[words.kind]\n",
    "号".encode(),
    b"\n==\n",
    b"99999999999999999999",
    b"-1",
    b"'",
    b"[[[[",
    b"\x00\xff",
]
_CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1901, 1, 1), date(2199, 12, 31)),
    st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 31)),  # noqa: DTZ001 - a spreadsheet knows no zone
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=300),
)
_SHEETS = st.lists(st.lists(_CELLS, max_size=30), max_size=40)
_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@st.composite
def _damaged(draw: st.DrawFn, reader: str) -> bytes:
    """A good file of this kind with a few bytes changed, taken out or put in."""
    content = bytearray(draw(st.sampled_from(list(SEEDS[reader]()))))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(content)))
        piece = draw(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=6)))
        content[at : at + draw(st.integers(0, 30))] = piece
    return bytes(content)


@pytest.mark.parametrize("reader", READERS)
def test_what_a_reader_starts_from_and_what_was_once_found_is_read(reader: str) -> None:
    for content in SEEDS[reader]():
        TARGETS[reader](content)
    for path in sorted((FOUND / reader).glob("*")):
        TARGETS[reader](path.read_bytes())


def test_what_was_found_lies_under_the_name_of_a_reader() -> None:
    assert {path.parent.name for path in FOUND.glob("*/*")} <= set(READERS)


@pytest.mark.parametrize("reader", ["mapping", "paste", "report", "xlsx"])
@_DAILY
@given(data=st.data())
def test_no_damaged_file_raises(reader: str, data: st.DataObject) -> None:
    TARGETS[reader](data.draw(_damaged(reader)))


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["mapping", "paste", "report", "xlsx"])
@_LONG
@given(data=st.data())
def test_no_damaged_file_raises_in_many_tries(reader: str, data: st.DataObject) -> None:
    TARGETS[reader](data.draw(_damaged(reader)))


@_DAILY
@given(sheets=st.lists(_SHEETS, min_size=1, max_size=5))
def test_whatever_stands_in_a_spreadsheet_comes_out_bounded_and_with_its_rows(sheets: list[list[list[object]]]) -> None:
    log = FindingLog("b.xlsx", "0")
    inside = read_xlsx("b.xlsx", _book(sheets), log, _LIMITS).inside
    codes = [finding.code for finding in log.findings()]
    assert set(codes) <= {"SRC002", "TAB002"}
    assert len(inside) <= _LIMITS.sheets
    assert bool(inside) != bool(codes)
    for sheet in inside:
        lines = sheet.content.decode().split("\n")
        assert len(lines) - 1 <= max(map(len, sheets))
        assert max(line.count("\t") for line in lines) < _LIMITS.columns


@settings(_DAILY, max_examples=10)
@given(rows=st.integers(1, 60), width=st.integers(1, 60), text=st.sampled_from(["x", "保", "a" * 900]))
def test_a_spreadsheet_beyond_the_limits_is_one_finding_and_nothing_of_it_is_read(
    rows: int, width: int, text: str
) -> None:
    log = FindingLog("b.xlsx", "0")
    inside = read_xlsx("b.xlsx", _book([[[text] * width] * rows]), log, _LIMITS).inside
    beyond = rows * (width + 1) > _LIMITS.cells or rows * (len(text) + 1) * min(width, 20) > _LIMITS.text_bytes + 2_000
    assert not (beyond and inside)
    assert [finding.code for finding in log.findings()] == ([] if inside else ["SRC002"])


def _book(sheets: list[list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append([str(one) if isinstance(one, str) and one.startswith("=") else one for one in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@_DAILY
@given(at=st.integers(0, 4_000), noise=st.binary(min_size=1, max_size=40))
def test_a_spreadsheet_with_overwritten_bytes_never_raises(at: int, noise: bytes) -> None:
    content = bytearray(_book([[["a", 1], ["b", datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)]]]))
    content[at : at + len(noise)] = noise
    log = FindingLog("b.xlsx", "0")
    read_xlsx("b.xlsx", bytes(content), log)
    assert len(log.findings()) <= 1


def _parsed(content: bytes) -> Mapping | MappingError:
    try:
        return parse_mapping(content)
    except MappingError as wrong:
        return wrong


@_DAILY
@given(damage=st.binary(max_size=60))
def test_any_bytes_as_a_mapping_are_a_mapping_or_a_reason_in_both_languages(damage: bytes) -> None:
    content = b'casewright = "mapping"\n' + damage
    assert looks_like_mapping(content)
    made = _parsed(content)
    assert isinstance(made, Mapping) or (made.words.en and made.words.zh)


@_DAILY
@given(name=_NAMES, columns=st.lists(_NAMES, min_size=12, max_size=12), target=st.sampled_from(sorted(targets())))
def test_a_mapping_of_any_column_names_that_is_accepted_fits_a_table_with_them(
    name: str, columns: list[str], target: str
) -> None:
    fields = {field.name: column for field, column in zip(targets()[target].fields, columns, strict=False)}
    made = _parsed(mapping_text(name=name, target=target, columns=fields).encode())
    assert isinstance(made, MappingError) or made.fits([" ".join(column.split()) for column in fields.values()])
