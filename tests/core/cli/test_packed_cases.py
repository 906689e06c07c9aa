"""Cases that are packed while nobody looks at them are the same when somebody does."""

from typing import Any

from casewright.cli.packed_cases import PackedCases


def test_packed_cases_come_out_as_they_went_in_and_as_often_as_asked() -> None:
    cases: list[dict[str, Any]] = [{"status": "open", "name": "茶壶 \ud800"}, {"status": "closed", "name": None}]
    packed = PackedCases(cases)
    assert (len(packed), list(packed), list(packed)) == (2, cases, cases)
    assert list(packed.not_closed()) == cases[:1]
    assert len(PackedCases([])) == 0
