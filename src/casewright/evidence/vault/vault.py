"""Keeping an exhibit, opening it, proving it, and forgetting a subject.

The order is what makes it safe. An exhibit's bytes are durable before the log speaks of them; a killed process leaves
at most bytes that no entry names, and `resume` enters them. A purge is logged before the key is destroyed; a killed
process leaves at most a key that should be gone, and `resume` destroys it.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from casewright.evidence.log.errors import NameTakenError
from casewright.evidence.log.log import Log
from casewright.evidence.vault.blobs import BlobStore
from casewright.evidence.vault.digest import Digest, digest_of
from casewright.evidence.vault.errors import (
    BlobDamagedError,
    ExhibitPurgedError,
    ExhibitTakenError,
    ExhibitUnknownError,
    KeyLostError,
    PurgedMeanwhileError,
    SealedError,
    TwinMissingError,
)
from casewright.evidence.vault.keys import KeyTable, SubjectKey
from casewright.evidence.vault.leaves import (
    CustodyLeaf,
    CustodyStep,
    EventLeaf,
    ExhibitLeaf,
    Leaf,
    Purged,
    PurgeLeaf,
    leaf_bytes,
    leaf_from_bytes,
    leaf_of,
)
from casewright.evidence.vault.sealing import Label, Sealed, commitment_of, key_name, open_sealed, seal
from casewright.evidence.vault.twin import TWIN_MEDIA_TYPE, RedactedTwin, twin_bytes

__all__ = ["Resumed", "Vault", "twin_name", "twin_subject"]

_NAME_BYTES = 16


@dataclass(frozen=True, slots=True)
class Resumed:
    """What was finished after an interruption: exhibits entered, keys destroyed, half-written files removed."""

    entered: tuple[str, ...]
    forgotten: tuple[str, ...]
    swept: int


def twin_subject(subject: str) -> str:
    """Return the subject under which a subject's redacted twins are kept: they outlive its key."""
    return f"twin of {subject}"


def twin_name(exhibit: str) -> str:
    """Return the name of an exhibit's redacted twin."""
    return f"{exhibit}.twin"


class Vault:
    """Blobs, keys and log as one. The log must have been opened with `name_of=leaf_name`.

    What is derived from an exhibit (pictures, text, index) belongs under the same subject, or it outlives the purge.
    """

    def __init__(self, blobs: BlobStore, keys: KeyTable, log: Log) -> None:
        self.log = log
        self._blobs, self._keys = blobs, keys

    def keep(self, content: bytes, label: Label, *, subject: str, by: str, at: datetime) -> ExhibitLeaf:
        """Keep an exhibit; it is durable, logged and signed on return. The same again changes nothing but the custody.

        Raise ExhibitTakenError when the name stands for something else.
        """
        key = self._key(subject)
        stored, sealed = seal(content, label, key)
        digest = digest_of(stored)
        leaf = leaf_of(sealed, digest)
        known = self._leaf(label.exhibit)
        if known not in (None, leaf):
            raise ExhibitTakenError(label.exhibit)
        self._blobs.put(digest, stored)
        step = CustodyLeaf(label.exhibit, CustodyStep.RECEIVED, by, at)
        self._enter(leaf, step)
        if self._purge_of(key.name):
            raise PurgedMeanwhileError(label.exhibit)
        return leaf

    def name_for(self, content: bytes, *, subject: str) -> str:
        """Return the name of an exhibit that was given none. It follows from subject and content and tells neither."""
        return hmac.digest(self._key(subject).derive("name"), content, "sha256")[:_NAME_BYTES].hex()

    def open(self, exhibit: str) -> Sealed:
        """Return an exhibit's content with the salt of its commitment. Raise VaultError when it is not whole."""
        self.log.refresh()
        leaf = self._leaf(exhibit)
        if leaf is None:
            raise ExhibitUnknownError(exhibit)
        stored, key = self._blobs.get(leaf.sealed), self._keys.find(leaf.key)
        purge = self._purge_of(leaf.key)
        if purge is not None:
            raise ExhibitPurgedError(exhibit, next((one.twin for one in purge.purged if one.exhibit == exhibit), None))
        if stored is None or not leaf.sealed.fits(stored):
            raise BlobDamagedError(str(leaf.sealed))
        if key is None:
            raise KeyLostError(exhibit, leaf.key)
        sealed = open_sealed(stored, key)
        if leaf_of(sealed, leaf.sealed) != leaf:
            raise SealedError("it is not what the log says")
        return sealed

    def seal_aside(self, content: bytes, label: Label, *, subject: str) -> bytes:
        """Return a content sealed under the subject's key, to be stored elsewhere. It is not logged."""
        return seal(content, label, self._key(subject))[0]

    def open_aside(self, stored: bytes) -> Sealed:
        """Return what `seal_aside` sealed. Raise SealedError; ExhibitPurgedError once the subject is forgotten."""
        self.log.refresh()
        name = key_name(stored)
        key = None if self._purge_of(name) else self._keys.find(name)
        if key is None:
            raise ExhibitPurgedError(name, None)
        return open_sealed(stored, key)

    def custody(self, exhibit: str, step: CustodyStep, *, by: str, at: datetime) -> CustodyLeaf:
        """Enter a step of custody. Raise ExhibitUnknownError."""
        self.log.refresh()
        if self._leaf(exhibit) is None:
            raise ExhibitUnknownError(exhibit)
        leaf = CustodyLeaf(exhibit, step, by, at)
        self._enter(leaf)
        return leaf

    def event(self, case: str, event: str, body: bytes, *, subject: str, at: datetime) -> EventLeaf:
        """Enter a case event by the commitment to its body; the body stays where it is."""
        key = self._key(subject)
        commitment = commitment_of(body, key.derive(f"event {case} {event}"))
        leaf = EventLeaf(case, event, commitment, key.name, at)
        self._enter(leaf)
        return leaf

    def confirms(self, leaf: EventLeaf, body: bytes) -> bool:
        """Say whether a case event's body is the one that was entered. Raise ExhibitPurgedError once forgotten."""
        key, name = self._keys.find(leaf.key), f"{leaf.case} {leaf.event}"
        if self._purge_of(leaf.key):
            raise ExhibitPurgedError(name, None)
        if key is None:
            raise KeyLostError(name, leaf.key)
        return commitment_of(body, key.derive(f"event {leaf.case} {leaf.event}")) == leaf.commitment

    def proof(self, exhibit: str) -> str:
        """Return the proof file of an exhibit's entry. Raise ExhibitUnknownError."""
        index = self.log.find(f"exhibit:{exhibit}")
        if index is None:
            raise ExhibitUnknownError(exhibit)
        return self.log.proof(index)

    def entry(self, exhibit: str) -> ExhibitLeaf | None:
        """Return the log's entry of an exhibit, purged ones included; None where there is none of that name."""
        self.log.refresh()
        return self._leaf(exhibit)

    def exhibits(self, subject: str) -> tuple[ExhibitLeaf, ...]:
        """Return what is kept under the subject's present key, in the order of the log."""
        self.log.refresh()
        key = self._keys.current(subject)
        return () if key is None else tuple(leaf for leaf in self._exhibit_leaves() if leaf.key == key.name)

    def purge(
        self, subject: str, twins: Mapping[str, RedactedTwin], *, ground: str, by: str, at: datetime
    ) -> PurgeLeaf | None:
        """Forget a subject: keep the twins, log the purge, destroy the key. Return None where nothing was to forget.

        A twin kept by an earlier, killed call stands. Twins themselves need none. Raise TwinMissingError when an
        exhibit would be left without one; then nothing has happened.
        """
        leaves = self.exhibits(subject)
        key = self._keys.current(subject)
        if key is None:
            return None
        purge = self._purge_of(key.name)
        if purge is None:
            for label, twin in self._new_twins(leaves, twins):
                self.keep(twin, label, subject=twin_subject(subject), by=by, at=at)
            purge = PurgeLeaf(key.name, ground, by, at, tuple(map(_purged, leaves)))
            self._enter(purge)
        self._keys.forget(key.name)
        return purge

    def _new_twins(self, leaves: Iterable[ExhibitLeaf], twins: Mapping[str, RedactedTwin]) -> list[tuple[Label, bytes]]:
        """Return the twins that are still to be kept. Raise TwinMissingError."""
        wanted = [leaf.exhibit for leaf in leaves if leaf.twin_of is None]
        wanted = [exhibit for exhibit in wanted if self._leaf(twin_name(exhibit)) is None]
        missing = tuple(exhibit for exhibit in wanted if exhibit not in twins)
        if missing:
            raise TwinMissingError(missing)
        return [
            (Label(twin_name(exhibit), TWIN_MEDIA_TYPE, twin_of=exhibit), twin_bytes(twins[exhibit]))
            for exhibit in wanted
        ]

    def resume(self, *, by: str, at: datetime) -> Resumed:
        """Finish what a killed process left: once, when the vault is opened after a start."""
        self.log.refresh()
        swept = self._blobs.sweep()
        known = {leaf.sealed for leaf in self._exhibit_leaves()}
        lone = [digest for digest in self._blobs.digests() if digest not in known]
        entered = tuple(exhibit for digest in lone for exhibit in self._adopt(digest, by, at))
        forgotten = []
        for leaf in self.leaves():
            if isinstance(leaf, PurgeLeaf) and self._keys.find(leaf.key) is not None:
                self._keys.forget(leaf.key)
                forgotten.append(leaf.key)
        return Resumed(entered, tuple(forgotten), swept)

    def leaves(self) -> Iterator[Leaf]:
        """Give every entry of the log. Raise LeafError."""
        return map(leaf_from_bytes, self.log.entries())

    def _adopt(self, digest: Digest, by: str, at: datetime) -> Iterator[str]:
        """Enter stored bytes that no entry names, unless they cannot be opened or their name is taken."""
        stored = self._blobs.get(digest)
        if stored is None or not digest.fits(stored):
            return
        try:
            key = self._keys.find(key_name(stored))
            if key is None:
                return
            leaf = leaf_of(open_sealed(stored, key), digest)
            self._enter(leaf, CustodyLeaf(leaf.exhibit, CustodyStep.RECOVERED, by, at))
        except (SealedError, ExhibitTakenError):
            return
        yield leaf.exhibit

    def _key(self, subject: str) -> SubjectKey:
        """Return the subject's key; not one whose purge was logged while a kill spared it."""
        self.log.refresh()
        key = self._keys.make(subject)
        while self._purge_of(key.name):
            self._keys.forget(key.name)
            key = self._keys.make(subject)
        return key

    def _enter(self, *leaves: Leaf) -> None:
        try:
            self.log.append(*map(leaf_bytes, leaves))
        except NameTakenError as error:
            raise ExhibitTakenError(error.name.removeprefix("exhibit:")) from error

    def _leaf(self, exhibit: str) -> ExhibitLeaf | None:
        index = self.log.find(f"exhibit:{exhibit}")
        leaf = None if index is None else leaf_from_bytes(self.log.entry(index))
        return leaf if isinstance(leaf, ExhibitLeaf) else None

    def _purge_of(self, key: str) -> PurgeLeaf | None:
        index = self.log.find(f"purge:{key}")
        leaf = None if index is None else leaf_from_bytes(self.log.entry(index))
        return leaf if isinstance(leaf, PurgeLeaf) else None

    def _exhibit_leaves(self) -> Iterator[ExhibitLeaf]:
        return (leaf for leaf in self.leaves() if isinstance(leaf, ExhibitLeaf))


def _purged(leaf: ExhibitLeaf) -> Purged:
    return Purged(leaf.exhibit, leaf.sealed, twin_name(leaf.exhibit) if leaf.twin_of is None else None)
