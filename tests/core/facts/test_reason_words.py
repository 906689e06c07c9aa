"""Reasons are named by whose they are: a buyer who ordered the wrong item was not sent a wrong item."""

import pytest

from casewright.facts.reasons import claim_ground, return_reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [("CR-ORDERED_WRONG_ITEM", "not_wanted"), ("CR-WRONG_ITEM", "wrong_item"), ("WRONG_ITM", "wrong_item")],
)
def test_ordering_the_wrong_item_is_not_being_sent_one(code: str, reason: str) -> None:
    assert return_reason(code) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Refund not received",
        "Articolo restituito, rimborso non ricevuto",
        "Erstattung nicht erhalten",
        "Remboursement non reçu",
        "Reembolso no recibido",
        "已退货，未收到退款",
    ],
)
def test_a_refund_that_did_not_come_is_not_a_parcel_that_did_not_come(text: str) -> None:
    assert claim_ground(text) == "return_not_refunded"
