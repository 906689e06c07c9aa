"""Answers in JSON whatever their shape: lists whose members have a day each are read as a history, else as lines."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.epochs import instant_of_epoch, is_time_name
from casewright.evidence.readers.moments import DocumentDates, clock_in
from casewright.evidence.readers.near_events import near_event
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.tokens import city_in
from casewright.evidence.readers.vocabulary import answer_names
from casewright.intake.reports.vocabulary import scan_kind

__all__ = ["AnswerEvent", "answer_lines", "events_of_answer", "looks_like_json", "parcel_number"]

_MOST_NODES = 50_000
_MOST_DEPTH = 40
_FEWEST = 2
_LONGEST_MOMENT = 48
_LONGEST_PLACE = 40
_LONGEST = 200
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?")
_COMPACT_CLOCK = re.compile(r"([01]\d|2[0-3])([0-5]\d)(?:[0-5]\d)?")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+")
_POSTAL = re.compile(r"\(?\b(?=[A-Z0-9 -]*\d)[A-Z0-9][A-Z0-9 -]{2,9}\b\)?")
_MOVING = frozenset({ScanKind.IN_TRANSIT, ScanKind.LABEL, ScanKind.OTHER})
_FIRST = b"{["
_MARKS = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One member of a history: what happened, when, where, the JSON pointer, and the words it was read from.

    `known` says that a list knows its words, which else only their sense tells.
    """

    kind: ScanKind
    when: date | datetime
    sure: bool
    pointer: str
    words: str
    place: str | None = None
    place_sure: bool = False
    known: bool = True


def looks_like_json(content: bytes) -> bool:
    """Say whether bytes are an object or a list in JSON."""
    if content.lstrip(_MARKS)[:1] not in (_FIRST[:1], _FIRST[1:]):
        return False
    try:
        return isinstance(json.loads(content.decode("utf-8-sig", "replace")), (dict, list))
    except (ValueError, RecursionError):
        return False


def _scalars(value: object, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield name and text of every plain value, in order."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            yield from _scalars(inner, inner_name, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _scalars(inner, name, depth + 1)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
        yield name, str(value).strip()


def answer_lines(content: bytes) -> str:
    """Return an answer as lines of `name: value`, the names as words."""
    value = json.loads(content.decode("utf-8-sig", "replace"))
    lines = []
    for at, (name, text) in enumerate(_scalars(value)):
        if at >= _MOST_NODES:
            break
        words = " ".join(filter(None, _HUMP.split(name)))
        lines.append(f"{words}: {' '.join(text.split())}")
    return "\n".join(lines)


def _lists(value: object, pointer: str = "", depth: int = 0) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Yield every list of objects with its pointer."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, f"{pointer}/{str(name)[:60]}", depth + 1)
    elif isinstance(value, list):
        members: list[Mapping[str, Any]] = [one for one in value[:_MOST_NODES] if isinstance(one, dict)]
        if len(members) >= _FEWEST and len(members) == len(value[:_MOST_NODES]):
            yield pointer, members
        for index, inner in enumerate(value[:_MOST_NODES]):
            yield from _lists(inner, f"{pointer}/{index}", depth + 1)


def events_of_answer(value: object, dates: DocumentDates) -> tuple[AnswerEvent, ...]:
    """Return the events of the histories in an answer; nothing where no list tells of a parcel."""
    found: list[AnswerEvent] = []
    of_parcel = parcel_number(value) is not None
    for pointer, members in _lists(value):
        events = [_event(one, f"{pointer}/{index}", dates, near=of_parcel) for index, one in enumerate(members)]
        told = [one for one in events if one is not None]
        if len(told) >= _FEWEST:
            found.extend(told)
    return tuple(found)


def _event(member: Mapping[str, Any], pointer: str, dates: DocumentDates, *, near: bool) -> AnswerEvent | None:
    """Return what a member of a list tells; `near`: by its sense too, where no list knows its words."""
    parts = list(_scalars(member))
    when = _when(parts, dates)
    if when is None:
        return None
    told = [(kind, text) for name, text in parts if not _is(name, "place") and (kind := scan_kind(text)) is not None]
    known = bool(told)
    if not told and near and isinstance(when[0], datetime):
        told = _by_sense(parts, when[2])
    if not told:
        return None
    kind, what = next((one for one in told if one[0] not in _MOVING), told[0])
    place, place_sure = _place(parts, what, when[2]) or (None, False)
    words = " · ".join((*when[2], what))[:_LONGEST]
    return AnswerEvent(kind, when[0], when[1], pointer, words, place, place_sure, known)


def _by_sense(parts: Sequence[tuple[str, str]], taken: Sequence[str]) -> list[tuple[ScanKind, str]]:
    """Return what the longest text without a digit is nearest to in meaning."""
    plain = [
        text
        for name, text in parts
        if text not in taken and not _is(name, "place") and not any(map(str.isdigit, text)) and len(text) <= _LONGEST
    ]
    text = max(plain, key=len, default="")
    kind = near_event(text) if text else None
    return [] if kind is None else [(kind, text)]


@cache
def _names(meaning: str) -> frozenset[str]:
    return frozenset(squashed(name).key for name in answer_names()[meaning])


def _is(name: str, meaning: str) -> bool:
    return squashed(name).key in _names(meaning)


def _when(parts: Sequence[tuple[str, str]], dates: DocumentDates) -> tuple[date | datetime, bool, list[str]] | None:
    """Return the instant or day of an event, whether it is sure, and the texts it was read from."""
    for name, text in parts:
        read = _instant(name, text, dates)
        if read is None:
            continue
        value, sure = read
        if isinstance(value, datetime):
            return value, sure, [text]
        clock = next(((one, told) for other, one in parts if one != text and (told := _clock(other, one))), None)
        if clock is None:
            return value, sure, [text]
        return datetime.combine(value, time(*clock[1]), _zone(dates)), sure, [text, clock[0]]
    return None


def _zone(dates: DocumentDates) -> ZoneInfo | None:
    return None if dates.zone is None else ZoneInfo(dates.zone)


def _instant(name: str, text: str, dates: DocumentDates) -> tuple[date | datetime, bool] | None:
    if len(text) > _LONGEST_MOMENT or not any(sign.isdigit() for sign in text):
        return None
    if is_time_name(name) and (instant := instant_of_epoch(text)) is not None:
        return instant, True
    if compact := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second = compact.groups()
        clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
        text = f"{year}-{month}-{day}{clock}"
    moment = next(dates.moments_in(text), None)
    return None if moment is None else (moment.value, moment.sure)


def _clock(name: str, text: str) -> tuple[int, int] | None:
    if compact := _COMPACT_CLOCK.fullmatch(text):
        return (int(compact[1]), int(compact[2])) if _is(name, "clock") else None
    return clock_in(text)


def _place(parts: Sequence[tuple[str, str]], what: str, taken: Sequence[str]) -> tuple[str, bool] | None:
    """Return where it was: under a name that means a place, else the one short text that says nothing else."""
    for name, text in parts:
        if _is(name, "place") and (town := _town(text)) is not None:
            return town, True
    for _, text in parts:
        if text in taken or text == what or any(sign.isdigit() for sign in text) or scan_kind(text) is not None:
            continue
        if 1 < len(text) <= _LONGEST_PLACE and (text[0].isupper() or not text[0].isascii()):
            return text, False
    return None


def _town(text: str) -> str | None:
    shaped = city_in(text)
    if shaped is not None and shaped[1]:
        return shaped[0]
    bare = _POSTAL.sub(" ", text).strip(" ,;()（）-")
    return bare if 1 < len(bare) <= _LONGEST_PLACE and not any(sign.isdigit() for sign in bare) else None


def parcel_number(value: object) -> tuple[str, str] | None:
    """Return the number of the parcel an answer is about, with the name it stands under."""
    for name, text in _scalars(value):
        if _is(name, "tracking") and any(sign.isdigit() for sign in text) and len(text) <= _LONGEST_PLACE:
            return text, name
    return None
