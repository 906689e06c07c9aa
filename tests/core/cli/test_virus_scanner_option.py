"""Every command that opens evidence asks the configured virus scanner first, and tells of one that is silent."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from casewright.cli.main import main
from clamd_server import ClamdServer, clamd_server

_ORDER = "302-1234567-1234567"
_DISPUTE = f"""
dispute = "lost_in_transit"
marketplace = "amazon_de"
order_id = "{_ORDER}"
opened_at = 2026-11-18
respond_by = 2026-11-20
recipient = "Erika Beispiel"
city = "Hamburg"

[[exhibit]]
file = "infected.txt"
kind = "proof_of_delivery"
proves = ["tracking_scans"]
"""
_SLIP = "Proof of delivery\nDelivered: 2026-11-06 10:00\nSigned by: E. Beispiel\nCity: Hamburg\n"


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[ClamdServer]:
    with clamd_server(tmp_path) as server:
        yield server


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    claim = tmp_path / "shop" / "claim"
    claim.mkdir(parents=True)
    (claim / "dispute.toml").write_text(_DISPUTE, encoding="utf-8")
    (claim / "slip.txt").write_text(_SLIP, encoding="utf-8")
    (claim / "infected.txt").write_text(f"{_SLIP}virus\n", encoding="utf-8")
    return tmp_path / "shop"


def casewright(*arguments: str | Path, **environment: str) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment)
    assert done.exit_code == 0, done.output
    return done


def codes(board: dict[str, list[dict[str, str]]]) -> set[str]:
    return {finding["code"] for finding in board["findings"]}


def test_evidence_keeps_an_infected_file_closed_whatever_a_person_says_of_it(shop: Path, scanner: ClamdServer) -> None:
    told = casewright("evidence", shop, "--on", "2026-11-19", "--json", CASEWRIGHT_CLAMD=scanner.address)
    (board,) = json.loads(told.stdout)["boards"]
    assert [one["place"]["file"] for one in board["exhibits"]] == ["slip.txt"]
    assert "EXH009" in codes(board)
    assert _SLIP.encode() in scanner.asked


def test_a_packet_leaves_an_infected_file_out_and_says_so(shop: Path, scanner: ClamdServer, tmp_path: Path) -> None:
    options = ("--case", _ORDER, "--on", "2026-11-19", "--lang", "zh", "--out", tmp_path / "packet.pdf")
    told = casewright("packet", shop, *options, "--virus-scanner", scanner.address)
    assert "病毒扫描报告：Made.Up" in told.stderr
    assert "证据 1 项" in told.stdout


def test_a_packet_tells_of_a_scanner_that_does_not_answer(shop: Path, tmp_path: Path) -> None:
    options = ("--case", _ORDER, "--on", "2026-11-19", "--lang", "en", "--out", tmp_path / "packet.pdf")
    told = casewright("packet", shop, *options, CASEWRIGHT_CLAMD=str(tmp_path / "nobody.ctl"))
    assert "EXH025 claim/slip.txt: The virus scanner did not answer" in told.stderr


def test_a_run_has_pictures_scanned_that_it_leaves_unread(
    small_shop: Path, scanner: ClamdServer, tmp_path: Path
) -> None:
    folder = shutil.copytree(small_shop, tmp_path / "copy")
    photo = folder / "files" / "114-5550104-0000104-photo.png"
    Image.new("RGB", (64, 64), "white").save(photo)
    photo.write_bytes(photo.read_bytes() + b"virus")
    told = casewright("run", folder, "--on", "2026-11-20", "--json", CASEWRIGHT_CLAMD=scanner.address)
    found = [one for one in json.loads(told.stdout)["findings"] if one["code"] == "EXH009"]
    assert [one["place"]["file"] for one in found] == [photo.relative_to(folder).as_posix()]
