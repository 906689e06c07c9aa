"""From a request and the store's books to the facts that the store's tables ask for. No rule stands here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from casewright.domain.facts import Fact, FactValue
from retail_store_books import Books, Customer, Method, Order, Request, difference

__all__ = ["TABLES", "Talk", "amount_due", "facts_of"]

TABLES = {
    "cancel_pending_order": "cancel-pending-order",
    "modify_pending_order_address": "modify-order-address",
    "modify_pending_order_payment": "modify-order-payment",
    "modify_pending_order_items": "modify-order-items",
    "return_delivered_order_items": "return-delivered-order",
    "exchange_delivered_order_items": "exchange-delivered-order",
    "modify_user_address": "modify-customer-address",
    "transfer_to_human_agents": "transfer-to-person",
}
"""Which table answers which of the benchmark's actions."""
_SWAPS = ("modify_pending_order_items", "exchange_delivered_order_items")
_REASONS = {"no longer needed": "no_longer_needed", "ordered by mistake": "ordered_by_mistake"}


@dataclass(frozen=True, slots=True)
class Talk:
    """What the conversation shows: who is calling (None: not found), whether they said yes, what else would serve."""

    caller: str | None
    confirmed: bool = True
    covered: bool = False


def facts_of(request: Request, books: Books, talk: Talk) -> dict[str, Fact]:
    """Return every fact that can be told; what cannot be told is missing, and so unknown."""
    known: dict[str, FactValue | None] = {
        "customer_identified": talk.caller is not None,
        "customer_confirmed": talk.confirmed,
        "request_covered": talk.covered,
        "cancel_reason": None if request.reason is None else _REASONS.get(request.reason, "other"),
    }
    if request.user_id is not None:
        known["account_holder"] = _holder(request.user_id if request.user_id in books.customers else None, talk)
    if request.order_id is not None:
        order = books.orders.get(request.order_id)
        known["order_holder"] = _holder(None if order is None else order.user_id, talk)
        if order is not None:
            known |= _order_facts(request, order, books)
    return {name: Fact(name, value) for name, value in known.items() if value is not None}


def _holder(owner: str | None, talk: Talk) -> str:
    if owner is None:
        return "nobody"
    return "customer" if owner == talk.caller else "someone_else"


def _order_facts(request: Request, order: Order, books: Books) -> Mapping[str, FactValue | None]:
    customer = books.customers[order.user_id]
    paid = customer.methods.get(order.paid_with[-1])
    facts: dict[str, FactValue | None] = {
        "order_status": order.status,
        "original_payment_kind": None if paid is None else paid.kind,
        "payment_changed": len(order.paid_with) > 1,
    }
    if request.method is not None:
        facts |= _method_facts(request, order, customer, books)
    facts |= _item_facts(request, order)
    if request.action in _SWAPS:
        facts |= _swap_facts(request, order, books)
    return facts


def _method_facts(request: Request, order: Order, customer: Customer, books: Books) -> Mapping[str, FactValue | None]:
    method = customer.methods.get(request.method or "")
    if method is None:
        return {"payment_method": "not_on_file"}
    return {
        "payment_method": "original" if request.method == order.paid_with[-1] else "other_own",
        "payment_kind": method.kind,
        "gift_card_covers": _covers(method, amount_due(request, order, books)),
    }


def amount_due(request: Request, order: Order, books: Books) -> int | None:
    """Return what the named method would have to pay, in cents; None when it cannot be told."""
    if request.action == "modify_pending_order_payment":
        return order.total
    in_order = {item.item_id for item in order.items}
    if request.action in _SWAPS and set(request.items) <= in_order and set(request.new_items) <= books.variants.keys():
        return difference(request, order, books)
    return None


def _covers(method: Method, due: int | None) -> bool | None:
    return None if method.balance is None or due is None else due <= method.balance


def _item_facts(request: Request, order: Order) -> Mapping[str, FactValue | None]:
    ordered = Counter(item.item_id for item in order.items)
    named = Counter(request.items)
    inside = all(item in ordered for item in named)
    return {
        "items_named": bool(request.items),
        "items_in_order": inside,
        "item_listed_twice": any(count > ordered[item] for item, count in named.items()) if inside else None,
    }


def _swap_facts(request: Request, order: Order, books: Books) -> Mapping[str, FactValue | None]:
    if len(request.items) != len(request.new_items):
        return {"replacements_paired": False}
    products = {item.item_id: item.product_id for item in order.items}
    pairs = list(zip(request.items, request.new_items, strict=True))
    variants = [books.variants.get(new) for new in request.new_items]
    return {
        "replacements_paired": True,
        "same_product": all(
            variant is not None and products.get(old) == variant.product_id
            for old, variant in zip(request.items, variants, strict=True)
        ),
        "other_option": all(old != new for old, new in pairs),
        "new_items_available": all(variant is not None and variant.available for variant in variants),
    }
