"""Facts about one exhibit beside its dispute, by their names in the board's catalogue. No threshold stands here."""

from datetime import date, datetime

from casewright.domain.exhibit import Exhibit, ExhibitKind, Observation, ObservationKind, ObservationRole, Speaker
from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.domain.shipment import ScanKind
from casewright.evidence.board.companies import same_company
from casewright.evidence.board.makers import maker_of
from casewright.evidence.board.people import Signer, signer_of
from casewright.evidence.board.view import View, day_of, instant_of, line_of, plain_number, same_parcel, same_shape
from casewright.evidence.names.towns import TownMatch, match_postal_codes, match_towns
from casewright.evidence.readers.phrases import Meaning, means

__all__ = [
    "AT_DOOR",
    "MOVED",
    "destination_cities",
    "destination_codes",
    "features_of",
    "hours_after_dispute",
    "signer_in",
    "town_fits",
]

_KIND, _ROLE = ObservationKind, ObservationRole
MOVED = frozenset(ScanKind) - {ScanKind.LABEL, ScanKind.OTHER}
"""Scans by which a carrier had the parcel in hand."""
_REFUSED = frozenset({ScanKind.REFUSED, ScanKind.UNDELIVERABLE, ScanKind.RETURNING})
_DESTINATION = (_ROLE.RECIPIENT, _ROLE.DELIVERED, None)
AT_DOOR = frozenset({ScanKind.DELIVERED, ScanKind.ATTEMPTED, ScanKind.REFUSED})
"""Events that happen where the parcel goes."""
_LISTS_EVENTS = frozenset({ExhibitKind.TRACKING_HISTORY})
_TOLD = {True: "yes", False: "no", None: "not_told"}
_SIGNING = frozenset({ExhibitKind.PROOF_OF_DELIVERY, ExhibitKind.SIGNATURE, ExhibitKind.TRACKING_HISTORY})
_NAMES_PARCEL = _SIGNING | {ExhibitKind.LABEL_PURCHASE, ExhibitKind.DELIVERY_ATTEMPTS}
_PICTURES = frozenset(
    {ExhibitKind.BUYER_PHOTO, ExhibitKind.RETURN_PHOTO, ExhibitKind.PACK_PHOTO, ExhibitKind.DELIVERY_PHOTO}
)
_CONTENTS = frozenset({_KIND.SKU, _KIND.ASIN, _KIND.TITLE, _KIND.SERIAL, _KIND.BATCH})
_NOT_READ = frozenset({_KIND.PICTURE, _KIND.DEVICE})
"""What a picture's file tells of itself, whatever it shows."""
_HOUR = 3600


def features_of(view: View) -> dict[str, FactValue | None]:
    """Return every fact that the exhibit answers, but for those that depend on the proof wanted."""
    return {
        "dispute": view.dispute.type.value,
        "exhibit_kind": view.exhibit.kind.value,
        "speaker": view.exhibit.speaker.value,
        "off_channel": view.exhibit.off_channel,
        "return_leg": view.way_back,
        **_bindings(view),
        **_travel(view),
        **_place(view),
        **_times(view),
        **_words(view),
        **_sums(view),
        **_shown(view),
    }


def _bindings(view: View) -> dict[str, FactValue | None]:
    order = _order_named(view)
    parcel = _parcel_named(view)
    serial = _named(view, _KIND.SERIAL, tuple(item.serial for item in view.dispute.items))
    batches = tuple(item.batch for item in view.dispute.items)
    batch = _named(view, _KIND.BATCH, batches)
    articles = {
        _named(view, kind, tuple(getattr(item, kind.value) for item in view.dispute.items)) for kind in _ARTICLE
    }
    if "this" in (order, parcel, serial):
        binds = "order"
    elif order == "other":
        binds = "other"
    else:
        binds = "batch" if batch == "this" else "article" if "this" in articles else "general"
    return {
        "order_named": "this" if parcel == "this" and order == "none" else order,
        "parcel_named": parcel,
        "binds_to": binds,
        "batch_named": batch if any(batches) else "not_asked",
        "serial_shown": bool(view.of(_KIND.SERIAL)),
        "bears_on": binds not in ("general", "other") or _names_party(view),
        "earlier_orders": len(_other_orders(view)),
    }


def _names_party(view: View) -> bool:
    """Whether the account's company or the recipient is named, as a party or in the text."""
    dispute = view.dispute
    parties = [str(one.value) for one in view.of(_KIND.PERSON)]
    texts = " ".join(str(one.value) for one in view.of(_KIND.TEXT)).casefold()
    if dispute.seller and any(same_company(name, dispute.seller) for name in parties):
        return True
    if any(signer_of(name, dispute.recipient) is Signer.RECIPIENT for name in parties):
        return True
    return any(name.casefold() in texts for name in (dispute.seller, dispute.recipient) if name)


def _other_orders(view: View) -> frozenset[str]:
    """Return the orders named beside this one, also on lines that speak only of them."""
    order = view.dispute.order_id
    named = [one.value for one in view.exhibit.observations if one.kind is _KIND.ORDER]
    return frozenset(
        plain_number(one)
        for one in named
        if order is not None and same_shape(one, order) and plain_number(one) != plain_number(order)
    )


_ARTICLE = (_KIND.SKU, _KIND.ASIN)


def _order_named(view: View) -> str:
    """Return which order is named; a number of another shape is somebody else's own and names no order of ours."""
    order = view.dispute.order_id
    named = _named(view, _KIND.ORDER, (order,))
    strange = order is None or not any(same_shape(one.value, order) for one in view.of(_KIND.ORDER))
    return "none" if named == "other" and strange else named


def _named(view: View, kind: ObservationKind, expected: tuple[str | None, ...]) -> str:
    """Return whether the exhibit names this one, another one, or none of a kind."""
    ours = {plain_number(one) for one in expected if one}
    named = {plain_number(one.value) for one in view.of(kind)}
    if not named or not ours:
        return "none"
    return "this" if named & ours else "other"


def _parcel_named(view: View) -> str:
    """Return which parcel is named; another one only by a paper of a carrier, in a number that was read for sure.

    Of a return whose number nobody knows, a number names no other parcel.
    """
    ours = (*view.dispute.tracking_numbers, *view.dispute.return_tracking_numbers)
    named = view.of(_KIND.TRACKING)
    if any(same_parcel(str(one.value), number) for one in named for number in ours):
        return "this"
    strange = view.exhibit.kind in _NAMES_PARCEL and bool(ours) and any(one.sure for one in named)
    return "other" if strange and not (view.way_back and not view.dispute.return_tracking_numbers) else "none"


def _travel(view: View) -> dict[str, FactValue | None]:
    events = view.events()
    kinds = {event.kind for event in events}
    tries = sum(event.kind is ScanKind.ATTEMPTED for event in events) or len(view.days(_ROLE.ATTEMPTED))
    if not tries and view.exhibit.kind is ExhibitKind.DELIVERY_ATTEMPTS:
        tries = len({event.at for event in events if event.kind in _REFUSED})
    return {
        "delivered_scan": ScanKind.DELIVERED in kinds,
        "any_scan": bool(kinds & MOVED),
        "refused_scan": bool(kinds & _REFUSED),
        "attempts": "none" if not tries else "one" if tries == 1 else "several",
        "one_time_code": bool(view.of(_KIND.ONE_TIME_CODE)),
        "first_scan_in_time": _TOLD[_first_scan_in_time(view)],
        "delivered_in_time": _TOLD[_delivered_in_time(view)],
        "protected": _TOLD[view.dispute.claims_protected],
    }


def _first_scan_in_time(view: View) -> bool | None:
    moved = [event.at for event in view.events() if event.kind in MOVED and event.at is not None]
    if not moved or view.dispute.ship_by is None:
        return None
    first = min(day_of(at, view.zone) for at in moved)
    return first <= day_of(view.dispute.ship_by, view.zone)


def _delivered_in_time(view: View) -> bool | None:
    days = [day_of(e.at, view.zone) for e in view.events() if e.kind is ScanKind.DELIVERED and e.at is not None]
    promised = view.dispute.promised_by
    if promised is None:
        stated = [day_of(one.value, view.zone) for one in view.days(_ROLE.PROMISED)]
        return min(days) <= max(stated) if days and stated else None
    return min(days) <= day_of(promised, view.zone) if days else None


def signer_in(view: View) -> tuple[Signer, Observation | None]:
    """Return who signed and where it is read; the recipient, where one of several names is the recipient's."""
    if view.exhibit.kind not in _SIGNING:
        return Signer.NOT_TOLD, None
    found = [(signer_of(str(one.value), view.dispute.recipient), one) for one in view.of(_KIND.SIGNED_BY)]
    order = list(Signer)
    return min(found, key=lambda pair: order.index(pair[0]), default=(Signer.NOT_TOLD, None))


def destination_cities(view: View) -> tuple[Observation, ...]:
    """Return the towns to which a parcel went: of the address, and of events at the door; not those on its way."""
    return _destination(view, _KIND.CITY)


def destination_codes(view: View) -> tuple[Observation, ...]:
    """Return the postal codes of the towns to which a parcel went."""
    return _destination(view, _KIND.POSTAL_CODE)


def _destination(view: View, kind: ObservationKind) -> tuple[Observation, ...]:
    """Return the places of a kind that the exhibit gives as the address, or on a line of an event at the door.

    A list of attempts tells of nothing but the door, whatever it calls what happened there.
    """
    tried = view.exhibit.kind is ExhibitKind.DELIVERY_ATTEMPTS
    on_the_way, at_the_door = view.lines_of_events(frozenset(ScanKind) if tried else AT_DOOR)
    lists_events = view.exhibit.kind in _LISTS_EVENTS
    return tuple(
        one
        for one in view.of(kind, *_DESTINATION)
        if one.role is not None
        or (line := line_of(one)) in at_the_door
        or (line not in on_the_way and not lists_events)
    )


def town_fits(view: View) -> bool | None:
    """Whether any place to which the parcel went is the order's; None where there is nothing to compare."""
    dispute = view.dispute
    answers: list[bool] = []
    if dispute.postal_code:
        codes = destination_codes(view)
        matches = {match_postal_codes(str(one.value), dispute.postal_code) for one in codes}
        answers += [True] if TownMatch.SAME in matches else [False] if TownMatch.OTHER in matches else []
    if dispute.city:
        towns = [match_towns(str(one.value), dispute.city, dispute.country) for one in destination_cities(view)]
        found = {town.match for town in towns}
        answers += [True] if TownMatch.SAME in found else [False] if TownMatch.OTHER in found else []
    return any(answers) if answers else None


def _place(view: View) -> dict[str, FactValue | None]:
    narrow = destination_codes(view) or view.of(_KIND.ADDRESS, *_DESTINATION)
    shown = "address" if narrow else "town" if destination_cities(view) else "none"
    return {
        "place_shown": shown,
        "place_fits": _TOLD[town_fits(view)],
        "signer": signer_in(view)[0].value,
    }


def hours_after_dispute(made: date | datetime | None, view: View) -> int | None:
    """Return how many whole hours after the dispute something was made; days count where a time is missing."""
    opened = view.dispute.opened_at
    if made is None or opened is None:
        return None
    local = opened.astimezone(view.zone)
    only_days = not isinstance(made, datetime) or (local.hour, local.minute) == (0, 0)
    if only_days:
        return (day_of(made, view.zone) - local.date()).days * 24
    seconds = (instant_of(made, view.zone) - opened).total_seconds()
    return int(-(-seconds // _HOUR))


def _times(view: View) -> dict[str, FactValue | None]:
    made = view.made_at()
    ordered = view.dispute.ordered_at
    hours = hours_after_dispute(made, view)
    days = None if made is None or ordered is None else (day_of(made, view.zone) - day_of(ordered, view.zone)).days
    return {
        "made_told": made is not None and hours is not None,
        "hours_after_dispute": hours,
        "days_after_order": days if days is not None else 0,
        "dated": made is not None,
    }


def _words(view: View) -> dict[str, FactValue | None]:
    buyer = [str(one.value) for one in view.of(_KIND.TEXT, _ROLE.BUYER_WROTE)]
    seller = [str(one.value) for one in view.of(_KIND.TEXT, _ROLE.SELLER_WROTE)]
    every = [str(one.value) for one in view.of(_KIND.TEXT)]
    admits = any(means(Meaning.ADMITS_RECEIPT, text) for text in buyer)
    return {
        "admits_receipt": admits,
        "against_own_interest": admits and view.exhibit.speaker is Speaker.BUYER,
        "seller_wrote": bool(seller),
        "presses_for_review": any(means(Meaning.PRESSES_FOR_REVIEW, text) for text in seller),
        "health_data": any(means(Meaning.HEALTH_DATA, text) for text in every),
        "call_terms": _call_terms(view.exhibit),
    }


def _call_terms(exhibit: Exhibit) -> str:
    if exhibit.kind is not ExhibitKind.CALL_RECORDING:
        return "no_call"
    return exhibit.call or "not_told"


def _sums(view: View) -> dict[str, FactValue | None]:
    collected = [one.value for one in view.of(_KIND.AMOUNT, _ROLE.COLLECTED)]
    if not collected and view.exhibit.kind is ExhibitKind.REMITTANCE:
        collected = [one.value for one in view.of(_KIND.AMOUNT, None, _ROLE.TOTAL)]
    total = view.dispute.order_total or view.dispute.money
    sum_shown = "none" if not collected else "some" if total is None else "this" if total in collected else "other"
    refunds = [one for one in view.of(_KIND.AMOUNT, _ROLE.REFUNDED) if isinstance(one.value, Money)]
    if not refunds and view.exhibit.kind is ExhibitKind.REFUND_LINE:
        refunds = list(view.of(_KIND.AMOUNT))
    source = view.dispute.refunded_by
    if source is None and view.exhibit.kind is ExhibitKind.REFUND_LINE and view.exhibit.speaker is Speaker.MARKETPLACE:
        told = "marketplace"
    else:
        told = source.value if source is not None else "not_told"
    return {"collected_sum": sum_shown, "refund_shown": bool(refunds), "refund_source": told}


def _shown(view: View) -> dict[str, FactValue | None]:
    sure = sum(one.sure for one in view.observations)
    names = [str(one.value) for one in view.of(_KIND.PERSON, _ROLE.RECIPIENT, None)]
    seller = view.dispute.seller
    answers = [] if seller is None else [same_company(name, seller) for name in names]
    fits = True if True in answers else False if False in answers else None
    return {
        "readable": view.exhibit.kind in _PICTURES or any(one.kind not in _NOT_READ for one in view.observations),
        "sure_percent": 100 * sure // len(view.observations) if view.observations else 0,
        "parcel_shown": bool(view.of(_KIND.TRACKING) or view.events()),
        "contents_shown": any(one.kind in _CONTENTS for one in view.observations),
        "weight_shown": bool(view.of(_KIND.WEIGHT)),
        "maker_named": bool(view.of(_KIND.LABORATORY) or view.of(_KIND.PERSON, _ROLE.INSPECTOR)),
        "maker": maker_of(view).value,
        "entity_fits": _TOLD[fits],
    }
