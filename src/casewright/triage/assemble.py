"""Put everything known of an order beside the mails of one matter."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from casewright.domain.case import Case, CaseKind, Record
from casewright.domain.claim import Claim, ClaimState
from casewright.domain.kept_file import KeptFile
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.message import Message
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.order import OrderLine, order_from_lines
from casewright.domain.place import Place
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Refund, Return
from casewright.domain.review import Review
from casewright.domain.shipment import Scan, Shipment
from casewright.facts.reading import newest_asking
from casewright.triage.links import marketplace_of
from casewright.triage.threads import Spot, sent_order

__all__ = ["OrderShelf", "case_of"]

_Placed = Shipment | Scan | Return | Review | ReportRow | KeptFile
_T = TypeVar("_T", Shipment, Scan, Return, Review, ReportRow, KeptFile)


class OrderShelf:
    """The records of the orders that have a case, by order id. Rows read twice stand once."""

    def __init__(
        self,
        records: Iterable[Record],
        notices: Sequence[MailNotice],
        spots: dict[str, Spot],
        orders: set[str | None],
    ) -> None:
        self._by_order: dict[str, list[Record]] = defaultdict(list)
        self._opinions: dict[str, list[Review]] = defaultdict(list)
        self._files: list[KeptFile] = []
        self._mails: dict[str, list[MailNotice]] = defaultdict(list)
        for record in records:
            if isinstance(record, KeptFile):
                self._files.append(record)
            elif not isinstance(record, MailNotice) and record.order_id in orders and record.order_id:
                self._by_order[record.order_id].append(record)
            elif isinstance(record, Review):
                self._opinions[record.place.digest].append(record)
        for notice in notices:
            spot = spots[notice.place.digest]
            if notice.kind is not MailKind.SUSPECT and spot.order_ref:
                self._mails[spot.order_ref].append(notice)

    def lines(self, order_ref: str) -> list[OrderLine]:
        """Return the order's report lines."""
        return [record for record in self._by_order[order_ref] if isinstance(record, OrderLine)]

    def shipments(self, order_ref: str) -> tuple[Shipment, ...]:
        """Return the order's dispatches."""
        found = (record for record in self._by_order[order_ref] if isinstance(record, Shipment))
        return tuple(_distinct(found, lambda one: (one.carrier, one.tracking_number, one.shipped_at)))

    def scans(self, order_ref: str) -> tuple[Scan, ...]:
        """Return the order's carrier scans, oldest first."""
        found = (record for record in self._by_order[order_ref] if isinstance(record, Scan))
        distinct = _distinct(found, lambda one: (one.tracking_number, one.kind, one.scanned_at, one.city))
        return tuple(sorted(distinct, key=lambda one: (one.scanned_at, one.place)))

    def returns(self, order_ref: str) -> tuple[Return, ...]:
        """Return the order's return rows."""
        found = (record for record in self._by_order[order_ref] if isinstance(record, Return))
        return tuple(_distinct(found, lambda one: (one.rma_id, one.sku, one.order_item_id, one.requested_on)))

    def reviews(self, order_ref: str | None, mails: Iterable[MailNotice]) -> tuple[Review, ...]:
        """Return what was written in public about the order, and what one of the mails without an order tells of."""
        about = self._by_order[order_ref] if order_ref else []
        found = [record for record in about if isinstance(record, Review)]
        found += [record for mail in mails for record in self._opinions[mail.place.digest]]
        return tuple(_distinct(found, lambda one: (one.kind, one.written_on, one.text)))

    def rows(self, order_ref: str) -> tuple[ReportRow, ...]:
        """Return other report rows that name the order."""
        found = (record for record in self._by_order[order_ref] if isinstance(record, ReportRow))
        return tuple(_distinct(found, lambda one: (one.report, one.values)))

    def mails(self, order_ref: str) -> list[MailNotice]:
        """Return every trusted mail of the order."""
        return self._mails[order_ref]

    def files(self, order_ref: str | None, mails: Iterable[MailNotice]) -> tuple[KeptFile, ...]:
        """Return kept files that name the order or came with one of the mails, each digest once."""
        digests = {mail.place.digest for mail in mails}
        found = (
            file
            for file in self._files
            if file.mail_digest in digests or (order_ref is not None and order_ref in file.order_ids)
        )
        return tuple(_distinct(found, lambda one: one.place.digest))


def _distinct(records: Iterable[_T], key: Callable[[_T], object]) -> list[_T]:
    """Keep one record per key: the fullest, so that a later report adds and never takes away; ties by place."""
    fullest: dict[object, _T] = {}
    for record in sorted(records, key=_fullness):
        fullest[key(record)] = record
    return sorted(fullest.values(), key=lambda record: record.place)


def _fullness(record: _Placed) -> tuple[int, Place]:
    return sum(getattr(record, name) is not None for name in record.__dataclass_fields__), record.place


def _first_sent(notices: Iterable[MailNotice]) -> datetime | None:
    return min((notice.sent_at for notice in notices if notice.sent_at), default=None)


def _claim_of(order_ref: str | None, notices: Sequence[MailNotice], shelf: OrderShelf) -> Claim:
    """Read the claim from its notices, oldest first; the last notice that states an answer time sets the clock."""
    received = [notice for notice in notices if notice.kind is MailKind.ATOZ_CLAIM_RECEIVED]
    decided = [notice for notice in notices if notice.kind is MailKind.ATOZ_CLAIM_DECISION]
    asked = newest_asking(received) or next(reversed(received), None)
    ending = decided[-1] if decided else None
    money = [notice.money for notice in (*notices,) if notice.money]
    if not money and order_ref:
        money = [row.order_amount for row in shelf.returns(order_ref) if row.atoz_claim and row.order_amount]
    return Claim(
        order_id=order_ref,
        state=_claim_state(received, ending),
        filed_at=_first_sent(received),
        asked_at=asked.sent_at if asked else None,
        money=money[-1] if money else None,
        respond_within_days=asked.respond_within_days if asked else None,
        respond_by=asked.respond_by if asked else None,
        reason=next((notice.reason for notice in notices if notice.reason), None),
        outcome=ending.outcome if ending else None,
        decided_at=ending.sent_at if ending else None,
    )


def _claim_state(received: Sequence[MailNotice], ending: MailNotice | None) -> ClaimState:
    """Tell by the newest notice. Who is asked for more after a ruling is asked about an appeal."""
    asked = [notice for notice in received if notice.asks_information]
    if ending is not None:
        asks_again = any(sent_order(notice) > sent_order(ending) for notice in asked)
        return ClaimState.APPEALED if asks_again else ClaimState.DECIDED
    return ClaimState.INFORMATION_REQUESTED if asked else ClaimState.FILED


def _refunds(mails: Iterable[MailNotice]) -> tuple[Refund, ...]:
    return tuple(
        Refund(mail.order_id, mail.place, mail.money, mail.sent_at, mail.refunded_by, mail.reason)
        for mail in mails
        if mail.kind is MailKind.REFUND_ISSUED and mail.order_id and mail.money and mail.sent_at
    )


def _opened_at(notices: Sequence[MailNotice], returns: Sequence[Return], marketplace: str | None) -> datetime | None:
    """Return the first mail's instant, else the start of the day (in the site's zone) the return was asked for."""
    if sent := _first_sent(notices):
        return sent
    days = [row.requested_on for row in returns if row.requested_on]
    site = marketplace_by_code(marketplace or "")
    zone = ZoneInfo(site.zone if site else "UTC")
    return datetime.combine(min(days), time(), tzinfo=zone) if days else None


def case_of(
    key: str,
    kind: CaseKind,
    spot: Spot,
    notices: Sequence[MailNotice],
    messages: Sequence[Message],
    shelf: OrderShelf,
) -> Case:
    """Build one case. A suspect mail's case holds that mail alone."""
    own = sorted(notices, key=sent_order)
    order_ref = spot.order_ref
    order = order_from_lines(shelf.lines(order_ref)) if order_ref else None
    returns = shelf.returns(order_ref) if order_ref else ()
    mails = shelf.mails(order_ref) if order_ref else []
    stated = [code for code in (marketplace_of(notice) for notice in own) if code]
    marketplace = stated[0] if stated else (order.marketplace if order else None)
    digests = {notice.place.digest for notice in own}
    return Case(
        key=key,
        kind=kind,
        opened_at=_opened_at(own, returns, marketplace),
        order_ref=order_ref,
        marketplace=marketplace,
        thread=spot.thread,
        notices=tuple(own),
        messages=tuple(messages),
        claim=_claim_of(order_ref, own, shelf) if kind is CaseKind.ATOZ_CLAIM else None,
        order=order,
        shipments=shelf.shipments(order_ref) if order_ref else (),
        scans=shelf.scans(order_ref) if order_ref else (),
        returns=returns,
        refunds=_refunds(mails or own),
        reviews=shelf.reviews(order_ref, own),
        related=tuple(mail for mail in mails if mail.place.digest not in digests),
        files=shelf.files(order_ref, own),
        rows=shelf.rows(order_ref) if order_ref else (),
    )
