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

SLIP = """Proof of delivery
Order: 114-5550104-0000104
Delivered to: Ada Example
Delivered at: 2026-11-09 14:02
Signed by: Ada Example
"""
STATED = """
dispute = "D1"
order_id = "114-5550104-0000104"
recipient = "Ada Example"

[[exhibit]]
file = "slip.txt"
kind = "proof_of_delivery"
"""


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
    """Return the one contested case as cases.json tells it, and what was printed."""
    result = casewright("run", folder, "--out", out, "--on", "2026-11-20", *more)
    assert result.exit_code == 0, result.output
    cases = json.loads((out / "cases.json").read_text(encoding="utf-8"))["cases"]
    assert len(cases) > 1
    assert [case["key"] for case in cases if case["packet"] is not None] == [CASE]
    return next(case for case in cases if case["key"] == CASE), result.output


def test_a_contested_case_gets_a_packet_that_verifies_and_others_get_none(folder: Path, tmp_path: Path) -> None:
    case, output = run(folder, tmp_path / "out", "--home", tmp_path / "home", "--lang", "en")
    packet = case["packet"]
    assert packet["file"] == PACKET.as_posix()
    assert packet["problem"] is None
    assert packet["profile"] == "amazon"
    assert packet["verdict"] == case["board"]["verdict"] == "not_ready"
    assert packet["remarks"]
    assert "1 packets below" in output
    assert f'href="{PACKET.as_posix()}"' in (tmp_path / "out" / "worklist.html").read_text(encoding="utf-8")
    verified = casewright("verify", tmp_path / "out" / PACKET, "--key", tmp_path / "home" / "log.pub", "--json")
    found = json.loads(verified.stdout)
    assert found["whole"]
    assert all(one["log"] for one in found["exhibits"])


def test_a_packet_heeds_what_is_stated_by_hand(folder: Path, tmp_path: Path) -> None:
    """The slip lies in no mail and no report: only the file that states the dispute brings it in."""
    shop = tmp_path / "shop"
    shutil.copytree(folder, shop)
    stated = shop / "stated"
    stated.mkdir()
    (stated / "slip.txt").write_text(SLIP, encoding="utf-8")
    (stated / "dispute.toml").write_text(STATED, encoding="utf-8")
    case = run(shop, tmp_path / "out")[0]
    assert case["board"]["dispute"]["recipient"] == "Ada Example"
    told = [one["place"]["file"] for one in case["board"]["exhibits"]]
    assert "stated/slip.txt" in told
    single = casewright("packet", shop, "--out", tmp_path / "one.pdf", "--on", "2026-11-20", "--case", CASE, "--json")
    assert json.loads(single.stdout)["exhibits"] == case["packet"]["exhibits"]


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
    case, output = run(folder, tmp_path, "--lang", "zh")
    problem = case["packet"]["problem"]
    assert (problem["code"], case["packet"]["file"]) == ("PKT010", None)
    assert "apt-get install fonts" in problem["en"]
    assert "未能生成" in output


def test_a_light_installation_says_once_what_to_install(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> packet_making.MadePacket:
        raise ModuleNotFoundError("No module named 'typst'", name="typst")

    monkeypatch.setattr(packet_making.PacketMaker, "make", gone)
    problem = run(folder, tmp_path)[0]["packet"]["problem"]
    assert problem["code"] == "PKT020"
    assert 'pip install "casewright[evidence]"' in problem["zh"]


def test_a_damaged_home_stops_no_run_and_the_packet_says_why_it_was_not_made(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(folder, tmp_path / "out", "--home", home)
    journal = home / "log" / "journal"
    journal.write_bytes(b"nonsense" + journal.read_bytes()[8:])
    case, _ = run(folder, tmp_path / "again", "--home", home)
    assert case["board"]["verdict"] == "not_ready"
    assert case["packet"]["problem"]["code"] == "PKT010"


def test_a_run_says_once_that_letters_bear_the_folders_name(folder: Path, tmp_path: Path) -> None:
    case, printed = run(folder, tmp_path / "out")
    assert f"“{folder.name}”" in case["packet"]["remarks"][0]["zh"]
    assert printed.count("The letter is signed") == 1
