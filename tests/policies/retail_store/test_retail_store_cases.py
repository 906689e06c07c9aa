"""Runs every case of the retail store's tables, and holds its words to both languages: a house beside Amazon's."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact, FactValue
from casewright.domain.words import Words
from casewright.rulebook import check_all, decide, load_rulebook, naive_decide
from casewright.rulebook.decision import Decision

HERE = Path(__file__).parent
BOOK = load_rulebook(files("casewright.policies") / "retail_store")
ROWS = [(table.name, row.code) for table in BOOK for row in table.rows]
HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_HEADLINE = 14
EAST = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class StoreCase:
    table: str
    name: str
    on: date
    facts: Mapping[str, FactValue]
    row: str | None
    asks: list[str]
    near: list[str]
    due: Mapping[str, datetime] | None

    def decide(self, *, naive: bool = False) -> Decision:
        facts = {name: Fact(name, value) for name, value in self.facts.items()}
        engine = naive_decide if naive else decide
        table = BOOK.table(self.table)
        return engine(table, facts, on=self.on, marketplace="retail_store", zone=EAST)

    def differences(self, other: "StoreCase") -> int:
        names = self.facts.keys() | other.facts.keys()
        return sum(self.facts.get(name) != other.facts.get(name) for name in names)


def _cases() -> Iterator[StoreCase]:
    for path in sorted(HERE.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        assert file["table"] == path.stem
        for one in file["case"]:
            odd = set(one) - {"name", "facts", "unknown", "row", "asks", "near", "due"}
            assert not odd, f"{path.name}, {one['name']}: unknown keys {odd}"
            facts = {name: value for name, value in file["facts"].items() if name not in one.get("unknown", [])}
            yield StoreCase(
                table=file["table"],
                name=one["name"],
                on=file["on"],
                facts=facts | one.get("facts", {}),
                row=one.get("row"),
                asks=one.get("asks", []),
                near=one.get("near", []),
                due=one.get("due"),
            )


CASES = tuple(_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}: {case.name}")
def test_the_store_answers_the_case(case: StoreCase) -> None:
    decision = case.decide()
    assert decision == case.decide(naive=True)
    assert decision.row == case.row
    assert [question.fact for question in decision.questions] == case.asks
    assert (case.row is None) == bool(case.asks)
    assert decision.row not in case.near
    assert case.due is None or {deadline.clock: deadline.due_at for deadline in decision.deadlines} == case.due


@pytest.mark.parametrize(("table", "code"), ROWS, ids=[code for _, code in ROWS])
def test_every_row_has_a_hit_and_a_near_miss_one_fact_away(table: str, code: str) -> None:
    hits = [case for case in CASES if case.table == table and case.row == code]
    misses = [case for case in CASES if case.table == table and code in case.near]
    assert any(hit.differences(miss) == 1 for hit in hits for miss in misses)


def test_the_store_is_proven_and_every_row_answers() -> None:
    assert check_all(BOOK) == []
    assert len(BOOK.tables) == 8
    assert len({code[:3] for _, code in ROWS}) == 8
    for table in BOOK:
        assert [dict(row.outcome).get("answer") is None for row in table.rows] == [False] * len(table.rows)
        assert table.rows[-1].when == ()
        assert dict(table.rows[-1].outcome) == {"answer": "allowed"}


def test_the_store_and_amazon_share_no_table() -> None:
    amazon = load_rulebook()
    assert {table.name for table in amazon} & {table.name for table in BOOK} == set()
    assert {row.code for table in amazon for row in table.rows} & {code for _, code in ROWS} == set()


def _texts() -> Iterator[Words]:
    book = BOOK.catalogue
    for spec in book.facts.values():
        yield from (spec.label, spec.ask, spec.proof)
        assert (spec.ask.en[-1], spec.ask.zh[-1]) == ("?", "？")
    yield from (action.words for action in book.actions.values())
    yield from (source.words for source in book.sources.values())
    yield from (table.title for table in BOOK)
    yield from (row.because for table in BOOK for row in table.rows)


def test_the_store_speaks_both_languages() -> None:
    for words in _texts():
        assert HAN.search(words.zh), words
        assert not HAN.search(words.en), words


def test_every_action_is_a_headline_and_nothing_in_the_catalogue_is_unused() -> None:
    book, rows = BOOK.catalogue, [row for table in BOOK for row in table.rows]
    for code, action in book.actions.items():
        assert re.fullmatch(r"[a-z]+:[a-z-]+", code)
        assert len(action.words.en.split()) <= LONGEST_HEADLINE
        assert (action.words.en[-1], action.words.zh[-1]) == (".", "。")
    assert {code for row in rows for code in row.do} == book.actions.keys()
    assert {code for row in rows for code in row.cite} == book.sources.keys()
    assert {name for table in BOOK for name in table.facts} == book.facts.keys()
