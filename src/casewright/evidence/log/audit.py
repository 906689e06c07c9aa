"""The whole log, read line by line against its signatures and against the heads kept elsewhere.

Damage to one line is told at that line only: the hash that stands in the line, or the hash of what it holds, still
leads to the next signed head, and the entries after it can be judged on their own. One changed byte is even undone: the
hash says when the entry is whole again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice, product

from casewright.evidence.log.checkpoint import Checkpoint, open_checkpoint
from casewright.evidence.log.errors import NoteError
from casewright.evidence.log.journal import Journal
from casewright.evidence.log.lines import ENTRY_AT, BadLine, EntryLine, HeadLine, journal_lines
from casewright.evidence.log.merkle import leaf_hash
from casewright.evidence.log.note import NoteKey
from casewright.evidence.log.tree import Tree

__all__ = ["AuditedEntry", "LogAudit", "LogFault", "LogFaultKind", "audit_log"]

_MOST_READINGS = 256
_LONGEST_MENDED = 4096
_MOST_MENDS = 32
_BYTE_VALUES = tuple(bytes((value,)) for value in range(256))


class LogFaultKind(StrEnum):
    """What is wrong with the log."""

    LINE_ALTERED = "line_altered"
    HEAD_ALTERED = "head_altered"
    ENTRIES_REPLACED = "entries_replaced"
    UNCHECKED = "unchecked"
    UNSIGNED = "unsigned"
    UNFINISHED = "unfinished"
    COPY_UNREADABLE = "copy_unreadable"
    LOG_CUT = "log_cut"
    LOG_REWRITTEN = "log_rewritten"


@dataclass(frozen=True, slots=True)
class LogFault:
    """A fault: its line, or the name of the copy; the entries it bears on (first, and after the last).

    Of a damaged line: what it holds, the hashes that its entry may have had (one, once the next head settles it), and
    the entry as it was, if it could be made whole.
    """

    kind: LogFaultKind
    line: int | None = None
    copy: str | None = None
    span: tuple[int, int] | None = None
    detail: str = ""
    leaves: tuple[bytes, ...] = ()
    content: bytes = b""
    entry: bytes | None = None


@dataclass(frozen=True, slots=True)
class AuditedEntry:
    """An entry that is whole, or was made whole again; its line, and its index as far as it is known."""

    entry: bytes
    leaf: bytes
    line: int
    index: int | None


@dataclass(frozen=True, slots=True)
class LogAudit:
    """Every whole entry, every fault, and the newest state that a signature covers."""

    entries: tuple[AuditedEntry, ...]
    faults: tuple[LogFault, ...]
    head: Checkpoint | None


def audit_log(journal: Journal, key: NoteKey, copies: Sequence[tuple[str, str]] = ()) -> LogAudit:
    """Read the whole log. `copies` are heads from the second place, each with the name it is kept under."""
    audit = _Audit(key)
    for line in journal_lines(journal):
        audit.see(line)
    audit.close()
    faults = [*audit.faults, *_against_copies(audit, copies)]
    return LogAudit(tuple(audit.entries), tuple(faults), audit.head)


@dataclass(slots=True)
class _Audit:
    """The state while reading: `trusted` as long as the tree is what the signatures say."""

    key: NoteKey
    tree: Tree = field(default_factory=Tree)
    entries: list[AuditedEntry] = field(default_factory=list)
    faults: list[LogFault] = field(default_factory=list)
    head: Checkpoint | None = None
    trusted: bool = True
    group: list[EntryLine | BadLine] = field(default_factory=list)
    mends: int = 0

    def see(self, line: EntryLine | HeadLine | BadLine) -> None:
        """Take in one line."""
        if isinstance(line, HeadLine):
            self._see_head(line)
            return
        if isinstance(line, BadLine):
            self._see_bad(line)
        self.group.append(line)

    def close(self) -> None:
        """Tell what no head covers."""
        whole = [line for line in self.group if isinstance(line, EntryLine)]
        if whole:
            self.faults.append(LogFault(LogFaultKind.UNSIGNED, whole[0].number, detail=str(len(whole))))
        self._name(None)

    def _see_bad(self, line: BadLine) -> None:
        kind = LogFaultKind.LINE_ALTERED
        if not line.ended:
            kind = LogFaultKind.UNFINISHED
        elif line.content.startswith(b"="):
            kind = LogFaultKind.HEAD_ALTERED
        self.faults.append(LogFault(kind, line.number, leaves=line.leaves, content=line.content))

    def _see_head(self, line: HeadLine) -> None:
        try:
            head = open_checkpoint(line.note, self.key)
        except NoteError as error:
            self.faults.append(LogFault(LogFaultKind.HEAD_ALTERED, line.number, detail=error.problem))
            return
        if self.trusted and not self._fits(head):
            self._doubt(line, head)
        start = head.size - sum(isinstance(one, EntryLine) or bool(one.leaves) for one in self.group)
        self._name(start)
        self.head = head

    def _fits(self, head: Checkpoint) -> bool:
        """Grow the tree to the head by some reading of the damaged lines. Leave it as it was when none leads there."""
        size = len(self.tree)
        choices = [(line.leaf,) if isinstance(line, EntryLine) else (*line.leaves, None) for line in self.group]
        for leaves in islice(product(*choices), _MOST_READINGS):
            for leaf in leaves:
                if leaf is not None:
                    self.tree.append_hash(leaf)
            if len(self.tree) == head.size and self.tree.root() == head.root:
                self._settle(dict(zip((line.number for line in self.group), leaves, strict=True)))
                return True
            self.tree.cut(size)
        return False

    def _settle(self, leaves: dict[int, bytes | None]) -> None:
        """Note with each damaged line the hash that its entry had, and so the entry itself."""
        for at, fault in enumerate(self.faults):
            leaf = leaves.get(fault.line or 0)
            if leaf is not None and fault.entry is None and self.mends < _MOST_MENDS:
                self.mends += 1
                tail = [after.content for after in self.faults[at + 1 : at + 2] if after.line == (fault.line or 0) + 1]
                entry = _made_whole(b"\n".join((fault.content, *tail))[ENTRY_AT:], leaf)
                if entry is None and tail:  # the next line is damaged too, not broken off from this one
                    entry = _made_whole(fault.content[ENTRY_AT:], leaf)
                self.faults[at] = replace(fault, leaves=(leaf,), entry=entry)

    def _doubt(self, line: HeadLine, head: Checkpoint) -> None:
        """The entries before this head are not those that were signed."""
        self.trusted = False
        if any(isinstance(one, BadLine) for one in self.group):
            self.faults.append(LogFault(LogFaultKind.UNCHECKED, line.number))
            return
        span = (len(self.tree), max(head.size, len(self.tree) + len(self.group)))
        self.faults.append(LogFault(LogFaultKind.ENTRIES_REPLACED, line.number, span=span))

    def _name(self, start: int | None) -> None:
        """Keep the whole entries of the group, with their index where it can be told."""
        index = start
        mended = {fault.line: fault.entry for fault in self.faults if fault.entry is not None}
        for line in self.group:
            entry = line.entry if isinstance(line, EntryLine) else mended.get(line.number)
            if entry is not None:
                self.entries.append(AuditedEntry(entry, leaf_hash(entry), line.number, index))
            if index is not None and (isinstance(line, EntryLine) or line.leaves):
                index += 1
        self.group = []


def _made_whole(entry: bytes, leaf: bytes) -> bytes | None:
    """Return the entry that has this hash, when at most one byte of it was changed."""
    if leaf_hash(entry) == leaf:
        return entry
    if len(entry) > _LONGEST_MENDED:
        return None
    for at in range(len(entry)):
        before, after = hashlib.sha256(b"\x00" + entry[:at]), entry[at + 1 :]
        for value in _BYTE_VALUES:
            hashed = before.copy()
            hashed.update(value + after)
            if hashed.digest() == leaf:
                return entry[:at] + value + after
    return None


def _against_copies(audit: _Audit, copies: Sequence[tuple[str, str]]) -> Iterator[LogFault]:
    """Hold the log to the heads from the second place."""
    size = 0 if audit.head is None else audit.head.size
    good = [0]
    for name, note in copies:
        try:
            head = open_checkpoint(note, audit.key)
        except NoteError as error:
            yield LogFault(LogFaultKind.COPY_UNREADABLE, copy=name, detail=error.problem)
            continue
        if head.size > size:
            yield LogFault(LogFaultKind.LOG_CUT, copy=name, span=(size, head.size))
        elif 0 < head.size <= len(audit.tree) and audit.tree.root(head.size) != head.root:
            yield LogFault(
                LogFaultKind.LOG_REWRITTEN, copy=name, span=(max(one for one in good if one < head.size), head.size)
            )
        elif head.size <= len(audit.tree):
            good.append(head.size)
