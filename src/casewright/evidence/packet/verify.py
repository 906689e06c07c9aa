"""Check a packet offline: nothing but its own bytes, and the originals and the log's key where somebody has them.

Only the standard library: whoever receives a packet can read this file and the two beside it, and needs no more.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from casewright.evidence.packet.faults import PacketCheck, PacketFault, PacketFaultKind, fault_of
from casewright.evidence.packet.pdf_objects import PdfPages, attachment, read_objects, read_pages
from casewright.evidence.packet.seal import check_seal

__all__ = ["Original", "Originals", "Told", "is_original", "verify_manifest", "verify_packet"]

Told = Mapping[str, Any]
"""What the manifest tells of one exhibit."""


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that an exhibit was made from. The salt (hex) comes with them where the exhibit is partly covered."""

    content: bytes
    salt: str | None = None


Originals = Callable[[Told], Original | None]
"""Finds the original of an exhibit."""

_OF_THE_WHOLE = frozenset({PacketFaultKind.SEAL_BROKEN, PacketFaultKind.RECEIPT_DIFFERS})


def verify_packet(
    pdf: bytes,
    *,
    originals: Originals | None = None,
    manifest: bytes | None = None,
    receipt: bytes | None = None,
    check_proof: Callable[[str, Told], bool] | None = None,
    check_signature: Callable[[bytes], bool] | None = None,
) -> PacketCheck:
    """Return everything that is wrong with a packet. Never raises.

    `originals` returns an exhibit's original, or None. `manifest` and `receipt` are the files that stood beside the
    packet. `check_proof` is given a log proof and what the manifest says of its exhibit; `check_signature` the whole
    file, when something follows the sealed part.
    """
    seal = check_seal(pdf)
    if seal is None and not pdf.startswith(b"%PDF-"):
        return PacketCheck((fault_of(PacketFaultKind.NO_PACKET),))
    pages = read_pages(read_objects(pdf if seal is None else pdf[: seal.length]))
    found, raw = _manifest(pages)
    faults: list[PacketFault] = []
    if seal is None or not seal.whole:
        faults.append(fault_of(PacketFaultKind.SEAL_BROKEN))
    if seal is not None and seal.added:
        faults.extend(_added(pdf, seal.added, check_signature))
    if found is None:
        faults.append(fault_of(PacketFaultKind.MANIFEST_UNREADABLE))
        found = _parsed(manifest) if manifest is not None else None
    elif manifest is not None and manifest != raw:
        faults.append(fault_of(PacketFaultKind.MANIFEST_DIFFERS))
    faults.extend(_receipt(pdf if seal is None else pdf[: seal.length], found, raw, receipt))
    if found is None:
        return PacketCheck(tuple(faults))
    altered = _altered_pages(pages, found)
    if not altered and {fault.kind for fault in faults} <= _OF_THE_WHOLE and (seal is None or not seal.whole):
        faults.append(fault_of(PacketFaultKind.FRAME_ALTERED))
    faults.extend(altered)
    return _contents(found, faults, originals, check_proof)


def verify_manifest(
    manifest: bytes,
    *,
    originals: Originals | None = None,
    receipt: bytes | None = None,
    packet: bytes | None = None,
    check_proof: Callable[[str, Told], bool] | None = None,
) -> PacketCheck:
    """Return what is wrong with a manifest and its exhibits; pages it cannot judge. Never raises.

    `receipt` and `packet` (the PDF) are the files that stood beside it. Without either only commitments and proofs can
    be checked, and the answer is not `bound`: a changed date, say, would go unnoticed.
    """
    found = _parsed(manifest)
    if found is None:
        return PacketCheck((fault_of(PacketFaultKind.NO_MANIFEST),))
    faults: list[PacketFault] = []
    if receipt is not None and not _named_by(receipt, manifest):
        faults.append(fault_of(PacketFaultKind.RECEIPT_DIFFERS))
    attached = None if packet is None else _manifest_in(packet)
    if attached is not None and attached != manifest:
        faults.append(fault_of(PacketFaultKind.MANIFEST_DIFFERS))
    check = _contents(found, faults, originals, check_proof)
    return replace(check, bound=receipt is not None or attached is not None)


def _named_by(receipt: bytes, manifest: bytes) -> bool:
    """Say whether a receipt, whole as it was written, names this manifest."""
    try:
        told = json.loads(receipt)
    except (ValueError, RecursionError):
        return False
    if not isinstance(told, dict) or told.get("kind") != "casewright-packet-receipt":
        return False
    return told.get("manifest_sha256") == sha256(manifest).hexdigest()


def _manifest_in(pdf: bytes) -> bytes | None:
    """Return the manifest that a packet carries; None where it carries none that reads."""
    seal = check_seal(pdf)
    return _manifest(read_pages(read_objects(pdf if seal is None else pdf[: seal.length])))[1]


def _contents(
    found: Mapping[str, Any],
    faults: list[PacketFault],
    originals: Originals | None,
    check_proof: Callable[[str, Told], bool] | None,
) -> PacketCheck:
    """Hold the exhibits against their originals and the log."""
    compared, wrong = _originals(found, originals)
    proven, failing = _proofs(found, check_proof)
    return PacketCheck((*faults, *wrong, *failing), found, proven, compared)


def is_original(told: Told, original: Original) -> bool | None:
    """Say whether these bytes are what the exhibit was made from; None when the manifest holds nothing to compare.

    The commitment is the one in the log's entry, so that digest and log are held to the same bytes.
    """
    answers: list[bool] = []
    if isinstance(told.get("sha256"), str):
        answers.append(sha256(original.content).hexdigest() == told["sha256"])
    salt, commitment = original.salt or told.get("salt"), told.get("commitment")
    if isinstance(salt, str) and isinstance(commitment, str):
        answers.append(_commitment(original.content, salt) == commitment)
    return all(answers) if answers else None


def _commitment(content: bytes, salt: str) -> str | None:
    try:
        return f"hmac-sha256:{hmac.digest(bytes.fromhex(salt), content, 'sha256').hex()}"
    except ValueError:
        return None


def _manifest(pages: PdfPages) -> tuple[dict[str, Any] | None, bytes | None]:
    attached = attachment(pages.objects, "manifest.json")
    if attached is None:
        return None, None
    try:
        raw = attached.content
    except ValueError:
        return None, None
    return _parsed(raw), raw


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and _well_formed(found) else None


def _well_formed(found: dict[str, Any]) -> bool:
    """Whether the manifest has the shape that the checks below rely on."""
    exhibits = found.get("exhibits")
    return (
        found.get("kind") == "casewright-packet"
        and isinstance(found.get("page_seals"), list)
        and isinstance(exhibits, list)
        and all(_exhibit_well_formed(one) for one in exhibits)
        and isinstance(found.get("log"), dict | None)
    )


def _exhibit_well_formed(one: object) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("pages"), dict):
        return False
    numbers = (one["pages"].get("first"), one["pages"].get("last"))
    texts = (one.get("number"), one.get("key"))
    return all(isinstance(number, int) for number in numbers) and all(isinstance(text, str) for text in texts)


def _added(pdf: bytes, count: int, check: Callable[[bytes], bool] | None) -> list[PacketFault]:
    """What follows the sealed part may only be a signature that holds."""
    if check is None:
        return (
            [] if b"/Type /Sig" in pdf[-count:] or b"/Type/Sig" in pdf[-count:] else [fault_of(PacketFaultKind.ADDED)]
        )
    return [] if check(pdf) else [fault_of(PacketFaultKind.SIGNATURE_FAILS)]


def _receipt(
    sealed: bytes, found: Mapping[str, Any] | None, raw: bytes | None, receipt: bytes | None
) -> list[PacketFault]:
    """Write the receipt again from the file; any other is of another file."""
    if receipt is None:
        return []
    told = {
        "bytes": len(sealed),
        "kind": "casewright-packet-receipt",
        "manifest_sha256": None if raw is None else sha256(raw).hexdigest(),
        "pages": None if found is None else found.get("pages"),
        "pdf_sha256": sha256(sealed).hexdigest(),
        "version": 1,
    }
    same = receipt == json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    return [] if same else [fault_of(PacketFaultKind.RECEIPT_DIFFERS)]


def _altered_pages(pages: PdfPages, found: Mapping[str, Any]) -> list[PacketFault]:
    faults: list[PacketFault] = []
    seals = found["page_seals"]
    if len(seals) != len(pages.owned):
        faults.append(fault_of(PacketFaultKind.PAGES_MISSING, here=len(pages.owned), told=len(seals)))
    for page, seal in enumerate(seals[: len(pages.owned)], start=1):
        if seal is None or pages.digest(page) == seal:
            continue
        on_page = [one for one in found["exhibits"] if one["pages"]["first"] <= page <= one["pages"]["last"]]
        numbers = [_atfault_of(one, on_page, pages, page) for one in on_page]
        named: list[str | None] = [number for number in numbers if number is not None]
        named = named or [one["number"] for one in on_page] or [None]
        faults.extend(
            fault_of(PacketFaultKind.PAGE_ALTERED, exhibit=number, page=page, where=number or "–") for number in named
        )
    return faults


def _atfault_of(one: Mapping[str, Any], on_page: list[Any], pages: PdfPages, page: int) -> str | None:
    """Where exhibits share a page, name the one whose picture is not there any more; None when it still is."""
    if len(on_page) == 1:
        return str(one["number"])
    copies = one.get("copies")
    wanted = {copy.get("sha256") for copy in copies if isinstance(copy, dict)} if isinstance(copies, list) else set()
    streams = (pages.objects[number].stream for number in pages.owned[page - 1] if number in pages.objects)
    present = {sha256(stream).hexdigest() for stream in streams if stream is not None}
    return None if wanted <= present else str(one["number"])


def _originals(found: Mapping[str, Any], originals: Originals | None) -> tuple[tuple[str, ...], list[PacketFault]]:
    compared: list[str] = []
    faults: list[PacketFault] = []
    for one in found["exhibits"] if originals is not None else ():
        original = originals(one) if originals is not None else None
        same = None if original is None else is_original(one, original)
        if same:
            compared.append(one["number"])
        elif same is False:
            faults.append(fault_of(PacketFaultKind.ORIGINAL_ALTERED, exhibit=one["number"], where=one["number"]))
    return tuple(compared), faults


def _proofs(
    found: Mapping[str, Any], check: Callable[[str, Told], bool] | None
) -> tuple[tuple[str, ...], list[PacketFault]]:
    log = found.get("log")
    proofs = log.get("proofs") if isinstance(log, dict) else None
    if check is None or not isinstance(log, dict) or not isinstance(proofs, dict):
        return (), []
    told, head = {one["number"]: one for one in found["exhibits"]}, str(log.get("checkpoint"))
    held = {
        number: number in told and str(proof).endswith(f"\n\n{head}") and check(str(proof), told[number])
        for number, proof in proofs.items()
    }
    failing = [
        fault_of(PacketFaultKind.PROOF_FAILS, exhibit=number, where=number) for number in held if not held[number]
    ]
    return tuple(number for number in held if held[number]), failing
