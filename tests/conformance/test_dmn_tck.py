"""The decision tables of the public DMN conformance suite: none is answered wrongly."""

import os
from pathlib import Path

import pytest

from dmn_tck import run

pytestmark = pytest.mark.conformance

_SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", Path(__file__).parents[3] / "shared"))
_SUITE = Path(os.environ.get("CASEWRIGHT_DMN_TCK", _SHARED / "data" / "dmn-tck"))
_SIMPLE = (
    "0004-simpletable-U",
    "0005-simpletable-A",
    "0006-simpletable-P1",
    "0007-simpletable-P2",
    "0108-first-hitpolicy",
    "0111-first-hitpolicy-singleoutputcol",
    "0113-outputOrder-hitpolicy-singleinoutcol",
    "0115-sum-collect-hitpolicy",
    "0116-count-collect-hitpolicy",
)


def test_the_suite_is_answered_or_refused_by_name_and_never_wrongly() -> None:
    if not _SUITE.is_dir():
        pytest.skip(f"no suite at {_SUITE}; lay dmn-tck/tck there, or name its folder in CASEWRIGHT_DMN_TCK")
    report = run(_SUITE)
    assert report.outcomes, "the folder holds no decision table with cases"
    assert [one for one in report.outcomes if one.state == "wrong"] == []
    assert [one for one in report.outcomes if one.state == "refused" and not one.code] == []
    simple = [one for one in report.outcomes if one.folder.endswith(_SIMPLE)]
    assert [one for one in simple if one.state != "passed"] == []
