"""What the team's own list says of a case is heeded on the command line as on the desk."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from casewright.cli.main import main

LIST = (
    "order-id,case-type,opened-at,marketplace,status\n"
    "302-5550301-0000301,A-to-z claim,2026-01-05,Amazon.de,closed\n"
    "302-5550301-0000302,A-to-z claim,2026-01-05,Amazon.de,waiting for the carrier\n"
    "302-5550301-0000303,A-to-z claim,2026-01-05,Amazon.de,处理中\n"
)


def run(folder: Path, *more: str) -> str:
    result = CliRunner().invoke(main, ["run", str(folder), "--on", "2026-01-06", "--no-packets", *more])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_each_case_has_its_status_and_what_is_open_comes_first(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    cases = json.loads(run(tmp_path, "--json"))["cases"]
    assert [(case["order_ref"][-1], case["status"]) for case in cases] == [
        ("3", "open"),
        ("2", "waiting"),
        ("1", "closed"),
    ]


def test_the_worklist_leaves_out_closed_cases_and_says_how_many(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    told = run(tmp_path, "--out", str(tmp_path / "out"), "--lang", "en")
    assert "1 of them closed by your own list" in " ".join(told.split())
    page = (tmp_path / "out" / "worklist.html").read_text(encoding="utf-8")
    assert "0000301" not in page.replace("list.csv", "")
    assert "0000302" in page
    assert "closed by your own list, not shown" in page
    assert "个在您的案件表中已结案，未显示" in page


def test_a_list_in_the_lake_says_that_it_opens_no_cases_there(tmp_path: Path) -> None:
    pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    asked = ["lake", "import", str(tmp_path / "list.csv"), "--lake", str(tmp_path / "lake")]
    result = CliRunner().invoke(main, [*asked, "--lang", "en"])
    assert "list.csv: 3 records" in result.output
    assert "open no cases here" in result.output
    again = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    assert [one["code"] for one in again["imports"][0]["findings"]] == ["TAB006"]


def test_a_case_without_any_exhibit_stops_no_run(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "order-id,case-type,opened-at,respond-by,marketplace,amount,currency,status,reason\n"
        "302-5550301-0000301,A-to-z claim,2026-01-01,2026-10-10,Amazon.de,10.50,EUR,open,item not received\n",
        encoding="utf-8",
    )
    asked = ["run", str(tmp_path), "--on", "2026-10-01", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    (case,) = json.loads((tmp_path / "out" / "cases.json").read_text(encoding="utf-8"))["cases"]
    assert case["packet"] is not None


def test_a_long_list_shows_the_most_urgent_hundred_and_says_where_the_others_are(tmp_path: Path) -> None:
    lines = [f"302-5550301-{at:07},A-to-z claim,2026-01-05,Amazon.de,open\n" for at in range(103)]
    (tmp_path / "list.csv").write_text(LIST.splitlines(keepends=True)[0] + "".join(lines), encoding="utf-8")
    told = run(tmp_path, "--out", str(tmp_path / "out"), "--lang", "en")
    assert told.count("302-5550301-") == 100
    assert "3 more cases with less haste are in worklist.html" in " ".join(told.split())
    assert run(tmp_path, "--lang", "en").count("302-5550301-") == 103
    written = (tmp_path / "out" / "cases.json").read_text(encoding="utf-8")
    assert len(json.loads(written)["cases"]) == 103
    assert sum(line.startswith(' {"key"') for line in written.splitlines()) == 103
