"""The advice of the source documents from the command line."""

import json
from pathlib import Path

from click.testing import CliRunner

from casewright.cli.main import main


def seeds(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["policy", "seeds", *arguments])
    assert result.exit_code == 0
    return result.output


def test_each_advice_is_told_with_its_row_in_the_asked_language() -> None:
    assert "| forbidden today | [ADR030](address-change.md) The parcel may only go to" in seeds("--lang", "en")
    assert "| 如今已不允许 | [ADR030](address-change.md) 包裹只能寄往" in seeds("--lang", "zh")


def test_both_pages_are_written_into_a_folder(tmp_path: Path) -> None:
    seeds("--out", str(tmp_path), "--lang", "en")
    assert (tmp_path / "seeds.md").read_text(encoding="utf-8") == seeds("--lang", "en")
    assert (tmp_path / "seeds.zh.md").read_text(encoding="utf-8") == seeds("--lang", "zh")


def test_scripts_get_the_advice_as_json() -> None:
    advice = json.loads(seeds("--json"))["advice"]
    assert {"seed", "line", "place", "says", "rows", "mark"} == set(advice[0])
    assert {one["mark"] for one in advice} == {"agrees", "narrows", "forbids"}
