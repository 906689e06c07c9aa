"""Facts about a SAFE-T claim that was filed, as the marketplace's notices tell of it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.facts.reading import UNKNOWN, Known, Seen, answer_by

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
    notice = _newest(seen)
    return UNKNOWN if notice is None else answer_by(notice)


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "safe_t_news": _safe_t_news,
        "safe_t_notified_at": _safe_t_notified_at,
        "safe_t_reply_by": _safe_t_reply_by,
    }
)
