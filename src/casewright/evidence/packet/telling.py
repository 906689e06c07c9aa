"""What stands at the head of an exhibit: where it comes from, when it was made, and what was read in it."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from casewright.domain.exhibit import Exhibit, Observation, ObservationKind, Weight
from casewright.domain.money import Money
from casewright.evidence.packet.labels import Labels

__all__ = ["facts_of", "readings_of", "size_of", "tell_weight"]

_TOLD = (
    ObservationKind.SIGNED_BY,
    ObservationKind.PERSON,
    ObservationKind.CITY,
    ObservationKind.POSTAL_CODE,
    ObservationKind.ADDRESS,
    ObservationKind.AT,
    ObservationKind.DATED,
    ObservationKind.ORDER,
    ObservationKind.TRACKING,
    ObservationKind.CARRIER,
    ObservationKind.SERIAL,
    ObservationKind.BATCH,
    ObservationKind.SKU,
    ObservationKind.ASIN,
    ObservationKind.WEIGHT,
    ObservationKind.AMOUNT,
    ObservationKind.ONE_TIME_CODE,
    ObservationKind.LABORATORY,
)
_MOST = 8
_KILOGRAM = 1000
_LONGEST = 80
_GAP = "\u00a0"


def facts_of(exhibit: Exhibit, labels: Labels, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return source and times, each with its label."""
    facts = [(labels.say("source"), labels.of("speaker", exhibit.speaker))]
    for name, instant in (("made", exhibit.made_at), ("received", exhibit.received_at)):
        if instant is not None:
            facts.append((labels.say(name), labels.instant(instant, zone)))
    return facts


def readings_of(exhibit: Exhibit, labels: Labels, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return the most telling values that were read for sure, each once, in a fixed order."""
    ordered = sorted(
        (reading for reading in exhibit.observations if reading.sure and reading.kind in _TOLD),
        key=lambda reading: _TOLD.index(reading.kind),
    )
    told = dict.fromkeys(pair for reading in ordered for pair in _told(reading, labels, zone))
    return list(told)[:_MOST]


def _told(reading: Observation, labels: Labels, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    section, name = ("reads", reading.kind.value) if reading.role is None else ("role", reading.role.value)
    if name not in labels.sections[section]:
        section, name = "reads", reading.kind.value
    value = _value(reading, labels, zone)
    if value is not None and len(value) <= _LONGEST:
        where = reading.locator.page
        spot = f" ({labels.say('page_before')}{where}{labels.say('page_after')})" if where not in (None, 1) else ""
        yield labels.of(section, name), value + spot


def _value(reading: Observation, labels: Labels, zone: ZoneInfo) -> str | None:
    match reading.value:
        case bool():
            return None
        case datetime() as instant:
            return labels.instant(instant, zone)
        case date() as day:
            return labels.day(day)
        case Weight() as weight:
            return tell_weight(weight, labels)
        case Money() as money:
            return f"{labels.number(money.amount)}{_GAP}{money.currency}"
        case value:
            return labels.number(value) if isinstance(value, Decimal) else str(value)


def tell_weight(weight: Weight, labels: Labels) -> str:
    """Write a weight so that it does not break between number and unit."""
    if weight.grams < _KILOGRAM:
        return f"{weight.grams}{_GAP}g"
    return f"{labels.number(Decimal(weight.grams) / _KILOGRAM)}{_GAP}kg"


def size_of(count: int) -> str:
    """Write a number of bytes for people."""
    for unit, size in (("MB", 1_000_000), ("KB", 1_000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"
