"""The proof of one entry as a text file (c2sp.org/tlog-proof): it can be checked offline with the log's public key.

The entry itself travels in the `extra` line, so that the file alone says what is proved. That line is not signed, but
another entry would not lead to the signed root.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casewright.evidence.log.checkpoint import Checkpoint, open_checkpoint, read_number
from casewright.evidence.log.errors import NoteError, ProofError
from casewright.evidence.log.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from casewright.evidence.log.note import NoteKey, decode_base64, encode_base64

__all__ = ["PROOF_SUFFIX", "ProvenEntry", "open_proof", "write_proof"]

PROOF_SUFFIX = ".tlog-proof"
"""How the name of a proof file ends."""
_FIRST = "c2sp.org/tlog-proof@v1"
_MOST_NODES = 64


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """An entry, its place in the log, and the signed state that holds it."""

    index: int
    entry: bytes
    checkpoint: Checkpoint


def write_proof(index: int, entry: bytes, path: Sequence[bytes], note: str) -> str:
    """Return the proof file of an entry under a signed checkpoint."""
    lines = [_FIRST, f"extra {encode_base64(entry)}", f"index {index}", *map(encode_base64, path)]
    return "\n".join([*lines, "", note])


def open_proof(text: str, *keys: NoteKey, entry: bytes | None = None) -> ProvenEntry:
    """Return the entry that the file proves. Raise ProofError.

    `entry` is what the caller expects; without it the file must carry the entry itself. The first key is the log's own.
    """
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines.pop(0) != _FIRST:
        raise ProofError(f"it does not begin with {_FIRST}, or has no checkpoint")
    index: int | None = None
    try:
        carried = _tail(lines.pop(0), "extra ") if lines and lines[0].startswith("extra ") else None
        index = read_number(_tail(lines.pop(0) if lines else "", "index "))
        content = entry if carried is None else decode_base64(carried)
        path = [decode_base64(line) for line in lines]
        checkpoint = open_checkpoint(note, *keys)
    except NoteError as error:
        raise ProofError(error.problem, index) from error
    if content is None:
        raise ProofError("it does not carry its entry, and none was given", index)
    if entry is not None and content != entry:
        raise ProofError("it proves another entry than the expected one", index)
    if len(path) > _MOST_NODES or any(len(node) != HASH_BYTES for node in path):
        raise ProofError("its path is not made of hashes", index)
    if not verify_inclusion(index, checkpoint.size, leaf_hash(content), path, checkpoint.root):
        raise ProofError("its path does not lead from the entry to the signed root", index)
    return ProvenEntry(index, content, checkpoint)


def _tail(line: str, start: str) -> str:
    if not line.startswith(start):
        raise NoteError(f"a line with {start.strip()!r} is missing")
    return line.removeprefix(start)
