"""What must be purged while windows are still open, and the redacted twin that carries such an exhibit on (G1, G7)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import ObservationKind
from casewright.domain.shipment import ScanKind
from casewright.domain.words import Words
from casewright.evidence.board.board import Purge, Reason, TwinState
from casewright.evidence.board.view import View, day_of
from casewright.evidence.vault.retention import purge_on, retention_rule

__all__ = ["delivered_on", "expected_of", "purges_of"]

_DUE = Words(
    "Personal data must go by {day}; a redacted twin must be made before.",
    "个人信息须在 {day} 前清除，之前须做好脱敏副本。",
)
_MADE = Words(
    "Personal data must go by {day}; the redacted twin is made.", "个人信息须在 {day} 前清除，脱敏副本已做好。"
)
_PLAIN = Words(
    "Personal data must go by {day}; no window is open any more.", "个人信息须在 {day} 前清除，相关期限均已结束。"
)


def purges_of(dispute: Dispute, views: Sequence[View], at: datetime, twins: Collection[str]) -> tuple[Purge, ...]:
    """Return when each exhibit's personal data must go, the first day first. Nothing where the delivery is unknown."""
    delivered = delivered_on(dispute, views)
    if delivered is None:
        return ()
    found = [_purge(view, delivered, day_of(at, view.zone), twins) for view in views]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.due_on, one.exhibit)))


def delivered_on(dispute: Dispute, views: Sequence[View]) -> date | None:
    """Return the day of delivery: as our records say, else as the first delivery that was read."""
    if dispute.delivered_at is not None and views:
        return day_of(dispute.delivered_at, views[0].zone)
    days = [
        day_of(event.at, view.zone)
        for view in views
        if not view.way_back
        for event in view.events()
        if event.kind is ScanKind.DELIVERED and event.at is not None
    ]
    return min(days, default=None)


def _purge(view: View, delivered: date, today: date, twins: Collection[str]) -> Purge | None:
    received = view.exhibit.received_at
    due = purge_on(view.exhibit.kind, delivered, received_on=None if received is None else day_of(received, view.zone))
    if due is None:
        return None
    rule = retention_rule("personal_data_days", delivered)
    open_until = delivered + timedelta(days=retention_rule("twin_days", delivered).days)
    state = TwinState.MADE if view.key in twins else TwinState.TO_MAKE if today <= open_until else TwinState.NOT_NEEDED
    words = {TwinState.MADE: _MADE, TwinState.TO_MAKE: _DUE, TwinState.NOT_NEEDED: _PLAIN}[state]
    reason = Reason(rule.name, words.fill(day=due.isoformat()), rule.cite, (view.key,))
    return Purge(view.key, due, today >= due, state, reason)


def expected_of(dispute: Dispute) -> dict[ObservationKind, str]:
    """Return what the order says of the recipient, as a redacted twin compares it."""
    said = {
        ObservationKind.PERSON: dispute.recipient,
        ObservationKind.ADDRESS: dispute.address,
        ObservationKind.CITY: dispute.city,
        ObservationKind.POSTAL_CODE: dispute.postal_code,
    }
    return {kind: value for kind, value in said.items() if value}
