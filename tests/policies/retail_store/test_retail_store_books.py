"""The benchmark's books and facts: what is read, what is told from it, and what an allowed request leaves behind."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retail_store import main, read_gold
from retail_store_books import Books, Request, after, caller_in, read_books
from retail_store_facts import Talk, facts_of

HOME = {"address1": "1 Elm", "address2": "", "city": "Rye", "state": "NY", "country": "USA", "zip": "10580"}
DATA = {
    "products": {
        "shirt": {
            "product_id": "shirt",
            "variants": {
                "small": {"available": True, "price": 20.1},
                "large": {"available": True, "price": 22.35},
                "huge": {"available": False, "price": 30.0},
            },
        },
        "boot": {"product_id": "boot", "variants": {"left": {"available": True, "price": 80}}},
    },
    "users": {
        "ann_1": {
            "user_id": "ann_1",
            "name": {"first_name": "Ann", "last_name": "Ash"},
            "email": "ann@example.com",
            "address": HOME,
            "payment_methods": {"gift": {"source": "gift_card", "balance": 2.25}, "visa": {"source": "credit_card"}},
        },
        "bob_2": {
            "user_id": "bob_2",
            "name": {"first_name": "Bob", "last_name": "Birch"},
            "email": "bob@example.com",
            "address": HOME | {"zip": "10001"},
            "payment_methods": {"pal": {"source": "paypal"}},
        },
    },
    "orders": {
        "#1": {
            "user_id": "ann_1",
            "status": "pending",
            "address": HOME,
            "items": [{"item_id": "small", "product_id": "shirt", "price": 20.1}] * 2,
            "payment_history": [{"transaction_type": "payment", "payment_method_id": "gift", "amount": 40.2}],
        }
    },
}
SWAP = Request("modify_pending_order_items", "#1", items=("small",), new_items=("large",), method="gift")
ANN = Talk("ann_1")


@pytest.fixture
def books(tmp_path: Path) -> Books:
    path = tmp_path / "db.json"
    path.write_text(json.dumps(DATA), "utf-8")
    return read_books(path)


def told(request: Request, books: Books, talk: Talk = ANN) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts_of(request, books, talk).items()}


def test_prices_are_whole_cents(books: Books) -> None:
    assert (books.variants["small"].price, books.orders["#1"].total) == (2010, 4020)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("You are ann_1.", "ann_1"),
        ("Mail me at BOB@example.com", "bob_2"),
        ("I am Ann Ash in zip code 10580", "ann_1"),
        ("I am Ann Ash in zip code 10001", None),
        ("I am ann_1 and my friend is bob_2", None),
        ("", None),
    ],
)
def test_a_caller_is_found_only_when_one_customer_fits(books: Books, said: str, who: str | None) -> None:
    assert caller_in(said, books) == who


def test_a_gift_card_covers_the_difference_to_the_cent(books: Books) -> None:
    assert told(SWAP, books)["gift_card_covers"] is True
    both = replace(SWAP, items=("small", "small"), new_items=("large", "large"))
    assert told(both, books)["gift_card_covers"] is False
    assert "gift_card_covers" not in told(replace(SWAP, method="visa"), books)


def test_what_cannot_be_told_is_missing_rather_than_false(books: Books) -> None:
    assert "order_status" not in told(replace(SWAP, order_id="#2"), books)
    assert told(replace(SWAP, order_id="#2"), books)["order_holder"] == "nobody"
    assert "item_listed_twice" not in told(replace(SWAP, items=("left",)), books)
    assert "same_product" not in told(replace(SWAP, new_items=()), books)
    assert "cancel_reason" not in told(SWAP, books)


def test_an_item_may_be_listed_as_often_as_it_was_ordered(books: Books) -> None:
    counts = {n: told(replace(SWAP, items=("small",) * n), books)["item_listed_twice"] for n in (1, 2, 3)}
    assert counts == {1: False, 2: False, 3: True}


def test_a_new_item_is_compared_with_the_one_it_replaces(books: Books) -> None:
    facts = {new: told(replace(SWAP, new_items=(new,)), books) for new in ("large", "huge", "left", "small", "none")}
    assert {new for new, one in facts.items() if one["same_product"]} == {"large", "huge", "small"}
    assert {new for new, one in facts.items() if one["new_items_available"]} == {"large", "left", "small"}
    assert {new for new, one in facts.items() if not one["other_option"]} == {"small"}


def test_an_exchange_of_items_moves_the_money_and_closes_the_order(books: Books) -> None:
    later = after(SWAP, books)
    assert [item.item_id for item in later.orders["#1"].items] == ["large", "small"]
    assert later.orders["#1"].status == "pending_items_changed"
    assert later.customers["ann_1"].methods["gift"].balance == 0
    assert books.orders["#1"].status == "pending"


def test_a_cancelled_order_puts_its_money_back_on_the_gift_card(books: Books) -> None:
    later = after(Request("cancel_pending_order", "#1", reason="no longer needed"), books)
    assert later.customers["ann_1"].methods["gift"].balance == 4245
    assert later.orders["#1"].status == "cancelled"


def test_a_changed_payment_is_the_one_that_paid_from_then_on(books: Books) -> None:
    later = after(Request("modify_pending_order_payment", "#1", method="visa"), books)
    facts = told(Request("modify_pending_order_payment", "#1", method="visa"), later)
    assert (facts["payment_method"], facts["payment_changed"]) == ("original", True)
    assert later.customers["ann_1"].methods["gift"].balance == 4245


def test_an_order_belongs_to_the_caller_or_to_someone_else(books: Books) -> None:
    assert told(SWAP, books)["order_holder"] == "customer"
    assert told(SWAP, books, Talk("bob_2"))["order_holder"] == "someone_else"
    assert told(SWAP, books, Talk(None))["customer_identified"] is False


def test_gold_is_read_from_marked_actions_and_from_tasks_alike(tmp_path: Path) -> None:
    arguments = {"order_id": "#1", "reason": "no longer needed"}
    marked, tasks = tmp_path / "marked.json", tmp_path / "tasks.json"
    one = {"task": "7", "step": 1, "action": "cancel_pending_order", "args": arguments, "policy_ok": False}
    marked.write_text(json.dumps([one]), "utf-8")
    steps = [{"name": "get_order_details", "arguments": {}}, {"name": "cancel_pending_order", "arguments": arguments}]
    tasks.write_text(json.dumps([{"id": "7", "evaluation_criteria": {"actions": steps}}]), "utf-8")
    (first,), (second,) = read_gold(marked), read_gold(tasks)
    assert first == replace(second, right=False)
    assert first.request == Request("cancel_pending_order", "#1", reason="no longer needed")


def test_the_benchmark_runs_on_any_books_and_tells_gold_that_breaks_the_policy(
    books: Books, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert books.orders
    steps = [
        {"task": "1", "step": at, "action": "cancel_pending_order", "args": {"order_id": "#1", "reason": reason}}
        for at, reason in enumerate(("changed my mind", "no longer needed", "no longer needed"))
    ]
    actions = tmp_path / "actions.json"
    actions.write_text(json.dumps(steps), "utf-8")
    arguments = ["retail_store.py", "--db", str(tmp_path / "db.json"), "--actions", str(actions), "--json"]
    monkeypatch.setattr("sys.argv", arguments)
    assert main() == 0
    result = json.loads(capsys.readouterr().out)
    assert result["gold"]["cancel_pending_order"]["rows"] == {"CPO050": 1, "CPO060": 1, "CPO890": 1}
    assert [(one["step"], one["row"]) for one in result["gold_refused"]] == [(0, "CPO060"), (2, "CPO050")]
