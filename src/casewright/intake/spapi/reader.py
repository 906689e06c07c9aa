"""One answer of the Selling Partner API in, records out; nothing it says is lost.

Objects are known by their shape, so that a bare answer saved by hand reads like one our own client kept. What has no
record type becomes a row: one per money movement, report, parcel event or whatever else stands in a list.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any

from casewright.domain.case import Record
from casewright.intake.findings import FindingLog
from casewright.intake.reading import Reading
from casewright.intake.spapi.answers import ANSWER_MARK, Answer, BrokenAnswersError, parse_answers
from casewright.intake.spapi.context import Asked, asked_of, asked_within, row
from casewright.intake.spapi.node import Node
from casewright.intake.spapi.orders import OrderShelf, is_item_list, is_order, is_order_2026
from casewright.intake.spapi.parcels import (
    is_label,
    is_network_order,
    is_package_tracking,
    is_tracking,
    read_label,
    read_network_order,
    read_package_tracking,
    read_tracking,
)

__all__ = ["looks_like_spapi", "read_spapi"]

_HEAD = 65_536
_MARKS = re.compile(
    rb'"(?:AmazonOrderId|FinancialEvents|FinancialEventGroupList|[Nn]otificationType|fulfillmentOrder|orderItems|_links|'
    rb"processingStatus|relatedIdentifiers|trackingEvents|eventHistory|ShippingServiceList|subscriptionId|destinationId|"
    rb'salesAndTrafficByDate|salesAndTrafficByAsin|[A-Za-z]+EventList)"\s*:'
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NAMELESS = ("answer", "payload", "list")
"""Names that say nothing; there the operation names the row."""

_Reader = Callable[[Node, Asked], Iterable[Record]]
_SHAPES: tuple[tuple[Callable[[dict[str, Any]], bool], _Reader], ...] = (
    (is_label, read_label),
    (is_network_order, read_network_order),
    (is_package_tracking, read_package_tracking),
    (is_tracking, read_tracking),
)
_ORDER_SHAPES: MappingProxyType[Callable[[dict[str, Any]], bool], Callable[[OrderShelf, Node, Asked], None]] = (
    MappingProxyType(
        {
            is_item_list: OrderShelf.add_items,
            is_order: OrderShelf.add_order,
            is_order_2026: OrderShelf.add_order_2026,
        }
    )
)


def looks_like_spapi(content: bytes) -> bool:
    """Say whether the bytes begin as answers of the Selling Partner API, kept by our client or saved by hand."""
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"{"):
        return False
    return f'"{ANSWER_MARK}"'.encode() in head[:200] or _MARKS.search(head) is not None


def read_spapi(name: str, content: bytes) -> Reading:
    """Return the records of some answers and located remarks. Never raises."""
    log = FindingLog(name, hashlib.sha256(content).hexdigest())
    try:
        answers = parse_answers(content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    except BrokenAnswersError as fault:
        log.add("API001", why=str(fault))
        return Reading(findings=log.findings())
    shelf = OrderShelf()
    records = [record for answer in answers for record in _read(answer, shelf, log)]
    return Reading(records=(*shelf.records(), *records), findings=log.findings())


def _read(answer: Answer, shelf: OrderShelf, log: FindingLog) -> Iterable[Record]:
    body = answer.body
    if isinstance(body, list):
        body = {"list": body}
    if not isinstance(body, dict) or not body:
        log.add("API004", None, answer.path or None)
        return []
    for error in _errors(body):
        log.add("API002", None, answer.path or None, code=error.get("code", "–"), message=error.get("message", "–"))
    walk = _Walk(shelf, (answer.operation or "").rpartition(".")[2])
    walk.enter(Node(body, answer.path, log), _NAMELESS[0], asked_of(answer.parameters, answer.order_id))
    return walk.records


def _errors(body: dict[str, Any]) -> list[dict[str, Any]]:
    listed = body.get("errors")
    return [error for error in listed if isinstance(error, dict)] if isinstance(listed, list) else []


class _Walk:
    """Goes down an answer to the objects that mean something by themselves."""

    def __init__(self, shelf: OrderShelf, operation: str) -> None:
        self.records: list[Record] = []
        self._shelf = shelf
        self._operation = operation

    def enter(self, node: Node, name: str, asked: Asked) -> None:
        """Read an object, known or not; what stands in it by itself becomes a row under the object's name."""
        for fits, keep in _ORDER_SHAPES.items():
            if fits(node.value):
                keep(self._shelf, node, asked)
                return
        for fits, read in _SHAPES:
            if fits(node.value):
                self.records.extend(read(node, asked))
                return
        about = asked_within(node, asked)
        for key, value in node.value.items():
            self._child(node, key, value, about)
        self.records.extend(row(node, self._report(name), about))

    def _child(self, node: Node, key: str, value: object, asked: Asked) -> None:
        """Go into a list of objects always, and into an object when it holds such a list or is known."""
        if "." in key:
            return
        if isinstance(value, list) and _objects(value):
            for inner in node.nodes(key):
                self._item(inner, key, asked)
        elif isinstance(value, dict) and _holds_more(value):
            inner_node = node.node(key)
            if inner_node is not None:
                self.enter(inner_node, key, asked)

    def _item(self, node: Node, key: str, asked: Asked) -> None:
        """Read one object of a list: a known one, one that is only a shell, or a row."""
        if _known(node.value) or (len(node.value) == 1 and _holds_more(node.value)):
            self.enter(node, key, asked)
        else:
            self.records.extend(row(node, self._report(key), asked))

    def _report(self, name: str) -> str:
        """Return the name of the rows of an object or a list: `ShipmentEventList` gives `spapi_shipment_event`."""
        telling = self._operation if name in _NAMELESS and self._operation else name
        return f"spapi_{_CAPITAL.sub('_', telling.removesuffix('List')).lower().replace('-', '_').strip('_')}"


def _known(value: dict[str, Any]) -> bool:
    return any(fits(value) for fits in (*_ORDER_SHAPES, *(fits for fits, _ in _SHAPES)))


def _objects(value: list[object]) -> bool:
    return bool(value) and all(isinstance(item, dict) for item in value)


def _holds_more(value: dict[str, Any]) -> bool:
    """Say whether an object leads on to others rather than stating something about its parent."""
    return _known(value) or any(
        (isinstance(inner, list) and _objects(inner)) or (isinstance(inner, dict) and _holds_more(inner))
        for inner in value.values()
    )
