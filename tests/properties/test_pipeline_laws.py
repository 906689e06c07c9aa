"""Laws of the whole way from bytes to decisions: nothing raises, nothing is lost, records survive the wire."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.shop import Shop
from casewright.domain.wire import record_from_wire, record_to_wire
from casewright.intake import SourceFile
from casewright.pipeline import case_to_json, decide_case, open_cases, read_files

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
SHOP_FOLDER = Path(__file__).parents[2] / "examples" / "lantern-home"
FILES = [
    SourceFile(path.relative_to(SHOP_FOLDER).as_posix(), path.read_bytes())
    for path in sorted(SHOP_FOLDER.rglob("*"))
    if path.is_file() and path.name != "shop.toml"
]
MAILS = [file for file in FILES if file.name.endswith(".eml")]


def cases_of(files: list[SourceFile]) -> list[str]:
    reading = read_files(files)
    shop = Shop("Test")
    decided = [decide_case(case, at=AT, shop=shop) for case in open_cases(reading.records)]
    return [json.dumps(case_to_json(one, at=AT), ensure_ascii=False) for one in decided]


@cache
def cases_in_order() -> list[str]:
    return cases_of(FILES)


@given(st.binary(max_size=2000), st.text(max_size=20))
def test_any_bytes_under_any_name_are_read_or_remarked_on(content: bytes, name: str) -> None:
    reading = read_files([SourceFile(name, content)])
    assert reading.records or reading.findings
    for finding in reading.findings:
        assert finding.place.file.startswith(name)
        assert len(finding.place.digest) == 64


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_a_damaged_file_never_stops_the_others(file: SourceFile, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(file.content)))
    flipped = bytearray(file.content[:cut])
    for _ in range(data.draw(st.integers(0, 3)) if flipped else 0):
        flipped[data.draw(st.integers(0, len(flipped) - 1))] ^= data.draw(st.integers(1, 255))
    witness = MAILS[0]
    cases = cases_of([SourceFile("damaged", bytes(flipped)), witness])
    assert any(witness.name in case for case in cases)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_record_survives_the_wire(file: SourceFile) -> None:
    for record in read_files([file]).records:
        wire = json.loads(json.dumps(record_to_wire(record)))
        assert record_from_wire(wire) == record


@settings(max_examples=8, deadline=None)
@given(st.permutations(FILES))
def test_the_order_of_files_changes_nothing(shuffled: list[SourceFile]) -> None:
    assert cases_of(shuffled) == cases_in_order()
