from datetime import UTC, datetime, timedelta, timezone

from casewright.domain.dispute import DisputedItem, DisputeType
from casewright.domain.exhibit import ExhibitKind, Weight
from casewright.domain.money import Money
from casewright.domain.returns import RefundedBy
from casewright.intake.dispute_file import read_dispute

WHOLE = """
dispute = "D9"
marketplace = "amazon_de"
order_id = "302-1234567-1234567"
opened_at = 2026-11-18T09:12:00+01:00
respond_by = 2026-11-20
ordered_at = "2026-11-01"
city = "Hamburg"
tracking_numbers = ["0034"]
money = "49.90 EUR"
ship_weight_grams = 1240

[buyer_says]
received = true
refunded = false

[refund]
money = "10.00 EUR"
by = "marketplace"

[[item]]
sku = "LH-1"
batch = "L2409"

[[item]]
serial = "S2"

[[exhibit]]
file = "box.jpg"
kind = "buyer_photo"
proves = ["buyer_photos"]
"""


def test_a_dispute_stated_by_hand_is_read_with_the_line_of_each_value() -> None:
    reading = read_dispute("case/dispute.toml", WHOLE.encode())
    dispute = reading.dispute
    assert reading.findings == ()
    assert dispute is not None
    assert dispute.type is DisputeType.DAMAGED
    assert dispute.opened_at == datetime(2026, 11, 18, 9, 12, tzinfo=timezone(timedelta(hours=1)))
    assert dispute.respond_by == datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)
    assert dispute.ordered_at == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert (dispute.money, dispute.refund) == (Money(4990, "EUR"), Money(1000, "EUR"))
    assert (dispute.buyer_received, dispute.buyer_refunded, dispute.refunded_by) == (
        True,
        False,
        RefundedBy.MARKETPLACE,
    )
    assert dispute.items == (DisputedItem(sku="LH-1", batch="L2409"), DisputedItem(serial="S2"))
    assert dispute.ship_weight == Weight(1240)
    place = dispute.place_of("items.0.batch")
    assert place is not None
    assert WHOLE.splitlines()[(place.row or 0) - 1] == 'batch = "L2409"'
    assert [one.kind for one in reading.exhibits] == [ExhibitKind.BUYER_PHOTO]
    assert dispute.place_of("kind") is None


def test_a_value_that_cannot_be_used_is_remarked_and_the_rest_is_kept() -> None:
    text = 'dispute = "late"\ncity = 7\ncolour = "red"\nmoney = "ten euros"\nrecipient = "Erika Beispiel"\n'
    reading = read_dispute("dispute.toml", text.encode())
    assert reading.dispute is not None
    assert reading.dispute.recipient == "Erika Beispiel"
    assert [(one.code, one.place.row) for one in reading.findings] == [("DSP003", 2), ("DSP004", 3), ("DSP003", 4)]
    assert all(one.words.zh for one in reading.findings)


def test_without_a_known_type_there_is_no_dispute() -> None:
    reading = read_dispute("dispute.toml", b'dispute = "D27"\n')
    assert reading.dispute is None
    assert [one.code for one in reading.findings] == ["DSP002"]
    assert "D27" in reading.findings[0].words.zh


def test_what_is_no_toml_is_refused_with_a_reason() -> None:
    for content in (b"dispute = ", b"\xff\xfe", b"dispute: late"):
        reading = read_dispute("dispute.toml", content)
        assert reading.dispute is None
        assert [one.code for one in reading.findings] == ["DSP001"] or content == b"dispute: late"
