"""Check a BagIt folder made from a packet: files by the lists, the lists by the log's note, the packet by itself."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import PurePosixPath

from casewright.evidence.packet.faults import PacketCheck, PacketFault, PacketFaultKind, fault_of
from casewright.evidence.packet.verify import Original, Told, verify_packet

__all__ = ["BAG_MARK", "verify_bag"]

BAG_MARK = "bagit.txt"
"""The file by which a folder is known as a bag."""
_LIST, _NOTE, _TAGS = "manifest-sha256.txt", "manifest-sha256.note", "tagmanifest-sha256.txt"
_ORIGINALS = PurePosixPath("data/originals")
_HEX = 64


def verify_bag(
    paths: Collection[str],
    read: Callable[[str], bytes],
    *,
    check_note: Callable[[str, str], bool] | None = None,
    check_proof: Callable[[str, Told], bool] | None = None,
    check_signature: Callable[[bytes], bool] | None = None,
) -> PacketCheck:
    """Return everything that is wrong with a bag, its packet included. Never raises for what the files hold.

    `paths` are the files in it, with slashes; `read` returns one. `check_note` is given the signed note and the text it
    should sign; the other two are as in `verify_packet`.
    """
    listed = _listing(read(_LIST)) if _LIST in paths else None
    if not listed:
        return PacketCheck((fault_of(PacketFaultKind.NO_BAG),))
    faults = [*_listed_faults(listed, paths, read), *_added(listed, paths)]
    faults.extend(_listed_faults(_listing(read(_TAGS)) or {}, paths, read) if _TAGS in paths else ())
    if check_note is not None and _NOTE in paths and not check_note(_text(read(_NOTE)), _text(read(_LIST))):
        faults.append(fault_of(PacketFaultKind.NOTE_FAILS))
    inner = _packet(paths, read, check_proof, check_signature)
    return PacketCheck((*faults, *inner.faults), inner.manifest, inner.proven, inner.compared)


def _packet(
    paths: Collection[str],
    read: Callable[[str], bytes],
    check_proof: Callable[[str, Told], bool] | None,
    check_signature: Callable[[bytes], bool] | None,
) -> PacketCheck:
    """Check the packet in the bag against the originals and salts that lie beside it."""
    name = next((path for path in sorted(paths) if PurePosixPath(path).match("data/*.pdf")), None)
    if name is None:
        return PacketCheck((fault_of(PacketFaultKind.NO_PACKET),))
    by_number = {PurePosixPath(path).stem: path for path in paths if PurePosixPath(path).parent == _ORIGINALS}
    salts = _salts(read("data/openings.json")) if "data/openings.json" in paths else {}

    def original(told: Told) -> Original | None:
        path = by_number.get(told["number"])
        return None if path is None else Original(read(path), salts.get(told["number"]))

    beside = {what: read(f"data/{what}.json") for what in ("manifest", "receipt") if f"data/{what}.json" in paths}
    return verify_packet(
        read(name),
        originals=original,
        manifest=beside.get("manifest"),
        receipt=beside.get("receipt"),
        check_proof=check_proof,
        check_signature=check_signature,
    )


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _listing(content: bytes) -> Mapping[str, str] | None:
    """Read a list of digests and paths; None when a line is not one."""
    found: dict[str, str] = {}
    for line in _text(content).splitlines():
        digest, _, path = line.partition("  ")
        if len(digest) != _HEX or not path:
            return None
        found[path] = digest
    return found


def _listed_faults(
    listed: Mapping[str, str], paths: Collection[str], read: Callable[[str], bytes]
) -> Iterator[PacketFault]:
    for path, digest in listed.items():
        if path not in paths:
            yield _fault(PacketFaultKind.FILE_MISSING, path)
        elif sha256(read(path)).hexdigest() != digest:
            yield _fault(PacketFaultKind.FILE_ALTERED, path)


def _added(listed: Mapping[str, str], paths: Collection[str]) -> Iterator[PacketFault]:
    for path in sorted(paths):
        if path.startswith("data/") and path not in listed:
            yield _fault(PacketFaultKind.FILE_ADDED, path)


def _fault(kind: PacketFaultKind, path: str) -> PacketFault:
    pure = PurePosixPath(path)
    return fault_of(kind, exhibit=pure.stem if pure.parent == _ORIGINALS else None, path=path)


def _salts(content: bytes) -> Mapping[str, str]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {number: salt for number, salt in found.items() if isinstance(salt, str)}
