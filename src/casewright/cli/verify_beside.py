"""What stands beside a file that is checked, by the names under which `casewright packet` and bags write it."""

from pathlib import Path

__all__ = ["beside_manifest", "beside_packet"]

_MANIFEST = ".manifest.json"


def beside_packet(packet: Path, what: str) -> bytes | None:
    """Return the manifest or receipt that was written beside a packet."""
    return _content(packet.with_suffix(f".{what}.json"))


def beside_manifest(manifest: Path) -> tuple[bytes | None, bytes | None]:
    """Return the receipt and the packet beside a manifest: `X.manifest.json`, or `manifest.json` as in a bag."""
    if manifest.name.endswith(_MANIFEST):
        stem = manifest.name.removesuffix(_MANIFEST)
        receipt, packet = manifest.with_name(f"{stem}.receipt.json"), manifest.with_name(f"{stem}.pdf")
        return _content(receipt), _content(packet)
    lone = [path for path in manifest.parent.iterdir() if path.suffix.lower() == ".pdf" and path.is_file()]
    return _content(manifest.with_name("receipt.json")), _content(lone[0]) if len(lone) == 1 else None


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
