"""Compare days: after the promise, after the claim, after the order, or in an order that cannot be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from casewright.domain.exhibit import ExhibitKind, Locator, Observation, ObservationKind, ObservationRole
from casewright.domain.shipment import ScanKind
from casewright.domain.words import Words
from casewright.evidence.board.board import ContradictionKind, Side
from casewright.evidence.board.difference import Difference, of_claim, of_exhibit, plainly
from casewright.evidence.board.features import MOVED, hours_after_dispute
from casewright.evidence.board.view import View, day_of, days_meant, known

__all__ = ["day_differences_in"]

_ROLE, _SAYS = ObservationRole, ContradictionKind
_MADE_BEFORE = frozenset(
    {
        ExhibitKind.TEST_REPORT,
        ExhibitKind.INSPECTION,
        ExhibitKind.PACK_RECORD,
        ExhibitKind.PACK_PHOTO,
        ExhibitKind.SERIAL_RECORD,
        ExhibitKind.INSURANCE,
        ExhibitKind.INVOICE,
        ExhibitKind.AUTHORISATION,
    }
)


class _Step(StrEnum):
    """What a day stands for on the way from the order to its end. `noted` is any day of a paper made for the order."""

    ORDERED = "ordered"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    TAKEN = "taken"
    TESTED = "tested"
    ISSUED = "issued"
    PAID = "paid"
    NOTED = "noted"


_NAMES = MappingProxyType(
    {
        _Step.ORDERED: Words("ordered", "下单"),
        _Step.PACKED: Words("packed", "打包"),
        _Step.SHIPPED: Words("dispatched", "发货"),
        _Step.DELIVERED: Words("delivered", "送达"),
        _Step.RETURNED: Words("returned", "退回"),
        _Step.TAKEN: Words("photographed", "拍摄"),
        _Step.TESTED: Words("tested", "检测"),
        _Step.ISSUED: Words("issued", "出具"),
        _Step.PAID: Words("paid", "付款"),
        _Step.NOTED: Words("dated", "日期"),
    }
)
_STEPS = MappingProxyType({role: _Step(role.value) for role in _ROLE if role.value in list(_Step)})
_EARLIER = (
    (_Step.ORDERED, _Step.PACKED),
    (_Step.ORDERED, _Step.SHIPPED),
    (_Step.ORDERED, _Step.DELIVERED),
    (_Step.ORDERED, _Step.RETURNED),
    (_Step.ORDERED, _Step.PAID),
    (_Step.ORDERED, _Step.NOTED),
    (_Step.PACKED, _Step.SHIPPED),
    (_Step.PACKED, _Step.DELIVERED),
    (_Step.SHIPPED, _Step.DELIVERED),
    (_Step.SHIPPED, _Step.RETURNED),
    (_Step.DELIVERED, _Step.RETURNED),
    (_Step.TESTED, _Step.ISSUED),
)
_OF_CLAIM = MappingProxyType(
    {_Step.ORDERED: "ordered_at", _Step.SHIPPED: "shipped_at", _Step.DELIVERED: "delivered_at"}
)
_AFTER_ORDER = frozenset(
    {
        ExhibitKind.PROOF_OF_DELIVERY,
        ExhibitKind.SIGNATURE,
        ExhibitKind.DELIVERY_ATTEMPTS,
        ExhibitKind.REMITTANCE,
        ExhibitKind.REFUND_LINE,
        ExhibitKind.RETURN_REQUEST,
        ExhibitKind.FBA_RETURNS,
        ExhibitKind.SERVICE_LOG,
        ExhibitKind.PUBLIC_REVIEW,
        ExhibitKind.LABEL_PURCHASE,
        ExhibitKind.PACK_RECORD,
        ExhibitKind.TRACKING_HISTORY,
        ExhibitKind.CARRIER_TRACE,
        ExhibitKind.DELAY_NOTICE,
        ExhibitKind.DAMAGE_REPORT,
        ExhibitKind.DELIVERY_DENIAL,
    }
)
"""Kinds of paper that are made for an order, and so not before it."""
_TRAVELS = frozenset(
    {
        ExhibitKind.TRACKING_HISTORY,
        ExhibitKind.PROOF_OF_DELIVERY,
        ExhibitKind.SIGNATURE,
        ExhibitKind.DELIVERY_ATTEMPTS,
        ExhibitKind.DELIVERY_PHOTO,
    }
)
_BUYER_SEES = frozenset({ExhibitKind.BUYER_PHOTO, ExhibitKind.RETURN_PHOTO})
_MONEY = frozenset({ExhibitKind.REFUND_LINE, ExhibitKind.REMITTANCE})
_LAST = frozenset({ScanKind.DELIVERED, ScanKind.REFUSED, ScanKind.RETURNING, ScanKind.UNDELIVERABLE})
_PACKED = (_ROLE.SHIPPED, _ROLE.TAKEN, _ROLE.TESTED, _ROLE.ISSUED)
_MADE = (_ROLE.ISSUED, _ROLE.TESTED, _ROLE.TAKEN, _ROLE.SENT, _ROLE.SHIPPED, None)
_KEPT = (_ROLE.TAKEN, _ROLE.ISSUED, None)
"""What tells when a paper, and when a page of the shop, was made: the first of these that it has."""
_SEVERAL = 2
_NOTED = (_ROLE.ATTEMPTED, _ROLE.ISSUED, _ROLE.SENT, _ROLE.REFUNDED)
_PACKS = frozenset({ExhibitKind.PACK_RECORD, ExhibitKind.SERIAL_RECORD})
_LEAVES = frozenset({ExhibitKind.PACK_PHOTO, ExhibitKind.PACK_RECORD})


@dataclass(frozen=True, slots=True)
class _Moment:
    """A day with its part, and the side that says it. `first` and `last`: of its readings, where it has two."""

    step: _Step
    first: date
    last: date
    side: Side
    sure: bool


def day_differences_in(view: View) -> Iterator[Difference]:
    """Yield what does not fit between days, each kind at most once."""
    for look in (_late, _made_after, _listing_after, _out_of_order):
        found = look(view)
        if found is not None:
            yield found


def _says(step: _Step, value: object) -> Words:
    name, told = _NAMES[step], plainly(value)
    return Words(f"{name.en} {told.en}", f"{name.zh}（{told.zh}）")


def _late(view: View) -> Difference | None:
    promised = view.dispute.promised_by
    if promised is None or view.exhibit.kind not in _TRAVELS:
        return None
    last = day_of(promised, view.zone)
    for event in view.events():
        if event.kind is not ScanKind.DELIVERED or event.when is None or event.at is None or event.guessed:
            continue
        own = event.at.date() if isinstance(event.at, datetime) else event.at
        if min(own, *days_meant(event.when, view.zone)) > last:
            claimed = of_claim(view.dispute, "promised_by", plainly(last))
            return Difference(_SAYS.DELIVERED_LATE, claimed, of_exhibit(view, event.when), view, event.when.sure)
    return None


def _made_after(view: View) -> Difference | None:
    if view.exhibit.kind not in _MADE_BEFORE or view.dispute.opened_at is None:
        return None
    made = view.exhibit.made_at or _made(view, _MADE)
    hours = None if made is None else hours_after_dispute(_instant(made), view)
    if made is None or hours is None or hours <= 0:
        return None
    turned = days_meant(made, view.zone)[1:] if isinstance(made, Observation) else ()
    if any(day <= day_of(view.dispute.opened_at, view.zone) for day in turned):
        return None
    return _made_beside(view, _SAYS.MADE_AFTER_CLAIM, "opened_at", made)


_Made = Observation | datetime


def _made(view: View, roles: Sequence[ObservationRole | None]) -> Observation | None:
    """Return the earliest of the days that first tell when a paper was made: it may be printed again, or end later.

    Where no day is known to tell it, all days of the paper do.
    """
    found = (known(view.days(role)) for role in roles if role is not None or not view.events())
    told = next(filter(None, found), None) or (view.days() if None in roles and not view.events() else ())
    return min(told, key=lambda one: _when(view, one), default=None)


def _instant(made: _Made) -> date | datetime | None:
    value = made.value if isinstance(made, Observation) else made
    return value if isinstance(value, date) else None


def _made_beside(view: View, kind: ContradictionKind, field: str, made: _Made) -> Difference:
    asserted = getattr(view.dispute, field)
    claimed = of_claim(view.dispute, field, plainly(day_of(asserted, view.zone)))
    if isinstance(made, Observation):
        return Difference(kind, claimed, of_exhibit(view, made), view, _certain(made))
    return Difference(kind, claimed, Side(plainly(made), view.key, Locator(view.exhibit.place)), view)


def _certain(one: Observation) -> bool:
    """A camera's clock is never certain by itself, yet a day it says is told as it is."""
    return one.sure or one.locator.place.part == "EXIF"


def _listing_after(view: View) -> Difference | None:
    ordered, made = view.dispute.ordered_at, view.exhibit.made_at or _made(view, _KEPT)
    if view.exhibit.kind is not ExhibitKind.LISTING_SNAPSHOT or ordered is None or made is None:
        return None
    days = days_meant(made, view.zone) if isinstance(made, Observation) else (day_of(made, view.zone),)
    if min(days) <= day_of(ordered, view.zone):
        return None
    return _made_beside(view, _SAYS.LISTING_AFTER_ORDER, "ordered_at", made)


def _out_of_order(view: View) -> Difference | None:
    """Find the widest breach of what must come before what, of the exhibit's days and the dispute's own.

    On the way back the days of the way out say nothing, so that only the exhibit's own days are held together.
    """
    own = tuple(_moments(view))
    known = own if view.way_back and view.events() else (*own, *_known(view))
    breaches = [
        (first.first - second.last, first, second)
        for before, after in (*_EARLIER, *_pictures(view))
        for first in known
        for second in known
        if first.step is before and second.step is after and first.first > second.last
        if view.key in (first.side.exhibit, second.side.exhibit)
    ]
    if not breaches:
        return None
    gap, first, second = max(breaches, key=lambda one: (one[0], one[1].side.says.en, one[2].side.says.en))
    kind = _SAYS.DATES_OUT_OF_ORDER
    return Difference(kind, first.side, second.side, view, first.sure and second.sure, {"gap_days": gap.days})


def _pictures(view: View) -> tuple[tuple[_Step, _Step], ...]:
    """What the buyer photographs has been sent, what is packed has not yet been delivered."""
    if view.exhibit.kind in _BUYER_SEES:
        return ((_Step.ORDERED, _Step.TAKEN), (_Step.SHIPPED, _Step.TAKEN))
    return ((_Step.TAKEN, _Step.DELIVERED),) if view.exhibit.kind in _LEAVES else ()


def _moments(view: View) -> Iterator[_Moment]:
    """Yield the days that play a part in the exhibit; its first scan counts as dispatch, its last word as delivery."""
    kind = view.exhibit.kind
    for role, step in _STEPS.items():
        for one in _days(view, role):
            if step is not _Step.PAID or kind in _MONEY:
                yield _moment(view, step, one)
    if kind in _MONEY:
        days = (*_days(view, _ROLE.REFUNDED), *_days(view, _ROLE.ISSUED))
        yield from (_moment(view, _Step.PAID, one) for one in days)
    if kind in _PACKS:
        packed = _made(view, _PACKED)
        days = known(view.days(None)) if packed is None else (packed,)
        if len({_when(view, one) for one in days}) == 1:
            yield _moment(view, _Step.PACKED, days[0])
    if kind in _AFTER_ORDER and view.names_ours():
        yield from (_moment(view, _Step.NOTED, one) for role in _NOTED for one in _days(view, role))
        yield from (_moment(view, _Step.NOTED, one) for one in known(view.of(ObservationKind.AT, None)))
        yield from _last_of_all(view)
    yield from _scanned(view)


def _last_of_all(view: View) -> Iterator[_Moment]:
    """Yield the last of all days on a paper, whatever each stands for: if even that is too early, the paper is."""
    days = view.days()
    if days:
        yield _moment(view, _Step.NOTED, max(days, key=lambda one: _when(view, one)))


def _days(view: View, role: ObservationRole) -> tuple[Observation, ...]:
    """Return the days of a role that count; of mere days of issue the last: a form has its version's day, too."""
    found = known(view.days(role))
    bare = [one for one in found if not isinstance(one.value, datetime)]
    if role is not _ROLE.ISSUED or len(bare) < _SEVERAL:
        return found
    last = max(bare, key=lambda one: _when(view, one))
    return tuple(one for one in found if one is last or isinstance(one.value, datetime))


def _scanned(view: View) -> Iterator[_Moment]:
    scanned = [
        (event.kind, event.when)
        for event in view.events()
        if event.when is not None and event.when.role is None and not event.guessed
    ]
    moved = [when for kind, when in scanned if kind in MOVED]
    if moved:
        yield _moment(view, _Step.SHIPPED, min(moved, key=lambda one: _when(view, one)))
    taken = [when for kind, when in scanned if kind is ScanKind.ACCEPTED]
    yield from (_moment(view, _Step.SHIPPED, one) for one in taken)
    yield from (_moment(view, _Step.DELIVERED, when) for kind, when in scanned if kind in _LAST)


def _when(view: View, one: Observation) -> date:
    return day_of(one.value, view.zone)


def _moment(view: View, step: _Step, one: Observation) -> _Moment:
    side = of_exhibit(view, one, _says(step, one.value))
    days = days_meant(one, view.zone)
    return _Moment(step, min(days), max(days), side, _certain(one))


def _known(view: View) -> Iterator[_Moment]:
    for step, field in _OF_CLAIM.items():
        value = getattr(view.dispute, field)
        if value is not None:
            day = day_of(value, view.zone)
            yield _Moment(step, day, day, of_claim(view.dispute, field, _says(step, day)), sure=True)
