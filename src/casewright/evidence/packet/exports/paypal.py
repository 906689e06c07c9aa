"""A packet's evidence as PayPal's list: each item a type, its documents, and tracking where it proves fulfilment."""

from dataclasses import dataclass
from typing import Any

from casewright.domain.words import Words
from casewright.evidence.packet.build import Packet
from casewright.evidence.packet.content import PacketContent
from casewright.evidence.packet.errors import ContentError
from casewright.evidence.packet.exports.parts import (
    ExportFile,
    Parcel,
    export_fields,
    letter_text,
    pages_of,
    parcels_of,
    pieces_by,
)
from casewright.evidence.packet.numbering import number_exhibits
from casewright.evidence.packet.pen import covered

__all__ = ["PaypalEvidence", "paypal_evidence"]

_FULFILMENT = "PROOF_OF_FULFILLMENT"
_MOST_PARCELS = 10


@dataclass(frozen=True, slots=True)
class PaypalEvidence:
    """The value of `evidences` as it is sent, and the files its documents name."""

    evidences: list[dict[str, Any]]
    files: tuple[ExportFile, ...]


def paypal_evidence(content: PacketContent, packet: Packet) -> PaypalEvidence:
    """Return one item per type, and one with the letter and the whole packet. Raise ContentError for a long letter."""
    numbered = number_exhibits(content)
    table = export_fields()["paypal"]
    note = letter_text(content, numbered)
    if len(note) > table["note_characters"]:
        note = covered(content.letter.opening or content.letter.subject, content.masks)
    if len(note) > table["note_characters"]:
        raise ContentError(_long_note(len(note), table["note_characters"]))
    parcels = [_parcel(parcel, table["carriers"]) for parcel in parcels_of(content)][:_MOST_PARCELS]
    items: list[dict[str, Any]] = []
    files: list[ExportFile] = [ExportFile(packet.name, packet.pdf)]
    for kind, _, pages in pieces_by(packet, numbered, table["types"]):
        file = ExportFile(f"{kind.replace('_', '-').lower()}.pdf", pages_of(packet, pages))
        item: dict[str, Any] = {"evidence_type": kind, "documents": [{"name": file.name}]}
        if kind == _FULFILMENT and parcels:
            item["evidence_info"] = {"tracking_info": parcels}
        items.append(item)
        files.append(file)
    items.append({"evidence_type": "OTHER", "documents": [{"name": packet.name}], "notes": note})
    return PaypalEvidence(items, tuple(files))


def _parcel(parcel: Parcel, carriers: dict[str, str]) -> dict[str, str]:
    known = carriers.get((parcel.carrier or "").strip().lower())
    told = {"carrier_name": known or "OTHER", "tracking_number": parcel.tracking}
    return told if known else {**told, "carrier_name_other": parcel.carrier or "unknown"}


def _long_note(count: int, most: int) -> Words:
    return Words(
        en=f"The letter's opening has {count} characters; PayPal takes {most} in a note. Shorten it.",
        zh=f"信函开头有 {count} 个字符，PayPal 备注最多 {most} 个。请精简。",
    )
