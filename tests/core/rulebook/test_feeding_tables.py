"""A table may answer a fact of another: by its result, with its own questions, and never in a circle."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact, FactValue
from casewright.domain.place import Place
from casewright.rulebook import (
    PolicyFileError,
    Rulebook,
    decide,
    load_rulebook,
    naive_decide,
    table_from_text,
    with_table,
)
from casewright.rulebook.decision import Decision

from .conftest import HEAD, row

Loader = Callable[..., Rulebook]
_W = '{ en = "x", zh = "某" }'
FACT = f"label = {_W}\nask = {_W}\nproof = {_W}\n"
LEVELS = f"values = {{ high = {_W}, low = {_W} }}\n"


def fact(name: str, table: str, outcome: str = "level", kind: str = "enum", values: str = LEVELS) -> str:
    source = f'decided_by = {{ table = "{table}", outcome = "{outcome}" }}\n'
    return f'[fact.{name}]\ntype = "{kind}"\n{FACT}{values}{source}'


OUTCOMES = f'[outcome.level]\nlabel = {_W}\n{LEVELS}[outcome.count]\nlabel = {_W}\ntype = "integer"\n'
RISK = HEAD.replace('"t"', '"risk"').replace('case_kind = "k"\n', "")
HIGH = row("K010", "{ age = '> 5' }", '{ do = ["do:one"], level = "high" }')
LOW = row("K900", then='{ do = ["do:one"], level = "low" }')
USES = row("T010", "{ risk = 'high', done = true }", '{ do = ["do:two"] }') + row("T900")


@pytest.fixture
def joined(rulebook_of: Loader, tmp_path: Path) -> Callable[..., Rulebook]:
    """Return a function that loads the table t beside the table risk."""

    def load(uses: str = USES, risk: str = RISK + HIGH + LOW, facts: str | None = None) -> Rulebook:
        rulebook_of(row("T900"), facts=fact("risk", "risk") if facts is None else facts, outcomes=OUTCOMES)
        (tmp_path / "shop" / "t.toml").write_text(HEAD + uses, encoding="utf-8")
        (tmp_path / "shop" / "risk.toml").write_text(risk, encoding="utf-8")
        return load_rulebook(tmp_path)

    return load


def ask(book: Rulebook, **facts: FactValue | None) -> Decision:
    places = {"age": (Place("orders.txt", "0" * 64, row=3),)}
    known = {name: Fact(name, read, places.get(name, ())) for name, read in facts.items()}
    setting: dict[str, Any] = {"on": date(2026, 5, 1), "marketplace": "amazon_de", "zone": ZoneInfo("UTC")}
    answer = decide(book.table("t"), known, **setting)
    assert answer == naive_decide(book.table("t"), known, **setting)
    return answer


def test_a_table_answers_a_fact_of_another(joined: Callable[..., Rulebook]) -> None:
    book = joined()
    answer = ask(book, age=6, done=True)
    assert answer.row == "T010"
    assert [(fed.fact, fed.table, fed.row) for fed in answer.fed_by] == [("risk", "risk", "K010")]
    assert answer.fed_by[0].digest == book.table("risk").digest
    assert ask(book, age=1, done=True).row == "T900"


def test_the_fact_keeps_the_place_where_its_own_facts_were_read(joined: Callable[..., Rulebook]) -> None:
    facts = {fact.name: fact for fact in ask(joined(), age=6, done=True).facts}
    assert facts["risk"].value == "high"
    assert facts["risk"].read_from == facts["age"].read_from != ()


def test_what_the_other_table_asks_is_asked_instead(joined: Callable[..., Rulebook]) -> None:
    answer = ask(joined(), done=True)
    assert [question.fact for question in answer.questions] == ["age"]
    assert [(fed.fact, fed.row) for fed in answer.fed_by] == [("risk", None)]


def test_a_fact_that_is_given_is_not_asked_of_the_table(joined: Callable[..., Rulebook]) -> None:
    answer = ask(joined(), risk="high", age=1, done=True)
    assert (answer.row, answer.fed_by) == ("T010", ())


def test_a_changed_table_changes_the_digest_of_those_it_feeds(joined: Callable[..., Rulebook]) -> None:
    book = joined()
    stricter = RISK + HIGH.replace("> 5", "> 2") + LOW
    draft = table_from_text(stricter, "draft.toml", book.catalogue)
    changed = with_table(book, draft)
    assert changed.table("t").digest != book.table("t").digest
    assert ask(changed, age=3, done=True).row == "T010"
    assert ask(book, age=3, done=True).row == "T900"


def test_a_circle_is_refused_and_named(joined: Callable[..., Rulebook]) -> None:
    circle = fact("risk", "risk") + fact("mood", "t")
    risk = RISK + row("K010", "{ mood = 'high' }", '{ do = ["do:one"], level = "high" }') + LOW
    uses = row("T010", "{ risk = 'high' }", '{ do = ["do:two"], level = "low" }') + row("T900")
    with pytest.raises(PolicyFileError, match="risk → t → risk"):
        joined(uses, risk, circle)


@pytest.mark.parametrize(
    ("facts", "risk", "refusal"),
    [
        (fact("risk", "nowhere"), RISK + LOW, "table nowhere is not there"),
        (fact("risk", "risk", "nothing"), RISK + LOW, "no result 'nothing'"),
        (fact("risk", "risk", "count"), RISK + LOW, "count is integer, the fact enum"),
        (fact("risk", "risk", values=f"values = {{ high = {_W} }}\n"), RISK + LOW, "does not know low"),
        (fact("risk", "risk"), RISK.replace("first", "collect") + LOW, "answers with a list"),
    ],
)
def test_what_does_not_fit_is_refused(joined: Callable[..., Rulebook], facts: str, risk: str, refusal: str) -> None:
    with pytest.raises(PolicyFileError, match=refusal):
        joined(risk=risk, facts=facts)


def test_a_count_may_feed_a_number(joined: Callable[..., Rulebook]) -> None:
    counting = RISK.replace('hit = "first"', 'hit = "collect"\ncollect = "count"\nby = "count"')
    signs = row("K010", "{ age = '> 5' }") + row("K020", "{ city = 'Rome' }")
    uses = row("T010", "{ risk = '>= 2' }") + row("T900")
    book = joined(uses, counting + signs, fact("risk", "risk", "count", "integer", ""))
    assert ask(book, age=6, city="Rome").row == "T010"
    assert ask(book, age=1, city="Oslo").row == "T900"
