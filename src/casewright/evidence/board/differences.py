"""Compare who, where and which: what the dispute asserts beside what one exhibit shows."""

from collections.abc import Callable, Iterator, Sequence

from casewright.domain.exhibit import ExhibitKind, Observation, ObservationKind, ObservationRole, Weight
from casewright.domain.money import Money
from casewright.evidence.board.board import ContradictionKind
from casewright.evidence.board.companies import is_company, same_company
from casewright.evidence.board.difference import Difference, of_claim, of_exhibit, plainly
from casewright.evidence.board.features import AT_DOOR, destination_cities, destination_codes, signer_in, town_fits
from casewright.evidence.board.people import Signer, signer_of
from casewright.evidence.board.view import View, known, line_of, own_numbers, plain_number, same_parcel, same_shape
from casewright.evidence.names.towns import TownMatch, match_postal_codes, match_towns

__all__ = ["differences_in"]

_KIND, _ROLE, _SAYS = ObservationKind, ObservationRole, ContradictionKind
_GOES = frozenset(
    {
        ExhibitKind.PROOF_OF_DELIVERY,
        ExhibitKind.SIGNATURE,
        ExhibitKind.TRACKING_HISTORY,
        ExhibitKind.LABEL_PURCHASE,
        ExhibitKind.DELIVERY_ATTEMPTS,
        ExhibitKind.DELIVERY_PHOTO,
        ExhibitKind.ORDER_RECORD,
        ExhibitKind.ADDRESS_MATCH,
        ExhibitKind.PACK_RECORD,
        ExhibitKind.REMITTANCE,
    }
)
_NAMES_PARCEL = frozenset(
    {
        ExhibitKind.PROOF_OF_DELIVERY,
        ExhibitKind.SIGNATURE,
        ExhibitKind.TRACKING_HISTORY,
        ExhibitKind.LABEL_PURCHASE,
        ExhibitKind.DELIVERY_ATTEMPTS,
    }
)
_OF_BATCH = frozenset(
    {ExhibitKind.TEST_REPORT, ExhibitKind.INSPECTION, ExhibitKind.SERIAL_RECORD, ExhibitKind.PACK_RECORD}
    | {ExhibitKind.INVOICE}
)
_OF_SERIAL = _OF_BATCH | {ExhibitKind.PACK_PHOTO, ExhibitKind.RETURN_PHOTO}
_COLLECTS = frozenset(
    {ExhibitKind.REMITTANCE, ExhibitKind.PROOF_OF_DELIVERY, ExhibitKind.SIGNATURE, ExhibitKind.DELIVERY_ATTEMPTS}
    | {ExhibitKind.TRACKING_HISTORY}
)
"""Papers of a courier who collects cash; "paid" on an invoice is what its buyer paid."""
_OF_COMPANY = frozenset({ExhibitKind.INVOICE, ExhibitKind.INSURANCE})
_PARCEL_WEIGHED = frozenset(
    {
        ExhibitKind.PACK_RECORD,
        ExhibitKind.SERIAL_RECORD,
        ExhibitKind.LABEL_PURCHASE,
        ExhibitKind.TRACKING_HISTORY,
        ExhibitKind.PROOF_OF_DELIVERY,
    }
    | {
        ExhibitKind.PACK_PHOTO,
        ExhibitKind.ORDER_RECORD,
        ExhibitKind.OTHER,
        ExhibitKind.RETURN_PHOTO,
        ExhibitKind.INSPECTION,
    }
)
_MAY_WEIGH_ARTICLE = frozenset({ExhibitKind.ORDER_RECORD, ExhibitKind.OTHER})
_NO_SIGNER = frozenset({Signer.OTHER, Signer.NEIGHBOUR, Signer.UNSURE})
_UNSURE_SIGNER = frozenset({Signer.NEIGHBOUR, Signer.UNSURE})
_HUNDRED = 100
_Look = Callable[[View], Difference | None]


def differences_in(view: View) -> Iterator[Difference]:
    """Yield what does not fit between the dispute and one exhibit, each kind at most once."""
    for look in _LOOKS:
        found = look(view)
        if found is not None:
            yield found


def _city(view: View) -> Difference | None:
    dispute = view.dispute
    if view.exhibit.kind not in _GOES or town_fits(view) is not False:
        return None
    if dispute.city:
        for one in _certain_places(view, destination_cities(view)):
            town = match_towns(str(one.value), dispute.city, dispute.country)
            if town.match is TownMatch.OTHER:
                facts = {"distance_known": town.kilometres is not None, "kilometres_apart": town.kilometres or 0}
                return _differs(view, _SAYS.OTHER_CITY, "city", dispute.city, one, facts)
    for one in _certain_places(view, destination_codes(view)):
        if dispute.postal_code and match_postal_codes(str(one.value), dispute.postal_code) is TownMatch.OTHER:
            facts = {"distance_known": False, "kilometres_apart": 0}
            return _differs(view, _SAYS.OTHER_CITY, "postal_code", dispute.postal_code, one, facts)
    return None


def _certain_places(view: View, places: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return the places that can be nothing but where it went: called so, of an event at the door, or the only one."""
    bare = {str(one.value) for one in places if one.role is None}
    at_the_door = view.lines_of_events(AT_DOOR)[1]
    return tuple(one for one in known(places) if one.role is not None or len(bare) == 1 or line_of(one) in at_the_door)


def _differs(
    view: View,
    kind: ContradictionKind,
    field: str,
    asserted: object,
    one: Observation,
    facts: dict[str, bool | int] | None = None,
) -> Difference:
    """Set a field of the dispute beside a reading."""
    claimed = of_claim(view.dispute, field, plainly(asserted))
    return Difference(kind, claimed, of_exhibit(view, one), view, one.sure, {**(facts or {})})


def _order(view: View) -> Difference | None:
    order = view.dispute.order_id
    named = view.of(_KIND.ORDER)
    if order is None or not named or any(plain_number(one.value) == plain_number(order) for one in named):
        return None
    alike = [one for one in known(named) if same_shape(one.value, order)]
    return _differs(view, _SAYS.OTHER_ORDER, "order_id", order, alike[0]) if alike else None


def _tracking(view: View) -> Difference | None:
    dispute = view.dispute
    ours = (*dispute.tracking_numbers, *dispute.return_tracking_numbers)
    named = view.of(_KIND.TRACKING)
    if view.exhibit.kind not in _NAMES_PARCEL or not ours or not known(named):
        return None
    if view.way_back and not dispute.return_tracking_numbers:
        return None
    if any(same_parcel(str(one.value), number) for one in named for number in ours):
        return None
    return _differs(view, _SAYS.OTHER_TRACKING, "tracking_numbers", ", ".join(ours), known(named)[0])


def _signer(view: View) -> Difference | None:
    signer, one = signer_in(view)
    recipient = view.dispute.recipient
    if one is None or one.guessed or recipient is None or signer not in _NO_SIGNER:
        return None
    found = _differs(view, _SAYS.OTHER_SIGNER, "recipient", recipient, one)
    sure = found.certain and signer not in _UNSURE_SIGNER
    return Difference(found.kind, found.claimed, found.shown, view, sure)


def _item(kind: ObservationKind, field: str, says: ContradictionKind, kinds: frozenset[ExhibitKind]) -> _Look:
    """Compare a number of the article: its batch, serial number or ASIN."""

    def look(view: View) -> Difference | None:
        ours = [(f"items.{at}.{field}", getattr(item, field)) for at, item in enumerate(view.dispute.items)]
        asked = [(path, number) for path, number in ours if number]
        named = view.of(kind)
        if view.exhibit.kind not in kinds or not asked:
            return None
        numbers = {plain_number(number) for _, number in asked}
        if any(plain_number(one.value) in numbers for one in named):
            return None
        strange = [one for one in known(named) if plain_number(one.value) not in own_numbers(view.dispute)]
        return _differs(view, says, *asked[0], strange[0]) if strange else None

    return look


def _company(view: View) -> Difference | None:
    seller = view.dispute.seller
    named = view.of(_KIND.PERSON, _ROLE.RECIPIENT)
    if view.exhibit.kind not in _OF_COMPANY or seller is None:
        return None
    if any(same_company(str(one.value), seller) is not False or _is_buyer(view, one) for one in named):
        return None
    others = [one for one in known(named) if is_company(str(one.value)) or not is_company(seller)]
    return _differs(view, _SAYS.OTHER_ENTITY, "seller", seller, others[0]) if others else None


def _is_buyer(view: View, one: Observation) -> bool:
    """Whether the name is the order's recipient: an invoice to the buyer is no invoice to the account."""
    return signer_of(str(one.value), view.dispute.recipient) is Signer.RECIPIENT


def _collected(view: View) -> Difference | None:
    total = view.dispute.order_total or view.dispute.money
    field = "order_total" if view.dispute.order_total else "money"
    sums = [one for one in view.of(_KIND.AMOUNT, _ROLE.COLLECTED) if isinstance(one.value, Money)]
    if view.exhibit.kind not in _COLLECTS or total is None or not sums or any(one.value == total for one in sums):
        return None
    alike = [one for one in known(sums) if isinstance(one.value, Money) and one.value.currency == total.currency]
    return _differs(view, _SAYS.OTHER_AMOUNT, field, total, alike[0]) if alike else None


def _weight(view: View) -> Difference | None:
    dispute = view.dispute
    if dispute.ship_weight is None or view.exhibit.kind not in _PARCEL_WEIGHED:
        return None
    weighed = _parcel_weights(view)
    gaps = [(abs(one.value.grams - dispute.ship_weight.grams), one) for one in weighed if isinstance(one.value, Weight)]
    if not gaps:
        return None
    grams, one = min(gaps, key=lambda pair: pair[0])
    if not grams or (one.guessed and len({other.value for _, other in gaps}) > 1):
        return None  # the only weight of a paper that weighs parcels is a parcel's, whatever it is called
    facts = {"gap_grams": grams, "gap_percent": -(-_HUNDRED * grams // max(dispute.ship_weight.grams, 1))}
    return _differs(view, _SAYS.WEIGHT_DIFFERS, "ship_weight", dispute.ship_weight, one, facts)


def _parcel_weights(view: View) -> Sequence[Observation]:
    """Return the weights of the whole parcel: gross ones where it tells, on the way back those of the return.

    A page about an order, or of no known kind, may weigh the article: its weight is a parcel's where it names ours.
    """
    gross = view.of(_KIND.WEIGHT, _ROLE.GROSS)
    plain = view.of(_KIND.WEIGHT, None, _ROLE.SHIPPED)
    if view.exhibit.kind in _MAY_WEIGH_ARTICLE and not view.names_parcel():
        plain = ()
    back = view.of(_KIND.WEIGHT, _ROLE.RETURNED)
    return (back or gross or plain) if view.way_back else (gross or plain)


_LOOKS: tuple[_Look, ...] = (
    _city,
    _order,
    _tracking,
    _signer,
    _item(_KIND.BATCH, "batch", _SAYS.OTHER_BATCH, _OF_BATCH),
    _item(_KIND.SERIAL, "serial", _SAYS.OTHER_SERIAL, _OF_SERIAL),
    _item(_KIND.ASIN, "asin", _SAYS.OTHER_ITEM, frozenset({ExhibitKind.LISTING_SNAPSHOT})),
    _company,
    _collected,
    _weight,
)
