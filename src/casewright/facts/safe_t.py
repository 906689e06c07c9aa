"""Facts about a SAFE-T claim that was filed, as the marketplace's notices tell of it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.facts.reading import UNKNOWN, Known, Seen

__all__ = ["FACTS"]

_DECIDED = {ClaimOutcome.FOR_SELLER: "granted", ClaimOutcome.AGAINST_SELLER: "denied"}


def _newest(seen: Seen) -> MailNotice | None:
    telling = [notice for notice in seen.case.notices if notice.kind is MailKind.SAFE_T_NOTICE]
    return telling[-1] if telling else None


def _safe_t_news(seen: Seen) -> Known:
    """Tell by the newest notice. A decision that also speaks of more papers is a decision: they are for the appeal."""
    notice = _newest(seen)
    if notice is None:
        return UNKNOWN
    asks = "asks_information" if notice.asks_information else "unclear"
    return _DECIDED.get(notice.outcome or ClaimOutcome.UNKNOWN, asks), (notice.place,)


def _safe_t_notified_at(seen: Seen) -> Known:
    notice = _newest(seen)
    return (notice.sent_at, (notice.place,)) if notice and notice.sent_at else UNKNOWN


def _safe_t_reply_by(seen: Seen) -> Known:
    """Take the day that the newest notice names, or the end of the days that it gives."""
    notice = _newest(seen)
    if notice is None:
        return UNKNOWN
    if notice.respond_by:
        return notice.respond_by, (notice.place,)
    if notice.sent_at and notice.respond_within_days is not None:
        return notice.sent_at + timedelta(days=notice.respond_within_days), (notice.place,)
    return UNKNOWN


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "safe_t_news": _safe_t_news,
        "safe_t_notified_at": _safe_t_notified_at,
        "safe_t_reply_by": _safe_t_reply_by,
    }
)
