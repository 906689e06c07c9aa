"""Mail threads: who wrote what and when, and the sums and numbers the notices name."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from casewright.domain.exhibit import ExhibitKind, Locator, Observation, ObservationKind, ObservationRole, Speaker
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice

__all__ = ["mail_kind", "read_notice", "read_thread"]

_WRITTEN = {
    MailKind.BUYER_MESSAGE: ObservationRole.BUYER_WROTE,
    MailKind.OWN_REPLY_COPY: ObservationRole.SELLER_WROTE,
}
_LATEST = datetime.max.replace(tzinfo=UTC)


def mail_kind(notice: MailNotice) -> tuple[ExhibitKind, Speaker]:
    """Return what kind of exhibit a mail is, and whose word."""
    match notice.kind:
        case MailKind.BUYER_MESSAGE:
            return ExhibitKind.MESSAGE_THREAD, Speaker.BUYER
        case MailKind.OWN_REPLY_COPY:
            return ExhibitKind.MESSAGE_THREAD, Speaker.SELLER
        case MailKind.RETURN_REQUEST:
            return ExhibitKind.RETURN_REQUEST, Speaker.MARKETPLACE
        case MailKind.REFUND_ISSUED:
            return ExhibitKind.REFUND_LINE, Speaker.MARKETPLACE
        case MailKind.SUSPECT | MailKind.UNKNOWN_NOTICE:
            return ExhibitKind.OTHER, Speaker.SELLER
        case _:
            return ExhibitKind.SERVICE_LOG, Speaker.MARKETPLACE


def read_notice(notice: MailNotice) -> tuple[Observation, ...]:
    """Return what one mail says. A suspect mail says nothing."""
    return () if notice.kind is MailKind.SUSPECT else tuple(_observed(notice))


def _observed(notice: MailNotice) -> Iterator[Observation]:
    spot = Locator(notice.place)
    role = _WRITTEN.get(notice.kind)
    writer = notice.buyer_name if role is ObservationRole.BUYER_WROTE else notice.sender_name
    if writer:
        yield Observation(ObservationKind.PERSON, writer, spot, role=ObservationRole.SENDER)
    if notice.sent_at is not None:
        yield Observation(ObservationKind.AT, notice.sent_at, spot, role=ObservationRole.SENT)
    if notice.body:
        yield Observation(ObservationKind.TEXT, notice.body, spot, role=role)
    for order in notice.order_ids or filter(None, (notice.order_id,)):
        yield Observation(ObservationKind.ORDER, order, spot)
    yield from _stated(notice, spot)


def _stated(notice: MailNotice, spot: Locator) -> Iterator[Observation]:
    """Yield the sums, numbers and outcome that a notice names."""
    if notice.money is not None:
        refund = notice.kind is MailKind.REFUND_ISSUED
        yield Observation(ObservationKind.AMOUNT, notice.money, spot, role=ObservationRole.REFUNDED if refund else None)
    if notice.return_tracking:
        yield Observation(ObservationKind.TRACKING, notice.return_tracking, spot, role=ObservationRole.RETURNED)
    if notice.return_carrier:
        yield Observation(ObservationKind.CARRIER, notice.return_carrier, spot, role=ObservationRole.RETURNED)
    if notice.outcome not in (None, ClaimOutcome.UNKNOWN):
        yield Observation(ObservationKind.TEXT, str(notice.outcome), spot, role=ObservationRole.RESULT)
    for item in notice.items:
        for kind, value in (
            (ObservationKind.ASIN, item.asin),
            (ObservationKind.SKU, item.sku),
            (ObservationKind.TITLE, item.title),
        ):
            if value:
                yield Observation(kind, value, spot)


def read_thread(notices: Sequence[MailNotice]) -> tuple[Observation, ...]:
    """Return what the mails of one thread say, oldest first; mails without a date stand last."""
    ordered = sorted(notices, key=lambda notice: notice.sent_at or _LATEST)
    return tuple(observation for notice in ordered for observation in read_notice(notice))
