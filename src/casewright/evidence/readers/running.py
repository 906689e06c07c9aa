"""What a paper says in running text and not beside a label: its main day, who signed, where, which batch, what weight.

Only what no label told is looked for, and only what such a paper is made to tell.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType

from casewright.domain.exhibit import ExhibitKind, Observation, ObservationKind, ObservationRole
from casewright.domain.shipment import ScanKind
from casewright.evidence.names.towns import is_known_town
from casewright.evidence.readers.labels import labels_in
from casewright.evidence.readers.measures import weight_in
from casewright.evidence.readers.moments import Moment
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.refund_papers import refunded_sum
from casewright.evidence.readers.signers import signer_told
from casewright.evidence.readers.tokens import city_in, postal_code_in, token_in
from casewright.evidence.readers.typed import DocumentHabits

__all__ = ["told_in_running_text"]

_KIND, _ROLE, _EXHIBIT = ObservationKind, ObservationRole, ExhibitKind
_MAIN_DAY: Mapping[ExhibitKind, ObservationRole] = MappingProxyType(
    {
        _EXHIBIT.PROOF_OF_DELIVERY: _ROLE.DELIVERED,
        _EXHIBIT.TEST_REPORT: _ROLE.TESTED,
        _EXHIBIT.INSPECTION: _ROLE.TESTED,
        _EXHIBIT.DAMAGE_REPORT: _ROLE.TESTED,
        _EXHIBIT.INVOICE: _ROLE.ISSUED,
        _EXHIBIT.AUTHORISATION: _ROLE.ISSUED,
        _EXHIBIT.INSURANCE: _ROLE.ISSUED,
        _EXHIBIT.RETURN_REQUEST: _ROLE.ISSUED,
        _EXHIBIT.REFUND_LINE: _ROLE.PAID,
        _EXHIBIT.REMITTANCE: _ROLE.PAID,
        _EXHIBIT.PACK_RECORD: _ROLE.SHIPPED,
        _EXHIBIT.SERIAL_RECORD: _ROLE.SHIPPED,
        _EXHIBIT.LABEL_PURCHASE: _ROLE.SHIPPED,
        _EXHIBIT.LISTING_SNAPSHOT: _ROLE.TAKEN,
        _EXHIBIT.ORDER_RECORD: _ROLE.ORDERED,
    }
)
_APART = re.compile(r"\s{2,}")
_FIRST_WIDE = "\u3040"
"""From here on scripts set no blank between words."""
_WRAPPED, _WRAPPED_WIDE = 30, 15
_OF_BATCH = frozenset(
    {_EXHIBIT.TEST_REPORT, _EXHIBIT.INSPECTION, _EXHIBIT.INVOICE, _EXHIBIT.PACK_RECORD, _EXHIBIT.SERIAL_RECORD}
)
_WEIGHED = frozenset({_EXHIBIT.PROOF_OF_DELIVERY, _EXHIBIT.PACK_RECORD, _EXHIBIT.LABEL_PURCHASE})
_HANDLED = frozenset({_EXHIBIT.PROOF_OF_DELIVERY, _EXHIBIT.PACK_RECORD, _EXHIBIT.SERIAL_RECORD})
"""Papers of one act, which tell an instant of nothing else."""
_PLACED = frozenset({_EXHIBIT.PROOF_OF_DELIVERY})


@dataclass(frozen=True, slots=True)
class _Words:
    """What sentences say, as patterns: of which day, what takes it back, batch and serial, to which town."""

    days: Mapping[ObservationRole, re.Pattern[str]]
    denied: re.Pattern[str]
    batch: re.Pattern[str]
    serial: re.Pattern[str]
    town: re.Pattern[str]


@cache
def _words() -> _Words:
    table = tomllib.loads((files(__package__) / "words" / "running.toml").read_text("utf-8"))
    phrases = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in table["phrases"].items()}
    return _Words(
        {ObservationRole(role): re.compile(pattern, re.IGNORECASE) for role, pattern in table["days"].items()},
        phrases["denied"],
        phrases["batch"],
        phrases["serial"],
        phrases["town"],
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a page as a whole."""

    page: Page
    span: Span
    text: str


def told_in_running_text(
    kind: ExhibitKind, pages: Sequence[Page], told: Sequence[Observation], habits: DocumentHabits
) -> Iterator[Observation]:
    """Yield what such a paper is made to tell and no label told."""
    lines = [_Line(page, row[0], "  ".join(span.text for span in row)) for page in pages for row in page.rows]
    yield from _main_day(kind, lines, told, habits)
    if kind is _EXHIBIT.REFUND_LINE and not any(one.role is _ROLE.REFUNDED for one in told):
        yield from refunded_sum(pages, habits)
    if kind is _EXHIBIT.SERVICE_LOG:
        yield from _logged(lines, told, habits)
    kinds = {one.kind for one in told}
    if kind is _EXHIBIT.PROOF_OF_DELIVERY and _KIND.SIGNED_BY not in kinds:
        yield from _signers(lines)
    if kind in _OF_BATCH:
        for wanted, pattern in ((_KIND.BATCH, _words().batch), (_KIND.SERIAL, _words().serial)):
            if wanted not in kinds:
                yield from _tokens(wanted, pattern, lines)
    if kind in _WEIGHED and _KIND.WEIGHT not in kinds:
        yield from _weight(lines, habits)
    if kind not in _WEIGHED and {_KIND.WEIGHT, _KIND.TRACKING} & kinds == {_KIND.TRACKING}:
        yield from _weight_alone(pages, habits)
    if kind in _PLACED and not kinds & {_KIND.CITY, _KIND.POSTAL_CODE}:
        yield from _place(lines)


def _main_day(
    kind: ExhibitKind, lines: Sequence[_Line], told: Sequence[Observation], habits: DocumentHabits
) -> Iterator[Observation]:
    """Yield the day that such a paper is about: where a sentence says so, by a mere date, or the only day there is."""
    role = _MAIN_DAY.get(kind)
    days = [one for one in told if one.kind in (_KIND.AT, _KIND.DATED)]
    if role is None or any(one.role is role for one in days):
        return
    named = {(one.locator.page, one.locator.line) for one in days if one.role not in (None, _ROLE.ISSUED, _ROLE.TAKEN)}
    other = {(one.locator.page, one.locator.line) for one in days if one.role is not None and not one.guessed}
    found = [
        (line, moment)
        for line in lines
        if (line.page.number, line.span.line) not in named
        for moment in habits.dates.moments_in(line.text)
    ]
    says, denied = _words().days[role], _words().denied
    found = [(line, moment) for line, moment in found if not (role is _ROLE.DELIVERED and denied.search(line.text))]
    saying = [(line, moment) for line, moment in found if says.search(line.text)]
    chosen = saying or (found if len({_day_alone(moment) for _, moment in found}) == 1 else [])
    for line, moment in chosen[:1]:
        at = isinstance(moment.value, datetime) and kind in _HANDLED
        alone = at and (line.page.number, line.span.line) not in other
        guessed = not saying and not alone  # the only instant of a paper is its main one, a mere day may be any
        yield from (replace(one, guessed=guessed) for one in _day(line, moment, role, sure=bool(saying)))


def _day_alone(moment: Moment) -> date:
    """Return the day of a moment: one instant may stand in two zones."""
    return moment.value.date() if isinstance(moment.value, datetime) else moment.value


def _logged(lines: Sequence[_Line], told: Sequence[Observation], habits: DocumentHabits) -> Iterator[Observation]:
    """Yield the instants of a log's rows that no label told: each row of a log says when it was written."""
    named = {one.locator.line for one in told if one.kind in (_KIND.AT, _KIND.DATED)}
    for line in lines:
        moment = next(habits.dates.moments_in(line.text), None) if line.span.line not in named else None
        if moment is not None and isinstance(moment.value, datetime):
            yield Observation(_KIND.AT, moment.value, line.page.spot(line.span, line.text), moment.sure)


def _day(line: _Line, moment: Moment, role: ObservationRole, *, sure: bool) -> Iterator[Observation]:
    spot = line.page.spot(line.span, line.text)
    kind = _KIND.AT if isinstance(moment.value, datetime) else _KIND.DATED
    yield Observation(kind, moment.value, spot, sure and moment.sure and line.span.sure, role)
    if role is _ROLE.DELIVERED:
        yield Observation(_KIND.SCAN, ScanKind.DELIVERED.value, spot, sure and line.span.sure, role)


def _signers(lines: Sequence[_Line]) -> Iterator[Observation]:
    """Yield who signed as the first sentence tells it, on one line or over the end of one."""
    wrapped = (_carried_on(*pair) for pair in pairwise(lines) if _is_wrapped(*pair))
    for line in (*lines, *wrapped):
        told = None if _words().denied.search(line.text) else signer_told(line.text)
        if told is not None:
            spot = line.page.spot(line.span, line.text)
            yield Observation(_KIND.SIGNED_BY, told[0], spot, told[1] and line.span.sure, guessed=not told[1])
            return


def _is_wrapped(line: _Line, following: _Line) -> bool:
    """Whether a long line without a label is carried on by one without a label."""
    shortest = _WRAPPED_WIDE if line.text[-1:] >= _FIRST_WIDE else _WRAPPED
    return len(line.text) >= shortest and not labels_in(line.text) and not labels_in(following.text)


def _carried_on(line: _Line, following: _Line) -> _Line:
    """Return a line with the one that carries on its sentence."""
    between = "" if line.text[-1:] >= _FIRST_WIDE else " "
    return replace(line, text=f"{line.text}{between}{following.text}")


def _tokens(kind: ObservationKind, pattern: re.Pattern[str], lines: Iterable[_Line]) -> Iterator[Observation]:
    for line in lines:
        for match in pattern.finditer(line.text):
            token = token_in(match["token"])
            if token is not None and any(sign.isdigit() for sign in token):
                yield Observation(kind, token, line.page.spot(line.span, line.text), line.span.sure)


def _weight(lines: Sequence[_Line], habits: DocumentHabits) -> Iterator[Observation]:
    parts = [(line, part) for line in lines for part in _APART.split(line.text)]
    read = [(line, weight) for line, part in parts if (weight := weight_in(part, None, habits.proved)) is not None]
    if len({weight.value for _, weight in read}) == 1:
        line, weight = read[0]
        yield Observation(_KIND.WEIGHT, weight.value, line.page.spot(line.span, line.text), weight.sure)


def _weight_alone(pages: Sequence[Page], habits: DocumentHabits) -> Iterator[Observation]:
    """Yield the one weight that stands by itself, as on a parcel's label; whether it is the parcel's is not sure."""
    read = [
        (page, span, weight)
        for page in pages
        for span in page.spans
        if (weight := weight_in(span.text, None, habits.proved)) is not None
        and weight.words.strip() == span.text.strip(" .:=()*")
    ]
    if len({weight.value for _, _, weight in read}) == 1:
        page, span, weight = read[0]
        yield Observation(_KIND.WEIGHT, weight.value, page.spot(span), sure=False, guessed=True)


def _place(lines: Sequence[_Line]) -> Iterator[Observation]:
    """Yield the one place that is written as in an address, or that stands behind words such as `delivered to`."""
    read = [
        (line, code, city) for line in lines if (code := postal_code_in(line.text)) and (city := city_in(line.text))
    ]
    if len({code for _, code, _ in read}) == 1:
        line, code, city = read[0]
        spot = line.page.spot(line.span, line.text)
        yield Observation(_KIND.POSTAL_CODE, code, spot, sure=False, guessed=True)
        yield Observation(_KIND.CITY, city[0], spot, sure=False, guessed=True)
        return
    said = ((line, _words().town.fullmatch(line.text.strip(" ."))) for line in lines)
    towns = [(line, match["town"]) for line, match in said if match and is_known_town(match["town"])]
    if len(towns) == 1:
        line, town = towns[0]
        yield Observation(_KIND.CITY, town, line.page.spot(line.span, line.text), sure=False)
