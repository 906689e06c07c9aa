"""What the retail store's tables say, in both languages: a house beside Amazon's. Its cases run with all others."""

import re
from collections.abc import Iterator
from importlib.resources import files

from casewright.domain.words import Words
from casewright.rulebook import check_all, load_rulebook

BOOK = load_rulebook(files("casewright.policies") / "retail_store")
ROWS = [(table.name, row.code) for table in BOOK for row in table.rows]
HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_HEADLINE = 14


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
