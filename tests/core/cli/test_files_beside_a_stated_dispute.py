"""No file beside a stated dispute vanishes, and one that belongs nowhere is named."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from casewright.cli.main import main

ORDER = "302-1234567-1234567"
DISPUTE = f"""
dispute = "not_as_described"
marketplace = "amazon_de"
order_id = "{ORDER}"
opened_at = 2026-11-18
ordered_at = 2026-11-01
"""
LISTING = "<html><body><h1>Lamp</h1><p>Captured on 2026-11-19. Product page amazon.de</p></body></html>"
MAIL = f"""From: "Max" <abc123@marketplace.amazon.de>
To: shop@shop.example
Subject: Anfrage zu Bestellung {ORDER}
Date: Wed, 18 Nov 2026 10:00:00 +0100
Message-ID: <x1@marketplace.amazon.de>
Content-Type: text/plain; charset=utf-8

The lamp is not as described, it is red. Order {ORDER}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "dispute.toml").write_text(DISPUTE, encoding="utf-8")
    (folder / "listing today.html").write_text(LISTING, encoding="utf-8")
    return folder


def casewright(*arguments: object) -> str:
    done = CliRunner().invoke(main, [str(one) for one in (*arguments, "--on", "2026-11-19")])
    assert done.exit_code == 0, done.output
    return done.stdout


def shown(folder: Path) -> tuple[set[str], set[str], set[str]]:
    """Return the files and the contradictions of the only board, and the files that belong nowhere."""
    told = json.loads(casewright("evidence", folder, "--json"))
    (board,) = told["boards"]
    assert {one["code"] for one in told["findings"]} <= {"SRC095"}
    return (
        {one["place"]["file"] for one in board["exhibits"]},
        {one["title"]["en"] for one in board["contradictions"]},
        {one["place"]["file"] for one in told["findings"]},
    )


def test_a_mail_that_opens_the_case_takes_no_file_away(shop: Path) -> None:
    alone = shown(shop)
    (shop / "buyer.eml").write_text(MAIL, encoding="utf-8")
    with_mail = shown(shop)
    assert alone == ({"listing today.html"}, {"Listing of a later day"}, set())
    assert with_mail == ({"listing today.html", "buyer.eml"}, {"Listing of a later day"}, set())


def test_a_dispute_further_down_keeps_its_own_files(shop: Path) -> None:
    (shop / "buyer.eml").write_text(MAIL, encoding="utf-8")
    below = shop / "other"
    below.mkdir()
    (below / "dispute.toml").write_text(DISPUTE.replace("1234567", "7654321"), encoding="utf-8")
    (below / "note.txt").write_text("About another order.", encoding="utf-8")
    boards = json.loads(casewright("evidence", shop, "--json"))["boards"]
    files = {one["dispute"]["order_id"]: {each["place"]["file"] for each in one["exhibits"]} for one in boards}
    assert "other/note.txt" not in files[ORDER]
    assert any("note.txt" in each for each in files[ORDER.replace("1234567", "7654321")])


@pytest.mark.parametrize(
    ("language", "said"), [("en", "(listing today.html) is part of no case"), ("zh", "文件“listing today.html”未归入")]
)
def test_a_file_that_belongs_nowhere_is_named_with_what_to_do(shop: Path, language: str, said: str) -> None:
    (shop / "dispute.toml").unlink()
    (shop / "buyer.eml").write_text(MAIL, encoding="utf-8")
    for command in ("evidence", "run"):
        told = casewright(command, shop, "--lang", language)
        assert said.replace(" ", "") in "".join(told.split())
        assert "dispute.toml" in told
    assert shown(shop)[2] == {"listing today.html"}


def test_a_packet_names_it_too(shop: Path, tmp_path: Path) -> None:
    (shop / "dispute.toml").unlink()
    (shop / "buyer.eml").write_text(MAIL, encoding="utf-8")
    asked = ["packet", str(shop), "--case", ORDER, "--out", str(tmp_path / "one.pdf"), "--on", "2026-11-19"]
    done = CliRunner().invoke(main, [*asked, "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "SRC095" in done.stderr


def test_a_stated_dispute_alone_gives_a_packet(shop: Path, tmp_path: Path) -> None:
    told = json.loads(casewright("packet", shop, "--out", tmp_path / "one.pdf", "--json"))
    assert told["case"] == f"dispute:{ORDER}"
    assert len(told["exhibits"]) == 1
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")


def test_a_folder_without_any_dispute_says_how_to_state_one(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    asked = ["packet", str(tmp_path / "shop"), "--out", str(tmp_path / "one.pdf"), "--lang", "en"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 1
    assert "dispute.toml" in done.output
    assert "none" not in done.output


def test_a_packet_says_of_a_file_that_nobody_could_tell_where_to_say_it(shop: Path, tmp_path: Path) -> None:
    (shop / "banana.txt").write_text("banana banana banana", encoding="utf-8")
    told = json.loads(casewright("packet", shop, "--out", tmp_path / "one.pdf", "--json"))
    (remark,) = (one for one in told["remarks"] if "could not be told" in one["en"])
    assert "dispute.toml" in remark["en"]
    assert "dispute.toml" in remark["zh"]
