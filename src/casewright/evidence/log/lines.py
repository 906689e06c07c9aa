"""The journal's lines. An entry carries its own hash, so that damage is known at its line; a head is a signed note.

`casewright log 1` opens the file; `+ HASH ENTRY` is an entry (hash in base64); `= NOTE` is a checkpoint as JSON text.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from casewright.evidence.log.errors import NoteError
from casewright.evidence.log.journal import Journal
from casewright.evidence.log.merkle import EMPTY_ROOT, leaf_hash
from casewright.evidence.log.note import decode_base64, encode_base64

__all__ = [
    "ENTRY_AT",
    "HEADER",
    "BadLine",
    "EntryLine",
    "HeadLine",
    "Line",
    "entry_line",
    "head_line",
    "journal_lines",
]

HEADER = b"casewright log 1\n"
"""The first line. Its number rises whenever the form of the lines changes."""
ENTRY_AT = len("+ ") + len(encode_base64(EMPTY_ROOT)) + len(" ")
"""Where in its line an entry begins."""
_HASH_AT = len("+ ")
BLOCK_BYTES = 1 << 22
"""How much of a journal is read at once."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry whose hash fits it; `offset` and `size` say where the entry's bytes lie."""

    number: int
    offset: int
    entry: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A checkpoint, not yet checked; `size` is the length of its line with the line break."""

    number: int
    offset: int
    size: int
    note: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is neither. `leaves`: the hashes that its entry may have had; `ended` is False for a torn end."""

    number: int
    offset: int
    content: bytes
    leaves: tuple[bytes, ...] = ()
    ended: bool = True


Line = EntryLine | HeadLine | BadLine


def entry_line(entry: bytes, leaf: bytes) -> bytes:
    """Return the line of an entry. Raise ValueError for an entry with a line break."""
    if b"\n" in entry:
        raise ValueError("an entry of the log is one line")
    return b"+ %s %s\n" % (encode_base64(leaf).encode(), entry)


def head_line(note: str) -> bytes:
    """Return the line of a checkpoint."""
    return b"= %s\n" % json.dumps(note, ensure_ascii=False).encode()


def _read_lines(content: bytes, offset: int = 0, number: int = 1) -> Iterator[Line]:
    """Read what stands from `offset` on; `number` is the number of its first line. The header itself is left out."""
    start = 0
    while start < len(content):
        stop = content.find(b"\n", start)
        ended = stop >= 0
        line = content[start : stop if ended else len(content)]
        if not ended:
            yield BadLine(number, offset + start, line, ended=False)
        elif offset + start > 0:
            yield _read(number, offset + start, line)
        elif line + b"\n" != HEADER:
            yield BadLine(number, 0, line)
        start, number = start + len(line) + ended, number + 1


def journal_lines(journal: Journal, offset: int = 0, number: int = 1) -> Iterator[Line]:
    """Read a journal on from the line that begins at `offset`, a block at a time."""
    while True:
        block = journal.read(offset, BLOCK_BYTES)
        whole = block.rfind(b"\n") + 1
        if len(block) == BLOCK_BYTES and not whole:
            block = journal.read(offset)
            whole = block.rfind(b"\n") + 1
        yield from _read_lines(block[:whole], offset, number)
        number += block.count(b"\n", 0, whole)
        offset += whole
        if len(block) < BLOCK_BYTES:
            yield from _read_lines(block[whole:], offset, number)
            return


def _read(number: int, offset: int, line: bytes) -> Line:
    mark, _, rest = line.partition(b" ")
    if mark == b"=":
        note = _note(rest)
        return BadLine(number, offset, line) if note is None else HeadLine(number, offset, len(line) + 1, note)
    entry = line[ENTRY_AT:]
    leaf = leaf_hash(entry)
    if line[:ENTRY_AT] == b"+ %s " % encode_base64(leaf).encode():
        return EntryLine(number, offset + ENTRY_AT, entry, leaf)
    return BadLine(number, offset, line, (*_claimed(line[_HASH_AT : ENTRY_AT - 1]), leaf))


def _claimed(said: bytes) -> tuple[bytes, ...]:
    try:
        return (decode_base64(said.decode("ascii")),)
    except (NoteError, UnicodeDecodeError):
        return ()


def _note(rest: bytes) -> str | None:
    """Read a JSON text in the one spelling that `head_line` writes."""
    try:
        note = json.loads(rest)
    except ValueError:
        return None
    if not isinstance(note, str):
        return None
    try:
        return note if head_line(note) == b"= %s\n" % rest else None
    except UnicodeEncodeError:
        return None
