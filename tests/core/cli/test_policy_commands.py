"""Deciding one table and explaining one row from the command line."""

import json
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from casewright.cli.main import main
from casewright.rulebook import shipped_rulebooks


def casewright(*arguments: str | Path, stdin: str = "") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def decide(facts: Mapping[str, object], *more: str) -> Result:
    return casewright("decide", "address-change", "--facts", "-", "--on", "2026-11-20", *more, stdin=json.dumps(facts))


def test_a_table_decides_for_facts_from_standard_input() -> None:
    facts = {"fulfilment": "seller", "order_state": "unshipped", "asked_at": "2026-11-20T01:00:00+00:00"}
    result = decide(facts, "--json", "--marketplace", "amazon_de")
    decision = json.loads(result.stdout)
    assert decision["row"] == "ADR030"
    assert decision["deadlines"][0]["local"] == "2026-11-21T02:00:00+01:00"
    assert [line["state"] for line in decision["trace"]][:3] == ["excluded", "excluded", "hit"]


def test_an_unknown_fact_is_asked_for() -> None:
    decision = json.loads(decide({"fulfilment": "seller"}, "--json").stdout)
    assert decision["row"] is None
    assert decision["questions"][0]["fact"] == "order_state"


def test_the_text_names_action_reason_and_source_in_both_languages() -> None:
    facts: dict[str, object] = {"fulfilment": "seller", "order_state": "unshipped"}
    assert "Ask for an official cancellation" in decide(facts, "--lang", "en").stdout
    chinese = decide(facts, "--lang", "zh").stdout
    assert "请买家正式申请取消" in chinese
    assert "ADR030" in chinese


def test_wrong_names_and_values_are_refused_by_name() -> None:
    assert "no fact 'oder_state'" in decide({"oder_state": "unshipped"}).output
    assert "fact order_total" in decide({"order_total": 42.9}).output
    assert "not one of" in decide({"order_state": "flying"}).output
    assert "is not JSON" in casewright("decide", "address-change", "--facts", "-", stdin="{").output
    assert "no table 'adress'" in casewright("decide", "adress", "--facts", "-", stdin="{}").output


def test_money_is_read_from_text_and_from_an_object() -> None:
    for total in ("42.90 EUR", {"amount": "42.90", "currency": "EUR"}):
        facts = {"fulfilment": "seller", "order_state": "shipped", "order_total": total}
        assert json.loads(decide(facts, "--json", "--marketplace", "amazon_de").stdout)["row"] == "ADR050"


def test_the_shipped_tables_are_proved() -> None:
    result = casewright("policy", "check", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"problems": []}


def test_a_row_is_explained_in_both_languages() -> None:
    assert "D5" in casewright("policy", "explain", "adr030", "--on", "2026-11-20", "--lang", "en").stdout
    assert "原因：" in casewright("policy", "explain", "ADR030", "--on", "2026-11-20", "--lang", "zh").stdout
    assert casewright("policy", "explain", "NOPE").exit_code == 1


def test_the_facts_are_listed_with_their_domain() -> None:
    listed = casewright("policy", "facts", "--lang", "en").stdout
    assert "order_state: enum (pending, unshipped" in listed


def test_a_command_that_is_not_there_is_named() -> None:
    result = casewright("fly")
    assert result.exit_code == 2
    assert "No such command 'fly'" in result.output


def test_a_row_of_another_shipped_house_is_explained_and_its_tables_are_proven() -> None:
    told = casewright("policy", "explain", "rdo140", "--on", "2026-11-20", "--lang", "en").stdout
    assert "The refund may go to the method that paid or to a gift card" in told
    proven = casewright("policy", "check", "--lang", "en").stdout
    assert int(proven.split()[0]) == sum(len(book.tables) for book in shipped_rulebooks())
    assert len(shipped_rulebooks()) == 3
