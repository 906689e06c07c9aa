"""The shell's part of the evidence: where vault, keys and log lie on this machine, and the keys, made once by chance.

Below the home folder: `vault` (sealed exhibits), `keys` (one per subject), `log`, `master.key` and `signing.key` (both
secret), `log.pub` (to hand to whoever shall check). A backup of `keys` undoes a purge: keep none for longer than that.
"""

import os
import secrets  # noqa: TID251 - the shell makes the keys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from casewright.domain.errors import CasewrightError
from casewright.domain.words import Words
from casewright.evidence.log.copies import CheckpointCopy, FolderCopy
from casewright.evidence.log.durable import write_once
from casewright.evidence.log.errors import NoteError
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.log.log import Log
from casewright.evidence.log.note import NoteKey, NoteSigner
from casewright.evidence.vault.blobs import BlobStore, FolderBlobs
from casewright.evidence.vault.keys import KEY_BYTES, FolderKeys
from casewright.evidence.vault.leaves import leaf_name
from casewright.evidence.vault.objects import ObjectBlobs
from casewright.evidence.vault.vault import Vault
from casewright.evidence.vault.verify import VaultFinding, VaultReport, home_finding, verify_vault

__all__ = ["EvidenceHome", "KeyFileDamagedError", "NoEvidenceHomeError", "evidence_home_at", "new_salt"]

_SECRET = 0o600


class NoEvidenceHomeError(CasewrightError):
    """A folder in which no vault was ever prepared."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no vault: log.pub is missing")
        self.folder = folder


class KeyFileDamagedError(CasewrightError):
    """A key file of an evidence home that is not as it was written."""

    def __init__(self, path: Path) -> None:
        self.words = Words(
            f"{path} is missing, damaged or altered: it is not the key that was written there. "
            "Restore it from a backup.",
            f"{path} 缺失、损坏或被改动，已不是当初写入的密钥。请从备份恢复。",
        )
        super().__init__(self.words.en)
        self.path = path


@dataclass(frozen=True, slots=True)
class EvidenceHome:
    """A vault on this machine. `bucket` (s3://…) keeps the sealed exhibits in an object store instead of the folder.

    `copies` is the second place for signed heads: a folder that another machine owns.
    """

    folder: Path
    origin: str = "casewright.invalid/evidence"
    bucket: str | None = None
    copies: Path | None = None

    def open(self, *also: CheckpointCopy) -> Vault:
        """Return the vault, prepared where it is new. Raise KeyFileDamagedError. Call `resume` once after a start."""
        if not (self.folder / "log.pub").exists():  # it is written last: where it is, a missing secret was lost
            _once(self.folder / "master.key", secrets.token_hex(KEY_BYTES))
            _once(self.folder / "signing.key", f"{self.origin} {secrets.token_hex(KEY_BYTES)}")
        signer = self._signer()
        write_once(self.folder / "log.pub", signer.key.text.encode() + b"\n")
        if signer.key != self.public_key():
            raise KeyFileDamagedError(self.folder / "signing.key")
        places = [*also] if self.copies is None else [FolderCopy(self.copies), *also]
        log = Log(FolderJournal(self.folder / "log"), signer.key, signer, name_of=leaf_name, copies=places)
        return Vault(self._blobs(), self._keys(), log)

    def sign_note(self, text: str) -> str:
        """Return a text signed with the log's key, as the log signs its heads."""
        return self._signer().sign(text)

    def _signer(self) -> NoteSigner:
        path = self.folder / "signing.key"
        name, _, seed = _key_text(path).partition(" ")
        try:
            return NoteSigner(name, _secret(path, seed))
        except NoteError as error:
            raise KeyFileDamagedError(path) from error

    def public_key(self) -> NoteKey:
        """Return the key of `log.pub`. Raise NoEvidenceHomeError, KeyFileDamagedError."""
        path = self.folder / "log.pub"
        try:
            return NoteKey.from_text(path.read_text("utf-8"))
        except FileNotFoundError as error:
            raise NoEvidenceHomeError(self.folder) from error
        except (NoteError, UnicodeDecodeError) as error:
            raise KeyFileDamagedError(path) from error

    def verify(self, kept_heads: Sequence[tuple[str, str]] = (), *, key: NoteKey | None = None) -> VaultReport:
        """Check everything; `kept_heads` are heads from mails. Raise NoEvidenceHomeError, KeyFileDamagedError.

        `key` is the log's key from a source that the reader trusts, else `log.pub` is believed. Damaged secrets are
        findings, since the log can be checked without them.
        """
        trusted = key or self.public_key()
        found = tuple(self._key_findings(trusted))
        try:
            keys: FolderKeys | None = self._keys()
        except KeyFileDamagedError:
            keys, found = None, (*found, home_finding("VAULT014", "master.key"))
        heads = [*kept_heads] if self.copies is None else [*FolderCopy(self.copies).notes(), *kept_heads]
        report = verify_vault(self._blobs(), FolderJournal(self.folder / "log"), trusted, keys=keys, copies=heads)
        return replace(report, findings=(*found, *report.findings))

    def _key_findings(self, trusted: NoteKey) -> Iterator[VaultFinding]:
        """Hold `log.pub` to the key that is trusted, and the signing key to `log.pub`."""
        own = trusted
        try:
            own = self.public_key()
        except KeyFileDamagedError:
            yield home_finding("VAULT013", "log.pub")
        if own != trusted:
            yield home_finding("VAULT012", "log.pub")
        try:
            if self._signer().key != own:
                yield home_finding("VAULT015", "signing.key")
        except KeyFileDamagedError:
            there = (self.folder / "signing.key").exists()
            yield home_finding("VAULT015" if there else "VAULT016", "signing.key")

    def _blobs(self) -> BlobStore:
        if self.bucket is None:
            return FolderBlobs(self.folder / "vault")
        from obstore.store import from_url  # noqa: PLC0415 - heavy; only who has a bucket pays

        return ObjectBlobs(from_url(self.bucket))

    def _keys(self) -> FolderKeys:
        path = self.folder / "master.key"
        return FolderKeys(self.folder / "keys", _secret(path, _key_text(path)), secrets.token_bytes)


def evidence_home_at(folder: Path, *, copies: Path | None = None) -> EvidenceHome:
    """Return the home in a folder, as this machine's settings have it; `copies` goes before its setting.

    CASEWRIGHT_EVIDENCE_BUCKET (s3://BUCKET/PREFIX) keeps the sealed exhibits. CASEWRIGHT_CHECKPOINT_COPIES is a folder
    that takes a copy of each signed head.
    """
    told = os.environ.get("CASEWRIGHT_CHECKPOINT_COPIES")
    bucket = os.environ.get("CASEWRIGHT_EVIDENCE_BUCKET")
    return EvidenceHome(folder, bucket=bucket or None, copies=copies or (Path(told) if told else None))


def new_salt() -> bytes:
    """Return a salt for a redacted twin."""
    return secrets.token_bytes(KEY_BYTES)


def _key_text(path: Path) -> str:
    """Return the one line of a key file. Raise KeyFileDamagedError."""
    try:
        return path.read_bytes().decode("utf-8", "replace").removesuffix("\n")
    except FileNotFoundError as error:
        raise KeyFileDamagedError(path) from error


def _secret(path: Path, text: str) -> bytes:
    """Read a secret in the one spelling in which it was written, so that no altered file means the same."""
    try:
        secret = bytes.fromhex(text)
    except ValueError as error:
        raise KeyFileDamagedError(path) from error
    if len(secret) != KEY_BYTES or secret.hex() != text:
        raise KeyFileDamagedError(path)
    return secret


def _once(path: Path, text: str) -> None:
    if not path.exists():
        write_once(path, text.encode(), _SECRET)
