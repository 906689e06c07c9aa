"""What a fact function sees, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casewright.domain.case import Case
from casewright.domain.facts import FactValue
from casewright.domain.marketplace import Marketplace, marketplace_by_code
from casewright.domain.notice import MailNotice
from casewright.domain.place import Place
from casewright.domain.shop import Shop

__all__ = ["UNKNOWN", "Known", "Seen", "answer_by", "newest_asking"]

Known = tuple[FactValue | None, tuple[Place, ...]]
"""A value and the places it was read; the value is None when nothing says it."""

UNKNOWN: Known = (None, ())


@dataclass(frozen=True, slots=True)
class Seen:
    """One case, the instant it is looked at, and the shop it belongs to."""

    case: Case
    at: datetime
    shop: Shop

    @property
    def site(self) -> Marketplace | None:
        """The marketplace of the case, if known."""
        return marketplace_by_code(self.case.marketplace or "")

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the marketplace counts days."""
        return ZoneInfo(self.site.zone if self.site else "UTC")


def answer_by(notice: MailNotice) -> Known:
    """Return the day that a notice names to answer by, or the end of the days that it gives."""
    if notice.respond_by:
        return notice.respond_by, (notice.place,)
    if notice.sent_at and notice.respond_within_days is not None:
        return notice.sent_at + timedelta(days=notice.respond_within_days), (notice.place,)
    return UNKNOWN


def newest_asking(notices: Sequence[MailNotice]) -> MailNotice | None:
    """Return the newest of some notices, oldest first, that gives a time to answer.

    Where copies of it, or notices of the same moment, contradict each other, the one that leaves less time counts.
    """
    asking = [one for one in notices if one.respond_within_days is not None or one.respond_by]
    if not asking:
        return None
    last = asking[-1]
    return min((one for one in asking if _are_copies(one, last)), key=_time_left)


def _are_copies(one: MailNotice, other: MailNotice) -> bool:
    return one.sent_at == other.sent_at or (one.message_id is not None and one.message_id == other.message_id)


def _time_left(notice: MailNotice) -> tuple[bool, float]:
    due, _ = answer_by(notice)
    return (False, due.timestamp()) if isinstance(due, datetime) else (True, float(notice.respond_within_days or 0))
