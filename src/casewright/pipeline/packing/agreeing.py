"""Where an exhibit says what the order says: who received it and where, and which order, parcel and goods it names."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, ExhibitKind, Observation, ObservationKind, ObservationRole
from casewright.domain.shipment import ScanKind
from casewright.evidence.board.features import destination_cities, destination_codes
from casewright.evidence.board.view import View, view_of
from casewright.evidence.packet.content import WordsMask
from casewright.evidence.packet.pen import covered

__all__ = ["Agreement", "agreements_of", "names_delivery", "names_goods"]

_KIND = ObservationKind
_AT_THE_DOOR = frozenset({ExhibitKind.PROOF_OF_DELIVERY, ExhibitKind.SIGNATURE, ExhibitKind.DELIVERY_PHOTO})
_OF_DELIVERY = _AT_THE_DOOR | {ExhibitKind.TRACKING_HISTORY, ExhibitKind.REMITTANCE}
_GOODS: Mapping[ObservationKind, str] = MappingProxyType(
    {_KIND.ORDER: "order", _KIND.TRACKING: "tracking", _KIND.SERIAL: "serial", _KIND.BATCH: "batch"}
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A value of the order that an exhibit bears, as the exhibit spells it, and the name of the sentence for it."""

    name: str
    value: str


def agreements_of(found: Iterable[Agreement], masks: Sequence[WordsMask]) -> Iterator[Agreement]:
    """Yield the first agreement of each name that the reader of the packet can see."""
    told: set[str] = set()
    for one in found:
        if one.name not in told and covered(one.value, masks) == one.value:
            told.add(one.name)
            yield one


def names_delivery(exhibit: Exhibit, dispute: Dispute) -> Iterator[Agreement]:
    """Yield where a paper that shows the delivery names the order's recipient, postal code or town."""
    view = view_of(exhibit, dispute)
    if exhibit.kind not in _OF_DELIVERY or view.way_back or not _delivered(view):
        return
    people = (*view.of(_KIND.SIGNED_BY), *view.of(_KIND.PERSON))
    yield from _same("names_recipient", people, dispute.recipient)
    yield from _same("names_postal_code", destination_codes(view), dispute.postal_code)
    yield from _same("names_city", destination_cities(view), dispute.city)


def names_goods(exhibit: Exhibit, dispute: Dispute) -> Iterator[Agreement]:
    """Yield the order, parcel, serial number and batch of this dispute that an exhibit names, in this order."""
    expected: Mapping[str, Sequence[str | None]] = {
        "order": (dispute.order_id,),
        "tracking": (*dispute.tracking_numbers, *dispute.return_tracking_numbers),
        "serial": [item.serial for item in dispute.items],
        "batch": [item.batch for item in dispute.items],
    }
    for kind, name in _GOODS.items():
        read = [one for one in exhibit.observations if one.kind is kind]
        yield from (one for value in expected[name] for one in _same(name, read, value))


def _same(name: str, read: Iterable[Observation], value: str | None) -> Iterator[Agreement]:
    wanted = _plain(value or "")
    for one in read:
        if one.sure and wanted and _plain(str(one.value)) == wanted:
            yield Agreement(name, str(one.value))


def _delivered(view: View) -> bool:
    """Whether the paper speaks of a delivery that took place: by what it is, an event, or a day or place of it."""
    events = any(event.kind is ScanKind.DELIVERED for event in view.events())
    return view.exhibit.kind in _AT_THE_DOOR or events or bool(view.days(ObservationRole.DELIVERED))


def _plain(text: str) -> str:
    """Letters and digits only, without case or width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
