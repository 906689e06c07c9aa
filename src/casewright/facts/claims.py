"""Facts about claims and chargebacks. The answer time is what the notice says; it is never assumed here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from casewright.domain.claim import ClaimState
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.domain.place import Place
from casewright.facts.reading import UNKNOWN, Known, Seen, newest_asking
from casewright.facts.reasons import claim_ground
from casewright.intake.order_ids import order_ids_in

__all__ = ["FACTS"]

_DECIDED = {
    ClaimOutcome.AGAINST_SELLER: "decided_against_seller",
    ClaimOutcome.FOR_SELLER: "decided_for_seller",
    ClaimOutcome.AMAZON_FUNDED: "decided_amazon_funded",
    ClaimOutcome.WITHDRAWN: "withdrawn",
    ClaimOutcome.UNKNOWN: "decided_unknown",
}


def _places(seen: Seen) -> tuple[Place, ...]:
    found = tuple(notice.place for notice in seen.case.notices)
    return found or tuple(row.place for row in seen.case.returns if row.atoz_claim)


def _claim_state(seen: Seen) -> Known:
    claim = seen.case.claim
    if claim is None:
        return UNKNOWN
    if claim.state is ClaimState.DECIDED:
        return _DECIDED[claim.outcome or ClaimOutcome.UNKNOWN], _places(seen)
    return claim.state.value, _places(seen)


def _claim_ground(seen: Seen) -> Known:
    claim = seen.case.claim
    ground = claim_ground(claim.reason) if claim and claim.reason else None
    return (ground, _places(seen)) if ground else UNKNOWN


def _claim_money(seen: Seen) -> Known:
    claim = seen.case.claim
    return (claim.money, _places(seen)) if claim and claim.money else UNKNOWN


def _respond_within_days(seen: Seen) -> Known:
    notice = newest_asking(seen.case.notices)
    return (notice.respond_within_days, (notice.place,)) if notice else UNKNOWN


def _respond_by(seen: Seen) -> Known:
    notice = newest_asking(seen.case.notices)
    return (notice.respond_by, (notice.place,)) if notice else UNKNOWN


def _claim_notified_at(seen: Seen) -> Known:
    claim = seen.case.claim
    if claim and claim.asked_at:
        places = [one.place for one in seen.case.notices if one.sent_at == claim.asked_at]
        return claim.asked_at, tuple(places)
    return UNKNOWN


def _claim_decided_at(seen: Seen) -> Known:
    claim = seen.case.claim
    return (claim.decided_at, _places(seen)) if claim and claim.decided_at else UNKNOWN


def _days_since_claim_decision(seen: Seen) -> Known:
    claim = seen.case.claim
    if claim is None or claim.decided_at is None:
        return UNKNOWN
    days = (seen.at.astimezone(seen.zone).date() - claim.decided_at.astimezone(seen.zone).date()).days
    return max(0, days), _places(seen)


def _chargebacks(seen: Seen) -> list[MailNotice]:
    mails = (*seen.case.notices, *seen.case.related)
    return [mail for mail in mails if mail.kind is MailKind.CHARGEBACK_NOTICE]


def _chargeback_open(seen: Seen) -> Known:
    """Say yes with a chargeback notice; no where the order's mails were read and hold none (they come by mail, C17)."""
    if found := _chargebacks(seen):
        return True, tuple(mail.place for mail in found)
    mails = (*seen.case.notices, *seen.case.related)
    return (False, tuple(mail.place for mail in mails)) if mails else UNKNOWN


def _chargeback_source(seen: Seen) -> Known:
    """Read the shop's own order number as a sign that the shop took the payment, not a merchant with Amazon Pay."""
    order_ref = seen.case.order_ref
    if order_ref and order_ids_in(order_ref) == (order_ref,):
        return "shop", tuple(mail.place for mail in _chargebacks(seen))
    return UNKNOWN


def _chargeback_notified_at(seen: Seen) -> Known:
    dated = [mail for mail in _chargebacks(seen) if mail.sent_at]
    return (dated[-1].sent_at, (dated[-1].place,)) if dated else UNKNOWN


def _has_new_evidence(seen: Seen) -> Known:
    """Nobody but the seller knows what has come to light since the ruling."""
    del seen
    return UNKNOWN


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "claim_state": _claim_state,
        "claim_ground": _claim_ground,
        "claim_money": _claim_money,
        "respond_within_days": _respond_within_days,
        "respond_by": _respond_by,
        "claim_notified_at": _claim_notified_at,
        "claim_decided_at": _claim_decided_at,
        "days_since_claim_decision": _days_since_claim_decision,
        "chargeback_open": _chargeback_open,
        "chargeback_source": _chargeback_source,
        "chargeback_notified_at": _chargeback_notified_at,
        "has_new_evidence": _has_new_evidence,
    }
)
