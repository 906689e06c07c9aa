"""The last look-up of a case's order, and what of it was new to the case."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from casewright_sources.amazon.accounts import account_for
from casewright_sources.connections import Connections
from casewright_web.models import CaseEvent, CaseRow, LookUpState, OrderLookUp

__all__ = ["LookUpShown", "look_up_shown"]

_NEWS = ("record_added", "decision_changed", "deadline_changed")


@dataclass(frozen=True, slots=True)
class LookUpShown:
    """How the last look-up of a case stands; `possible` while one can be asked for, `news` what it changed here."""

    possible: bool
    row: OrderLookUp | None
    active: bool
    news: tuple[CaseEvent, ...]

    @property
    def again(self) -> bool:
        """Whether it failed in passing and waits for its next try."""
        return self.row is not None and self.row.state == LookUpState.WAITING and self.row.next_try_at is not None

    @property
    def askable(self) -> bool:
        """Whether pressing the button does something now."""
        return not self.active or self.again


def look_up_shown(*, case: CaseRow) -> LookUpShown:
    """Return what the case's page shows of look-ups."""
    row = OrderLookUp.objects.filter(case=case).order_by("-pk").first()
    active = row is not None and row.state in {LookUpState.WAITING, LookUpState.ASKING}
    news: tuple[CaseEvent, ...] = ()
    if row is not None and row.ended_at is not None:
        changed = case.events.filter(kind__in=_NEWS, at__gte=row.queued_at, at__lte=row.ended_at, actor=row.actor)
        news = tuple(changed.order_by("seq"))
    account = account_for(Connections(Path(settings.CASEWRIGHT_HOME)), case.marketplace)
    possible = bool(case.order_ref) and case.forgotten_at is None and account is not None
    return LookUpShown(possible, row, active, news)
