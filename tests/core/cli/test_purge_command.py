"""`casewright purge`: what is due is listed first, purged only when told to, and still verifies."""

import json
import shutil
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped] # has no types
import pytest
from click.testing import CliRunner, Result

from casewright.cli.evidence_home import EvidenceHome
from casewright.cli.main import main
from casewright.evidence.vault.vault import twin_subject

ORDER = "114-5550104-0000104"


def casewright(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def kept(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evidence home with the exhibits of one chargeback; its parcel was delivered on 24 October 2026."""
    folder = tmp_path_factory.mktemp("kept")
    case = f"chargeback:{ORDER}"
    made = casewright(
        "packet", small_shop, "--case", case, "--on", "2026-11-20", "--out", folder / "a.pdf", "--home", folder / "home"
    )
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def home(kept: Path, tmp_path: Path) -> Path:
    """The same home, whatever another test has purged."""
    return shutil.copytree(kept, tmp_path / "kept") / "home"


def due(shop: Path, home: Path, day: str, *more: str) -> dict[str, Any]:
    result = casewright("purge", shop, "--home", home, "--on", day, "--json", *more)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_what_is_due_is_listed_then_purged_and_the_packet_sent_before_still_verifies(
    small_shop: Path, home: Path
) -> None:
    assert due(small_shop, home, "2026-11-23")["due"] == []
    (order,) = due(small_shop, home, "2026-11-25")["due"]
    assert order["subject"] == f"order {ORDER}"
    assert (order["due_on"], order["claims_until"]) == ("2026-11-24", "2027-04-26")
    assert due(small_shop, home, "2026-11-25")["due"] == [order]  # listing changes nothing
    assert due(small_shop, home, "2026-11-25", "--do")["done"]
    assert due(small_shop, home, "2026-11-25")["due"] == []
    report = json.loads(casewright("verify", home, "--json").stdout)
    assert report["whole"]
    assert report["exhibits"]["purged"] == len(order["exhibits"])
    packet = json.loads(casewright("verify", home.parent / "a.pdf", "--key", home / "log.pub", "--json").stdout)
    assert packet["whole"]
    assert all(one["log"] for one in packet["exhibits"])


def test_a_packet_made_after_the_purge_shows_what_stands_for_the_purged(
    small_shop: Path, home: Path, tmp_path: Path
) -> None:
    due(small_shop, home, "2026-11-25", "--do")
    shop = shutil.copytree(small_shop, tmp_path / "shop")
    (shop / "files" / f"{ORDER}-proof-of-delivery.pdf").unlink()  # as the purge tells its owner to
    arguments = ("--case", f"chargeback:{ORDER}", "--on", "2026-11-26", "--json")
    without = casewright("packet", shop, *arguments, "--out", tmp_path / "without.pdf")
    before = json.loads(casewright("verify", home, "--json").stdout)["entries"]
    made = casewright("packet", shop, *arguments, "--out", tmp_path / "after.pdf", "--home", home)
    assert made.exit_code == 0, made.output
    shown = {one["number"] for one in json.loads(made.stdout)["exhibits"]}
    assert len(shown) > len(json.loads(without.stdout)["exhibits"])
    words = "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(tmp_path / "after.pdf"))
    assert "redacted" in words.lower()
    assert casewright("verify", tmp_path / "after.pdf", "--key", home / "log.pub").exit_code == 0
    due_again = {name for one in due(shop, home, "2027-01-20")["due"] for name in one["exhibits"]}
    again = casewright("packet", shop, *arguments, "--out", tmp_path / "again.pdf", "--home", home)
    assert json.loads(again.stdout)["sha256"] == json.loads(made.stdout)["sha256"]
    assert {name for one in due(shop, home, "2027-01-20")["due"] for name in one["exhibits"]} == due_again
    assert json.loads(casewright("verify", home, "--json").stdout)["entries"] >= before


def test_what_was_purged_and_lies_in_the_folder_still_is_told_and_kept_again_only_when_told_to(
    small_shop: Path, home: Path, tmp_path: Path
) -> None:
    due(small_shop, home, "2026-11-25", "--do")
    arguments = ("--case", f"chargeback:{ORDER}", "--on", "2026-11-26", "--out", tmp_path / "a.pdf", "--home", home)
    made = json.loads(casewright("packet", small_shop, *arguments, "--json").stdout)
    (remark,) = [one for one in made["remarks"] if "--keep-purged" in one["en"]]
    assert f"files/{ORDER}-proof-of-delivery.pdf" in remark["en"]
    assert "证据库已清除" in remark["zh"]
    assert EvidenceHome(home).open().exhibits(f"order {ORDER}") == ()
    assert casewright("verify", tmp_path / "a.pdf").exit_code == 0
    again = json.loads(casewright("packet", small_shop, *arguments, "--keep-purged", "--json").stdout)
    assert not [one for one in again["remarks"] if "--keep-purged" in one["en"]]
    assert len(EvidenceHome(home).open().exhibits(f"order {ORDER}")) == len(again["exhibits"])


def test_a_run_keeps_the_purged_again_only_when_told_to_and_takes_away_what_a_killed_command_left(
    small_shop: Path, home: Path, tmp_path: Path
) -> None:
    due(small_shop, home, "2026-11-25", "--do")
    draft = next(path for path in sorted(home.rglob("sha256/??")) if path.is_dir()) / ".new-killed"
    draft.write_bytes(b"half")
    arguments = ("--on", "2026-11-26", "--out", tmp_path / "out", "--home", home)
    told = casewright("run", small_shop, *arguments)
    assert told.exit_code == 0, told.output
    packets = [one["packet"] for one in json.loads((tmp_path / "out" / "cases.json").read_text("utf-8"))["cases"]]
    remarks = [remark["en"] for one in packets if one for remark in one.get("remarks", ())]
    assert any("--keep-purged" in remark for remark in remarks)
    assert EvidenceHome(home).open().exhibits(f"order {ORDER}") == ()
    assert casewright("run", small_shop, *arguments, "--keep-purged").exit_code == 0
    assert EvidenceHome(home).open().exhibits(f"order {ORDER}")
    assert not draft.exists()


def test_what_came_in_after_the_purge_is_kept(small_shop: Path, home: Path, tmp_path: Path) -> None:
    due(small_shop, home, "2026-11-25", "--do")
    shop = shutil.copytree(small_shop, tmp_path / "shop")
    slip = f"Proof of delivery\nOrder: {ORDER}\nDelivered at: 2026-10-24 14:02\nSigned by: Ada Example\n"
    (shop / "files" / f"{ORDER}-second-slip.txt").write_text(slip, encoding="utf-8")
    arguments = ("--case", f"chargeback:{ORDER}", "--on", "2026-11-26", "--out", tmp_path / "a.pdf", "--home", home)
    made = casewright("packet", shop, *arguments, "--json")
    assert made.exit_code == 0, made.output
    assert len(EvidenceHome(home).open().exhibits(f"order {ORDER}")) == 1


def test_what_stood_for_a_purged_exhibit_and_is_damaged_stops_no_packet(
    small_shop: Path, home: Path, tmp_path: Path
) -> None:
    due(small_shop, home, "2026-11-25", "--do")
    other = shutil.copytree(home, tmp_path / "home")
    for leaf in EvidenceHome(other).open().exhibits(twin_subject(f"order {ORDER}")):
        (blob,) = (other / "vault").rglob(leaf.sealed.value)
        blob.unlink()
        blob.write_bytes(b"damaged")
    arguments = ("--case", f"chargeback:{ORDER}", "--on", "2026-11-26", "--out", tmp_path / "a.pdf", "--home", other)
    made = casewright("packet", small_shop, *arguments)
    assert made.exit_code == 0, made.output
    assert casewright("verify", other).exit_code == 1


def test_a_folder_without_a_vault_is_refused(small_shop: Path, tmp_path: Path) -> None:
    result = casewright("purge", small_shop, "--home", tmp_path / "none", "--on", "2026-11-24")
    assert result.exit_code == 1
    assert "holds no vault" in result.output
    assert not (tmp_path / "none").exists()
