"""From records to cases: one case per matter of an order or thread. Pure: the same records give the same cases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from casewright.domain.case import Case, CaseKind, Record
from casewright.domain.message import Direction, Message
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.order import OrderLine, OrderState, order_from_lines
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Return
from casewright.intake.mail.copies import distinct_mails
from casewright.intake.spapi import buyer_asks_to_cancel
from casewright.triage.assemble import OrderShelf, case_of
from casewright.triage.intents import intents_of
from casewright.triage.threads import Spot, sent_order, spots_of

__all__ = ["open_cases"]

_BY_MAIL = {
    MailKind.ATOZ_CLAIM_RECEIVED: CaseKind.ATOZ_CLAIM,
    MailKind.ATOZ_CLAIM_DECISION: CaseKind.ATOZ_CLAIM,
    MailKind.RETURN_REQUEST: CaseKind.RETURN,
    MailKind.CANCEL_REQUEST: CaseKind.CANCELLATION,
    MailKind.CHARGEBACK_NOTICE: CaseKind.CHARGEBACK,
    MailKind.DELIVERY_FAILURE_OPT_OUT: CaseKind.UNDELIVERED_REPLY,
    MailKind.DELIVERY_FAILURE: CaseKind.UNDELIVERED_REPLY,
    MailKind.SAFE_T_NOTICE: CaseKind.SAFE_T,
    MailKind.FEEDBACK_NOTICE: CaseKind.OPINION,
    MailKind.REVIEW_NOTICE: CaseKind.OPINION,
    MailKind.UNKNOWN_NOTICE: CaseKind.UNREAD_NOTICE,
    MailKind.SUSPECT: CaseKind.SUSPECT,
}
_BY_INTENT = {
    "safety": CaseKind.QUALITY,
    "quality": CaseKind.QUALITY,
    "address_change": CaseKind.ADDRESS_CHANGE,
    "cancellation": CaseKind.CANCELLATION,
    "refuse_delivery": CaseKind.CANCELLATION,
    "where_is_parcel": CaseKind.WHERE_IS_PARCEL,
    "return": CaseKind.RETURN,
    "invoice": CaseKind.MESSAGE,
}
_CONVERSATIONS = frozenset(
    {
        CaseKind.RETURN,
        CaseKind.CANCELLATION,
        CaseKind.ADDRESS_CHANGE,
        CaseKind.WHERE_IS_PARCEL,
        CaseKind.QUALITY,
        CaseKind.MESSAGE,
    }
)
"""Matters that a buyer's message opens and a seller's reply belongs to."""
_STILL_HERE = frozenset({OrderState.PENDING, OrderState.UNSHIPPED, None})
_SETTLED = frozenset({"completed", "closed", "rejected", "cancelled", "canceled", "declined"})


@dataclass(slots=True)
class _Matter:
    """A case being put together."""

    kind: CaseKind
    spot: Spot
    key: str
    notices: list[MailNotice] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


class _Desk:
    """Puts mails, oldest first, on the matters they belong to."""

    def __init__(self, spots: dict[str, Spot]) -> None:
        self._spots = spots
        self.matters: dict[str, _Matter] = {}
        self._by_subject: dict[str, list[_Matter]] = defaultdict(list)

    def matter(self, kind: CaseKind, spot: Spot, subject: str) -> _Matter:
        """Return the matter of this kind and subject, opened now if it is new."""
        key = f"{kind}:{subject.removeprefix('order:')}"
        if key not in self.matters:
            self.matters[key] = _Matter(kind, spot, key)
            self._by_subject[spot.subject].append(self.matters[key])
        return self.matters[key]

    def conversations(self, spot: Spot) -> list[_Matter]:
        """Return the open conversations of the order or thread, oldest first."""
        return [matter for matter in self._by_subject[spot.subject] if matter.kind in _CONVERSATIONS]

    def place(self, notice: MailNotice) -> None:
        """Put one mail where it belongs."""
        spot = self._spots[notice.place.digest]
        if notice.kind is MailKind.BUYER_MESSAGE:
            self._place_message(notice, spot)
        elif notice.kind is MailKind.OWN_REPLY_COPY:
            reply = _message(notice, Direction.FROM_SELLER, ())
            for matter in self.conversations(spot):
                matter.messages.append(reply)
                matter.notices.append(notice)
        elif notice.kind in _BY_MAIL:
            kind = _BY_MAIL[notice.kind]
            single = kind in {CaseKind.SUSPECT, CaseKind.UNREAD_NOTICE}
            subject = notice.place.digest[:16] if single else spot.subject
            self.matter(kind, spot, subject).notices.append(notice)

    def _place_message(self, notice: MailNotice, spot: Spot) -> None:
        intents = intents_of(f"{notice.body or ''}") or intents_of(notice.subject or "")
        message = _message(notice, Direction.FROM_BUYER, intents)
        earlier = self.conversations(spot)
        kind = _BY_INTENT.get(intents[0], CaseKind.MESSAGE) if intents else None
        follows = kind is None or (kind is CaseKind.RETURN and not any(m.kind is kind for m in earlier))
        matter = earlier[-1] if earlier and follows else self.matter(kind or CaseKind.MESSAGE, spot, spot.subject)
        matter.messages.append(message)
        matter.notices.append(notice)


def _message(notice: MailNotice, direction: Direction, intents: tuple[str, ...]) -> Message:
    return Message(direction, notice.sent_at, notice.body or "", notice.place, notice.language, intents)


def _unsettled(row: Return) -> bool:
    """Say whether a row of the returns report still needs somebody."""
    settled = (row.status or "").strip().casefold() in _SETTLED
    return not settled and row.refunded is None and not row.resolution


def _open_from_returns(desk: _Desk, rows: Iterable[Return]) -> None:
    for row in rows:
        if _unsettled(row):
            spot = Spot(row.order_id, f"order:{row.order_id}")
            kind = CaseKind.ATOZ_CLAIM if row.atoz_claim else CaseKind.RETURN
            desk.matter(kind, spot, row.order_id)


def _open_from_marks(desk: _Desk, records: Iterable[Record]) -> None:
    """Open a cancellation where an item is marked so, until the parcel has left; then its buyer's messages speak."""
    marked: dict[str, list[OrderLine]] = {}
    kept = list(records)
    for row in kept:
        if isinstance(row, ReportRow) and row.order_id and buyer_asks_to_cancel(row):
            marked.setdefault(row.order_id, [])
    for line in kept if marked else ():
        if isinstance(line, OrderLine) and line.order_id in marked:
            marked[line.order_id].append(line)
    for order_id, lines in sorted(marked.items()):
        order = order_from_lines(lines)
        if order is None or order.state in _STILL_HERE:
            desk.matter(CaseKind.CANCELLATION, Spot(order_id, f"order:{order_id}"), order_id)


def _open_lone_refunds(desk: _Desk, notices: Iterable[MailNotice], spots: dict[str, Spot]) -> None:
    """Open a case for a refund notice only where the order has no other case."""
    for notice in notices:
        spot = spots[notice.place.digest]
        taken = any(matter.spot.subject == spot.subject for matter in desk.matters.values())
        if not taken or f"{CaseKind.REFUND}:{spot.subject}" in desk.matters:
            desk.matter(CaseKind.REFUND, spot, spot.subject).notices.append(notice)


def open_cases(records: Iterable[Record]) -> tuple[Case, ...]:
    """Return the cases that the records open, by key. Copies of a mail or row change nothing."""
    kept = list(records)
    notices = sorted(distinct_mails(one for one in kept if isinstance(one, MailNotice)), key=sent_order)
    spots = spots_of(notice for notice in notices if notice.kind is not MailKind.SUSPECT)
    for notice in notices:
        if notice.kind is MailKind.SUSPECT:
            spots[notice.place.digest] = Spot(None, f"suspect:{notice.place.digest[:16]}")
    desk = _Desk(spots)
    for notice in notices:
        desk.place(notice)
    _open_from_returns(desk, (record for record in kept if isinstance(record, Return)))
    _open_from_marks(desk, kept)
    _open_lone_refunds(desk, (one for one in notices if one.kind is MailKind.REFUND_ISSUED), spots)
    shelf = OrderShelf(kept, notices, spots, {matter.spot.order_ref for matter in desk.matters.values()})
    return tuple(
        case_of(matter.key, matter.kind, matter.spot, matter.notices, matter.messages, shelf)
        for _, matter in sorted(desk.matters.items())
    )
