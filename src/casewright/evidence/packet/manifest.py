"""The manifest: what a machine needs to check a packet, as canonical JSON (RFC 8785) with a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from casewright.evidence.packet.content import PacketContent
from casewright.evidence.packet.fonts import FontSet
from casewright.evidence.packet.frame import Layout
from casewright.evidence.packet.pen import covered
from casewright.evidence.packet.profile import PacketProfile, Quality
from casewright.evidence.packet.showing import Shown
from casewright.evidence.packet.typesetting import Places, template_digest, typesetter_version

__all__ = ["MANIFEST_VERSION", "ManifestParts", "manifest_bytes", "receipt_bytes"]

MANIFEST_VERSION = 1
"""Changes with any change of what the manifest's bytes mean."""


@dataclass(frozen=True, slots=True)
class ManifestParts:
    """Everything that the manifest tells."""

    content: PacketContent
    profile: PacketProfile
    layout: Layout
    quality: Quality
    fonts: FontSet
    made_at: datetime
    shown: Sequence[Shown]
    places: Places
    page_seals: Sequence[str | None]
    replaced: Sequence[str]


def manifest_bytes(parts: ManifestParts) -> bytes:
    """Return the manifest."""
    content = parts.content
    return rfc8785.dumps(
        {
            "version": MANIFEST_VERSION,
            "kind": "casewright-packet",
            "case": content.case,
            "order": content.order,
            "title": covered(content.title, content.masks),
            "marketplace": content.marketplace,
            "language": content.language,
            "made_at": parts.made_at.isoformat(),
            "profile": {"name": parts.profile.name, "from": parts.profile.from_on.isoformat()},
            "pages": parts.places.pages,
            "page_seals": list(parts.page_seals),
            "exhibits": [_exhibit(parts, at) for at in range(len(parts.shown))],
            "replaced_signs": list(parts.replaced),
            "log": _log(parts),
            "recipe": _recipe(parts),
        }
    )


def _exhibit(parts: ManifestParts, at: int) -> dict[str, Any]:
    one = parts.shown[at]
    exhibit = one.source.exhibit
    following = parts.shown[at + 1].number if at + 1 < len(parts.shown) else None
    first, last = parts.places.span(one.number, following)
    logged = None if parts.content.log is None else parts.content.log.of(exhibit.key)
    stamp = parts.content.stamp
    return {
        "number": one.number,
        "key": exhibit.key,
        "title": one.page["title"],
        "kind": exhibit.kind.value,
        "speaker": exhibit.speaker.value,
        "element": one.source.element.value,
        "media_type": exhibit.media_type,
        "sha256": None if one.masked else exhibit.place.digest,
        "commitment": None if logged is None else logged.commitment,
        "salt": None if logged is None or one.masked else logged.salt,
        "made_at": None if exhibit.made_at is None else exhibit.made_at.isoformat(),
        "received_at": None if exhibit.received_at is None else exhibit.received_at.isoformat(),
        "pages": {"first": first, "last": last},
        "stamps": {"first": f"{stamp}-{first:06d}", "last": f"{stamp}-{last:06d}"},
        "copies": [{"sheet": copy.sheet, "sha256": copy.digest} for copy in one.copies.values()],
        "transform": one.transform,
        "covered": list(one.masked),
        "blank_sheets_left_out": list(one.blank),
    }


def _log(parts: ManifestParts) -> dict[str, Any] | None:
    log = parts.content.log
    if log is None:
        return None
    numbers = {one.source.exhibit.key: one.number for one in parts.shown}
    proofs = {numbers[one.key]: one.proof for one in log.exhibits if one.key in numbers}
    return {"checkpoint": log.checkpoint, "public_key": log.public_key, "proofs": proofs}


def _recipe(parts: ManifestParts) -> dict[str, Any]:
    return {
        "typesetter": f"typst {typesetter_version()}",
        "template_sha256": template_digest(),
        "fonts": [{"file": name, "directory_sha256": digest} for name, digest in parts.fonts.recipe],
        "quality": parts.quality.name,
        "pictures_a_page": parts.layout.pictures_a_page,
    }


def receipt_bytes(pdf_digest: str, manifest_digest: str, pages: int, size_bytes: int) -> bytes:
    """Return the receipt that stands beside a finished packet: the PDF cannot hold the digest of itself."""
    return rfc8785.dumps(
        {
            "version": MANIFEST_VERSION,
            "kind": "casewright-packet-receipt",
            "pdf_sha256": pdf_digest,
            "manifest_sha256": manifest_digest,
            "pages": pages,
            "bytes": size_bytes,
        }
    )
