"""A house with its own marketplace and its own catalogue is a rulebook by itself; the engine needs no change for it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact
from casewright.rulebook import PolicyFileError, Rulebook, check_all, decide, load_rulebook

from .conftest import HEAD, row

Loader = Callable[..., Rulebook]
SHOP = HEAD + 'applies_to = { marketplace = ["corner_shop"] }\n'
BODY = row("T010", "{ done = true }") + row("T900", then='{ do = ["do:two"] }')


@pytest.fixture
def house(rulebook_of: Loader, tmp_path: Path) -> Path:
    """Return a root whose catalogue lists one marketplace, corner_shop."""
    rulebook_of(BODY)
    catalogue = tmp_path / "catalogue" / "facts.toml"
    text = catalogue.read_text(encoding="utf-8")
    listed = 'type = "enum"\nvalues = { corner_shop = { en = "x", zh = "某" } }'
    text = text.replace('[fact."marketplace"]\ntype = "text"', f'[fact."marketplace"]\n{listed}')
    catalogue.write_text(text, "utf-8")
    (tmp_path / "shop" / "t.toml").write_text(SHOP + BODY, "utf-8")
    return tmp_path


def test_a_marketplace_that_no_catalogue_lists_is_refused(rulebook_of: Loader) -> None:
    with pytest.raises(PolicyFileError, match="applies_to names corner_shop"):
        rulebook_of(BODY, head=SHOP)


def test_a_catalogue_may_list_marketplaces_of_its_own(house: Path) -> None:
    book = load_rulebook(house)
    assert book.catalogue.marketplaces == ("corner_shop",)
    facts = {"done": Fact("done", value=False)}
    table = book.table("t")
    here = decide(table, facts, on=date(2026, 5, 1), marketplace="corner_shop", zone=ZoneInfo("UTC"))
    nowhere = decide(table, facts, on=date(2026, 5, 1), marketplace=None, zone=ZoneInfo("UTC"))
    assert here.row == "T900"
    assert (nowhere.row, [question.fact for question in nowhere.questions]) == (None, ["marketplace"])


def test_its_tables_are_proven_in_its_own_marketplace(house: Path) -> None:
    assert check_all(load_rulebook(house)) == []
    (house / "shop" / "t.toml").write_text(SHOP + row("T010", "{ done = true }"), "utf-8")
    found = [(problem.code, problem.marketplace, problem.case) for problem in check_all(load_rulebook(house))]
    assert found == [("CHK020", "corner_shop", (("done", "false"),))]


def test_a_folder_with_a_catalogue_of_its_own_is_no_part_of_the_rulebook_around_it(house: Path) -> None:
    inner = house / "neighbour"
    shutil.copytree(house / "catalogue", inner / "catalogue")
    shutil.copytree(house / "shop", inner / "shop")
    assert [table.file for table in load_rulebook(house)] == ["shop/t.toml"]
    assert [table.name for table in load_rulebook(inner)] == ["t"]
