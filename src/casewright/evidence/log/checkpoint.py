"""The signed head of a log (c2sp.org/tlog-checkpoint): whose log, how many entries, which root."""

import re
from dataclasses import dataclass

from casewright.evidence.log.errors import NoteError
from casewright.evidence.log.merkle import HASH_BYTES
from casewright.evidence.log.note import NoteKey, NoteSigner, decode_base64, encode_base64, open_note

__all__ = ["Checkpoint", "open_checkpoint", "read_number", "sign_checkpoint", "unsafe_read_checkpoint"]

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: everything up to `size` entries follows from `root`."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def sign_checkpoint(size: int, root: bytes, signer: NoteSigner) -> str:
    """Return the signed note of this state; the signer's name is the log's origin."""
    return signer.sign(Checkpoint(signer.key.name, size, root).text)


def open_checkpoint(note: str, *keys: NoteKey) -> Checkpoint:
    """Return what a trusted key has signed. Lines after the third are passed over, as the format asks. Raise NoteError.

    The first key is the log's own: its name must be the origin.
    """
    checkpoint = _read(open_note(note, *keys))
    if checkpoint.origin != keys[0].name:
        raise NoteError(f"it is of the log {checkpoint.origin!r}, not of {keys[0].name!r}")
    return checkpoint


def unsafe_read_checkpoint(note: str) -> Checkpoint:
    """Return what a note says without asking who signed it. Raise NoteError."""
    return _read(note.rpartition("\n\n")[0] + "\n")


def _read(text: str) -> Checkpoint:
    lines = text.split("\n")[:-1]
    if len(lines) < _LINES or not all(lines):
        raise NoteError("a checkpoint has an origin, a size and a root")
    root = decode_base64(lines[2])
    if len(root) != HASH_BYTES:
        raise NoteError(f"the root has {len(root)} bytes, not {HASH_BYTES}")
    return Checkpoint(lines[0], read_number(lines[1]), root)


def read_number(text: str) -> int:
    """Read a decimal number in its one spelling. Raise NoteError."""
    if not _NUMBER.fullmatch(text):
        raise NoteError(f"{text[:40]!r} is not a number without leading zeroes")
    return int(text)
