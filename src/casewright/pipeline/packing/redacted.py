"""A redacted twin as a packet shows it: what was read before the purge, and what agreed with the order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from casewright.domain.exhibit import Exhibit, ObservationKind
from casewright.domain.place import Place
from casewright.evidence.packet.content import TableBody
from casewright.evidence.packet.telling import readings_of
from casewright.evidence.vault.twin import RedactedTwin
from casewright.pipeline.packing.words import LetterWords
from casewright.pipeline.redacting import exhibit_of_twin

__all__ = ["redacted_body"]

_AGREES = {True: "agrees", False: "differs", None: "unknown"}


def redacted_body(twin: RedactedTwin, exhibit: Exhibit, words: LetterWords, zone: ZoneInfo) -> TableBody:
    """Return the twin as a table; scans with their times first."""
    columns = (words.say("column", "field"), words.say("column", "value"))
    return TableBody(columns, tuple(dict.fromkeys(_rows(twin, exhibit.place, words, zone))))


def _rows(twin: RedactedTwin, place: Place, words: LetterWords, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    labels, scans = words.labels, twin.scans()
    for scan, at in scans:
        yield words.say("scan", scan), _when(at, words, zone)
    for name, value in readings_of(exhibit_of_twin(replace(twin, matches=()), place, None), labels, zone):
        if not (scans and name == labels.of("reads", ObservationKind.AT)):
            yield name, value
    for match in twin.matches:
        yield labels.of("reads", match.kind), words.say("redacted", _AGREES[match.matches])


def _when(at: date | None, words: LetterWords, zone: ZoneInfo) -> str:
    match at:
        case None:
            return ""
        case datetime():
            return words.labels.instant(at, zone)
        case day:
            return words.labels.day(day)
