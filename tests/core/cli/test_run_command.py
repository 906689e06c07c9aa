"""The main job from the command line: a folder in, the same bytes out, nothing added twice."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casewright.cli.main import main

SHOP = Path(__file__).parents[3] / "examples" / "lantern-home"
PROMISED = {
    "kind",
    "order_ref",
    "money",
    "deadline",
    "actions",
    "because",
    "row",
    "cite",
    "questions",
    "sources",
}


def casewright(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def run(folder: Path, out: Path, *more: str) -> dict[str, Any]:
    result = casewright("run", folder, "--out", out, "--on", "2026-11-20", "--no-packets", *more)
    assert result.exit_code == 0, result.output
    return json.loads((out / "cases.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_each_case_says_what_to_do_by_when_and_why(tmp_path: Path) -> None:
    document = run(SHOP, tmp_path)
    assert len(document["cases"]) > 10
    for case in document["cases"]:
        assert set(case) >= PROMISED
        assert case["because"]["en"]
        assert case["because"]["zh"]
        assert case["row"] or case["questions"], case["key"]
        assert case["sources"], case["key"]
        if case["deadline"]:
            assert case["deadline"]["zone"]
            assert case["deadline"]["local"][-6] in "+-"


def test_a_second_run_gives_the_same_bytes(tmp_path: Path) -> None:
    run(SHOP, tmp_path / "one")
    run(SHOP, tmp_path / "two")
    for name in ("cases.json", "worklist.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_same_files_again_add_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(SHOP, folder)
    before = run(folder, tmp_path / "before")
    for mail in sorted((folder / "mail").iterdir()):
        shutil.copy(mail, folder / "mail" / f"{mail.stem} (1){mail.suffix}")
    shutil.copytree(SHOP / "reports", folder / "reports again")
    after = run(folder, tmp_path / "after")
    assert [case["key"] for case in after["cases"]] == [case["key"] for case in before["cases"]]
    assert after["cases"] == before["cases"]


def test_our_own_output_inside_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(SHOP, folder)
    assert run(folder, folder / "out") == run(folder, folder / "out")


def test_the_made_up_shop_stands_at_its_own_instant() -> None:
    result = casewright("run", SHOP, "--json")
    assert json.loads(result.stdout)["at"] == "2026-11-20T09:00:00+08:00"


def test_an_empty_folder_says_what_to_do_next(tmp_path: Path) -> None:
    result = casewright("run", tmp_path, "--on", "2026-11-20")
    assert result.exit_code == 0
    assert "Put saved mails" in result.output
    assert "请把保存的邮件" in casewright("run", tmp_path, "--lang", "zh").output


def test_a_wrong_file_is_a_finding_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(SHOP, folder)
    (folder / "broken.eml").write_bytes(b"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\xff\xfe")
    (folder / "empty.txt").write_bytes(b"")
    before, after = run(SHOP, tmp_path / "before"), run(folder, tmp_path / "after")
    assert {finding["place"]["file"] for finding in after["findings"]} >= {"broken.eml", "empty.txt"}
    kept = {case["key"] for case in before["cases"]}
    assert kept <= {case["key"] for case in after["cases"]}


@pytest.mark.parametrize(
    ("day", "complaint"),
    [("20.11.2026", "neither a day"), ("2026-11-20T09:00", "needs its zone"), ("2026-13-01", "day")],
)
def test_a_wrong_day_is_refused_with_a_right_one(day: str, complaint: str) -> None:
    result = casewright("run", SHOP, "--on", day)
    assert result.exit_code == 2
    assert complaint in result.output


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ('zone = "Shanghai"', "Asia/Shanghai"),
        ("zone = 8", "Expected `str`, got `int`"),
        ('nme = "x"', "unknown setting 'nme'"),
        ("name =", "not valid TOML"),
        ("stands_at = 2026-11-20T09:00:00", "needs its zone"),
    ],
)
def test_a_wrong_shop_file_is_refused_by_name(tmp_path: Path, settings: str, complaint: str) -> None:
    (tmp_path / "shop.toml").write_text(settings, encoding="utf-8")
    result = casewright("run", tmp_path)
    assert result.exit_code == 1
    assert complaint in result.output
    assert "shop.toml" in result.output


def test_the_worklist_holds_both_languages_and_no_script(tmp_path: Path) -> None:
    run(SHOP, tmp_path, "--lang", "zh")
    page = (tmp_path / "worklist.html").read_text(encoding="utf-8")
    assert "待办清单" in page
    assert "Worklist" in page
    assert 'id="tongue-zh" checked' in page
    assert "<script" not in page
    assert "://" not in page.partition("<main>")[0]


def test_markup_in_a_mail_stays_text_on_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "m.eml").write_text(
        "From: b <abcdefgh1234@marketplace.amazon.com>\nSubject: x (Order: 111-1111111-1111111)\n"
        "Message-ID: <a@b>\nDate: Thu, 19 Nov 2026 09:00:00 +0000\nContent-Type: text/plain\n\n"
        "Begin message\n\nWhere is my <script>alert(1)</script> parcel?\n\nEnd message\n",
        encoding="utf-8",
    )
    run(folder, tmp_path / "out")
    page = (tmp_path / "out" / "worklist.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_json_goes_to_standard_output_alone(tmp_path: Path) -> None:
    result = casewright("run", SHOP, "--out", tmp_path, "--on", "2026-11-20", "--json", "--no-packets")
    assert result.stdout == (tmp_path / "cases.json").read_text(encoding="utf-8")


def test_read_prints_one_json_object_per_line() -> None:
    result = casewright("read", *sorted((SHOP / "mail").iterdir()), SHOP / "reports" / "returns.txt")
    kinds = {json.loads(line)["type"] for line in result.stdout.splitlines()}
    assert kinds >= {"mail", "return", "finding"}


def test_what_sources_disagree_about_stands_in_the_worklist_with_its_places(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "claim.eml").write_bytes(
        b"From: atoz-guarantee-no-reply@amazon.de\nSubject: Claim received on order 302-5550301-0000301\n"
        b"Date: Thu, 19 Nov 2026 09:00:00 +0000\nX-Marketplace-ID: A1PA6795UKMFR9\n\nRespond within 3 days.\n"
    )
    header = "amazon-order-id\tlast-updated-date\torder-status\tsku\tquantity\n"
    for name, count in (("a.txt", 1), ("b.txt", 2)):
        row = f"302-5550301-0000301\t2026-11-05T10:00:00+00:00\tShipped\tLID\t{count}\n"
        (folder / name).write_text(header + row, encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(folder), "--out", str(tmp_path / "out"), "--on", "2026-11-20"])
    assert "≠ The sources" in done.output
    page = (tmp_path / "out" / "worklist.html").read_text(encoding="utf-8")
    assert "The sources do not agree on the quantity (LID): 1 / 2." in page
    assert "各来源对数量（LID）说法不一：1、2。" in page
    assert "a.txt, " in page
