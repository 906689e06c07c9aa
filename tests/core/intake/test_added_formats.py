"""A format added by others in one file: found by its entry point, read, and never a danger to an import."""

import importlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from casewright.cli.main import main
from casewright.domain.kept_file import KeptFile
from casewright.domain.shipment import Scan, ScanKind
from casewright.intake import SourceFile, read_source
from casewright.intake.formats import forget_formats
from casewright.pipeline import read_files

_EXAMPLE = Path(__file__).parents[3] / "examples" / "intake-format" / "parcel_slips.py"
_SLIPS = b"""PARCELSLIP 1
302-5550301-0000301;0034;2026-11-05T12:10:00+01:00;MUSTER
302-5550301-0000302;0035;yesterday;X
302-5550301-0000303;0036;2026-11-06T09:00:00+01:00;
"""


def _install(folder: Path, name: str, code: str) -> None:
    """Put a package with one format into a folder, as an installer does."""
    module = f"{name.replace('-', '_')}_for_a_test"
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[casewright.formats]\n{name} = {module}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    forget_formats()
    yield tmp_path
    forget_formats()
    for module in [name for name in sys.modules if name.endswith("_for_a_test")]:
        del sys.modules[module]


def test_the_example_of_the_recipe_reads_its_slips(site: Path) -> None:
    _install(site, "parcel-slips", _EXAMPLE.read_text(encoding="utf-8"))
    reading = read_source("slips.txt", _SLIPS)
    scans = [record for record in reading.records if isinstance(record, Scan)]
    assert [(scan.order_id, scan.kind, scan.signed_by, scan.place.row) for scan in scans] == [
        ("302-5550301-0000301", ScanKind.DELIVERED, "MUSTER", 2),
        ("302-5550301-0000303", ScanKind.DELIVERED, None, 4),
    ]
    assert [(finding.code, finding.place.row) for finding in reading.findings] == [("SLIP001", 3)]


def test_other_files_are_read_as_before(site: Path) -> None:
    _install(site, "parcel-slips", _EXAMPLE.read_text(encoding="utf-8"))
    reading = read_source("orders.csv", b"order-id,order-status\n302-5550301-0000301,Shipped\n")
    assert type(reading.records[0]).__name__ == "OrderLine"


@pytest.mark.parametrize("fault", ["looks_like", "read"])
def test_a_reader_that_fails_keeps_the_file_and_names_itself(site: Path, fault: str) -> None:
    good = {"looks_like": "def looks_like(content): return True\n", "read": "def read(name, content): return None\n"}
    code = "".join(f"def {name}(*_): raise KeyError('oh')\n" if name == fault else text for name, text in good.items())
    _install(site, "hasty", code)
    reading = read_source("a.bin", b"\x01\x02")
    assert [finding.code for finding in reading.findings] == ["SRC010"]
    assert "hasty" in reading.findings[0].words.zh
    assert isinstance(reading.records[0], KeptFile)


@pytest.mark.parametrize("code", ["import a_module_that_is_not_there\n", "raise SystemError('oh')\n", "read = 3\n"])
def test_a_reader_that_cannot_be_loaded_is_named_once_and_the_rest_is_read(site: Path, code: str) -> None:
    _install(site, "torn", code)
    orders = b"order-id,order-status\n302-5550301-0000301,Shipped\n"
    reading = read_files([SourceFile("a.csv", orders), SourceFile("b.csv", orders.replace(b"301\n", b"302\n") + b"\n")])
    assert [type(one).__name__ for one in reading.records] == ["OrderLine", "OrderLine"]
    (finding,) = [one for one in reading.findings if one.code == "SRC011"]
    assert "torn" in finding.words.en
    assert "torn" in finding.words.zh


def test_the_command_goes_on_when_a_reader_cannot_be_loaded(site: Path) -> None:
    _install(site, "torn", "import a_module_that_is_not_there\n")
    (site / "orders.csv").write_bytes(b"order-id,order-status\n302-5550301-0000301,Shipped\n")
    result = CliRunner().invoke(main, ["read", str(site / "orders.csv")])
    assert result.exit_code == 0
    assert "302-5550301-0000301" in result.output
    assert "SRC011" in result.output
    assert "pip install" not in result.output


@pytest.mark.parametrize(("language", "words"), [("en", "cannot be loaded"), ("zh", "无法加载")])
def test_an_import_into_the_lake_names_a_reader_that_cannot_be_loaded_once(
    site: Path, language: str, words: str
) -> None:
    pytest.importorskip("polars", reason="the lake's packages")
    _install(site, "torn", "import a_module_that_is_not_there\n")
    names = [str(site / name) for name in ("a.zip", "b.csv")]
    with zipfile.ZipFile(names[0], "w") as packed:
        packed.writestr("a.csv", "order-id,order-status\n302-5550301-0000301,Shipped\n")
    Path(names[1]).write_bytes(b"order-id,order-status\n302-5550301-0000302,Shipped\n")
    into = ["lake", "import", *names, "--lake", str(site / "lake")]
    told = CliRunner().invoke(main, [*into, "--lang", language])
    assert (told.exit_code, told.output.count("SRC011"), words in told.output) == (0, 1, True), told.output
    again = json.loads(CliRunner().invoke(main, [*into, "--json"]).stdout)
    assert [[one["code"] for one in each["findings"]] for each in again["imports"]] == [["SRC011"], []]


def test_a_reader_that_cannot_be_loaded_is_named_once_for_all_mails_of_a_mailbox_file(site: Path) -> None:
    _install(site, "torn", "import a_module_that_is_not_there\n")
    mails = (f"From x Mon Mar  8 09:00:00 2027\nFrom: a@b.example\nSubject: {at}\n\nHello\n\n" for at in range(3))
    (site / "old.mbox").write_text("".join(mails), encoding="utf-8")
    printed = CliRunner().invoke(main, ["read", str(site / "old.mbox")]).stdout
    assert printed.count('"code": "SRC011"') == 1
    assert printed.count('"type": "mail"') == 3


def test_what_the_recipe_names_can_be_imported() -> None:
    recipe = (Path(__file__).parents[3] / "docs" / "develop" / "recipe.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(casewright[a-z_.]+)` \| (.+) \|$", recipe, re.MULTILINE)
    assert len(rows) >= 9
    for module, names in rows:
        for name in re.findall(r"`([A-Z]\w+)`", names):
            assert hasattr(importlib.import_module(module), name), (module, name)
