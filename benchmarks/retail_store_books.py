"""The retail store's books, read from the benchmark's database, and what an allowed request changes in them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = [
    "Books",
    "Customer",
    "Item",
    "Method",
    "Order",
    "Request",
    "Variant",
    "address_of",
    "after",
    "caller_in",
    "difference",
    "read_books",
]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of an order, at the price paid for it, in cents."""

    item_id: str
    product_id: str
    price: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing the store sells: a product with its options chosen."""

    product_id: str
    available: bool
    price: int


@dataclass(frozen=True, slots=True)
class Method:
    """A way to pay: credit_card, paypal or gift_card. Only a gift card has a balance, in cents."""

    kind: str
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer, with what tells them apart when they call."""

    user_id: str
    name: str
    email: str
    postal_code: str
    address: tuple[str, ...]
    methods: Mapping[str, Method]


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `paid_with` is every method that was charged, the first payment first."""

    user_id: str
    status: str
    items: tuple[Item, ...]
    paid_with: tuple[str, ...]
    address: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """What its items cost, in cents."""
        return sum(item.price for item in self.items)


@dataclass(frozen=True, slots=True)
class Books:
    """All the store knows at one moment."""

    customers: Mapping[str, Customer]
    variants: Mapping[str, Variant]
    orders: Mapping[str, Order]

    def with_order(self, order_id: str, order: Order) -> "Books":
        """Return the books with this order put in, or put in place of an older state of it."""
        return replace(self, orders=MappingProxyType({**self.orders, order_id: order}))

    def with_customer(self, customer: Customer) -> "Books":
        """Return the books with this state of a customer."""
        return replace(self, customers=MappingProxyType({**self.customers, customer.user_id: customer}))

    def with_method(self, user_id: str, name: str, method: Method) -> "Books":
        """Return the books with this method in the customer's account."""
        customer = self.customers[user_id]
        return self.with_customer(replace(customer, methods=MappingProxyType({**customer.methods, name: method})))


@dataclass(frozen=True, slots=True)
class Request:
    """One action that somebody wants taken, as the benchmark names it."""

    action: str
    order_id: str | None = None
    user_id: str | None = None
    reason: str | None = None
    items: tuple[str, ...] = ()
    new_items: tuple[str, ...] = ()
    method: str | None = None
    address: tuple[str, ...] = ()


_STATUS = {
    "pending": "pending",
    "pending (item modified)": "pending_items_changed",
    "processed": "processed",
    "delivered": "delivered",
    "cancelled": "cancelled",
    "return requested": "return_requested",
    "exchange requested": "exchange_requested",
}
_ADDRESS = ("address1", "address2", "city", "state", "country", "zip")


def read_books(path: Path) -> Books:
    """Read the database file: its products, customers and orders."""
    data = json.loads(path.read_text(encoding="utf-8"))
    variants = {
        item_id: Variant(product["product_id"], bool(raw["available"]), _cents(raw["price"]))
        for product in data["products"].values()
        for item_id, raw in product["variants"].items()
    }
    return Books(
        MappingProxyType({user_id: _customer(raw) for user_id, raw in data["users"].items()}),
        MappingProxyType(variants),
        MappingProxyType({order_id: _order(raw) for order_id, raw in data["orders"].items()}),
    )


def _cents(price: float) -> int:
    return int((Decimal(str(price)) * 100).to_integral_value())


def _customer(raw: dict[str, Any]) -> Customer:
    methods = {
        name: Method(one["source"], _cents(one["balance"]) if "balance" in one else None)
        for name, one in raw["payment_methods"].items()
    }
    return Customer(
        user_id=raw["user_id"],
        name=f"{raw['name']['first_name']} {raw['name']['last_name']}",
        email=raw["email"],
        postal_code=raw["address"]["zip"],
        address=address_of(raw["address"]),
        methods=MappingProxyType(methods),
    )


def address_of(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the lines of an address in one order."""
    return tuple(str(raw.get(part, "")) for part in _ADDRESS)


def _order(raw: dict[str, Any]) -> Order:
    return Order(
        user_id=raw["user_id"],
        status=_STATUS[raw["status"]],
        items=tuple(Item(one["item_id"], one["product_id"], _cents(one["price"])) for one in raw["items"]),
        paid_with=tuple(
            one["payment_method_id"] for one in raw["payment_history"] if one["transaction_type"] == "payment"
        ),
        address=address_of(raw["address"]),
    )


def caller_in(text: str, books: Books) -> str | None:
    """Return the one customer whom the text names by id, by e-mail, or by name and postal code."""
    said = text.lower()
    found = [customer.user_id for customer in books.customers.values() if _named(customer, said)]
    return found[0] if len(found) == 1 else None


def _named(customer: Customer, said: str) -> bool:
    if customer.user_id in said or customer.email.lower() in said:
        return True
    return customer.name.lower() in said and customer.postal_code in said


def after(request: Request, books: Books) -> Books:
    """Return the books once an allowed request has been carried out."""
    if request.action == "modify_user_address" and request.user_id is not None:
        return books.with_customer(replace(books.customers[request.user_id], address=request.address))
    if request.order_id is None:
        return books
    order = books.orders[request.order_id]
    changed = books.with_order(request.order_id, _changed(request, order, books))
    match request.action:
        case "cancel_pending_order":
            return _settled(changed, order.user_id, order.paid_with[-1], -order.total)
        case "modify_pending_order_payment":
            back = _settled(changed, order.user_id, order.paid_with[-1], -order.total)
            return _settled(back, order.user_id, request.method, order.total)
        case "modify_pending_order_items":
            return _settled(changed, order.user_id, request.method, difference(request, order, books))
        case _:
            return changed


def _changed(request: Request, order: Order, books: Books) -> Order:
    match request.action:
        case "cancel_pending_order":
            return replace(order, status="cancelled")
        case "modify_pending_order_address":
            return replace(order, address=request.address)
        case "modify_pending_order_payment":
            return replace(order, paid_with=(*order.paid_with, request.method or ""))
        case "modify_pending_order_items":
            items = _swapped(order.items, zip(request.items, request.new_items, strict=True), books)
            return replace(order, status="pending_items_changed", items=items)
        case "return_delivered_order_items":
            return replace(order, status="return_requested")
        case "exchange_delivered_order_items":
            return replace(order, status="exchange_requested")
        case _:
            raise ValueError(request.action)


def _swapped(items: tuple[Item, ...], pairs: Iterable[tuple[str, str]], books: Books) -> tuple[Item, ...]:
    left = list(items)
    for old, new in pairs:
        at = next(index for index, item in enumerate(left) if item.item_id == old)
        variant = books.variants[new]
        left[at] = Item(new, variant.product_id, variant.price)
    return tuple(left)


def difference(request: Request, order: Order, books: Books) -> int:
    """Return what the new items cost more than the old ones, in cents."""
    prices = {item.item_id: item.price for item in order.items}
    return sum(books.variants[new].price for new in request.new_items) - sum(prices[old] for old in request.items)


def _settled(books: Books, user_id: str, name: str | None, amount: int) -> Books:
    """Take an amount from a gift card, or put it back; other methods have no balance here."""
    method = books.customers[user_id].methods.get(name or "")
    if name is None or method is None or method.balance is None:
        return books
    return books.with_method(user_id, name, replace(method, balance=method.balance - amount))
