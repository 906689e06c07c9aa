"""Laws of the reader of the Selling Partner API: nothing raises, and every value of any answer is in some record."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casewright.domain.wire import record_from_wire, record_to_wire
from casewright.intake import read_source
from casewright.intake.spapi import read_spapi, wrap_answers

_LAW = settings(deadline=None, max_examples=60)
_LONG = settings(deadline=None, max_examples=5_000)
_KEYS = st.sampled_from(
    [
        "AmazonOrderId",
        "OrderStatus",
        "OrderItems",
        "orderId",
        "orderItems",
        "packages",
        "salesChannel",
        "ShipmentId",
        "ShippingService",
        "fulfillmentOrder",
        "fulfillmentOrderItems",
        "packageNumber",
        "trackingEvents",
        "trackingId",
        "eventHistory",
        "payload",
        "errors",
        "_links",
        "FinancialEvents",
        "RefundEventList",
        "PurchaseDate",
        "eventDate",
        "ItemPrice",
        "CurrencyCode",
        "Amount",
        "relatedIdentifiers",
        "a.b",
        "a",
        "b",
    ]
)
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "x", "EUR", "12.30", "2026-11-05T12:00:00Z", "2026-11-05", "302-5550301-0000301", "�", "a.b"]),
)
_ANSWERS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=6)),
    max_leaves=25,
)


def _marked(value: Any, marks: list[str]) -> Any:  # noqa: ANN401 - any JSON
    """Replace every text by one of a kind, so that a lost one shows."""
    if isinstance(value, dict):
        return {key: _marked(inner, marks) for key, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner, marks) for inner in value]
    if isinstance(value, str) and value:
        marks.append(f"mark{len(marks)}")
        return marks[-1]
    return value


def _keeps_every_text(value: object) -> None:
    marks: list[str] = []
    content = wrap_answers([("m.o", {}, json.dumps(_marked(value, marks)).encode())])
    wires = json.dumps([record_to_wire(record) for record in read_spapi("a.json", content).records])
    if isinstance(value, (dict, list)):
        assert [mark for mark in marks if f'"{mark}"' not in wires] == []


def _never_raises(value: object) -> None:
    content = wrap_answers([("m.o", {"orderId": "302-5550301-0000301"}, json.dumps(value).encode())])
    for record in read_spapi("a.json", content).records:
        assert record_from_wire(json.loads(json.dumps(record_to_wire(record)))) == record


@_LAW
@given(_ANSWERS)
@example({"AmazonOrderId": None, "relatedIdentifiers": True})  # found by the long run below
def test_any_answer_is_read_and_its_records_survive_the_wire(value: object) -> None:
    _never_raises(value)


@_LAW
@given(_ANSWERS)
def test_every_text_of_any_answer_stands_in_some_record(value: object) -> None:
    _keeps_every_text(value)


@_LAW
@given(st.binary(max_size=200))
def test_any_bytes_after_an_order_number_are_findings_at_worst(tail: bytes) -> None:
    read_source("a.json", b'{"AmazonOrderId": ' + tail)


@pytest.mark.slow
@_LONG
@given(_ANSWERS)
def test_any_answer_is_read_at_length(value: object) -> None:
    _never_raises(value)
    _keeps_every_text(value)
