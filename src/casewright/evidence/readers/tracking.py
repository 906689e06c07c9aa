"""Tracking answers in JSON: SP-API's shapes, and any other that lists events with a time and a code or a text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from casewright.domain.exhibit import Locator, Observation, ObservationKind, ObservationRole
from casewright.domain.place import Place
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.answers import AnswerEvent, events_of_answer, parcel_number
from casewright.evidence.readers.document import habits_of
from casewright.evidence.readers.epochs import instant_of_epoch
from casewright.evidence.readers.moments import DocumentDates
from casewright.evidence.readers.reading import ReadingHints
from casewright.evidence.readers.tokens import tracking_in
from casewright.evidence.readers.vocabulary import event_codes
from casewright.evidence.safety.findings import ExhibitLog
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reports.dates import NotADate, read_moment
from casewright.intake.reports.vocabulary import scan_kind

__all__ = ["looks_like_tracking", "read_tracking"]

_TIMES = (
    "eventTime",
    "eventDate",
    "occurredAt",
    "scannedAt",
    "scan_time",
    "event_time",
    "timestamp",
    "datetime",
    "time",
    "date",
    "acceptTime",
    "ftime",
)
_CODES = ("eventCode", "code", "statusCode", "status_code", "status", "tag", "type")
_TEXTS = (
    "eventDescription",
    "description",
    "message",
    "details",
    "context",
    "remark",
    "text",
    "status",
    "acceptAddress",
)
_CITIES = ("city", "town", "locality")
_NUMBERS = (
    "trackingNumber",
    "trackingId",
    "tracking_number",
    "tracking_id",
    "trackingNo",
    "aftn",
    "waybillNo",
    "mailNo",
    "nu",
)
_LISTS = ("events", "scans", "trackingEvents", "history")
"""Beside a list of events an `id` is the parcel's own."""
_CARRIERS = ("carrierCode", "carrierName", "carrier", "carrier_name", "carrier_code")
_SIGNERS = ("signedForBy", "signedBy", "signed_by", "signatureName", "proofOfDeliverySignedBy")
_PROMISES = (
    "promisedDeliveryDate",
    "estimatedArrivalDate",
    "estimatedDeliveryDate",
    "promised_delivery",
    "estimated_delivery",
)
_LATEST = ("summary", "latestMilestone", "latest_event", "lastEvent")
_MOST_NODES = 50_000
_MOST_DEPTH = 40
_LONGEST = 200
_MOST_IN_LIST = 50


def _parsed(content: bytes, log: ExhibitLog | None = None) -> Any:  # noqa: ANN401 - JSON has no narrower type
    try:
        return json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        if log is not None:
            log.add("EXH038", detail=type(error).__name__)
        return None


def _nodes(value: object, pointer: str = "", depth: int = 0) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every object with its JSON pointer, outermost first."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, dict):
        yield pointer, value
        for name, inner in value.items():
            yield from _nodes(inner, f"{pointer}/{name[:60]}", depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _nodes(inner, f"{pointer}/{index}", depth + 1)


def _text(node: Mapping[str, Any], names: Sequence[str]) -> str | None:
    for name in names:
        value = node.get(name)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()[:_LONGEST]
    return None


def _moment(node: Mapping[str, Any], names: Sequence[str]) -> tuple[datetime | date, str] | None:
    for name in names:
        text = _text(node, (name,))
        if text is None:
            continue
        instant = instant_of_epoch(text)
        if instant is not None:
            return instant, text
        read = read_moment(text.replace("Z", "+00:00") if text.endswith("Z") else text, None)
        if not isinstance(read, NotADate):
            return read, text
    return None


def _status(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the object that says what happened: a nested `status`, or the event itself."""
    inner = node.get("status")
    return inner if isinstance(inner, dict) else node


def _event_kind(node: Mapping[str, Any]) -> ScanKind | None:
    status = _status(node)
    code = _text(status, _CODES)
    if code is not None and code in event_codes():
        return event_codes()[code]
    for text in (_text(status, _TEXTS), code):
        kind = scan_kind(text) if text else None
        if kind is not None:
            return kind
    return None


def _city(node: Mapping[str, Any]) -> str | None:
    for name in ("location", "eventAddress", "address"):
        inner = node.get(name)
        if isinstance(inner, dict):
            return _text(inner, _CITIES) or _city(inner)
    return _text(node, _CITIES)


def _is_event(node: Mapping[str, Any]) -> bool:
    return _moment(node, _TIMES) is not None and _event_kind(node) is not None


def looks_like_tracking(content: bytes) -> bool:
    """Say whether bytes are JSON that tells of a parcel's events."""
    value = _parsed(content)
    return any(_is_event(node) for _, node in _bounded(value)) or bool(events_of_answer(value, _dates(value)))


def _dates(value: object, hints: ReadingHints | None = None) -> DocumentDates:
    """Learn how an answer writes its days."""
    texts = [text for _, node in _bounded(value) for text in node.values() if isinstance(text, str)]
    return habits_of(texts, hints or ReadingHints())[0].dates


def _bounded(value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for count, found in enumerate(_nodes(value)):
        if count >= _MOST_NODES:
            return
        yield found


def read_tracking(
    content: bytes, place: Place, log: ExhibitLog, hints: ReadingHints | None = None
) -> tuple[Observation, ...]:
    """Return the numbers, promise and events of a tracking answer, each with its JSON pointer. Never raises."""
    found: dict[Observation, None] = {}
    events: set[tuple[ScanKind, datetime | date]] = set()
    value = _parsed(content, log)
    nodes = sorted(_bounded(value), key=lambda item: _is_latest(item[0]))
    for line, (pointer, node) in enumerate(nodes, start=1):
        spot = Locator(replace(place, part=pointer or "/"), line=line)
        found.update(dict.fromkeys(_named(node, spot)))
        kind, moment = _event_kind(node), _moment(node, _TIMES)
        if kind is not None and moment is not None and (kind, moment[0]) not in events:
            events.add((kind, moment[0]))
            found.update(dict.fromkeys(_event(node, kind, moment, spot)))
    shaped = events_of_answer(value, _dates(value, hints))
    placed = any(one.kind is ObservationKind.CITY for one in found)
    if len(shaped) > len(events) or (len(shaped) == len(events) and not placed and any(one.place for one in shaped)):
        scans = (ObservationKind.SCAN, ObservationKind.CITY, ObservationKind.AT, ObservationKind.DATED)
        found = {one: None for one in found if one.kind not in scans or one.role is not None}
        found.update(dict.fromkeys(one for event in shaped for one in _of_shape(event, place)))
    if not any(one.kind is ObservationKind.TRACKING for one in found) and (number := parcel_number(value)):
        found[Observation(ObservationKind.TRACKING, number[0], Locator(place, words=" ".join(reversed(number))))] = None
    return tuple(found)


def _of_shape(event: AnswerEvent, place: Place) -> Iterator[Observation]:
    spot = Locator(
        replace(place, part=event.pointer), line=int(event.pointer.rsplit("/", 1)[-1]) + 1, words=event.words
    )
    yield Observation(ObservationKind.SCAN, event.kind.value, spot, event.known)
    at = ObservationKind.AT if isinstance(event.when, datetime) else ObservationKind.DATED
    yield Observation(at, event.when, spot, event.sure)
    if event.place is not None:
        yield Observation(ObservationKind.CITY, event.place, spot, event.place_sure)


def _is_latest(pointer: str) -> bool:
    """Whether a pointer leads into the copy of the last event, which the history tells again."""
    return any(part in _LATEST for part in pointer.split("/"))


def _named(node: Mapping[str, Any], spot: Locator) -> Iterator[Observation]:
    for kind, names in (
        (ObservationKind.TRACKING, _NUMBERS),
        (ObservationKind.CARRIER, _CARRIERS),
        (ObservationKind.SIGNED_BY, _SIGNERS),
    ):
        text = _text(node, names)
        if (
            text is None
            and kind is ObservationKind.TRACKING
            and any(isinstance(node.get(name), list) for name in _LISTS)
        ):
            text = tracking_in(_text(node, ("id",)) or "")
        if text is not None:
            yield Observation(kind, text, replace(spot, words=text))
    promised = _moment(node, _PROMISES)
    if promised is not None:
        kind = ObservationKind.AT if isinstance(promised[0], datetime) else ObservationKind.DATED
        yield Observation(kind, promised[0], replace(spot, words=promised[1]), role=ObservationRole.PROMISED)
    for value in _texts_of(node):
        for order in order_ids_in(value):
            yield Observation(ObservationKind.ORDER, order, replace(spot, words=value))


def _texts_of(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield the short texts of an object, also those that stand in plain lists."""
    for value in node.values():
        for one in value[:_MOST_IN_LIST] if isinstance(value, list) else (value,):
            if isinstance(one, str) and len(one) < _LONGEST:
                yield one


def _event(
    node: Mapping[str, Any], kind: ScanKind, moment: tuple[datetime | date, str], spot: Locator
) -> Iterator[Observation]:
    status = _status(node)
    spot = replace(spot, words=" · ".join(filter(None, (moment[1], _text(status, _TEXTS) or _text(status, _CODES)))))
    yield Observation(ObservationKind.SCAN, kind.value, spot)
    at = ObservationKind.AT if isinstance(moment[0], datetime) else ObservationKind.DATED
    yield Observation(at, moment[0], spot)
    city = _city(node)
    if city is not None:
        yield Observation(ObservationKind.CITY, city, spot)
