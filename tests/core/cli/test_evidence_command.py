import json
from pathlib import Path

from click.testing import CliRunner

from casewright.cli.main import main

DISPUTE = """
dispute = "lost_in_transit"
marketplace = "amazon_de"
order_id = "302-1234567-1234567"
opened_at = 2026-11-18
respond_by = 2026-11-20
recipient = "Erika Beispiel"
city = "Hamburg"
tracking_numbers = ["00340434161094000001"]
"""
TRACKING = {
    "trackingNumber": "00340434161094000001",
    "events": [
        {"eventCode": "PickupDone", "eventTime": "2026-11-03T17:00:00+08:00", "location": {"city": "Shenzhen"}},
        {"eventCode": "InTransit", "eventTime": "2026-11-05T09:00:00+01:00", "location": {"city": "Leipzig"}},
    ],
}


def folder_in(tmp_path: Path) -> Path:
    home = tmp_path / "shop" / "claim"
    home.mkdir(parents=True)
    (home / "dispute.toml").write_text(DISPUTE, encoding="utf-8")
    (home / "tracking.json").write_text(json.dumps(TRACKING), encoding="utf-8")
    (home / "banana.txt").write_text("banana banana banana", encoding="utf-8")
    return tmp_path / "shop"


def evidence(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["evidence", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_dispute_stated_by_hand_gives_a_board_in_json(tmp_path: Path) -> None:
    (board,) = json.loads(evidence(str(folder_in(tmp_path)), "--on", "2026-11-19", "--json"))["boards"]
    assert board["key"] == "dispute:claim"
    assert board["verdict"] == "ready"
    scans = next(item for item in board["checklist"] if item["proof"] == "tracking_scans")
    assert (scans["state"], len(scans["exhibits"])) == ("provided", 1)
    files = {one["key"]: one["place"]["file"] for one in board["exhibits"]}
    assert files[scans["exhibits"][0]] == "tracking.json"
    assert [files[reason["exhibits"][0]] for reason in board["idle"]] == ["banana.txt"]


def test_the_board_is_told_in_both_languages_with_what_to_ask(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    (folder / "claim" / "tracking.json").unlink()
    told = evidence(str(folder), "--on", "2026-11-19", "--lang", "zh")
    assert "未就绪" in told
    assert "向承运商索取" in told
    assert "00340434161094000001" in told
    assert "not ready" in evidence(str(folder), "--on", "2026-11-19", "--lang", "en")


def test_a_key_that_is_no_dispute_names_those_that_are(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["evidence", str(folder_in(tmp_path)), "--case", "atoz_claim:1", "--lang", "en"])
    assert done.exit_code == 1
    assert "dispute:claim" in done.output


def test_a_run_puts_the_board_beside_the_case_and_leaves_pictures_unread(tmp_path: Path) -> None:
    asked = ["run", "examples/lantern-home", "--on", "2026-11-20", "--out", str(tmp_path), "--no-packets"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    document = json.loads((tmp_path / "cases.json").read_text("utf-8"))
    boards = {case["key"]: case["board"] for case in document["cases"] if case["board"]}
    assert boards["atoz_claim:112-5550101-0000101"]["dispute"]["type"] == "protected_not_received"
    assert boards["atoz_claim:112-5550101-0000101"]["verdict"] == "ready"
    assert "EXH041" in {finding["code"] for finding in document["findings"]}
    assert "证据" in (tmp_path / "worklist.html").read_text("utf-8")


def test_an_empty_folder_says_what_to_add(tmp_path: Path) -> None:
    assert "dispute.toml" in evidence(str(tmp_path), "--lang", "en")


def test_a_message_to_somebody_abroad_stands_in_their_language_too(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    (folder / "claim" / "tracking.json").unlink()
    board = json.loads(evidence(str(folder), "--on", "2026-11-19", "--json"))["boards"][0]
    asks = [item["ask"] for item in board["checklist"] if item["ask"] and item["state"] != "optional"]
    german = next(ask["local"] for ask in asks if ask["holder"] == "carrier")
    assert "".join(german.split()) in "".join(evidence(str(folder), "--on", "2026-11-19", "--lang", "zh").split())
    stated = folder / "claim" / "dispute.toml"
    stated.write_text(stated.read_text("utf-8").replace("amazon_de", "amazon_us"), encoding="utf-8")
    board = json.loads(evidence(str(folder), "--on", "2026-11-19", "--json"))["boards"][0]
    asks = [item["ask"] for item in board["checklist"] if item["ask"] and item["state"] != "optional"]
    english = next(ask["message"]["en"] for ask in asks if ask["holder"] == "carrier")
    assert "".join(english.split()) in "".join(evidence(str(folder), "--on", "2026-11-19", "--lang", "zh").split())


def test_a_row_of_the_sellers_own_report_is_not_the_marketplaces_word() -> None:
    told = json.loads(evidence("examples/lantern-home", "--on", "2026-11-20", "--json"))["boards"]
    shown = [one for board in told for one in board["exhibits"] if one["kind"] == "label_purchase"]
    labels = [one for one in shown if one["place"]["file"] == "reports/shipments.csv"]
    assert labels
    assert {one["speaker"] for one in labels} == {"seller_system"}
