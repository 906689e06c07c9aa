"""`dispute.toml` of a bundle: what the claim asserts, and what a person says of files that cannot say it themselves."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from casewright.domain.dispute import DisputeType
from casewright.domain.money import Money
from casewright.simulate.exhibits import Made
from casewright.simulate.story import Story

__all__ = ["dispute_toml"]

_NOT_RECEIVED = frozenset(
    {
        DisputeType.DELIVERED_NOT_RECEIVED,
        DisputeType.PROTECTED_NOT_RECEIVED,
        DisputeType.LOST_IN_TRANSIT,
        DisputeType.COD_DENIED,
    }
)
_RETURNED = frozenset({DisputeType.RETURN_NOT_REFUNDED, DisputeType.RETURN_SWAPPED, DisputeType.RETURN_LOST})
_NOT_REFUNDED = frozenset({DisputeType.RETURN_NOT_REFUNDED, DisputeType.REFUND_NOT_PROCESSED})
_REFUNDED_BY = {
    DisputeType.RETURN_SWAPPED: "marketplace",
    DisputeType.FBA_RETURN_NOT_CREDITED: "marketplace",
    DisputeType.REFUND_NOT_PROCESSED: "seller",
}
_PROVES = {
    "trace_letter": "carrier_trace",
    "delay_letter": "delay_notice",
    "damage_letter": "carrier_damage_report",
    "denial_letter": "carrier_denial",
    "authorisation": "authorisation_letter",
    "insurer_notice": "insurer_notice",
    "reasons": "statement_of_reasons",
}
"""Letters have no kind of their own; the person who hands one in says what it is meant to prove."""
_Line = tuple[str, object]


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _general(story: Story) -> Iterator[_Line]:
    yield "dispute", story.type.value
    yield "opened_at", story.opened_at
    yield "respond_by", story.respond_by
    yield "seller", story.seller
    if story.marketplace:
        yield "marketplace", story.marketplace
    if story.type is DisputeType.SANCTION:
        return
    yield "order_id", story.order_id
    yield "ordered_at", story.ordered_at
    yield "ship_by", story.ship_by
    yield "shipped_at", story.shipped_at
    yield "promised_by", story.promised_by
    yield "recipient", story.recipient
    yield "address", story.street
    yield "city", story.city
    yield "postal_code", story.postal_code
    yield "country", story.country
    yield "order_total", _money(story)
    yield "carrier", story.carrier
    yield "tracking_numbers", [story.tracking]
    yield "ship_weight_grams", story.parcel_grams
    if story.type in _RETURNED:
        yield "return_tracking_numbers", [story.return_tracking]
    if story.type is DisputeType.PROTECTED_NOT_RECEIVED:
        yield "claims_protected", True


def _money(story: Story) -> str:
    money = Money(story.minor, story.currency)
    return f"{money.amount} {money.currency}"


def _item(story: Story) -> Iterator[_Line]:
    yield "sku", story.sku
    yield "asin", story.asin
    yield "title", story.title
    yield "quantity", 1
    yield "serial", story.serial
    yield "batch", story.batch
    yield "weight_grams", story.unit_grams


def _buyer(story: Story) -> Iterator[_Line]:
    if story.type in _NOT_RECEIVED:
        yield "received", False
    if story.type in _NOT_REFUNDED:
        yield "refunded", False
    if story.type in _RETURNED:
        yield "returned_at", story.return_sent_at


def _refund(story: Story) -> Iterator[_Line]:
    if story.type in _REFUNDED_BY:
        yield "money", _money(story)
        yield "at", story.refunded_at
        yield "by", _REFUNDED_BY[story.type]


def _exhibit(made: Made, story: Story) -> Iterator[_Line]:
    """A photo cannot say where it was taken; the person who hands it in does."""
    if made.earlier:
        yield "file", made.name
        yield "earlier", True
        yield "order_id", story.earlier_order
    elif made.paper in {"pack_photo", "return_photo"}:
        yield "file", made.name
        yield "kind", made.paper
    elif made.paper in _PROVES:
        yield "file", made.name
        yield "proves", [_PROVES[made.paper]]


def _lines(lines: Iterable[_Line]) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in lines]


def dispute_toml(story: Story, made: Iterable[Made]) -> bytes:
    """Return the file. It says nothing of what was planted."""
    out = [*_lines(_general(story)), "", "[[item]]", *_lines(_item(story))]
    for name, lines in (("buyer_says", _lines(_buyer(story))), ("refund", _lines(_refund(story)))):
        if lines:
            out += ["", f"[{name}]", *lines]
    for one in made:
        if lines := _lines(_exhibit(one, story)):
            out += ["", "[[exhibit]]", *lines]
    return ("\n".join(out) + "\n").encode()
