"""Allowed requests with one thing changed: mutants that must be refused, controls that must stay allowed.

Nothing is drawn by lot: each kind enumerates its changes in the order of the books.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from retail_store_books import Books, Method, Order, Request, after
from retail_store_facts import Talk, amount_due

__all__ = ["Changed", "controls_of", "mutants_of", "payment_requests"]

_STATUSES = (
    "pending",
    "pending_items_changed",
    "processed",
    "delivered",
    "cancelled",
    "return_requested",
    "exchange_requested",
)
_REASONS = ("no longer needed", "ordered by mistake")
_OTHER_REASONS = ("found it cheaper elsewhere", "arrives too late", "want to change the items", "")
_NEVER_USED = "0000000000"
_SPARE_CARD = "gift_card_0000000"
_STRANGERS = 20
"""How many other customers, the first in the books, stand in for all others."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A request with one thing changed, in its own state of the books. `kind` names what was changed."""

    kind: str
    request: Request
    books: Books
    talk: Talk


def mutants_of(request: Request, books: Books, talk: Talk) -> Iterator[Changed]:
    """Return every change of an allowed request that the policy forbids."""
    if request.action == "transfer_to_human_agents":
        yield Changed("handed over though the store can do it", request, books, replace(talk, covered=True))
        return
    yield from _in_the_talk(request, books, talk)
    if request.order_id is not None:
        yield from _in_the_order(request, request.order_id, books, talk)
    for kind, other in _in_the_request(request, books):
        yield Changed(kind, other, books, talk)


def _in_the_talk(request: Request, books: Books, talk: Talk) -> Iterator[Changed]:
    yield Changed("customer not identified", request, books, replace(talk, caller=None))
    yield Changed("customer has not said yes", request, books, replace(talk, confirmed=False))
    yield Changed(
        "handed over instead of done", Request("transfer_to_human_agents"), books, replace(talk, covered=True)
    )
    what = "another customer's account" if request.order_id is None else "another customer's order"
    for other in islice((user_id for user_id in books.customers if user_id != talk.caller), _STRANGERS):
        yield Changed(what, request, books, replace(talk, caller=other))


def _in_the_order(request: Request, order_id: str, books: Books, talk: Talk) -> Iterator[Changed]:
    order = books.orders[order_id]
    for status in _STATUSES:
        if status != order.status:
            state = books.with_order(order_id, replace(order, status=status))
            yield Changed("wrong status", request, state, talk)
    if request.action != "modify_pending_order_address":  # the rule of once speaks of items, not of addresses
        yield Changed("the same once more", request, after(request, books), talk)
    if request.action == "modify_pending_order_items":
        later = after(request, books)
        for then in (
            Request("cancel_pending_order", order_id, reason=_REASONS[0]),
            Request("modify_pending_order_address", order_id, address=order.address),
        ):
            yield Changed("after the items were changed", then, later, talk)
    if request.action == "return_delivered_order_items":
        paypal = books.with_method(order.user_id, "paypal_0000000", Method("paypal"))
        yield Changed("refund to a method that did not pay", replace(request, method="paypal_0000000"), paypal, talk)
    if (due := amount_due(request, order, books)) is not None and due > 0:
        short = books.with_method(order.user_id, _SPARE_CARD, Method("gift_card", due - 1))
        yield Changed("gift card one cent short", replace(request, method=_SPARE_CARD), short, talk)


def _in_the_request(request: Request, books: Books) -> Iterator[tuple[str, Request]]:
    if request.order_id is None:
        yield "no such account", replace(request, user_id="nobody_0000")
        return
    order = books.orders[request.order_id]
    yield "no such order", replace(request, order_id="#W0000000")
    if request.action == "cancel_pending_order":
        for reason in _OTHER_REASONS:
            yield "wrong reason", replace(request, reason=reason)
    if request.method is not None:
        yield from _wrong_methods(request, order, books)
    if request.items:
        yield from _wrong_items(request, order, books)
    if request.new_items:
        yield from _wrong_new_items(request, books)


def _wrong_methods(request: Request, order: Order, books: Books) -> Iterator[tuple[str, Request]]:
    own = books.customers[order.user_id].methods
    strangers = (customer for customer in books.customers.values() if customer.user_id != order.user_id)
    for customer in islice(strangers, _STRANGERS):
        for name in customer.methods:
            yield "another customer's payment method", replace(request, method=name)
    if request.action == "return_delivered_order_items":
        for name, method in own.items():
            if name != order.paid_with[-1] and method.kind != "gift_card":
                yield "refund to a method that did not pay", replace(request, method=name)
    if request.action == "modify_pending_order_payment":
        yield "the method that paid already", replace(request, method=order.paid_with[-1])


def _wrong_items(request: Request, order: Order, books: Books) -> Iterator[tuple[str, Request]]:
    yield "no item named", replace(request, items=(), new_items=())
    ordered = {item.item_id for item in order.items}
    stranger = next(item_id for item_id in books.variants if item_id not in ordered)
    for at, item in enumerate(request.items):
        yield "item of another order", replace(request, items=_put(request.items, at, stranger))
        copies = sum(one.item_id == item for one in order.items) - request.items.count(item) + 1
        again = request.new_items[at : at + 1] * copies
        yield (
            "item listed too often",
            replace(request, items=request.items + (item,) * copies, new_items=request.new_items + again),
        )


def _wrong_new_items(request: Request, books: Books) -> Iterator[tuple[str, Request]]:
    yield "a new item missing", replace(request, new_items=request.new_items[:-1])
    yield "a new item too many", replace(request, new_items=(*request.new_items, request.new_items[-1]))
    first_of = {one.product_id: name for name, one in reversed(tuple(books.variants.items())) if one.available}
    for at, (old, new) in enumerate(zip(request.items, request.new_items, strict=True)):
        product = books.variants[new].product_id
        others = [name for key, name in first_of.items() if key != product]
        sold_out = [name for name, one in books.variants.items() if one.product_id == product and not one.available]
        for kind, names in (
            ("no such new item", [_NEVER_USED]),
            ("the same variant again", [old]),
            ("another product", others),
            ("unavailable variant", [name for name in sold_out if name != old]),
        ):
            for name in names:
                yield kind, replace(request, new_items=_put(request.new_items, at, name))


def _put(items: tuple[str, ...], at: int, item: str) -> tuple[str, ...]:
    return (*items[:at], item, *items[at + 1 :])


def controls_of(request: Request, books: Books, talk: Talk) -> Iterator[Changed]:
    """Return changes of an allowed request that the policy allows just as well: a table must not refuse too much."""
    if request.action == "cancel_pending_order":
        for reason in _REASONS:
            if reason != request.reason:
                yield Changed("the other accepted reason", replace(request, reason=reason), books, talk)
    if request.order_id is None:
        return
    order = books.orders[request.order_id]
    if request.action == "return_delivered_order_items":
        card = books.with_method(order.user_id, _SPARE_CARD, Method("gift_card", 0))
        yield Changed("refund to an empty gift card", replace(request, method=_SPARE_CARD), card, talk)
    if (due := amount_due(request, order, books)) is not None:
        card = books.with_method(order.user_id, _SPARE_CARD, Method("gift_card", max(due, 0)))
        yield Changed("gift card with just enough", replace(request, method=_SPARE_CARD), card, talk)
    rich = books.with_method(order.user_id, "paypal_0000000", Method("paypal"))
    for at, (old, new) in enumerate(zip(request.items, request.new_items, strict=False)):
        for name, variant in books.variants.items():
            if variant.product_id == books.variants[new].product_id and variant.available and name not in (old, new):
                other = replace(request, new_items=_put(request.new_items, at, name), method="paypal_0000000")
                yield Changed("another available variant", other, rich, talk)


def payment_requests(books: Books) -> Iterator[tuple[Request, Talk]]:
    """Return a change of payment for each pending order and each own other method that can pay: the gold has none."""
    for order_id, order in books.orders.items():
        for name, method in books.customers[order.user_id].methods.items():
            enough = method.balance is None or method.balance >= order.total
            if order.status == "pending" and name != order.paid_with[-1] and enough:
                yield Request("modify_pending_order_payment", order_id, method=name), Talk(order.user_id)
