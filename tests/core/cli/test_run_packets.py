"""`casewright run` writes a packet for each contested case; one that cannot be made stops nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casewright.cli import packet_making
from casewright.cli.main import main
from casewright.evidence.packet import fonts
from casewright.evidence.packet.errors import FontsMissingError

SHOP = Path(__file__).parents[3] / "examples" / "lantern-home"
CASE = "chargeback:114-5550104-0000104"
PACKET = Path("packets") / "CHB-114-5550104-0000104" / "packet.pdf"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with one chargeback, and a refund that nobody contests."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(SHOP / "reports", folder / "reports", ignore=shutil.ignore_patterns("returns*"))
    for name in ("2026-11-17-us-chargeback.eml", "2026-11-16-de-refund-issued.eml"):
        shutil.copy(SHOP / "mail" / name, folder / name)
    return folder


def casewright(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def run(folder: Path, out: Path, *more: str | Path) -> tuple[dict[str, Any], str]:
    result = casewright("run", folder, "--out", out, "--on", "2026-11-20", *more)
    assert result.exit_code == 0, result.output
    assert len(json.loads((out / "cases.json").read_text(encoding="utf-8"))["cases"]) > 1
    document: dict[str, Any] = json.loads((out / "packets" / "packets.json").read_text(encoding="utf-8"))
    return document, result.output


def test_a_contested_case_gets_a_packet_that_verifies_and_others_get_none(folder: Path, tmp_path: Path) -> None:
    document, output = run(folder, tmp_path / "out", "--home", tmp_path / "home", "--lang", "en")
    (packet,) = document["packets"]
    assert packet["case"] == CASE
    assert packet["file"] == PACKET.as_posix()
    assert packet["profile"] == "amazon"
    assert packet["verdict"] == "not_ready"
    assert packet["remarks"]
    assert "1 packets below" in output
    verified = casewright("verify", tmp_path / "out" / PACKET, "--key", tmp_path / "home" / "log.pub", "--json")
    found = json.loads(verified.stdout)
    assert found["whole"]
    assert all(one["log"] for one in found["exhibits"])


def test_the_same_day_gives_the_same_packets(folder: Path, tmp_path: Path) -> None:
    assert run(folder, tmp_path / "one")[0] == run(folder, tmp_path / "two")[0]


def test_a_run_without_packets_writes_none(folder: Path, tmp_path: Path) -> None:
    casewright("run", folder, "--out", tmp_path, "--on", "2026-11-20", "--no-packets")
    assert (tmp_path / "cases.json").is_file()
    assert not (tmp_path / "packets").exists()


def test_fonts_that_are_missing_are_a_finding_and_the_rest_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> fonts.FontSet:
        raise FontsMissingError(("NotoSerif-Regular.ttf",), "apt-get install fonts")

    monkeypatch.setattr(fonts, "find_fonts", missing)
    document, output = run(folder, tmp_path, "--lang", "zh")
    (finding,) = document["findings"]
    assert (finding["code"], finding["case"]) == ("PKT010", CASE)
    assert "apt-get install fonts" in finding["en"]
    assert "未能生成" in output


def test_a_light_installation_says_once_what_to_install(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> packet_making.MadePacket:
        raise ModuleNotFoundError("No module named 'typst'", name="typst")

    monkeypatch.setattr(packet_making.PacketMaker, "make", gone)
    (finding,) = run(folder, tmp_path)[0]["findings"]
    assert finding["code"] == "PKT020"
    assert 'pip install "casewright[evidence]"' in finding["zh"]
