"""What the exports share: some pages of a packet as a file of their own, the letter as plain text, what was shipped."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from casewright.domain.exhibit import ObservationKind, ObservationRole
from casewright.evidence.packet.build import Packet
from casewright.evidence.packet.content import PacketContent, PacketExhibit
from casewright.evidence.packet.labels import labels_for
from casewright.evidence.packet.numbering import Numbered
from casewright.evidence.packet.pen import covered

__all__ = ["ExportFile", "Parcel", "export_fields", "letter_text", "pages_of", "parcels_of", "pieces_by"]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to be uploaded, with a plain name."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the exhibits say of one parcel."""

    tracking: str
    carrier: str | None = None
    shipped_on: date | None = None


@cache
def export_fields() -> Mapping[str, Any]:
    """Return the table of fields."""
    text = files("casewright.evidence.packet.exports").joinpath("fields.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def pages_of(packet: Packet, pages: Sequence[int]) -> bytes:
    """Return these pages (from 1) as a PDF of their own: masked and stamped as in the packet."""
    import pikepdf  # noqa: PLC0415 - heavy, and only for exports

    target = BytesIO()
    with pikepdf.open(BytesIO(packet.pdf)) as whole, pikepdf.new() as part:
        for page in pages:
            part.pages.append(whole.pages[page - 1])
        part.remove_unreferenced_resources()
        part.save(target, deterministic_id=True)
    return target.getvalue()


def pieces_by(
    packet: Packet, numbered: Numbered, mapping: Mapping[str, str]
) -> Iterator[tuple[str, list[tuple[str, PacketExhibit]], list[int]]]:
    """Yield each field with its exhibits and the pages they stand on, in reading order."""
    grouped: dict[str, list[tuple[str, PacketExhibit]]] = {}
    for number, one in numbered.exhibits:
        field = mapping.get(one.exhibit.kind.value)
        if field is not None:
            grouped.setdefault(field, []).append((number, one))
    for field, them in grouped.items():
        spans = (range(packet.exhibits[number][0], packet.exhibits[number][1] + 1) for number, _ in them)
        yield field, them, sorted({page for span in spans for page in span})


def letter_text(content: PacketContent, numbered: Numbered) -> str:
    """Return the letter as plain text, pointers as exhibit numbers, hidden words covered as in the packet."""
    labels, letter = labels_for(content.language), content.letter
    parts = [letter.subject, letter.opening or ""]
    for name, points in (("facts", letter.facts), ("why", letter.why), ("asked", letter.asked)):
        if points:
            told = (_pointed(point.says, numbered.numbers(point.exhibits)) for point in points)
            parts.append("\n".join([labels.say(name), *told]))
    parts.append("\n".join(letter.signed_by))
    return covered("\n\n".join(part for part in parts if part), content.masks)


def _pointed(says: str, numbers: Sequence[str]) -> str:
    return f"{says} [{', '.join(numbers)}]" if numbers else says


def parcels_of(content: PacketContent) -> tuple[Parcel, ...]:
    """Return the parcels whose numbers were read for sure, with carrier and day where the same exhibit names them."""
    found: dict[str, Parcel] = {}
    for one in content.exhibits:
        sure = [reading for reading in one.exhibit.observations if reading.sure]
        carriers = [str(reading.value) for reading in sure if reading.kind is ObservationKind.CARRIER]
        days = [_day(reading.value) for reading in sure if reading.role is ObservationRole.SHIPPED]
        for reading in sure:
            if reading.kind is not ObservationKind.TRACKING or reading.role is ObservationRole.RETURNED:
                continue
            number = "".join(str(reading.value).split())
            before = found.get(number, Parcel(number))
            carrier = before.carrier or next(iter(carriers), None)
            day = before.shipped_on or next((day for day in days if day is not None), None)
            found[number] = Parcel(number, carrier, day)
    return tuple(found.values())


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
