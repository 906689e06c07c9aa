"""What a packet covers by default: patterns of personal data, and what exhibits say of people beside the matter."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, ExhibitKind, ObservationKind, ObservationRole
from casewright.evidence.packet.content import ClaimElement, WordsMask
from casewright.pipeline.packing.words import LetterWords

__all__ = ["element_of", "masks_for", "shows_recipient"]

_SHORTEST = 3
_PEOPLE = (ObservationKind.PERSON, ObservationKind.SIGNED_BY)


@cache
def _table() -> Mapping[str, Any]:
    path = files("casewright.pipeline.packing").joinpath("masks.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def element_of(kind: ExhibitKind) -> ClaimElement:
    """Return the part of the claim that a kind of exhibit speaks to."""
    elements: Mapping[str, Sequence[str]] = _table()["element"]
    return ClaimElement(next((name for name, kinds in elements.items() if kind in kinds), ClaimElement.OTHER))


def shows_recipient(dispute: Dispute) -> bool:
    """Say whether the claim turns on who received what and where."""
    return dispute.type.value in _table()["recipient"]["shown_in"]


def masks_for(dispute: Dispute, exhibits: Sequence[Exhibit], words: LetterWords) -> tuple[WordsMask, ...]:
    """Return a packet's masks: patterns, street addresses and codes always, names where they are not the matter."""
    spared = [number for number in (dispute.order_id, *dispute.tracking_numbers) if number]
    spared += dispute.return_tracking_numbers
    sparing = "".join(f"(?!{_spelled(number)})" for number in spared)
    found = [WordsMask(f"{sparing}(?:{row['pattern']})", words.say("mask", row["name"])) for row in _table()["mask"]]
    found += [_values_mask(values, words.say("mask", name)) for name, values in _values(dispute, exhibits) if values]
    return tuple(found)


def _values(dispute: Dispute, exhibits: Sequence[Exhibit]) -> Iterator[tuple[str, list[str]]]:
    read = [one for exhibit in exhibits for one in exhibit.observations]
    addresses = [str(one.value) for one in read if one.kind is ObservationKind.ADDRESS]
    yield "address", _streets([*addresses, *([dispute.address] if dispute.address else [])], dispute)
    yield "code", [str(one.value) for one in read if one.kind is ObservationKind.ONE_TIME_CODE]
    names = [
        str(one.value) for one in read if one.kind is ObservationKind.PERSON and one.role is ObservationRole.COURIER
    ]
    if not shows_recipient(dispute):
        names += [str(one.value) for one in read if one.kind in _PEOPLE and one.role is not ObservationRole.INSPECTOR]
        names += [dispute.recipient] if dispute.recipient else []
        yield "address", [str(one.value) for one in read if one.kind is ObservationKind.POSTAL_CODE]
    yield "name", names


def _streets(addresses: Sequence[str], dispute: Dispute) -> list[str]:
    """Return the lines of addresses that name a house: town, postal code and country stay with the claim."""
    known = {value.casefold() for value in (dispute.city, dispute.postal_code, dispute.country) if value}
    lines = (part.strip() for address in addresses for part in re.split(r"[\n,;，；]", address))
    return [line for line in lines if re.search(r"\d", line) and not any(value in line.casefold() for value in known)]


def _values_mask(values: Sequence[str], name: str) -> WordsMask:
    """Find any of these values as whole words, longest first, whatever the spaces and case."""
    ordered = sorted({value.strip() for value in values if len(value.strip()) >= _SHORTEST}, key=lambda one: -len(one))
    pattern = "|".join(map(_spelled, ordered)) or r"(?!)"
    return WordsMask(rf"(?i)(?<!\w)(?:{pattern})(?!\w)", name)


def _spelled(value: str) -> str:
    return r"\s*".join(map(re.escape, value.split()))
