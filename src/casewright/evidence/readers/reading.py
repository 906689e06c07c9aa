"""What a reader is told beforehand, and what it returns."""

from dataclasses import dataclass
from datetime import date

from casewright.domain.exhibit import ExhibitKind, Locator, Observation, Speaker
from casewright.domain.place import Finding
from casewright.evidence.readers.similar import PictureMark

__all__ = ["ExhibitReading", "ReadingHints"]


@dataclass(frozen=True, slots=True)
class ReadingHints:
    """What is known before reading. `country` and `currency` are the marketplace's; `zone` the place's clock, if sure.

    `kind` and `speaker` are set when a person or the source says so. `supplied_by` tells whose screen a chat shows.
    `near` is the day of the sale: of two readings of 09/03/2026 the one nearer to it is taken, and not as sure.
    """

    kind: ExhibitKind | None = None
    speaker: Speaker | None = None
    supplied_by: Speaker | None = None
    country: str | None = None
    currency: str | None = None
    zone: str | None = None
    near: date | None = None


@dataclass(frozen=True, slots=True)
class ExhibitReading:
    """What an exhibit is and says. `kind_sure` is false where the kind was guessed from few words.

    `coordinates` is where a photo says it was taken, latitude and longitude; it never leaves the original. `mark` knows
    a picture again. `other_channel` is the spot that names a channel outside the marketplace's. `decoration`: the
    picture is too small to show goods, as a logo in a mail is, and nobody says what it is; it has no mark.
    """

    kind: ExhibitKind
    speaker: Speaker
    media_type: str
    digest: str
    observations: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = ()
    kind_sure: bool = True
    refused: bool = False
    language: str | None = None
    coordinates: tuple[float, float] | None = None
    mark: PictureMark | None = None
    other_channel: Locator | None = None
    decoration: bool = False
