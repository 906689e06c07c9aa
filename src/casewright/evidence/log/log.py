"""The log: entries go in by groups, each group closed by one signed head in one durable write.

Threads that come while a group is being written wait and go together in the next one. Processes take turns by the
journal's lock and first read what others have added. A head is in the journal before any caller hears of it; entries
that a killed process left without a head are taken into the next one.
"""

import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from casewright.evidence.log.checkpoint import open_checkpoint, sign_checkpoint, unsafe_read_checkpoint
from casewright.evidence.log.copies import CheckpointCopy
from casewright.evidence.log.errors import LogDamagedError, NameTakenError, NoteError, UnsignableError
from casewright.evidence.log.journal import Journal
from casewright.evidence.log.lines import HEADER, EntryLine, HeadLine, entry_line, head_line, journal_lines
from casewright.evidence.log.merkle import leaf_hash
from casewright.evidence.log.note import NoteKey, NoteSigner
from casewright.evidence.log.proof import write_proof
from casewright.evidence.log.tree import Tree

__all__ = ["GROUP", "Log", "Placed"]

GROUP = 100
"""The most callers that go in one write."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an entry stands, and whether this call put it there."""

    index: int
    new: bool


@dataclass(eq=False, slots=True)
class _Waiting:
    """A caller's entries, and what became of them."""

    entries: tuple[bytes, ...]
    placed: tuple[Placed, ...] = ()
    error: BaseException | None = None
    done: bool = False
    woken: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class _Staged:
    """What one group adds: entries in order with their leaves, and the names they will have."""

    entries: list[tuple[bytes, bytes]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)


class Log:
    """One log over a journal. Without a signer it only reads.

    `name_of` gives each entry the name under which there may be only one: the same entry again is answered with its
    place, another entry under that name is refused. By default the content is the name.
    """

    def __init__(
        self,
        journal: Journal,
        key: NoteKey,
        signer: NoteSigner | None = None,
        *,
        name_of: Callable[[bytes], str] | None = None,
        copies: Sequence[CheckpointCopy] = (),
    ) -> None:
        self.key = key
        self.uncopied: OSError | None = None
        self._name_of = name_of or _by_content
        self._journal, self._signer, self._copies = journal, signer, tuple(copies)
        self._tree, self._names = Tree(), dict[str, int]()
        self._offsets, self._sizes = array("Q"), array("L")
        self._end, self._lines = 0, 0
        self._note, self._signed = "", 0
        self._queue: deque[_Waiting] = deque()
        self._turn, self._state = threading.Lock(), threading.RLock()
        self.refresh()

    def __len__(self) -> int:
        """The number of entries under the newest signed head."""
        return self._signed

    @property
    def checkpoint(self) -> str:
        """The newest signed head; empty before the first."""
        return self._note

    def append(self, *entries: bytes) -> tuple[Placed, ...]:
        """Add entries that go in together; they are durable and signed on return. Raise NameTakenError, OSError."""
        if self._signer is None:
            raise UnsignableError
        waiting = _Waiting(entries)
        self._queue.append(waiting)
        while not waiting.done:
            if self._turn.acquire(blocking=False):
                self._lead(waiting)
            else:
                waiting.woken.wait()
                waiting.woken.clear()
        if waiting.error is not None:
            raise waiting.error
        return waiting.placed

    def find(self, name: str) -> int | None:
        """Return the index of the entry with that name."""
        index = self._names.get(name)
        return index if index is not None and index < self._signed else None

    def entry(self, index: int) -> bytes:
        """Return an entry. Raise IndexError."""
        with self._state:
            offset, size = self._offsets[index], self._sizes[index]
        return self._journal.read(offset, size)

    def entries(self, start: int = 0) -> Iterator[bytes]:
        """Give the entries from an index on."""
        for index in range(start, self._signed):
            yield self.entry(index)

    def root(self, size: int | None = None) -> bytes:
        """Return the root at a size, now by default. Raise IndexError."""
        with self._state:
            return self._tree.root(self._signed if size is None else size)

    def proof(self, index: int) -> str:
        """Return the proof file of an entry under the newest head. Raise IndexError."""
        with self._state:
            return write_proof(index, self.entry(index), self._tree.inclusion(index, self._signed), self._note)

    def consistency(self, size1: int, size2: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that nothing before `size1` was changed since. Raise IndexError."""
        with self._state:
            return self._tree.consistency(size1, self._signed if size2 is None else size2)

    def refresh(self) -> None:
        """Take in what other processes have added under a signed head. Raise LogDamagedError."""
        with self._state:
            self._take_in(unsigned=False)

    def _take_in(self, *, unsigned: bool) -> None:
        """Read on from where we stopped. Entries without a head yet count only for the one who holds the lock."""
        waiting: list[EntryLine] = []
        newest: HeadLine | None = None
        for line in journal_lines(self._journal, self._end, self._lines + 1):
            if isinstance(line, EntryLine):
                waiting.append(line)
            elif isinstance(line, HeadLine):
                self._learn_all(waiting)
                self._check(newest := line)
                self._end, self._lines = line.offset + line.size, line.number
                waiting = []
            elif line.ended:
                raise LogDamagedError(line.number, "it is neither an entry nor a checkpoint")
        if newest is not None:
            self._accept(newest)
        if unsigned and waiting:
            self._learn_all(waiting)
            last = waiting[-1]
            self._end, self._lines = last.offset + len(last.entry) + 1, last.number

    def _learn_all(self, lines: list[EntryLine]) -> None:
        for line in lines:
            self._learn(line.entry, line.leaf, line.offset)

    def _learn(self, entry: bytes, leaf: bytes, offset: int) -> None:
        self._names.setdefault(self._name_of(entry), self._tree.append_hash(leaf))
        self._offsets.append(offset)
        self._sizes.append(len(entry))

    def _check(self, line: HeadLine) -> None:
        """A head must fit the entries before it. Its signature is checked once, at the newest."""
        try:
            head = unsafe_read_checkpoint(line.note)
        except NoteError as error:
            raise LogDamagedError(line.number, error.problem) from error
        if head.size != len(self._tree) or head.root != self._tree.root():
            raise LogDamagedError(line.number, "the checkpoint does not fit the entries before it")

    def _accept(self, line: HeadLine) -> None:
        try:
            self._signed = open_checkpoint(line.note, self.key).size
        except NoteError as error:
            raise LogDamagedError(line.number, error.problem) from error
        self._note = line.note

    def _lead(self, waiting: _Waiting) -> None:
        """Write groups until one's own is written, then hand over to whoever has come meanwhile."""
        try:
            while not waiting.done:
                self._write_group()
        finally:
            self._turn.release()
            with suppress(IndexError):
                self._queue[0].woken.set()

    def _write_group(self) -> None:
        group = [self._queue.popleft() for _ in range(min(len(self._queue), GROUP))]
        before = self._note
        try:
            with self._journal.writing(), self._state:
                self._take_in(unsigned=True)
                if self._journal.read(self._end, 1):
                    self._journal.set_aside(self._end)
                self._commit(group)
        except BaseException as error:  # noqa: BLE001 - each caller of the group raises it itself
            for waiting in group:
                waiting.error = waiting.error or error
        finally:
            for waiting in group:
                waiting.done = True
                waiting.woken.set()
        if self._note != before:
            self._copy()

    def _commit(self, group: list[_Waiting]) -> None:
        """Write what is new in one durable piece, closed by a signed head."""
        if self._signer is None:
            raise UnsignableError
        staged = _Staged()
        for waiting in group:
            self._place(waiting, staged)
        if not staged.entries and len(self._tree) == self._signed:
            return
        size = len(self._tree)
        for _, leaf in staged.entries:
            self._tree.append_hash(leaf)
        note = sign_checkpoint(len(self._tree), self._tree.root(), self._signer)
        lines = [entry_line(entry, leaf) for entry, leaf in staged.entries]
        start = HEADER if self._end == 0 else b""
        try:
            self._journal.append(self._end, b"".join((start, *lines, head_line(note))))
        except BaseException:
            self._tree.cut(size)
            raise
        self._keep(staged, lines, self._end + len(start))
        self._end += len(head_line(note))
        self._lines += 1 + bool(start)
        self._note, self._signed = note, len(self._tree)

    def _keep(self, staged: _Staged, lines: list[bytes], offset: int) -> None:
        self._names |= staged.names
        for (entry, _), line in zip(staged.entries, lines, strict=True):
            self._offsets.append(offset + len(line) - len(entry) - 1)
            self._sizes.append(len(entry))
            offset += len(line)
        self._end, self._lines = offset, self._lines + len(lines)

    def _place(self, waiting: _Waiting, staged: _Staged) -> None:
        """Give each entry its index: its old one when it stands in the log already."""
        mine = _Staged()
        placed: list[Placed] = []
        try:
            for entry in waiting.entries:
                name, leaf = self._name_of(entry), leaf_hash(entry)
                index = self._index(name, mine, staged)
                if index is not None and self._leaf(index, mine, staged) != leaf:
                    raise NameTakenError(name, index)  # noqa: TRY301 - the whole call is refused, and only it
                placed.append(Placed(self._next(mine, staged) if index is None else index, index is None))
                if index is None:
                    mine.names[name] = placed[-1].index
                    mine.entries.append((entry, leaf))
        except Exception as error:  # noqa: BLE001 - the caller whose entries they are raises it
            waiting.error = error
            return
        staged.entries += mine.entries
        staged.names |= mine.names
        waiting.placed = tuple(placed)

    def _index(self, name: str, mine: _Staged, staged: _Staged) -> int | None:
        return next((names[name] for names in (self._names, staged.names, mine.names) if name in names), None)

    def _next(self, mine: _Staged, staged: _Staged) -> int:
        return len(self._tree) + len(staged.entries) + len(mine.entries)

    def _leaf(self, index: int, mine: _Staged, staged: _Staged) -> bytes:
        size = len(self._tree)
        return self._tree.leaf(index) if index < size else [*staged.entries, *mine.entries][index - size][1]

    def _copy(self) -> None:
        self.uncopied = None
        for copy in self._copies:
            try:
                copy.keep(self._note)
            except OSError as error:
                self.uncopied = error


def _by_content(entry: bytes) -> str:
    return leaf_hash(entry).hex()
