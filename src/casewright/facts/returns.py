"""Facts about returns and refunds."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from types import MappingProxyType

from casewright.domain.message import Direction
from casewright.domain.notice import MailKind
from casewright.domain.place import Place
from casewright.facts.reading import UNKNOWN, Known, Seen
from casewright.facts.reasons import return_reason, told_reason

__all__ = ["FACTS", "return_delivered_at", "return_requested_at"]

_AUTHORISED = frozenset({"approved", "authorized", "authorised", "completed", "closed"})
_UNDECIDED = frozenset({"pending", "pendingapproval", "pending approval", "pending-approval", "requested"})
_DECLINED = frozenset({"declined", "rejected", "denied"})


def _notices(seen: Seen) -> list[tuple[Place, str | None, bool | None, bool | None]]:
    """Return place, reason, in-policy and authorised of each return notice of the order."""
    mails = (*seen.case.notices, *seen.case.related)
    return [
        (
            mail.place,
            next((item.reason for item in mail.items if item.reason), mail.reason),
            mail.in_policy,
            mail.auto_authorised,
        )
        for mail in mails
        if mail.kind is MailKind.RETURN_REQUEST
    ]


def _return_reason(seen: Seen) -> Known:
    stated = [(row.reason, row.place) for row in seen.case.returns if row.reason]
    stated += [(reason, place) for place, reason, _, _ in _notices(seen) if reason]
    for text, place in stated:
        if reason := return_reason(text):
            return reason, (place,)
    for message in seen.case.messages:
        if message.direction is Direction.FROM_BUYER and (reason := told_reason(message.text)):
            return reason, (message.place,)
    return UNKNOWN


def _return_in_policy(seen: Seen) -> Known:
    for row in seen.case.returns:
        if row.in_policy is not None:
            return row.in_policy, (row.place,)
    for place, _, in_policy, _ in _notices(seen):
        if in_policy is not None:
            return in_policy, (place,)
    return UNKNOWN


def _return_authorised(seen: Seen) -> Known:
    for row in seen.case.returns:
        status = (row.status or "").strip().casefold()
        if status in _AUTHORISED:
            return True, (row.place,)
        if status in _UNDECIDED | _DECLINED:
            return False, (row.place,)
    for place, _, _, authorised in _notices(seen):
        if authorised is not None:
            return authorised, (place,)
    return UNKNOWN


def _return_received(seen: Seen) -> Known:
    """Say yes with a delivery day in the report; no while report and notices speak of the return and give none."""
    for row in seen.case.returns:
        if row.delivered_on:
            return True, (row.place,)
    spoken = [row.place for row in seen.case.returns] + [place for place, *_ in _notices(seen)]
    return (False, tuple(spoken)) if spoken else UNKNOWN


def return_requested_at(seen: Seen) -> Known:
    """Take the first notice of the return, or the start of the report's day in the marketplace's zone."""
    for mail in (*seen.case.notices, *seen.case.related):
        if mail.kind is MailKind.RETURN_REQUEST and mail.sent_at:
            return mail.sent_at, (mail.place,)
    for row in seen.case.returns:
        if row.requested_on:
            return datetime.combine(row.requested_on, time(), tzinfo=seen.zone), (row.place,)
    return UNKNOWN


def return_delivered_at(seen: Seen) -> Known:
    """Take the start of the delivery day that the returns report names, in the marketplace's zone."""
    for row in seen.case.returns:
        if row.delivered_on:
            return datetime.combine(row.delivered_on, time(), tzinfo=seen.zone), (row.place,)
    return UNKNOWN


def _return_label(seen: Seen) -> Known:
    for row in seen.case.returns:
        kind = (row.label_type or "").casefold()
        payer = (row.label_paid_by or "").casefold()
        if "prepaid" in kind and "amazon" in kind:
            return "marketplace_prepaid", (row.place,)
        if payer in {"seller", "merchant"} or "merchant" in kind:
            return "seller_paid", (row.place,)
        if payer in {"customer", "buyer"} or kind:
            return "buyer_paid", (row.place,)
    return UNKNOWN


def _refunded(seen: Seen) -> Known:
    """Say yes with a refund notice or a refunded amount; no while the order's reports or mails hold neither."""
    for refund in seen.case.refunds:
        return True, (refund.place,)
    for row in seen.case.returns:
        if row.refunded is not None and row.refunded.minor > 0:
            return True, (row.place,)
    spoken = [row.place for row in seen.case.returns] + [one.place for one in seen.case.notices]
    return (False, tuple(spoken)) if spoken else UNKNOWN


def _refunded_by(seen: Seen) -> Known:
    for refund in seen.case.refunds:
        if refund.refunded_by:
            return refund.refunded_by.value, (refund.place,)
    return UNKNOWN


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "return_reason": _return_reason,
        "return_in_policy": _return_in_policy,
        "return_authorised": _return_authorised,
        "return_received": _return_received,
        "return_requested_at": return_requested_at,
        "return_delivered_at": return_delivered_at,
        "return_label": _return_label,
        "refunded": _refunded,
        "refunded_by": _refunded_by,
    }
)
