"""Turn the text beside a label into a value of the kind the label promises, or into nothing."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from casewright.domain.exhibit import Locator, Observation, ObservationKind, ObservationRole
from casewright.domain.marketplace import marketplace_by_site
from casewright.domain.shipment import ScanKind
from casewright.evidence.names.towns import is_known_town
from casewright.evidence.readers.fields import Field
from casewright.evidence.readers.labels import is_label_word
from casewright.evidence.readers.measures import Measured, amount_in, weight_in
from casewright.evidence.readers.moments import DocumentDates, Moment
from casewright.evidence.readers.page import Page
from casewright.evidence.readers.tokens import (
    asins_in,
    city_in,
    code_in,
    is_cancellation,
    is_legend,
    mended_order_id,
    person_in,
    postal_code_in,
    token_in,
    tracking_in,
)
from casewright.evidence.safety.findings import ExhibitLog
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reports.vocabulary import scan_kind

__all__ = ["DocumentHabits", "observe_field", "observe_moment", "with_settled_towns"]

_FREE = frozenset(
    {
        ObservationKind.PERSON,
        ObservationKind.SIGNED_BY,
        ObservationKind.CARRIER,
        ObservationKind.LABORATORY,
        ObservationKind.CITY,
        ObservationKind.TITLE,
        ObservationKind.TEXT,
        ObservationKind.ADDRESS,
    }
)
_NAMES = frozenset({ObservationKind.PERSON, ObservationKind.SIGNED_BY, ObservationKind.CARRIER, ObservationKind.CITY})
_NO_VALUE = frozenset({"reference", "scale"})
_LONGEST = 200
_LONGEST_PLACE = 40
_LONG_NUMBER = 10
_FEWEST_DIGITS = 3
"""An order number has more than `orders within 30 days`."""
_ADDRESS = re.compile(r"^(?=.*\d)[^,，]+[,，][^,，]+[,，]")
"""`Delivered to` may be followed by a street and a town instead of a name: parts between commas, with a number."""
_BESIDE_CODE = re.compile(r"(?P<town>[^\W\d_][^\d:,]{1,30}?)[ ,]+(?=[A-Z -]*\d)[A-Z0-9][A-Z0-9 -]{2,8}")
"""A town with its code behind it, as it stands in any country."""
_NUMBERED = re.compile(r"(?:#|№|n[°º]|(?:no|nr|id|ref)\b)[.:\s]*\w*\d", re.IGNORECASE)
"""`Refund no. 8841` holds a number, no sum."""
_BEGINS_NUMBER = re.compile(r"(?:[^\W\d]{1,4}[.:°º]?\s*)?[#(]?\s*[A-Z]{0,6}[ -]?\d", re.IGNORECASE)
"""`Parcel refused at the door, call 0600 555 014` is about a parcel and holds another number."""
_WHERE = re.compile(r"zugestellt in\b|delivered in\b|consegnat\w+ in\b|entregad\w+ en\b|livr[ée]e? en\b", re.IGNORECASE)
"""Labels behind which a place stands, and no name."""
_WHERE_TO = re.compile(
    rf"{_WHERE.pattern}|deliver(?:ed|y) (?:to|at)|(?:zugestellt|zustellung|geliefert) an\b|livr[ée]e? [aà]"
    r"|consegnat\w+ a\b|entreg\w+ a\b|送达|送至|送货至|お?届け?先|配達先",
    re.IGNORECASE,
)
"""Labels behind which carriers write a name or a town."""
_CLOCK_HOUR, _CLOCK_MINUTES = re.compile(r"(?<!\d)\d{1,2}$"), re.compile(r"[0-5]\d(?!\d)")
_TOWNLIKE = re.compile("[市区區县縣町村]$")
_NAMED = frozenset({ObservationKind.PERSON, ObservationKind.SIGNED_BY})
_PLACES = MappingProxyType(
    {ObservationRole.RECIPIENT: ObservationRole.RECIPIENT, ObservationRole.SENDER: ObservationRole.SENDER}
)


@dataclass(frozen=True, slots=True)
class DocumentHabits:
    """How one document writes: its days, its decimal mark, its money. `proved` is the mark its own numbers prove.

    `settled` says that the document itself tells its currency; `at_door`, that money collected can be in no other.
    """

    dates: DocumentDates
    mark: str
    currency: str | None
    proved: str | None = None
    settled: bool = False
    at_door: bool = False


def observe_field(field: Field, page: Page, habits: DocumentHabits, log: ExhibitLog) -> Iterator[Observation]:
    """Yield what a field says. A value that does not fit its label is remarked where the two are clearly parted."""
    if field.meaning.name in _NO_VALUE or (field.meaning.kind in _FREE and not field.firm):
        return
    found = list(_observed(field, page, habits, log))
    inside_clock = _CLOCK_HOUR.search(field.label) and _CLOCK_MINUTES.match(field.text)  # the colon of `um 14:22`
    if (
        not found
        and not inside_clock
        and field.firm
        and field.meaning.kind not in _FREE
        and any(sign.isdigit() for sign in field.text)
    ):
        place = page.spot(field.span).place
        log.add("EXH035", place, detail=field.text, found=field.meaning.called)
    guessed = field.guessed
    yield from (replace(one, sure=one.sure and field.span.sure, guessed=guessed or one.guessed) for one in found)


def _observed(field: Field, page: Page, habits: DocumentHabits, log: ExhibitLog) -> Iterator[Observation]:
    kind = field.meaning.kind
    if kind is ObservationKind.AT:
        moment = next(habits.dates.moments_in(field.text), None)
        if moment is not None:
            yield from observe_moment(moment, field, page, log)
    elif kind is ObservationKind.ADDRESS:
        yield from _address(field, page)
    elif _is_other_number(field):
        return
    elif kind in (ObservationKind.WEIGHT, ObservationKind.AMOUNT):
        read = (
            weight_in(field.text, field.unit, habits.proved)
            if kind is ObservationKind.WEIGHT
            else _amount(field, habits)
        )
        if read is not None:
            yield _measured(read, field, page)
    else:
        yield from _worded(field, page, habits)


def with_settled_towns(observations: Iterable[Observation]) -> list[Observation]:
    """Return the readings; a town behind `delivered to` is sure where the paper names a person elsewhere."""
    read = list(observations)
    named = any(one.kind in _NAMED and one.sure for one in read)
    return [
        replace(one, sure=True) if named and one.kind is ObservationKind.CITY and _is_where_to(one) else one
        for one in read
    ]


def _is_where_to(one: Observation) -> bool:
    label, colon, value = (one.locator.words or "").partition(": ")
    return bool(colon) and value == one.value and _WHERE_TO.search(label) is not None


def _is_other_number(field: Field) -> bool:
    """Whether the number beside a label is no sum, or not the parcel's."""
    if field.meaning.kind is ObservationKind.AMOUNT:
        return _NUMBERED.match(field.text) is not None
    loose = field.meaning.kind is ObservationKind.TRACKING and not field.firm
    return loose and _BEGINS_NUMBER.match(field.text) is None


def observe_moment(moment: Moment, field: Field, page: Page, log: ExhibitLog) -> Iterator[Observation]:
    """Yield the day or instant of a field, and the carrier event that a filled-in field tells of."""
    words = field.text[moment.start : moment.end]
    spot = page.spot(field.span, f"{field.label}: {words}")
    kind = ObservationKind.AT if isinstance(moment.value, datetime) else ObservationKind.DATED
    if not moment.sure:
        log.add("EXH034", spot.place, detail=words, found=moment.value.strftime("%Y-%m-%d"))
    yield Observation(kind, moment.value, spot, moment.sure, field.meaning.role)
    if field.meaning.scan is not None:
        yield Observation(ObservationKind.SCAN, field.meaning.scan.value, spot, True, field.meaning.role)  # noqa: FBT003 - reads well


def _amount(field: Field, habits: DocumentHabits) -> Measured | None:
    settled = habits.settled or (habits.at_door and field.meaning.role is ObservationRole.COLLECTED)
    return amount_in(field.text, habits.currency, habits.proved or habits.mark, field.unit, settled=settled)


def _measured(read: Measured, field: Field, page: Page) -> Observation:
    spot = page.spot(field.span, f"{field.label}: {read.words}")
    return Observation(field.meaning.kind, read.value, spot, read.sure, field.meaning.role)


def _address(field: Field, page: Page) -> Iterator[Observation]:
    lines = [field.text, *(span.text for span in field.more)]
    whole = ", ".join(lines)[:_LONGEST]
    spot = page.spot(field.span, f"{field.label}: {whole}")
    if not any(sign.isalpha() for sign in whole):
        return
    yield Observation(ObservationKind.ADDRESS, whole, spot, role=field.meaning.role)
    yield from _places(lines, field, page)


def _places(lines: list[str], field: Field, page: Page) -> Iterator[Observation]:
    """Yield the postal code and the city of an address, from its last line backwards."""
    spans = (field.span, *field.more)
    for line, span in zip(reversed(lines), reversed(spans), strict=True):
        code, city = postal_code_in(line), city_in(line)
        if code is not None:
            yield Observation(ObservationKind.POSTAL_CODE, code, page.spot(span, line), role=field.meaning.role)
        if city is not None:
            yield Observation(ObservationKind.CITY, city[0], page.spot(span, line), city[1], field.meaning.role)
        if code is not None or city is not None:
            return


def _tidy(text: str) -> str | None:
    kept = text.strip(" .,-–_/*|")[:_LONGEST]
    return kept if any(sign.isalnum() for sign in kept) else None


def _carrier(text: str) -> str | None:
    return _tidy(text.split("  ", maxsplit=1)[0])


def _city(text: str) -> str | None:
    shaped = city_in(text)
    if shaped is not None:
        return shaped[0]
    behind = _BESIDE_CODE.fullmatch(text.strip())
    kept = behind["town"] if behind else _tidy(text.split(",", maxsplit=1)[0].split("  ", maxsplit=1)[0])
    if not kept or len(kept) > _LONGEST_PLACE or marketplace_by_site(kept) is not None:
        return None
    return None if any(sign.isdigit() for sign in kept) else kept


def _scan(text: str) -> str | None:
    kind = None if is_cancellation(text) or is_legend(text) else scan_kind(text)
    return None if kind is None else kind.value


def _order(text: str) -> str | None:
    known = next(iter(order_ids_in(text)), None) or mended_order_id(text)
    word = token_in(text)
    return known or (word if word and sum(sign.isdigit() for sign in word) >= _FEWEST_DIGITS else None)


_READ: MappingProxyType[ObservationKind, Callable[[str], str | None]] = MappingProxyType(
    {
        ObservationKind.ORDER: _order,
        ObservationKind.TRACKING: tracking_in,
        ObservationKind.SERIAL: token_in,
        ObservationKind.BATCH: token_in,
        ObservationKind.SKU: token_in,
        ObservationKind.ASIN: lambda text: next(iter(asins_in(text)), None),
        ObservationKind.PERSON: person_in,
        ObservationKind.SIGNED_BY: person_in,
        ObservationKind.CARRIER: _carrier,
        ObservationKind.LABORATORY: _tidy,
        ObservationKind.CITY: _city,
        ObservationKind.POSTAL_CODE: postal_code_in,
        ObservationKind.ONE_TIME_CODE: code_in,
        ObservationKind.SCAN: _scan,
        ObservationKind.TITLE: _tidy,
        ObservationKind.TEXT: _tidy,
    }
)


def _begins_with_town(text: str) -> bool:
    """Whether a text begins with a town and its code instead of a name: `Portland OR 97214`."""
    code, city = postal_code_in(text), city_in(text)
    return code is not None and city is not None and text.strip().startswith((code, city[0]))


def _is_number(text: str) -> bool:
    """Whether what is called an item is a parcel's number: a long one and nothing else."""
    squeezed = text.replace(" ", "")
    return len(squeezed) >= _LONG_NUMBER and tracking_in(text) == squeezed


def _worded(field: Field, page: Page, habits: DocumentHabits) -> Iterator[Observation]:
    kind, addressed = field.meaning.kind, field.meaning.role in _PLACES
    if kind is ObservationKind.PERSON and addressed and (_ADDRESS.search(field.text) or _begins_with_town(field.text)):
        yield from _address(field, page)
        return
    value = _READ[kind](field.text)
    if value is None or (kind in _NAMES and is_label_word(value)):
        return
    spot = page.spot(field.span, f"{field.label}: {field.text}")
    if kind in _NAMED and _WHERE_TO.search(field.label) is not None and is_known_town(value):
        yield from _town(value, field, spot)
        return
    if kind is ObservationKind.TITLE and _is_number(value):
        yield Observation(ObservationKind.TRACKING, value.replace(" ", ""), spot, sure=False)
        return
    yield Observation(kind, value, spot, role=field.meaning.role)
    if kind is ObservationKind.CITY and (code := postal_code_in(field.text)) is not None:
        yield Observation(ObservationKind.POSTAL_CODE, code, spot, role=field.meaning.role)
    if kind is ObservationKind.SIGNED_BY:
        yield from _signed(field, spot, habits)
    if kind is ObservationKind.PERSON and addressed and field.more:
        yield from _places([field.text, *(span.text for span in field.more)], field, page)


def _town(value: str, field: Field, spot: Locator) -> Iterator[Observation]:
    """Yield a town that stands where a name may: some families are called like towns."""
    place = _WHERE.search(field.label) is not None or _TOWNLIKE.search(value) is not None
    yield Observation(ObservationKind.CITY, value, spot, sure=place)
    if field.meaning.kind is ObservationKind.SIGNED_BY and not place:
        yield Observation(ObservationKind.SIGNED_BY, value, spot, sure=False, guessed=True)


def _signed(field: Field, spot: Locator, habits: DocumentHabits) -> Iterator[Observation]:
    yield Observation(ObservationKind.SCAN, ScanKind.DELIVERED.value, spot, role=ObservationRole.DELIVERED)
    for moment in habits.dates.moments_in(field.text):
        at = ObservationKind.AT if isinstance(moment.value, datetime) else ObservationKind.DATED
        yield Observation(at, moment.value, spot, moment.sure, ObservationRole.DELIVERED)
