"""Read a picture: its text, upright whichever way it lies, and what the camera wrote beside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from casewright.domain.exhibit import Locator, Observation, ObservationKind, ObservationRole
from casewright.domain.place import Place
from casewright.evidence.readers.eyes import Eyes
from casewright.evidence.readers.labels import label_at_start
from casewright.evidence.readers.page import Page, SeenLine, page_of_seen
from casewright.evidence.readers.reading import ReadingHints
from casewright.evidence.safety.answers import PictureAnswer, Raster

__all__ = ["camera_observations", "seen_page"]

_FEWEST_LINES = 3
_HALF = 2
_STATUS = re.compile(
    r"(?=.*\d{1,2}[:.]\d\d)(?=.*(?:%|\b[2-5]G\b|LTE|Wi-?Fi))"
    r"(?:\d{1,2}[:.]\d\d|[2-5]G[+E]?|LTE|Wi-?Fi|VoLTE|[AP]\.?M\.?|\d{1,3} ?%?|[^\w%]|[•·.…]+|\b[a-z]{1,2}\b)+",
    re.IGNORECASE,
)
"""What stands at the top of a telephone's screen, and nothing else."""


def seen_page(picture: Raster, eyes: Eyes, place: Place, number: int | None) -> Page:
    """Return the page a picture shows. One that lies on its side or its head is turned, when that reads better."""
    lines = eyes.read(picture)
    best, turned = lines, 0
    if len(lines) >= _FEWEST_LINES and (ways := _other_ways(lines)):
        for turns in ways:
            other = eyes.read(picture, turns)
            if _sense(other) > _sense(best):
                best, turned = other, turns
    return _without_status(page_of_seen(place, number, best, picture.width, picture.height, turned))


def _without_status(page: Page) -> Page:
    """Return a page without the telephone's own line at the top: clock, net (`5G` is no weight) and battery."""
    if page.rows and _STATUS.fullmatch("  ".join(span.text for span in page.rows[0])):
        return replace(page, rows=page.rows[1:])
    return page


def _other_ways(lines: Sequence[SeenLine]) -> tuple[int, ...]:
    """Return the turns worth trying: none where labels can be read or the lines are long and level."""
    upright = sum(_wide(line) for line in lines)
    if upright * _HALF < len(lines):
        return 1, 3
    return () if any(label_at_start(line.text) for line in lines) or _level(lines) else (2,)


def _level(lines: Sequence[SeenLine]) -> bool:
    """Whether the recogniser is sure of most lines; lines on their head it reads badly."""
    return sum(line.sure for line in lines) * 4 >= len(lines) * 3


def _wide(line: SeenLine) -> bool:
    across = abs(line.corners[1][0] - line.corners[0][0])
    down = abs(line.corners[3][1] - line.corners[0][1])
    return across >= down or len(line.text) < 2  # noqa: PLR2004 - one character is as tall as wide


def _sense(lines: Sequence[SeenLine]) -> tuple[int, int]:
    """How much sense lines make: labels first, then characters that were read surely."""
    return (
        sum(label_at_start(line.text) is not None for line in lines),
        sum(len(line.text) for line in lines if line.sure),
    )


def camera_observations(picture: PictureAnswer, place: Place, hints: ReadingHints) -> Iterator[Observation]:
    """Yield when and with what a photo says it was taken. Cameras can be set wrong: none of it is sure."""
    spot = Locator(Place(place.file, place.digest, "EXIF"))
    taken = _taken(picture, hints)
    if taken is not None:
        words = f"DateTimeOriginal: {picture.taken}"
        located = Locator(spot.place, words=words)
        yield Observation(ObservationKind.AT, taken, located, sure=False, role=ObservationRole.TAKEN)
    device = " ".join(part for part in (picture.maker, picture.model) if part)
    if device:
        if picture.maker and picture.model and picture.model.lower().startswith(picture.maker.lower()):
            device = picture.model
        yield Observation(ObservationKind.DEVICE, device, Locator(spot.place, words=device), sure=False)


def _taken(picture: PictureAnswer, hints: ReadingHints) -> datetime | None:
    if picture.taken is None:
        return None
    day, _, clock = picture.taken.partition(" ")
    written = f"{day.replace(':', '-')}T{clock.strip()}{picture.offset or ''}"
    try:
        taken = datetime.fromisoformat(written)
    except ValueError:
        return None
    return taken.replace(tzinfo=ZoneInfo(hints.zone)) if taken.tzinfo is None and hints.zone else taken
