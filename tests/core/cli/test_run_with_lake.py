"""`casewright run --lake`: a folder with a large report gives the cases that reading every row would give."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")

from casewright.cli import run_lake
from casewright.cli.main import main

SHOP = Path(__file__).parents[3] / "examples" / "lantern-home"


def cases(*arguments: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(main, ["run", *arguments, "--on", "2026-11-20", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)["cases"]
    assert isinstance(found, list)
    return found


def test_the_same_cases_open_whether_reports_are_read_whole_or_lie_in_the_lake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lantern-home"
    shutil.copytree(SHOP, folder)
    plain = cases(str(folder))
    monkeypatch.setattr(run_lake, "_LARGE_BYTES", 0)
    for _ in range(2):
        beside = cases(str(folder), "--lake", str(folder / "lake"))
        assert [(one["key"], one["row"], one["deadline"]) for one in beside] == [
            (one["key"], one["row"], one["deadline"]) for one in plain
        ]
    assert list((folder / "lake" / "records" / "order_line").glob("*.parquet"))
