"""A packet's evidence in the fields of a Stripe dispute. Stripe takes one submission, so nothing is cut to fit."""

from dataclasses import dataclass

from casewright.domain.exhibit import ObservationKind
from casewright.domain.words import Words
from casewright.evidence.packet.build import Packet
from casewright.evidence.packet.content import PacketContent
from casewright.evidence.packet.errors import ContentError
from casewright.evidence.packet.exports.parts import (
    ExportFile,
    export_fields,
    letter_text,
    pages_of,
    parcels_of,
    pieces_by,
)
from casewright.evidence.packet.numbering import number_exhibits
from casewright.evidence.packet.pen import covered
from casewright.evidence.packet.profile import PacketProfile

__all__ = ["StripeEvidence", "stripe_evidence"]


@dataclass(frozen=True, slots=True)
class StripeEvidence:
    """Text fields as they are sent; files by field, each to be uploaded first and named there by its id."""

    fields: dict[str, str]
    files: dict[str, ExportFile]

    @property
    def size_bytes(self) -> int:
        """The size of all files together, which is what the limit is on."""
        return sum(len(file.content) for file in self.files.values())


def stripe_evidence(content: PacketContent, packet: Packet, profile: PacketProfile) -> StripeEvidence:
    """Return the evidence by field. When the parts would be too large together, the packet goes as one file."""
    numbered = number_exhibits(content)
    table = export_fields()["stripe"]
    fields = {"uncategorized_text": letter_text(content, numbered)}
    parcels = parcels_of(content)
    if parcels:
        fields["shipping_tracking_number"] = ", ".join(parcel.tracking for parcel in parcels)
        carriers = dict.fromkeys(parcel.carrier for parcel in parcels if parcel.carrier)
        days = [parcel.shipped_on for parcel in parcels if parcel.shipped_on]
        fields |= {"shipping_carrier": ", ".join(carriers)} if carriers else {}
        fields |= {"shipping_date": min(days).isoformat()} if days else {}
    titles = [
        str(reading.value)
        for one in content.exhibits
        for reading in one.exhibit.observations
        if reading.kind is ObservationKind.TITLE and reading.sure
    ]
    if titles:
        fields["product_description"] = covered(titles[0], content.masks)
    _refuse_long(fields, table["text_characters"])
    whole = {"uncategorized_file": ExportFile(packet.name, packet.pdf)}
    parts = {
        field: ExportFile(f"{field.replace('_', '-')}.pdf", pages_of(packet, pages))
        for field, _, pages in pieces_by(packet, numbered, table["files"])
    }
    both = StripeEvidence(fields, {**parts, **whole})
    fits = profile.max_bytes is None or both.size_bytes <= profile.max_bytes
    return both if fits else StripeEvidence(fields, whole)


def _refuse_long(fields: dict[str, str], most: int) -> None:
    count = sum(len(text) for text in fields.values())
    if count > most:
        raise ContentError(
            Words(
                en=f"The text fields have {count} characters; Stripe takes {most} in all. Shorten the letter.",
                zh=f"文本字段共 {count} 个字符，Stripe 合计最多 {most} 个。请精简信函。",
            )
        )
