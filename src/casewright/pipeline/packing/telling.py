"""What a letter's sentence about a proof is filled with: a weight, a sum, a day, and when the paper was made."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, ExhibitKind, ObservationKind, ObservationRole, Weight
from casewright.domain.money import Money
from casewright.evidence.board.view import day_of, view_of
from casewright.evidence.packet.labels import Labels
from casewright.evidence.packet.telling import tell_weight
from casewright.pipeline.packing.story import tell_money
from casewright.pipeline.packing.words import LetterWords

__all__ = ["dated", "values_of"]

_ROLE = ObservationRole
_WEIGHTS = frozenset({"parcel_weight", "return_weight"})
_SUMS: Mapping[str, tuple[ObservationRole | None, ...]] = MappingProxyType(
    {
        "remittance_line": (_ROLE.COLLECTED, None, _ROLE.TOTAL),
        "order_total": (_ROLE.TOTAL, None),
        "refund_record": (_ROLE.REFUNDED, None),
        "marketplace_refund": (_ROLE.REFUNDED, None),
    }
)
_RUNNING = frozenset({ExhibitKind.TRACKING_HISTORY, ExhibitKind.ORDER_RECORD, ExhibitKind.MESSAGE_THREAD})
"""Exhibits that grow or are read at any time: the day they were made says nothing."""


def dated(exhibits: Sequence[Exhibit], dispute: Dispute, words: LetterWords, zone: ZoneInfo) -> str:
    """Say when a paper was made, and that it was before the dispute; empty where several days or none are known."""
    days = {_made(one, dispute, zone) for one in exhibits if one.kind not in _RUNNING}
    day = days.pop() if len(days) == 1 else None
    if day is None:
        return ""
    before = dispute.opened_at is not None and day < day_of(dispute.opened_at, zone)
    return words.say("form", "dated_before" if before else "dated", day=words.labels.day(day))


def _made(exhibit: Exhibit, dispute: Dispute, zone: ZoneInfo) -> date | None:
    view = view_of(exhibit, dispute)
    read = view.made()
    made = exhibit.made_at or (read.value if read is not None and read.sure else None)
    return None if made is None else day_of(made, zone)


def values_of(
    proof: str, exhibits: Sequence[Exhibit], dispute: Dispute, labels: Labels, zone: ZoneInfo
) -> Mapping[str, str] | None:
    """Return what fills a proof's sentence; empty where it is to be told without; None where it cannot be told."""
    limits = {"first_scan_on_time": dispute.ship_by, "delivered_by_promise": dispute.promised_by}
    if proof in limits:
        limit = limits[proof]
        return None if limit is None else {"day": labels.day(limit.astimezone(zone))}
    if proof in _WEIGHTS:
        weight = _weight(exhibits)
        return {} if weight is None else {"weight": tell_weight(weight, labels)}
    if proof in _SUMS:
        money = _sum(exhibits, _SUMS[proof], _known(proof, dispute))
        return {} if money is None else {"money": tell_money(money, labels)}
    return {}


def _known(proof: str, dispute: Dispute) -> Money | None:
    return dispute.refund if proof in ("refund_record", "marketplace_refund") else dispute.order_total


def _weight(exhibits: Sequence[Exhibit]) -> Weight | None:
    """Return the gross weight, or the only one there is; None where several could be meant."""
    read = [one for each in exhibits for one in each.observations if one.sure and one.kind is ObservationKind.WEIGHT]
    gross = {one.value for one in read if one.role is _ROLE.GROSS}
    return next((one for one in _only(gross or {one.value for one in read}) if isinstance(one, Weight)), None)


def _sum(exhibits: Sequence[Exhibit], roles: Sequence[ObservationRole | None], known: Money | None) -> Money | None:
    """Return the sum that our records know, if it stands there; else the only one of the first role that has any."""
    read = [one for each in exhibits for one in each.observations if one.sure and one.kind is ObservationKind.AMOUNT]
    for role in roles:
        found = {one.value for one in read if one.role is role and isinstance(one.value, Money)}
        if known in found:
            return known
        if found:
            return next((one for one in _only(found) if known is None and isinstance(one, Money)), None)
    return None


def _only(values: Iterable[object]) -> tuple[object, ...]:
    found = tuple(set(values))
    return found if len(found) == 1 else ()
