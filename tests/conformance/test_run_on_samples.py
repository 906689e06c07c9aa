"""The main job on the sample mails and reports: each matter is a case, and the claim's clock is the mail's own."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from casewright.cli.main import main

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", ROOT.parent / "shared"))
MAILS = SHARED / "data" / "email" / "recreated"

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not MAILS.is_dir(), reason="the shared data folder is absent; set CASEWRIGHT_SHARED"),
]


def cases_of(folder: Path, out: Path) -> dict[str, dict[str, Any]]:
    done = CliRunner().invoke(main, ["run", str(folder), "--out", str(out), "--on", "2026-11-20"])
    assert done.exit_code == 0, done.output
    document = json.loads((out / "cases.json").read_text(encoding="utf-8"))
    return {case["key"]: case for case in document["cases"]}


def test_each_sample_mail_opens_the_case_it_is_about(tmp_path: Path) -> None:
    kinds = {(case["kind"], case["order_ref"]) for case in cases_of(MAILS, tmp_path).values()}
    assert kinds == {
        ("atoz_claim", "402-0000101-0000101"),
        ("atoz_claim", "111-0000111-0000111"),
        ("return", "403-0000102-0000102"),
        ("cancellation", "404-0000103-0000103"),
        ("refund", "405-0000106-0000106"),
        ("undelivered_reply", "406-0000105-0000105"),
        ("quality", None),
        ("message", None),
        ("where_is_parcel", "203-0000115-0000115"),
        ("quality", "304-0000116-0000116"),
        ("quality", "171-0000117-0000117"),
    }


def test_the_claims_answer_time_is_the_mails_own(tmp_path: Path) -> None:
    claim = cases_of(MAILS, tmp_path)["atoz_claim:402-0000101-0000101"]
    assert claim["money"] == {"amount": "1119.00", "currency": "EUR"}
    assert claim["deadline"]["at"] == "2026-09-01T17:37:31+00:00"
    assert claim["deadline"]["local"] == "2026-09-01T19:37:31+02:00"
    assert claim["deadline"]["from_fact"] == "respond_within_days"


def test_a_returns_report_opens_the_unsettled_return_alone(tmp_path: Path) -> None:
    cases = cases_of(SHARED / "data" / "reports", tmp_path)
    assert "atoz_claim:303-0000202-0000202" in cases
    assert not any("303-0000201-0000201" in key for key in cases)
    assert cases["atoz_claim:303-0000202-0000202"]["money"] == {"amount": "21.38", "currency": "EUR"}
