"""The whole vault, checked without trusting any of it: every finding names the exhibits that it bears on.

It needs the public key of the log only; with the key table it also opens each exhibit and holds it to its commitment.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from casewright.domain.place import Finding, Place, Severity
from casewright.domain.words import Words
from casewright.evidence.log.audit import LogFault, LogFaultKind, audit_log
from casewright.evidence.log.checkpoint import Checkpoint
from casewright.evidence.log.journal import Journal
from casewright.evidence.log.lines import ENTRY_AT
from casewright.evidence.log.note import NoteKey
from casewright.evidence.vault.blobs import BlobStore
from casewright.evidence.vault.digest import Digest
from casewright.evidence.vault.errors import KeyDamagedError, SealedError
from casewright.evidence.vault.findings import VAULT_FINDINGS
from casewright.evidence.vault.keys import KeyTable, SubjectKey
from casewright.evidence.vault.leaves import (
    CustodyLeaf,
    ExhibitLeaf,
    Leaf,
    LeafError,
    PurgeLeaf,
    leaf_from_bytes,
    leaf_of,
)
from casewright.evidence.vault.sealing import key_name, open_sealed

__all__ = ["VaultFinding", "VaultReport", "home_finding", "verify_vault"]

_CODES = {
    LogFaultKind.LINE_ALTERED: "LOG001",
    LogFaultKind.HEAD_ALTERED: "LOG002",
    LogFaultKind.ENTRIES_REPLACED: "LOG003",
    LogFaultKind.UNCHECKED: "LOG004",
    LogFaultKind.UNSIGNED: "LOG005",
    LogFaultKind.UNFINISHED: "LOG006",
    LogFaultKind.COPY_UNREADABLE: "LOG007",
    LogFaultKind.LOG_CUT: "LOG008",
    LogFaultKind.LOG_REWRITTEN: "LOG009",
}
_NOBODY = Words(en="no exhibit that still reads", zh="无可辨认的证据项")


@dataclass(frozen=True, slots=True)
class VaultFinding:
    """A remark, and the exhibits that it bears on."""

    finding: Finding
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VaultReport:
    """What was checked: exhibits in all, those opened, those purged (sealed bytes checked only), entries, the head."""

    exhibits: int
    opened: int
    purged: int
    entries: int
    head: Checkpoint | None
    findings: tuple[VaultFinding, ...]

    @property
    def whole(self) -> bool:
        """True when nothing worse than a note was found."""
        return all(one.finding.severity is Severity.NOTE for one in self.findings)


def home_finding(code: str, file: str) -> VaultFinding:
    """Return a remark on one of the key files that lie beside vault and log."""
    severity, words = VAULT_FINDINGS[code]
    return VaultFinding(Finding(code, severity, words, Place(file, "")))


def verify_vault(
    blobs: BlobStore,
    journal: Journal,
    key: NoteKey,
    *,
    keys: KeyTable | None = None,
    copies: Sequence[tuple[str, str]] = (),
) -> VaultReport:
    """Check every entry, signature, exhibit and key. `copies` are the heads kept elsewhere, each with its name."""
    audit = audit_log(journal, key, copies)
    check = _Check(blobs, keys)
    for entry in audit.entries:
        check.learn(entry.entry, entry.index)
    check.see_all()
    for fault in audit.faults:
        check.tell_fault(fault)
    return VaultReport(
        len(check.exhibits), check.opened, check.unreadable, len(audit.entries), audit.head, tuple(check.findings)
    )


@dataclass(slots=True)
class _Check:
    """What is known so far. `lone` are stored bytes that no entry names, with their entry where they open."""

    blobs: BlobStore
    keys: KeyTable | None
    exhibits: dict[str, ExhibitLeaf] = field(default_factory=dict)
    purges: dict[str, PurgeLeaf] = field(default_factory=dict)
    placed: list[tuple[int | None, Leaf]] = field(default_factory=list)
    lone: dict[Digest, ExhibitLeaf | None] = field(default_factory=dict)
    findings: list[VaultFinding] = field(default_factory=list)
    opened: int = 0
    unreadable: int = 0

    def learn(self, entry: bytes, index: int | None) -> None:
        """Take in an entry of the log."""
        try:
            leaf = leaf_from_bytes(entry)
        except LeafError:
            self._tell("VAULT009", detail="?" if index is None else str(index))
            return
        self.placed.append((index, leaf))
        if isinstance(leaf, PurgeLeaf):
            self.purges[leaf.key] = leaf
        if isinstance(leaf, ExhibitLeaf) and self.exhibits.setdefault(leaf.exhibit, leaf) != leaf:
            self._tell("VAULT006", [leaf.exhibit], sealed=leaf.sealed)

    def see_all(self) -> None:
        """Check every exhibit, every purge, and what lies beside them."""
        for leaf in self.exhibits.values():
            self._see(leaf)
        named = {leaf.sealed for _, leaf in self.placed if isinstance(leaf, ExhibitLeaf)}
        for digest in self.blobs.digests():
            if digest not in named:
                self._see_lone(digest)
        for purge in self.purges.values():
            self._see_purge(purge)

    def _see(self, leaf: ExhibitLeaf) -> None:
        stored = self.blobs.get(leaf.sealed)
        if stored is None:
            self._tell("VAULT001", [leaf.exhibit], sealed=leaf.sealed)
        elif not leaf.sealed.fits(stored):
            self._tell("VAULT002", [leaf.exhibit], sealed=leaf.sealed)
        elif leaf.key in self.purges:
            self.unreadable += 1
        elif self.keys is not None:
            self._open(leaf, stored, self.keys)

    def _open(self, leaf: ExhibitLeaf, stored: bytes, keys: KeyTable) -> None:
        try:
            key = keys.find(leaf.key)
            if key is None:
                self._tell("VAULT003", [leaf.exhibit], sealed=leaf.sealed)
            elif leaf_of(open_sealed(stored, key), leaf.sealed) == leaf:
                self.opened += 1
            else:
                self._tell("VAULT005", [leaf.exhibit], sealed=leaf.sealed)
        except KeyDamagedError:
            self._tell("VAULT004", [leaf.exhibit], sealed=leaf.sealed)
        except SealedError:
            self._tell("VAULT005", [leaf.exhibit], sealed=leaf.sealed)

    def _see_lone(self, digest: Digest) -> None:
        self.lone[digest] = leaf = self._entry_of(digest)
        purged = [one.exhibit for purge in self.purges.values() for one in purge.purged if one.sealed == digest]
        if leaf is not None:
            self._tell("VAULT007", [leaf.exhibit], sealed=digest)
        else:
            self._tell("VAULT008", purged, sealed=digest, detail=str(digest))

    def _entry_of(self, digest: Digest) -> ExhibitLeaf | None:
        """Make the entry of stored bytes again, if they are whole and their key is there."""
        stored = self.blobs.get(digest)
        if stored is None or not digest.fits(stored) or self.keys is None:
            return None
        try:
            key: SubjectKey | None = self.keys.find(key_name(stored))
            return None if key is None else leaf_of(open_sealed(stored, key), digest)
        except (SealedError, KeyDamagedError):
            return None

    def _see_purge(self, purge: PurgeLeaf) -> None:
        names = [one.exhibit for one in purge.purged]
        try:
            spared = self.keys is not None and self.keys.find(purge.key) is not None
        except KeyDamagedError:
            spared = True
        if spared:
            self._tell("VAULT010", names)
        missing = [one.exhibit for one in purge.purged if one.twin is not None and one.twin not in self.exhibits]
        if missing:
            self._tell("VAULT011", missing)

    def tell_fault(self, fault: LogFault) -> None:
        """Tell a fault of the log with the exhibits behind it."""
        names: Iterable[str] = ()
        if fault.content:
            names = self._behind_line(fault)
        elif fault.span is not None:
            names = self._behind_span(*fault.span)
        self._tell(_CODES[fault.kind], names, line=fault.line, span=fault.span, detail=fault.copy or fault.detail)

    def _behind_line(self, fault: LogFault) -> Iterator[str]:
        """Name what a damaged line was about: by its entry, made whole if need be, or by what of it still reads."""
        try:
            yield from _names(leaf_from_bytes(fault.content[ENTRY_AT:] if fault.entry is None else fault.entry))
        except LeafError:
            yield from (name for name in self.exhibits if f'"{name}"'.encode() in fault.content)
            yield from self._lone_names()

    def _behind_span(self, first: int, after: int) -> Iterator[str]:
        for index, leaf in self.placed:
            if index is not None and first <= index < after:
                yield from _names(leaf)
        yield from self._lone_names()

    def _lone_names(self) -> Iterator[str]:
        """Name the exhibits whose bytes are stored while their entry is missing."""
        for digest, leaf in self.lone.items():
            if leaf is not None:
                yield leaf.exhibit
            for purge in self.purges.values():
                yield from (one.exhibit for one in purge.purged if one.sealed == digest)

    def _tell(
        self,
        code: str,
        exhibits: Iterable[str] = (),
        *,
        sealed: Digest | None = None,
        line: int | None = None,
        span: tuple[int, int] | None = None,
        detail: str = "",
    ) -> None:
        severity, words = VAULT_FINDINGS[code]
        names = tuple(dict.fromkeys(exhibits))
        told = Words(", ".join(names), "、".join(names)) if names else _NOBODY
        reach = "" if span is None else f"{span[0]}–{span[1] - 1}"
        filled = Words(
            words.en.format(exhibits=told.en, line=line, span=reach, detail=detail),
            words.zh.format(exhibits=told.zh, line=line, span=reach, detail=detail),
        )
        place = Place("log", "", row=line) if sealed is None else Place("vault", sealed.value)
        self.findings.append(VaultFinding(Finding(code, severity, filled, place), names))


def _names(leaf: Leaf) -> tuple[str, ...]:
    match leaf:
        case ExhibitLeaf() | CustodyLeaf():
            return (leaf.exhibit,)
        case PurgeLeaf():
            return tuple(one.exhibit for one in leaf.purged)
        case _:
            return ()
