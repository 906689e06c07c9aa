"""The loader refuses what it does not know, and says where and what to do."""

from collections.abc import Callable

import pytest

from casewright.rulebook import PolicyFileError, Rulebook, UnknownPolicyNameError, load_rulebook

from .conftest import HEAD, row, value

Loader = Callable[..., Rulebook]
LAST = row("T900")


def test_a_small_table_loads(rulebook_of: Loader) -> None:
    table = rulebook_of(value("limit", "3") + row("T010", '{ age = "> limit" }') + LAST).table("t")
    assert [one.code for one in table.rows] == ["T010", "T900"]
    assert table.facts == {"age", "case.opened_on"}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (row("T010", '{ colour = "red" }') + LAST, "unknown fact 'colour'"),
        (row("T010", '{ state = "nwe" }') + LAST, "choose from new, old"),
        (row("T010", '{ age = "> limit" }') + LAST, "unknown value 'limit'"),
        (value("limit", '"3.00 EUR"', "money") + row("T010", '{ age = "> limit" }') + LAST, "cannot be compared"),
        (row("T010", then='{ do = ["do:three"] }') + LAST, "unknown action 'do:three'"),
        (row("T010", then='{ do = ["do:one"], anser_within = "limit" }') + LAST, "unknown key anser_within"),
        (row("T010", then='{ do = ["do:one"], answer_within = "limit" }') + LAST, "answer_within names 'limit'"),
        (row("T010", then='{ do = ["do:one"], answer_within = "age" }') + LAST, "answer_within names 'age'"),
        (row("T010", then='{ do = ["do:one"], ruling = "grant" }') + LAST, "Choose from deny"),
        (row("T010", then="{ do = [] }") + LAST, "orders nothing"),
        (row("T010", more='because = { en = "{limit}", zh = "因" }') + LAST, "speaks of {limit}"),
        (row("T010", more='because = { en = "why" }') + LAST, "en and zh"),
        (row("T010", more='colour = "red"') + LAST, "unknown key colour"),
        (row("T010", more='mark = "forbids"') + LAST, "without the advice it overrules"),
        (row("T010", more='mark = "hates"') + LAST, "Choose from agrees"),
        (row("T010", more="from = 2020-01-02\nto = 2020-01-02") + LAST, "ends before it begins"),
        (row("T010", more="from = 2020-01-02T00:00:00") + LAST, "is not a day"),
        (row("T010", more='applies_to = { marketplace = ["amazon_xx"] }') + LAST, "amazon_xx"),
        (row("T010") + row("T010", more='name = "other"'), "row code T010"),
        (row("T010", more='name = "same"') + row("T020", more='name = "same"'), "share the name same"),
        (value("limit", "3") + value("limit", "4") + LAST, "given twice for one day"),
        (value("limit", "3.5") + LAST, "is no amount in days"),
        (value("limit", "3", "weeks") + LAST, "Choose from minutes"),
        (value("limit", "3").replace('cite = ["S1"]', "cite = []") + LAST, "names no source"),
        (value("limit", "3").replace('"S1"', '"S2"') + LAST, "unknown source 'S2'"),
        (row("T010").replace('"S1"', '"S2"') + LAST, "unknown source 'S2'"),
        ("", "has no rows"),
        ("[[row", "cannot be read"),
    ],
)
def test_what_is_wrong_is_named_with_file_place_and_advice(rulebook_of: Loader, body: str, problem: str) -> None:
    with pytest.raises(PolicyFileError) as refused:
        rulebook_of(body)
    assert problem in str(refused.value)
    assert refused.value.file.endswith("t.toml")
    assert refused.value.where
    assert refused.value.advice


def test_a_row_is_named_in_what_is_refused(rulebook_of: Loader) -> None:
    with pytest.raises(PolicyFileError) as refused:
        rulebook_of(row("T010", '{ colour = "red" }') + LAST)
    assert refused.value.where == "row T010"


def test_a_table_needs_a_known_date_and_hit_policy(rulebook_of: Loader) -> None:
    with pytest.raises(PolicyFileError, match="Choose from"):
        rulebook_of(LAST, HEAD.replace("case.opened_on", "age"))
    with pytest.raises(PolicyFileError, match="Choose from first"):
        rulebook_of(LAST, HEAD.replace('"first"', '"best"'))


def test_the_shipped_policies_load_once_and_answer_by_name() -> None:
    rulebook = load_rulebook()
    assert load_rulebook() is rulebook
    assert rulebook.table_for("atoz_claim") is rulebook.table("atoz-claim")
    assert rulebook.row("ADR030")[1].name == "unshipped-ask-for-official-cancellation"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownPolicyNameError, match="address-change"):
        load_rulebook().table("adress-change")
    with pytest.raises(UnknownPolicyNameError):
        load_rulebook().table_for("nothing")
    with pytest.raises(UnknownPolicyNameError):
        load_rulebook().row("ADR031")


def test_a_table_may_belong_to_no_kind_of_case(rulebook_of: Loader) -> None:
    rulebook = rulebook_of(LAST, HEAD.replace('case_kind = "k"\n', ""))
    assert rulebook.table("t").case_kind is None
    assert not rulebook.by_kind


def test_a_fact_that_only_people_answer_is_declared_as_asked(rulebook_of: Loader) -> None:
    words = '{ en = "x", zh = "某" }'
    told = f'[fact.told]\ntype = "boolean"\nasked = true\nlabel = {words}\nask = {words}\nproof = {words}\n'
    facts = rulebook_of(LAST, facts=told).catalogue.facts
    assert facts["told"].asked
    assert not facts["done"].asked
    with pytest.raises(PolicyFileError, match="neither true nor false"):
        rulebook_of(LAST, facts=told.replace("true", '"yes"'))


def test_a_conflict_between_sources_needs_both_languages(rulebook_of: Loader) -> None:
    with pytest.raises(PolicyFileError, match="conflict does not have exactly"):
        rulebook_of(row("T900", more='conflict = { en = "another page says 3" }'))
