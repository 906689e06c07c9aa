"""Facts about a mail that no reader knows: whether it gives a time to act, and when that ends."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from casewright.domain.notice import MailKind, MailNotice
from casewright.facts.reading import UNKNOWN, Known, Seen, answer_by

__all__ = ["FACTS"]


def _newest(seen: Seen) -> MailNotice | None:
    unread = [notice for notice in seen.case.notices if notice.kind is MailKind.UNKNOWN_NOTICE]
    return unread[-1] if unread else None


def _names_time(seen: Seen) -> Known:
    notice = _newest(seen)
    if notice is None:
        return UNKNOWN
    return notice.respond_by is not None or notice.respond_within_days is not None, (notice.place,)


def _act_by(seen: Seen) -> Known:
    notice = _newest(seen)
    return UNKNOWN if notice is None else answer_by(notice)


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {"notice_names_time": _names_time, "notice_act_by": _act_by}
)
