"""The retail store of tau2-bench: gold actions allowed, changed ones refused, each by the row that names the reason."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from retail_store import failures, run

pytestmark = pytest.mark.conformance

_SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", Path(__file__).parents[3] / "shared"))
_FOLDER = _SHARED / "data" / "bench" / "tau2-retail"
_REASONS = {
    "a new item missing": {"090"},
    "a new item too many": {"090"},
    "after the items were changed": {"040"},
    "another customer's account": {"030"},
    "another customer's order": {"030"},
    "another customer's payment method": {"070", "130"},
    "another product": {"100"},
    "customer has not said yes": {"800"},
    "customer not identified": {"010"},
    "gift card one cent short": {"090", "140"},
    "handed over instead of done": {"010"},
    "handed over though the store can do it": {"010"},
    "item listed too often": {"080"},
    "item of another order": {"070"},
    "no item named": {"060"},
    "no such account": {"020"},
    "no such new item": {"100"},
    "no such order": {"020"},
    "refund to a method that did not pay": {"140"},
    "the method that paid already": {"080"},
    "the same once more": {"040", "050", "060"},
    "the same variant again": {"110"},
    "unavailable variant": {"120"},
    "wrong reason": {"060"},
    "wrong status": {"040", "045", "050"},
}
"""For each kind of mutant, the ends of the codes of the rows that may refuse it."""


@lru_cache(maxsize=2)
def _measured(actions: str) -> dict[str, Any]:
    if not (_FOLDER / actions).exists():
        pytest.skip(f"the shared data folder is not here: {_FOLDER}")
    return run(_FOLDER / "db.json", _FOLDER / actions, _FOLDER / "tasks_train74.json")


def _marked() -> dict[str, Any]:
    return _measured("write_actions_train74.json")


def test_gold_is_allowed_but_for_one_that_its_gift_card_cannot_pay() -> None:
    """Task 105 pays 21.10 with a gift card of 17.00; the marks of the data left balances out."""
    result = _marked()
    gold = {action: (one["allowed"], one["refused"]) for action, one in result["gold"].items()}
    assert gold == {
        "cancel_pending_order": (18, 0),
        "exchange_delivered_order_items": (24, 1),
        "modify_pending_order_address": (16, 0),
        "modify_pending_order_items": (22, 0),
        "modify_user_address": (7, 0),
        "return_delivered_order_items": (32, 0),
        "transfer_to_human_agents": (2, 0),
    }
    assert (result["gold_marked"], result["gold_against_its_mark"]) == (122, 1)
    assert [(one["task"], one["row"], one["due_cents"], one["gift_card_cents"]) for one in result["gold_refused"]] == [
        ("105", "EDO140", 2110, 1700)
    ]


def test_the_tasks_themselves_give_the_same_as_the_list_of_marked_actions() -> None:
    marked, tasks = _marked(), _measured("tasks_train74.json")
    assert tasks["gold"] == marked["gold"]
    assert tasks["gold_marked"] == 0


def test_each_scenario_names_its_caller_and_the_caller_owns_what_the_gold_touches() -> None:
    result = _marked()
    assert (result["tasks"], result["callers_named_by_the_scenario"]) == (70, 70)


def test_no_mutant_is_allowed_and_each_is_refused_for_its_own_reason() -> None:
    result = _marked()
    assert failures(result) == []
    assert result["mutants"].keys() == _REASONS.keys()
    for kind, one in result["mutants"].items():
        assert (one["allowed"], one["refused"] > 0) == (0, True), kind
        assert {row[3:] for row in one["rows"]} <= _REASONS[kind], kind
    assert sum(one["refused"] for one in result["mutants"].values()) == 17_400


def test_what_the_policy_allows_just_as_well_stays_allowed() -> None:
    result = _marked()
    controls = {kind: (one["allowed"], one["refused"]) for kind, one in result["controls"].items()}
    assert controls == {
        "another available variant": (375, 0),
        "gift card with just enough": (166, 0),
        "refund to an empty gift card": (32, 0),
        "the other accepted reason": (18, 0),
    }
    assert result["payment_changes_made_up"]["modify_pending_order_payment"]["allowed"] == 120
