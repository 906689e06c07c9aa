"""Errors that end a command speak the language that was asked for."""

import errno
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from casewright.cli.main import main

TABLE = Path(__file__).parents[3] / "src" / "casewright" / "policies" / "amazon" / "address-change.toml"


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        (('order_state = "unshipped"', 'order_state = "flying"'), "choose from", "请从中选择"),
        (("[[row]]", "[[row]]\nodd = 1"), "unknown key odd", "不认识的键 odd"),
        (('hit = "first"', ""), "'hit' is missing", "缺少 'hit'"),
        (("from = 2020-01-01", 'from = "2020"'), "is not a day", "不是日期"),
    ],
)
def test_a_wrong_policy_file_is_refused_in_both_languages(
    tmp_path: Path, change: tuple[str, str], english: str, chinese: str
) -> None:
    draft = tmp_path / "draft.toml"
    text = TABLE.read_text(encoding="utf-8")
    assert change[0] in text
    draft.write_text(text.replace(*change, 1), encoding="utf-8")
    for language, words in (("en", english), ("zh", chinese)):
        result = CliRunner().invoke(main, ["policy", "check", str(draft), "--lang", language])
        assert (result.exit_code, words in result.output) == (1, True), result.output


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["cancel-pending"], "there is cancel-pending-order", "现有：cancel-pending-order"),
        (["cancel-pending-order", "--on", "1999-01-01"], "any row is not in force", "retail_store 没有生效的行"),
        (["address-change", "--marketplace", "amazon_xx"], "no marketplace 'amazon_xx'", "没有名为 'amazon_xx' 的站点"),
    ],
)
def test_a_table_or_a_day_that_is_not_there_is_told_in_both_languages(
    tmp_path: Path, arguments: list[str], english: str, chinese: str
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text("{}", encoding="utf-8")
    for language, words in (("en", english), ("zh", chinese)):
        result = CliRunner().invoke(main, ["decide", *arguments, "--facts", str(facts), "--lang", language])
        assert (result.exit_code, words in result.output) == (1, True), result.output


def test_a_house_of_its_own_is_decided_explained_and_listed(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('{"customer_identified": false}', encoding="utf-8")
    arguments = ["decide", "cancel-pending-order", "--facts", str(facts), "--on", "2026-05-01", "--json"]
    decided = CliRunner().invoke(main, arguments)
    assert decided.exit_code == 0
    assert '"code": "identify:customer"' in decided.output
    listed = CliRunner().invoke(main, ["policy", "facts", "cancel-pending-order", "--lang", "en"]).output
    assert "cancel_reason: enum" in listed


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [(errno.ENOSPC, "the disk is full", "磁盘已满"), (errno.EROFS, "only be read there", "该位置只读")],
)
def test_a_place_that_takes_nothing_is_named_in_both_languages_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, english: str, chinese: str
) -> None:
    (tmp_path / "shop").mkdir()

    def refuse(_: Path, __: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", refuse)
    for language, words in (("en", english), ("zh", chinese)):
        arguments = ["run", str(tmp_path / "shop"), "--out", str(tmp_path / "out"), "--lang", language]
        result = CliRunner().invoke(main, arguments)
        assert (result.exit_code, words in result.output) == (1, True), result.output
        assert "cases.json" in result.output
    assert list((tmp_path / "out").iterdir()) == []
