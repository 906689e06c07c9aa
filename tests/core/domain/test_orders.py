"""Two reports of one order add up: the newest version of an item stands, and older ones fill what it leaves out."""

from datetime import UTC, datetime

from casewright.domain.money import Money
from casewright.domain.order import OrderLine, OrderState, order_from_lines
from casewright.domain.place import Place

_TO_SHIP = Place("orders-to-ship.txt", "a" * 64, row=2)
_ALL = Place("all-orders.txt", "b" * 64, row=9)
_SHIP_BY = datetime(2026, 11, 5, 7, 59, 59, tzinfo=UTC)
_UNSHIPPED = OrderLine("112-0-0", _TO_SHIP, order_item_id="7", sku="S", state=OrderState.UNSHIPPED, ship_by=_SHIP_BY)
_SHIPPED = OrderLine(
    "112-0-0",
    _ALL,
    order_item_id="7",
    sku="S",
    state=OrderState.SHIPPED,
    updated_at=datetime(2026, 11, 4, tzinfo=UTC),
    item_price=Money(12900, "USD"),
)


def test_the_newest_version_of_an_item_stands_and_is_counted_once() -> None:
    order = order_from_lines([_SHIPPED, _UNSHIPPED])

    assert order is not None
    assert (order.state, order.total) == (OrderState.SHIPPED, Money(12900, "USD"))
    assert (order.lines, order.earlier) == ((_SHIPPED,), (_UNSHIPPED,))


def test_the_ship_by_instant_of_an_older_report_is_kept_with_its_place() -> None:
    order = order_from_lines([_SHIPPED, _UNSHIPPED])

    assert order is not None
    assert order.ship_by == _SHIP_BY
    assert order.ship_by_places() == (_TO_SHIP,)


def test_an_order_that_no_report_gives_a_ship_by_has_none() -> None:
    order = order_from_lines([_SHIPPED])

    assert order is not None
    assert (order.ship_by, order.ship_by_places()) == (None, ())
