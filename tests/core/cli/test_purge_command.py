"""`casewright purge`: what is due is listed first, purged only when told to, and still verifies."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casewright.cli.main import main

SHOP = Path(__file__).parents[3] / "examples" / "lantern-home"
ORDER = "114-5550104-0000104"


def casewright(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evidence home with the exhibits of one chargeback; its parcel was delivered on 24 October 2026."""
    folder = tmp_path_factory.mktemp("kept")
    case = f"chargeback:{ORDER}"
    made = casewright(
        "packet", SHOP, "--case", case, "--on", "2026-11-20", "--out", folder / "a.pdf", "--home", folder / "home"
    )
    assert made.exit_code == 0, made.output
    return folder / "home"


def due(home: Path, day: str, *more: str) -> dict[str, Any]:
    result = casewright("purge", SHOP, "--home", home, "--on", day, "--json", *more)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_what_is_due_is_listed_then_purged_and_the_packet_sent_before_still_verifies(home: Path) -> None:
    assert due(home, "2026-11-23")["due"] == []
    (order,) = due(home, "2026-11-25")["due"]
    assert order["subject"] == f"order {ORDER}"
    assert (order["due_on"], order["claims_until"]) == ("2026-11-24", "2027-04-26")
    assert due(home, "2026-11-25")["due"] == [order]  # listing changes nothing
    assert due(home, "2026-11-25", "--do")["done"]
    assert due(home, "2026-11-25")["due"] == []
    report = json.loads(casewright("verify", home, "--json").stdout)
    assert report["whole"]
    assert report["exhibits"]["purged"] == len(order["exhibits"])
    packet = json.loads(casewright("verify", home.parent / "a.pdf", "--key", home / "log.pub", "--json").stdout)
    assert packet["whole"]
    assert all(one["log"] for one in packet["exhibits"])


def test_a_folder_without_a_vault_is_refused(tmp_path: Path) -> None:
    result = casewright("purge", SHOP, "--home", tmp_path / "none", "--on", "2026-11-24")
    assert result.exit_code == 1
    assert "holds no vault" in result.output
    assert not (tmp_path / "none").exists()
