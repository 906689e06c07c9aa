"""The pages that people read: made from the tables, current in the tree, whole in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from casewright.rulebook import Rulebook, RulebookError, load_rulebook, shipped_rulebooks
from casewright.rulebook.exchange import Form, export_table, policy_pages

from .conftest import row, value

Loader = Callable[..., Rulebook]
COMMITTED = Path(__file__).parents[3] / "docs" / "policies"


def page(book: Rulebook, name: str = "t") -> str:
    return export_table(book.table(name), Form.MARKDOWN).decode()


def test_the_committed_pages_are_what_the_tables_say_today() -> None:
    """If this fails, run `casewright policy docs` and look at what changed."""
    stale = [
        name
        for name, text in policy_pages(shipped_rulebooks()).items()
        if not (COMMITTED / name).is_file() or (COMMITTED / name).read_text(encoding="utf-8") != text
    ]
    assert stale == []


def test_every_row_stands_on_its_page_in_both_languages() -> None:
    for book in shipped_rulebooks():
        for table in book:
            text = export_table(table, Form.MARKDOWN).decode()
            english, _, chinese = text.partition("## 中文")
            for one in table.rows:
                assert f"**{one.code}**" in english, one.code
                assert f"**{one.code}**" in chinese, one.code


def test_the_index_lists_every_table() -> None:
    pages = policy_pages(shipped_rulebooks())
    for book in shipped_rulebooks():
        for table in book:
            assert f"[{table.name}]({table.name}.md)" in pages["README.md"]


def test_numbers_stand_in_the_sentences_with_what_differs_elsewhere(rulebook_of: Loader) -> None:
    body = (
        value("limit", "30", "minutes")
        + value("limit", "5", "minutes", 'applies_to = { marketplace = ["amazon_jp"] }')
        + row(
            "T010", "{ age = '< limit' }", more='because = { en = "Under {limit.long}.", zh = "不到 {limit.long}。" }'
        )
        + row("T900")
    )
    text = page(rulebook_of(body))
    assert "less than 30 (amazon\\_jp: 5) minutes" in text
    assert "Under 30 (amazon\\_jp: 5) minutes." in text
    assert "不到 30 (amazon\\_jp: 5) 分钟。" in text


def test_a_number_with_many_exceptions_is_named_and_listed_below(rulebook_of: Loader) -> None:
    sites = ("amazon_de", "amazon_fr", "amazon_jp")
    exceptions = "".join(
        value("limit", str(number), "minutes", f'applies_to = {{ marketplace = ["{site}"] }}')
        for number, site in enumerate(sites, 5)
    )
    body = value("limit", "30", "minutes") + exceptions + row("T010", "{ age = '< limit' }") + row("T900")
    text = page(rulebook_of(body))
    assert "less than limit" in text
    assert all(f"{number} minutes" in text for number in (30, 5, 6, 7))


def test_a_number_that_changed_shows_the_one_that_runs_on(rulebook_of: Loader) -> None:
    body = (
        value("limit", "60", "days", "to = 2026-02-16")
        + value("limit", "30", "days", "from = 2026-02-16")
        + row("T010", "{ given_days = '< limit' }")
        + row("T900")
    )
    text = page(rulebook_of(body))
    assert "less than 30 days" in text
    assert "| `limit` | 60 days | 2020-01-01 | 2026-02-16 |" in text


def test_where_a_row_is_for_some_marketplaces_its_conditions_say_so(rulebook_of: Loader) -> None:
    text = page(rulebook_of(row("T010", more='applies_to = { marketplace = ["amazon_jp"] }') + row("T900")))
    assert "only in amazon\\_jp" in text
    assert "仅限 amazon\\_jp" in text


def test_signs_of_markdown_in_a_reason_stay_signs(rulebook_of: Loader) -> None:
    text = page(rulebook_of(row("T010", more='because = { en = "a | b *c* <d>", zh = "甲|乙" }')))
    assert "a \\| b \\*c\\* &lt;d>" in text


def test_two_tables_of_one_name_are_refused_and_not_overwritten(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010"))
    with pytest.raises(RulebookError, match="two houses"):
        policy_pages([book, book])


def test_what_other_tables_answer_is_linked() -> None:
    fed = [table for table in load_rulebook() if table.feeds]
    for table in fed:
        assert f"({table.feeds[0].table.name}.md)" in export_table(table, Form.MARKDOWN).decode()
