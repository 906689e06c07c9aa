"""Recordings of calls: kept as they are; their words only where somebody's program writes them down."""

from collections.abc import Callable
from dataclasses import dataclass

from casewright.domain.exhibit import Locator, Observation, ObservationKind
from casewright.evidence.safety.findings import ExhibitLog

__all__ = ["Transcriber", "read_recording"]


@dataclass(frozen=True, slots=True)
class Transcriber:
    """Who writes down what is said. `transcribe` takes the bytes and their media type; None when it cannot."""

    name: str
    transcribe: Callable[[bytes, str], str | None]


def read_recording(
    content: bytes, media_type: str, transcriber: Transcriber | None, log: ExhibitLog
) -> tuple[Observation, ...]:
    """Return the transcript as one reading that is never sure: a person listens before it counts."""
    if transcriber is None:
        log.add("EXH042")
        return ()
    words = transcriber.transcribe(content, media_type)
    if words is None:
        log.add("EXH044", detail=transcriber.name)
        return ()
    log.add("EXH043", detail=transcriber.name)
    return (Observation(ObservationKind.TEXT, words, Locator(log.place()), sure=False),)
