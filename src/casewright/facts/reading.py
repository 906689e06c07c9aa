"""What a fact function sees, and what it answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casewright.domain.case import Case
from casewright.domain.facts import FactValue
from casewright.domain.marketplace import Marketplace, marketplace_by_code
from casewright.domain.notice import MailNotice
from casewright.domain.place import Place
from casewright.domain.shop import Shop

__all__ = ["UNKNOWN", "Known", "Seen", "answer_by"]

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
