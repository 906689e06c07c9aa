"""A packet with its originals as a BagIt folder (RFC 8493), for archives and lawyers.

BagIt's own manifests can be rewritten by whoever changes a file; the log's signed note over them cannot.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256

import rfc8785

from casewright.evidence.packet.build import Packet
from casewright.evidence.packet.content import PacketContent
from casewright.evidence.packet.numbering import number_exhibits
from casewright.evidence.packet.pen import covered

__all__ = ["bagit_folder"]

_EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "message/rfc822": "eml",
    "application/json": "json",
    "text/html": "html",
    "text/csv": "csv",
    "text/plain": "txt",
    "video/mp4": "mp4",
}


def bagit_folder(
    content: PacketContent,
    packet: Packet,
    made_at: datetime,
    *,
    fetch: Callable[[str], bytes],
    sign_note: Callable[[str], str] | None = None,
    keep_covered: bool = False,
) -> Mapping[str, bytes]:
    """Return the folder as bytes by path.

    Originals of exhibits that are partly covered stay out unless `keep_covered`: they show what the packet hides. With
    them go the salts that open their commitments in the log.
    `sign_note` signs the text of the payload manifest, as the log signs its heads.
    """
    originals, withheld = _originals(content, packet, fetch, keep_covered=keep_covered)
    salts = _salts(content, packet) if keep_covered else {}
    payload = {
        f"data/{packet.name}": packet.pdf,
        "data/manifest.json": packet.manifest,
        "data/receipt.json": packet.receipt,
        **({"data/openings.json": rfc8785.dumps(salts)} if salts else {}),
        **originals,
    }
    size = sum(len(one) for one in payload.values())
    info = {
        "Bagging-Date": made_at.date().isoformat(),
        "External-Identifier": content.case,
        "External-Description": covered(content.title, content.masks),
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Originals-Withheld": ", ".join(withheld) or "none",
    }
    listed = _listing(payload)
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{name}: {_one_line(value)}\n" for name, value in info.items()).encode(),
        "manifest-sha256.txt": listed,
    }
    if sign_note is not None:
        tags["manifest-sha256.note"] = sign_note(listed.decode()).encode()
    return {**payload, **tags, "tagmanifest-sha256.txt": _listing(tags)}


def _originals(
    content: PacketContent, packet: Packet, fetch: Callable[[str], bytes], *, keep_covered: bool
) -> tuple[dict[str, bytes], list[str]]:
    kept: dict[str, bytes] = {}
    withheld: list[str] = []
    for number, one in number_exhibits(content).exhibits:
        if number in packet.covered and not keep_covered:
            withheld.append(number)
            continue
        extension = _EXTENSIONS.get(one.exhibit.media_type, "bin")
        kept[f"data/originals/{number}.{extension}"] = fetch(one.exhibit.place.digest)
    return kept, withheld


def _salts(content: PacketContent, packet: Packet) -> dict[str, str]:
    """Return the salts that the packet itself does not hold."""
    log = content.log
    if log is None:
        return {}
    found = ((number, log.of(one.exhibit.key)) for number, one in number_exhibits(content).exhibits)
    return {number: logged.salt for number, logged in found if logged is not None and number in packet.covered}


def _listing(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()


def _one_line(value: str) -> str:
    return " ".join(value.split())
