"""What changes between two days is told once; what no case shows is named."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from casewright.rulebook import PolicyFileError, Rulebook, load_rulebook
from casewright.rulebook.coverage import coverage_of
from casewright.rulebook.diff import diff_days
from casewright.rulebook.policy_cases import load_policy_cases

from .conftest import row, value

Loader = Callable[..., Rulebook]
OLD, NEW = date(2021, 5, 1), date(2022, 5, 1)
TABLE = (
    value("limit", "3", more="to = 2022-01-01")
    + value("limit", "5", more="from = 2022-01-01")
    + row("T010", "{ age = '> limit' }", more='because = { en = "over {limit.long}", zh = "超过 {limit.long}" }')
    + row("T015", "{ done = true }", more="to = 2022-01-01")
    + row("T900")
)
HEAD = 'table = "t"\non = 2022-01-01\nmarketplace = "amazon_de"\n'


def told(book: Rulebook, before: date = OLD, after: date = NEW, place: str | None = None) -> list[str]:
    return [change.words.en for change in diff_days(book, before, after, place)]


def test_rows_and_numbers_that_change_are_told_once(rulebook_of: Loader) -> None:
    assert told(rulebook_of(TABLE)) == ["row T015 ends: why", "limit: 3 days → 5 days"]


def test_backwards_the_same_changes_are_told_the_other_way_round(rulebook_of: Loader) -> None:
    assert told(rulebook_of(TABLE), NEW, OLD) == ["row T015 begins: why", "limit: 5 days → 3 days"]


def test_a_change_of_some_marketplaces_names_them(rulebook_of: Loader) -> None:
    german = row("T020", more='from = 2022-01-01\napplies_to = { marketplace = ["amazon_de"] }\n')
    book = rulebook_of(german + row("T900"))
    assert told(book) == ["row T020 begins: why (amazon_de)"]
    assert told(book, place="amazon_fr") == []
    assert diff_days(book, OLD, NEW)[0].words.zh == "新增 T020 行：因为（amazon_de）"


def test_a_table_that_begins_is_one_change(rulebook_of: Loader) -> None:
    assert told(rulebook_of(row("T900")), date(2019, 1, 1), NEW) == ["the table begins"]


def test_nothing_changes_from_a_day_to_itself() -> None:
    assert diff_days(load_rulebook(), NEW, NEW) == ()


def lacks(book: Rulebook, folder: Path, cases: str) -> list[tuple[str, str | None]]:
    folder.mkdir(exist_ok=True)
    (folder / "t.toml").write_text(HEAD + cases, encoding="utf-8")
    found = coverage_of([book], load_policy_cases(folder, [book]))
    return [(lack.code, lack.row or (lack.on.isoformat() if lack.on else None)) for lack in found.lacks]


COVERED = """
[[case]]
name = "Older than the limit"
facts = { age = 6 }
row = "T010"
[[case]]
name = "Just the limit"
facts = { age = 5 }
row = "T900"
near = "T010"
[[case]]
name = "One more"
facts = { age = 6 }
row = "T010"
near = ["T900"]
[[case]]
name = "The day before the limit was lower"
on = 2021-12-31
facts = { age = 5 }
row = "T010"
near = ["T900", "T015"]
[[case]]
name = "Done, the day before"
on = 2021-12-31
facts = { age = 3, done = true }
row = "T015"
[[case]]
name = "Not known to be done"
on = 2021-12-31
facts = { age = 3 }
asks = ["done"]
near = "T015"
"""


def test_cases_that_show_everything_lack_nothing(rulebook_of: Loader, tmp_path: Path) -> None:
    assert lacks(rulebook_of(TABLE), tmp_path / "cases", COVERED) == []


def test_each_lack_is_named(rulebook_of: Loader, tmp_path: Path) -> None:
    only = '[[case]]\nname = "Older"\nfacts = { age = 6 }\nrow = "T010"\n'
    assert lacks(rulebook_of(TABLE), tmp_path / "cases", only) == [
        ("COV010", "T015"),
        ("COV010", "T900"),
        ("COV020", "T010"),
        ("COV020", "T015"),
        ("COV020", "T900"),
        ("COV030", "2022-01-01"),
    ]


def test_a_near_miss_two_facts_away_is_none(rulebook_of: Loader, tmp_path: Path) -> None:
    far = COVERED.replace('facts = { age = 5 }\nrow = "T900"', 'facts = { age = 5, city = "Rome" }\nrow = "T900"')
    assert ("COV020", "T010") in lacks(rulebook_of(TABLE), tmp_path / "cases", far)


def test_a_case_that_the_table_answers_otherwise_is_a_lack(rulebook_of: Loader, tmp_path: Path) -> None:
    wrong = COVERED.replace('facts = { age = 6 }\nrow = "T010"', 'facts = { age = 4 }\nrow = "T010"', 1)
    book = rulebook_of(TABLE)
    assert lacks(book, tmp_path / "cases", wrong)[0] == ("COV050", "T010")
    asks = COVERED.replace('asks = ["done"]', 'asks = ["age"]')
    assert lacks(book, tmp_path / "cases", asks)[0][0] == "COV050"


def test_facts_of_the_file_hold_in_every_case_that_does_not_unlearn_them(rulebook_of: Loader, tmp_path: Path) -> None:
    book = rulebook_of(row("T010", "{ age = '> 3', paid = '> 1.00 EUR' }") + row("T900"))
    (tmp_path / "cases").mkdir()
    text = 'table = "t"\non = 2022-01-01\n[facts]\nage = 4\npaid = "2.00 EUR"\n[[case]]\nname = "a"\nrow = "T010"\n'
    text += '[[case]]\nname = "b"\nunknown = ["paid"]\nasks = ["paid"]\n'
    (tmp_path / "cases" / "t.toml").write_text(text, encoding="utf-8")
    first, second = load_policy_cases(tmp_path / "cases", [book])
    assert (first.decide().row, second.decide().row, first.steps_from(second)) == ("T010", None, 1)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ('table = "nope"\non = 2022-01-01\n', "'nope' is not known"),
        (HEAD + '[[case]]\nname = "x"\nfacts = { agee = 1 }\n', "unknown fact 'agee'"),
        (HEAD + '[[case]]\nname = "x"\nfacts = { paid = "much" }\n', "is not a value of fact paid"),
        (HEAD + '[[case]]\nname = "x"\nrows = "T010"\n', "unknown key rows"),
        ("table = ", "cannot be read"),
    ],
)
def test_what_a_case_file_may_not_say_is_refused(rulebook_of: Loader, tmp_path: Path, text: str, refusal: str) -> None:
    book = rulebook_of(TABLE)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "t.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFileError, match=refusal):
        load_policy_cases(tmp_path / "cases", [book])
