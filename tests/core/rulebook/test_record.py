"""A recorded decision replays from the record alone, and a record that was touched is refused."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.rulebook import Rulebook, UnknownPolicyNameError, decide
from casewright.rulebook.record import RecordError, decision_record, record_digest, replay

from .conftest import row, value

Loader = Callable[..., Rulebook]
ZONE = ZoneInfo("Europe/Berlin")
PLACE = Place("orders.txt", "0" * 64, row=7, column="order-total")
TABLE = (
    value("limit", "3")
    + row("T010", "{ age = '> limit', paid = '>= 10.00 EUR' }", '{ do = ["do:one"], answer_within = "limit" }')
    + row("T900")
)
FACTS: dict[str, FactValue] = {
    "age": 5,
    "paid": Money(1099, "EUR"),
    "asked_at": datetime(2026, 5, 1, 9, tzinfo=UTC),
    "done": False,
    "city": "Köln",
}
GOLDEN = "20e1ccad1f336f742f3a3e13c73ac913ab4c80c7192fc04c377cf0c4e40d1174"


def record_of(book: Rulebook, **more: FactValue | None) -> bytes:
    facts = {name: Fact(name, read, (PLACE,)) for name, read in (FACTS | more).items()}
    return decision_record(
        decide(book.table("t"), facts, on=date(2026, 5, 1), marketplace="amazon_de", zone=ZONE), ZONE
    )


def test_a_record_gives_the_same_decision(rulebook_of: Loader) -> None:
    book = rulebook_of(TABLE)
    record = record_of(book)
    again = replay(record, book, record_digest(record))
    assert (again.same_table, again.differs, again.decision.row) == (True, (), "T010")
    assert decision_record(again.decision, ZONE) == record
    assert again.decision.facts[0].read_from == (PLACE,)


def test_the_bytes_of_a_record_are_fixed(rulebook_of: Loader) -> None:
    """Changing the layout without changing its version would leave old records without a meaning."""
    assert record_digest(record_of(rulebook_of(TABLE))) == GOLDEN


def test_a_question_replays_as_well(rulebook_of: Loader) -> None:
    book = rulebook_of(TABLE)
    again = replay(record_of(book, age=None), book)
    assert again.differs == ()
    assert [question.fact for question in again.decision.questions] == ["age"]


def test_every_kind_of_value_survives(rulebook_of: Loader) -> None:
    words = 'label = { en = "x", zh = "某" }\nask = { en = "x", zh = "某" }\nproof = { en = "x", zh = "某" }\n'
    more = "".join(f'[fact.{name}]\ntype = "{name}"\n{words}' for name in ("decimal", "duration"))
    book = rulebook_of(row("T010", "{ decimal = '> 1', duration = '> P1D', state = 'old' }") + row("T900"), facts=more)
    facts: dict[str, FactValue] = {"decimal": Decimal("1.50"), "duration": timedelta(hours=25), "state": "old"}
    facts["case.opened_on"] = date(2026, 4, 30)
    known = {name: Fact(name, read) for name, read in facts.items()}
    decision = decide(book.table("t"), known, on=date(2026, 5, 1), marketplace=None, zone=ZONE)
    again = replay(decision_record(decision, ZONE), book)
    assert again.decision.row == "T010"
    assert {fact.name: fact.value for fact in again.decision.facts} == facts


def test_a_changed_table_is_said(rulebook_of: Loader) -> None:
    record = record_of(rulebook_of(TABLE))
    reworded = replay(record, rulebook_of(TABLE + row("T910", more="to = 2021-01-01")))
    assert (reworded.same_table, reworded.differs) == (False, ())
    assert "changed since; the decision is the same" in reworded.words.en
    stricter = replay(record, rulebook_of(TABLE.replace("is = 3", "is = 9")))
    assert (stricter.same_table, stricter.decision.row) == (False, "T900")
    assert {"row", "because"} - set(stricter.differs) == {"because"}
    assert "规则表此后已有改动" in stricter.words.zh


def test_other_bytes_than_the_named_ones_are_refused(rulebook_of: Loader) -> None:
    book = rulebook_of(TABLE)
    record = record_of(book)
    with pytest.raises(RecordError, match="was changed"):
        replay(record.replace(b"1099", b"9999"), book, record_digest(record))


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"version":1}', b'{"version":2}', b"\xff"])
def test_what_is_no_record_is_refused(rulebook_of: Loader, damage: bytes) -> None:
    with pytest.raises(RecordError):
        replay(damage, rulebook_of(TABLE))


def test_damage_inside_a_record_is_an_error_of_ours(rulebook_of: Loader) -> None:
    book = rulebook_of(TABLE)
    body = json.loads(record_of(book))
    for key, wrong in (
        ("zone", "Nowhere/Land"),
        ("policy_on", "yesterday"),
        ("facts", [{"name": "age", "is": "wish"}]),
    ):
        with pytest.raises(RecordError):
            replay(json.dumps(body | {key: wrong}).encode(), book)
    with pytest.raises(UnknownPolicyNameError):
        replay(json.dumps(body | {"table": "gone"}).encode(), book)
