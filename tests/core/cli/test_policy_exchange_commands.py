"""Tables out and in from the command line."""

import base64
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casewright.cli.main import main
from casewright.rulebook import load_rulebook


def casewright(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_table_leaves_as_a_page() -> None:
    result = casewright("policy", "export", "address-change", "--as", "md")
    assert result.exit_code == 0
    assert result.stdout.startswith("# ")
    assert "ADR030" in result.stdout


def test_a_table_comes_back_from_a_spreadsheet_and_from_dmn(tmp_path: Path) -> None:
    digest = load_rulebook().table("cancellation").digest
    for form in ("xlsx", "dmn"):
        file = tmp_path / f"c.{form}"
        assert casewright("policy", "export", "cancellation", "--as", form, "--out", file).exit_code == 0
        result = json.loads(casewright("policy", "import", file, "--json").stdout)
        assert result["tables"][0]["loads"] is True
        assert result["tables"][0]["table_digest"] == digest


def test_json_carries_text_or_the_packed_file() -> None:
    exported = json.loads(casewright("policy", "export", "suspect", "--as", "xlsx", "--json").stdout)
    assert base64.b64decode(exported["base64"]).startswith(b"PK")
    assert exported["text"] is None
    text = json.loads(casewright("policy", "export", "suspect", "--as", "dmn", "--json").stdout)["text"]
    assert text.startswith("<?xml")


def test_an_import_writes_files_and_never_over_one(tmp_path: Path) -> None:
    file = tmp_path / "c.dmn"
    casewright("policy", "export", "suspect", "--as", "dmn", "--out", file)
    assert casewright("policy", "import", file, "--out", tmp_path / "new").exit_code == 0
    assert (tmp_path / "new" / "suspect.toml").read_text(encoding="utf-8").startswith('table = "suspect"')
    again = casewright("policy", "import", file, "--out", tmp_path / "new")
    assert again.exit_code == 1
    assert "stands there already" in again.output


def test_an_import_tells_in_words_what_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.dmn"
    file.write_text("<html/>", encoding="utf-8")
    english = casewright("policy", "import", file, "--lang", "en")
    assert english.exit_code == 1
    assert "IMP004 refused" in english.output
    assert "IMP004 拒绝" in casewright("policy", "import", file, "--lang", "zh").output


def test_an_unknown_table_is_refused_by_name() -> None:
    assert "no table 'adress'" in casewright("policy", "export", "adress").output


def test_pages_are_written_once_and_checked(tmp_path: Path) -> None:
    assert casewright("policy", "docs", "--out", tmp_path, "--check").exit_code == 1
    assert casewright("policy", "docs", "--out", tmp_path).exit_code == 0
    assert (tmp_path / "README.md").is_file()
    assert json.loads(casewright("policy", "docs", "--out", tmp_path, "--json").stdout) == {"written": []}
    (tmp_path / "suspect.md").write_text("old", encoding="utf-8")
    checked = casewright("policy", "docs", "--out", tmp_path, "--check", "--lang", "en")
    assert checked.exit_code == 1
    assert "suspect.md is not current" in checked.output


@pytest.mark.parametrize(("form", "module"), [("dmn", "lxml.etree"), ("xlsx", "openpyxl")])
def test_a_missing_package_is_named_with_what_to_install(
    form: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    result = casewright("policy", "export", "suspect", "--as", form)
    assert result.exit_code == 1
    assert 'pip install "casewright[exchange]"' in result.output
    assert casewright("policy", "export", "suspect", "--as", "md").exit_code == 0
