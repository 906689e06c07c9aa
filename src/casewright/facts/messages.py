"""Facts about what was written: who waits for an answer, since when, and what they ask for."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from casewright.domain.case import Case
from casewright.domain.message import Direction, Message
from casewright.domain.notice import MailKind
from casewright.facts.reading import UNKNOWN, Known, Seen
from casewright.intake.spapi import buyer_asks_to_cancel

__all__ = ["FACTS", "waiting_messages"]

_ASKS = frozenset({"address_change", "cancellation", "where_is_parcel", "return", "quality", "invoice"})
_UNDELIVERED = frozenset({MailKind.DELIVERY_FAILURE_OPT_OUT, MailKind.DELIVERY_FAILURE})
_SAME_MATTER = {"safety": "quality", "refuse_delivery": "cancellation"}


def _dated(messages: tuple[Message, ...], direction: Direction) -> list[Message]:
    return [message for message in messages if message.direction is direction and message.sent_at]


def _delivered_replies(case: Case) -> list[Message]:
    """Leave out a reply that the marketplace then said it did not deliver."""
    failed = [mail.sent_at for mail in (*case.related, *case.notices) if mail.kind in _UNDELIVERED and mail.sent_at]
    replies = _dated(case.messages, Direction.FROM_SELLER)
    lost = {
        max((reply for reply in replies if reply.sent_at and reply.sent_at <= failed_at), key=_sent, default=None)
        for failed_at in failed
    }
    return [reply for reply in replies if reply not in lost]


def _buyer_opted_out(seen: Seen) -> Known:
    """Say yes with one notice that says so, no where every notice of an undelivered reply names another cause."""
    told = [one for one in seen.case.notices if one.kind in _UNDELIVERED]
    opted = [one for one in told if one.kind is MailKind.DELIVERY_FAILURE_OPT_OUT]
    return (bool(opted), tuple(one.place for one in opted or told)) if told else UNKNOWN


def _sent(message: Message) -> float:
    return message.sent_at.timestamp() if message.sent_at else 0.0


def waiting_messages(case: Case) -> list[Message]:
    """Return the buyer's messages that no delivered reply followed, oldest first."""
    last_reply = max((_sent(reply) for reply in _delivered_replies(case)), default=None)
    asked = sorted(_dated(case.messages, Direction.FROM_BUYER), key=_sent)
    return [message for message in asked if last_reply is None or _sent(message) > last_reply]


def _buyer_wrote(seen: Seen) -> Known:
    """Say yes with a message or a notice of the matter; no mail here does not say that nobody wrote."""
    asked = [one.place for one in seen.case.messages if one.direction is Direction.FROM_BUYER]
    found = asked or [notice.place for notice in seen.case.notices]
    return (True, tuple(found)) if found else UNKNOWN


def _message_answered(seen: Seen) -> Known:
    if not _dated(seen.case.messages, Direction.FROM_BUYER):
        return UNKNOWN
    replies = _delivered_replies(seen.case)
    return not waiting_messages(seen.case), tuple(reply.place for reply in replies)


def _asked_at(seen: Seen) -> Known:
    """Take the oldest contact that still waits, since each has its own clock; else the matter's first notice."""
    waiting = waiting_messages(seen.case)
    if waiting:
        return waiting[0].sent_at, (waiting[0].place,)
    asked = _dated(seen.case.messages, Direction.FROM_BUYER)
    if asked:
        return asked[-1].sent_at, (asked[-1].place,)
    return _first_notice_at(seen)


def _first_notice_at(seen: Seen) -> Known:
    for notice in seen.case.notices:
        if notice.sent_at:
            return notice.sent_at, (notice.place,)
    return UNKNOWN


def _first_asked_at(seen: Seen) -> Known:
    asked = sorted(_dated(seen.case.messages, Direction.FROM_BUYER), key=_sent)
    return (asked[0].sent_at, (asked[0].place,)) if asked else _first_notice_at(seen)


def _cancel_requested_at(seen: Seen) -> Known:
    for notice in seen.case.notices:
        if notice.kind is MailKind.CANCEL_REQUEST and notice.sent_at:
            return notice.sent_at, (notice.place,)
    return UNKNOWN


def _official_cancel_request(seen: Seen) -> Known:
    """Say yes with the marketplace's own notice (D9) or its mark on an item; no with an unset mark, or by messages."""
    notices = [one for one in (*seen.case.notices, *seen.case.related) if one.kind is MailKind.CANCEL_REQUEST]
    if notices:
        return True, (notices[0].place,)
    marks = [(row.place, mark) for row in seen.case.rows if (mark := buyer_asks_to_cancel(row)) is not None]
    if marks:
        asking = any(mark for _, mark in marks)
        return asking, tuple(place for place, mark in marks if mark is asking)
    asked = _dated(seen.case.messages, Direction.FROM_BUYER)
    return (False, tuple(message.place for message in asked)) if asked else UNKNOWN


def _seller_cannot_supply(seen: Seen) -> Known:
    """Say no when the buyer asked: the wish is not the seller's."""
    asked = _dated(seen.case.messages, Direction.FROM_BUYER)
    official = _official_cancel_request(seen)
    if official[0]:
        return False, official[1]
    return (False, tuple(message.place for message in asked)) if asked else UNKNOWN


def _wants(seen: Seen, intent: str) -> Known:
    asked = [message for message in seen.case.messages if message.direction is Direction.FROM_BUYER]
    naming = tuple(message.place for message in asked if intent in message.intents)
    if naming:
        return True, naming
    if asked:
        return False, tuple(message.place for message in asked)
    return (False, ()) if seen.case.notices else UNKNOWN


def _asks(seen: Seen) -> Known:
    """Take the first known wish; a message that names none of them asks for something else, which a person reads."""
    asked = tuple(one.place for one in seen.case.messages if one.direction is Direction.FROM_BUYER and one.text.strip())
    for message in seen.case.messages:
        for intent in message.intents:
            wish = _SAME_MATTER.get(intent, intent)
            if wish in _ASKS:
                return wish, (message.place,)
    return ("other", asked) if asked else UNKNOWN


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "buyer_wrote": _buyer_wrote,
        "buyer_opted_out": _buyer_opted_out,
        "message_answered": _message_answered,
        "asked_at": _asked_at,
        "first_asked_at": _first_asked_at,
        "cancel_requested_at": _cancel_requested_at,
        "official_cancel_request": _official_cancel_request,
        "seller_cannot_supply": _seller_cannot_supply,
        "wants_to_refuse_delivery": lambda seen: _wants(seen, "refuse_delivery"),
        "quality_safety": lambda seen: _wants(seen, "safety"),
        "asks": _asks,
    }
)
