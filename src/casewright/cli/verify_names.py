"""What an exhibit of a vault is called in packets: the log names it by a digest, a packet's manifest by what it is."""

import base64
import binascii
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from casewright.domain.words import Words
from casewright.evidence.vault.leaves import ExhibitLeaf, LeafError, leaf_from_bytes

__all__ = ["PacketName", "manifests_near", "packet_names"]

_NEAR = ("*", "*/*", "*/*/*", "*/*/*/*")
_ENTRY = "extra "
_SAYS = Words(
    "{exhibit} is {number}, “{title}”, of packet {case} ({manifest}).",
    "{exhibit} 即证据包 {case} 中的 {number}“{title}”（{manifest}）。",
)
_FROM_FILE = Words("{exhibit} was kept from {file}.", "{exhibit} 取自 {file}。")


@dataclass(frozen=True, slots=True)
class PacketName:
    """How a packet's manifest calls an exhibit. `file` is the original at hand with its digest, None without one."""

    exhibit: str
    number: str
    title: str
    case: str
    manifest: str
    file: str | None = None

    def words(self) -> Words:
        """Say which exhibit of which packet it is, and which file it was made from."""
        said = _SAYS.fill(
            exhibit=self.exhibit, number=self.number, title=self.title, case=self.case, manifest=self.manifest
        )
        if self.file is None:
            return said
        more = _FROM_FILE.fill(exhibit=self.number, file=self.file)
        return Words(f"{said.en} {more.en}", f"{said.zh}{more.zh}")


def manifests_near(home: Path) -> tuple[Path, ...]:
    """Return the manifests that were written beside an evidence home or some folders below, as a run does."""
    beside = home.resolve().parent
    found = {path for depth in _NEAR for path in beside.glob(f"{depth}.manifest.json")}
    return tuple(sorted(path for path in found if path.is_file()))


def packet_names(
    manifests: Iterable[Path], exhibits: Collection[str], originals: Path | None = None
) -> tuple[PacketName, ...]:
    """Return how manifests call these exhibits of the log. A manifest is believed: it helps a person to find a file."""
    files = {} if originals is None or not exhibits else _files_by_digest(originals)
    names = (name for path in manifests for name in _names(path, files) if exhibits)
    return tuple(dict.fromkeys(name for name in names if name.exhibit in exhibits))


def _files_by_digest(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {sha256(path.read_bytes()).hexdigest(): path.relative_to(folder).as_posix() for path in files}


def _names(path: Path, files: Mapping[str, str]) -> Iterator[PacketName]:
    try:
        manifest: Any = json.loads(path.read_bytes())
        proofs = manifest["log"]["proofs"]
        for told in manifest["exhibits"]:
            exhibit = _exhibit_of(proofs.get(told["number"], ""))
            if exhibit is not None:
                file = files.get(told.get("sha256") or "")
                yield PacketName(exhibit, told["number"], told["title"], manifest["case"], path.name, file)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return  # no manifest of ours, or one without a log: it has no name to give


def _exhibit_of(proof: str) -> str | None:
    """Return the name of the exhibit whose entry a proof file carries."""
    carried = next((line.removeprefix(_ENTRY) for line in proof.splitlines() if line.startswith(_ENTRY)), "")
    try:
        leaf = leaf_from_bytes(base64.b64decode(carried, validate=True))
    except (binascii.Error, LeafError):
        return None
    return leaf.exhibit if isinstance(leaf, ExhibitLeaf) else None
