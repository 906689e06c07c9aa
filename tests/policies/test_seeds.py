"""The advice of the source documents: each has its rows, and the pages people read are those the tables make."""

from functools import cache
from pathlib import Path

import pytest

from casewright.domain.words import LANGUAGES, Language
from casewright.rulebook import PolicyFileError, load_rulebook
from casewright.rulebook.seeds import Advice, load_seeds, seeds_page

BOOK = load_rulebook()
SEEDS = load_seeds(BOOK)
PAGES = Path(__file__).parents[2] / "docs" / "policies"
ADVICE = {f"{one.seed}.{number}": one for seed in SEEDS.documents for number, one in enumerate(SEEDS.of(seed), 1)}
HEAD = 'on = 2026-11-21\nmarketplace = "amazon_us"\n[[document]]\nseed = "000"\ntitle = { en = "A", zh = "甲" }\n'
ONE = """
[[advice]]
seed = "000"
line = 3
place = { en = "Beginning", zh = "开头" }
says = { en = "Ship it.", zh = "发货。" }
rows = ["ADR030"]
mark = "forbids"
"""


@cache
def made_page(language: Language) -> str:
    return seeds_page(BOOK, SEEDS, language)


def marks_of(one: Advice) -> set[str | None]:
    return {BOOK.row(code)[1].mark for code in one.rows}


def test_an_advice_names_a_row_that_cites_its_document() -> None:
    for number, one in ADVICE.items():
        cited = [cite for code in one.rows for cite in BOOK.row(code)[1].cite]
        assert any(cite.startswith(f"seed {one.seed}") for cite in cited), number


def test_what_policy_forbids_or_narrows_stands_so_in_a_row() -> None:
    for number, one in ADVICE.items():
        allowed = {"forbids"} if one.mark == "forbids" else {"forbids", "narrows"}
        assert one.mark == "agrees" or marks_of(one) & allowed, number


def test_every_row_that_overrules_a_document_is_on_its_page() -> None:
    overruling = {(row.overruled.seed[:3], row.code) for table in BOOK for row in table.rows if row.overruled}
    assert overruling <= {(one.seed, code) for one in SEEDS.advice for code in one.rows}


def test_all_four_documents_have_advice() -> None:
    assert [seed for seed in SEEDS.documents if SEEDS.of(seed)] == ["000", "001", "002", "003"]


@pytest.mark.parametrize(("name", "language"), [("seeds.md", "en"), ("seeds.zh.md", "zh")])
def test_the_committed_page_is_what_the_tables_make(name: str, language: Language) -> None:
    assert (PAGES / name).read_text(encoding="utf-8") == made_page(language), (
        "run `casewright policy seeds --out docs/policies`"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_advice_has_a_line_of_the_table_in_each_language(language: Language) -> None:
    lines = made_page(language).splitlines()
    for number, advice in ADVICE.items():
        (line,) = (one for one in lines if one.startswith(f"| {number} |"))
        assert all(f"[{code}](" in line for code in advice.rows), number
        assert advice.says.say(language) in line, number


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (ONE.replace('rows = ["ADR030"]', "rows = []"), "no row deals with it"),
        (ONE.replace("ADR030", "ADR031"), "unknown row ADR031"),
        (ONE.replace("line = 3\n", ""), "names no line"),
        (ONE.replace('"forbids"', '"hates"'), "Choose from agrees"),
        (ONE.replace('seed = "000"', 'seed = "009"'), "Choose from 000"),
        (ONE + 'colour = "red"\n', "unknown key colour"),
    ],
)
def test_an_advice_without_row_line_or_mark_is_refused(wrong: str, problem: str) -> None:
    assert load_seeds(BOOK, HEAD + ONE).advice[0].rows == ("ADR030",)
    with pytest.raises(PolicyFileError, match=problem):
        load_seeds(BOOK, HEAD + wrong)
