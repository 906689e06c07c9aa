"""What the evidence board's tables say, in both languages and alike with the checklist. Cases run with all others."""

import re
from collections.abc import Iterator

import pytest

from casewright.domain.dispute import DISPUTE_WORDS, Dispute, DisputeType
from casewright.domain.exhibit import ExhibitKind, Speaker
from casewright.domain.words import Words
from casewright.evidence.board.asking import ask_for_proof, proofs
from casewright.evidence.board.board import ContradictionKind, Grade, Verdict
from casewright.evidence.board.rules import board_rulebook
from casewright.rulebook import check_all, load_rulebook

BOOK = board_rulebook()
FACTS = BOOK.catalogue.facts
ROWS = [(table.name, row.code) for table in BOOK for row in table.rows]
HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_HEADLINE = 14


def test_the_tables_are_proven_and_stand_apart_from_the_marketplaces() -> None:
    assert check_all(BOOK) == []
    others = load_rulebook()
    assert {table.name for table in others} & {table.name for table in BOOK} == set()
    assert {row.code for table in others for row in table.rows} & {code for _, code in ROWS} == set()


def test_a_source_means_the_same_here_as_in_the_marketplaces_tables() -> None:
    shared = load_rulebook().catalogue.sources
    for code, source in BOOK.catalogue.sources.items():
        assert code not in shared or shared[code] == source


def test_a_number_that_both_houses_hold_is_the_same() -> None:
    allowed = {value.name: value.amount for table in BOOK for value in table.values}
    answer = next(value for value in load_rulebook().shared["amazon"] if value.cite == ("C14",))
    assert allowed["answer_hours_allowed"] == answer.amount


def test_the_closed_lists_are_those_of_the_code() -> None:
    assert set(FACTS["exhibit_kind"].values) == set(ExhibitKind)
    assert set(FACTS["speaker"].values) == set(Speaker)
    assert set(FACTS["difference"].values) == set(ContradictionKind)
    assert dict(FACTS["dispute"].values) == {kind.value: words for kind, words in DISPUTE_WORDS.items()}
    assert set(BOOK.catalogue.outcomes["verdict"].values) == set(Verdict)
    assert set(BOOK.catalogue.outcomes["grade"].values) - set(Grade) == {"not_wanted"}
    assert set(FACTS["proof"].values) == set(proofs())


def test_every_proof_is_wanted_by_some_dispute_and_every_dispute_wants_a_required_one() -> None:
    wanted: dict[str, set[str]] = {}
    for row in BOOK.table("proof-grade").rows:
        cells = {condition.fact: condition.cell.text for condition in row.when}
        if cells:
            found = {name.strip() for name in cells["proof"].split(",")}
            wanted.setdefault(f"{cells['dispute']} {dict(row.outcome)['grade']}", set()).update(found)
    assert set().union(*wanted.values()) == set(proofs())
    assert {key.split()[0] for key in wanted if key.endswith("required")} == set(DISPUTE_WORDS)


def _texts() -> Iterator[Words]:
    book = BOOK.catalogue
    for spec in book.facts.values():
        yield from (spec.label, spec.ask, spec.proof, *spec.values.values())
        assert (spec.ask.en[-1], spec.ask.zh[-1]) == ("?", "？")
    yield from (action.words for action in book.actions.values())
    yield from (source.words for source in book.sources.values())
    yield from (table.title for table in BOOK)
    yield from (row.because for table in BOOK for row in table.rows)


def test_the_board_speaks_both_languages() -> None:
    for words in _texts():
        assert HAN.search(words.zh) or words.zh in {"FBA", "ASIN"}, words
        assert not HAN.search(words.en), words


def test_every_action_is_a_headline_and_nothing_in_the_catalogue_is_unused() -> None:
    rows = [row for table in BOOK for row in table.rows]
    for code, action in BOOK.catalogue.actions.items():
        assert re.fullmatch(r"[a-z]+:[a-z-]+", code)
        assert len(action.words.en.split()) <= LONGEST_HEADLINE
        assert (action.words.en[-1], action.words.zh[-1]) == (".", "。")
    cited = {code for row in rows for code in row.cite} | {c for t in BOOK for v in t.values for c in v.cite}
    assert {code for row in rows for code in row.do} == BOOK.catalogue.actions.keys()
    assert cited == BOOK.catalogue.sources.keys()
    assert {name for table in BOOK for name in table.facts} == FACTS.keys()


@pytest.mark.parametrize("name", proofs())
def test_each_proof_can_be_asked_for_in_both_languages(name: str) -> None:

    ask = ask_for_proof(proofs()[name], FACTS["proof"].values[name], Dispute(DisputeType.DAMAGED))
    assert HAN.search(ask.message.zh)
    assert "{" not in ask.message.en + ask.message.zh + (ask.local or "")
    assert ask.how.en
