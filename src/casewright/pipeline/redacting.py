"""What may stay of an exhibit once its personal data must go: its redacted twin, and what may be shown in its place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, Locator, Observation, ObservationKind
from casewright.domain.place import Place
from casewright.domain.redacted import ANOTHER
from casewright.evidence.board.keeping import expected_of
from casewright.evidence.board.people import Signer, signer_of
from casewright.evidence.names.towns import TownMatch, match_postal_codes, match_towns
from casewright.evidence.packet.derivatives import CopyOrder
from casewright.evidence.packet.pictures import copy_picture
from casewright.evidence.packet.profile import Quality
from casewright.evidence.readers.lines import PixelLine
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.vault.retention import PersonalData, personal_data_in
from casewright.evidence.vault.twin import PERSONAL_KINDS, TWIN_MEDIA_TYPE, Match, RedactedTwin, make_twin
from casewright.intake import SourceFile
from casewright.pipeline.packing.covering import wider

__all__ = ["PixelReader", "Remains", "exhibit_of_twin", "remains_of", "shown_name"]

PixelReader = Callable[[bytes], Sequence[PixelLine] | None]
"""Finds the lines of text in a picture; None when nobody here can."""

_COARSE = Quality("coarse", picture_pixels=160, picture_quality=60, sheet_dpi=72, sheet_quality=60)
"""So small that no face and no handwriting can be told; what the picture is of still can."""
_CLEAR = Quality("clear", picture_pixels=1600, picture_quality=80, sheet_dpi=72, sheet_quality=80)
_KIND = ObservationKind
_SIGNERS = {Signer.RECIPIENT: True, Signer.NEIGHBOUR: False, Signer.OTHER: False}
_TOWNS = {TownMatch.SAME: True, TownMatch.OTHER: False}
_COMPARED = {_KIND.SIGNED_BY: _KIND.PERSON}


@dataclass(frozen=True, slots=True)
class Remains:
    """What stays of one exhibit: the twin always; `shown` are bytes that name nobody, with their media type."""

    twin: RedactedTwin
    shown: bytes | None = None
    media_type: str = TWIN_MEDIA_TYPE


def shown_name(exhibit: str) -> str:
    """Return the vault name of what may be shown in a purged exhibit's place."""
    return f"{exhibit}.shown"


def remains_of(  # noqa: PLR0913 - each is one thing that is known of the exhibit
    content: bytes,
    exhibit: Exhibit | None,
    dispute: Dispute | None,
    *,
    name: str,
    media_type: str,
    salt: bytes,
    find_lines: PixelReader,
) -> Remains:
    """Return what stays of the exhibit that the vault keeps under `name`. What nobody has read is read now.

    A file of a kind that holds no personal data, in which none was read, stays whole. Of a picture stays a copy: every
    line of text covered, and made coarse where a face may be seen.
    """
    known = exhibit or _read(content)
    known = replace(known, key=name)
    twin = make_twin(known, expected_of(dispute) if dispute else {}, salt=salt)
    twin = replace(twin, matches=tuple(_judged(one, known, dispute, at) for at, one in enumerate(twin.matches)))
    holds, named = personal_data_in(known.kind), any(one.kind in PERSONAL_KINDS for one in known.observations)
    if holds is PersonalData.NONE and not named:
        return Remains(replace(twin, masked=(shown_name(name),)), content, media_type)
    if media_type.startswith("image/"):
        quality = _CLEAR if holds is PersonalData.LABEL else _COARSE
        masked = _masked(content, media_type, quality, find_lines)
        if masked is not None:
            return Remains(replace(twin, masked=(shown_name(name),)), masked, "image/jpeg")
    return Remains(twin)


def _read(content: bytes) -> Exhibit:
    reading = read_exhibit(SourceFile("exhibit", content))
    seen = () if reading.refused else reading.observations
    place = Place("exhibit", reading.digest)
    return Exhibit("", reading.kind, reading.speaker, place, reading.media_type, observations=seen)


def _judged(match: Match, exhibit: Exhibit, dispute: Dispute | None, at: int) -> Match:
    """Hold a personal reading against the order as the board does, which knows towns, initials and spellings."""
    if dispute is None or match.matches:
        return match
    personal = [one for one in exhibit.observations if one.kind in PERSONAL_KINDS]
    return replace(match, matches=_agrees(personal[at].kind, str(personal[at].value), dispute))


def _agrees(kind: ObservationKind, value: str, dispute: Dispute) -> bool | None:
    """Return whether a value is the order's; None where the board could not tell either."""
    match kind:
        case _KIND.PERSON | _KIND.SIGNED_BY if dispute.recipient:
            return _SIGNERS.get(signer_of(value, dispute.recipient))
        case _KIND.POSTAL_CODE if dispute.postal_code:
            return _TOWNS.get(match_postal_codes(value, dispute.postal_code))
        case _KIND.CITY if dispute.city:
            return _TOWNS.get(match_towns(value, dispute.city, dispute.country).match)
        case _KIND.ADDRESS if dispute.address:
            return True if _plain(dispute.address) in _plain(value) else None
        case _:
            return None


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _masked(content: bytes, media_type: str, quality: Quality, find_lines: PixelReader) -> bytes | None:
    """Return a copy of a picture with its text covered; None when it cannot be opened, or text cannot be found."""
    lines = find_lines(content)
    if lines is None:
        return None
    covered = tuple((None, wider(line.region)) for line in lines)
    copy = copy_picture(content, CopyOrder(sha256(content).hexdigest(), media_type, quality, regions=covered))
    return None if copy is None else copy.jpeg


def exhibit_of_twin(
    twin: RedactedTwin, place: Place, dispute: Dispute | None, media_type: str = TWIN_MEDIA_TYPE
) -> Exhibit:
    """Return a redacted twin as an exhibit: what it kept, and each personal value that was the order's, from there.

    What was found to be another's stands as a value that is nobody's, so that it still counts against.
    """
    expected = expected_of(dispute) if dispute else {}
    kept = [
        Observation(one.kind, one.value, Locator(place, one.page, one.line), one.sure, one.role, one.guessed)
        for one in twin.kept
    ]
    decided = [(one, _value_told(one, expected)) for one in twin.matches if one.matches is not None]
    matched = [
        Observation(one.kind, value, Locator(place), role=one.role) for one, value in decided if value is not None
    ]
    return Exhibit(
        twin.exhibit,
        twin.kind,
        twin.speaker,
        place,
        media_type,
        twin.made_at,
        twin.received_at,
        twin.off_channel,
        observations=(*kept, *matched),
    )


def _value_told(match: Match, expected: Mapping[ObservationKind, str]) -> str | None:
    return expected.get(_COMPARED.get(match.kind, match.kind)) if match.matches else ANOTHER
