"""The shell's part of the evidence: where vault, keys and log lie on this machine, and the keys, made once by chance.

Below the home folder: `vault` (sealed exhibits), `keys` (one per subject), `log`, `master.key` and `signing.key` (both
secret), `log.pub` (to hand to whoever shall check). A backup of `keys` undoes a purge: keep none for longer than that.
"""

import secrets  # noqa: TID251 - the shell makes the keys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casewright.domain.errors import CasewrightError
from casewright.evidence.log.copies import CheckpointCopy, FolderCopy
from casewright.evidence.log.durable import write_once
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.log.log import Log
from casewright.evidence.log.note import NoteKey, NoteSigner
from casewright.evidence.vault.blobs import BlobStore, FolderBlobs
from casewright.evidence.vault.keys import KEY_BYTES, FolderKeys
from casewright.evidence.vault.leaves import leaf_name
from casewright.evidence.vault.objects import ObjectBlobs
from casewright.evidence.vault.vault import Vault
from casewright.evidence.vault.verify import VaultReport, verify_vault

__all__ = ["EvidenceHome", "NoEvidenceHomeError", "new_salt"]

_SECRET = 0o600


class NoEvidenceHomeError(CasewrightError):
    """A folder in which no vault was ever prepared."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no vault: log.pub is missing")
        self.folder = folder


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
        """Return the vault, prepared where it is new. Call its `resume` once after a start."""
        _once(self.folder / "master.key", secrets.token_hex(KEY_BYTES))
        _once(self.folder / "signing.key", f"{self.origin} {secrets.token_hex(KEY_BYTES)}")
        signer = self._signer()
        write_once(self.folder / "log.pub", signer.key.text.encode() + b"\n")
        places = [*also] if self.copies is None else [FolderCopy(self.copies), *also]
        log = Log(FolderJournal(self.folder / "log"), signer.key, signer, name_of=leaf_name, copies=places)
        return Vault(self._blobs(), self._keys(), log)

    def sign_note(self, text: str) -> str:
        """Return a text signed with the log's key, as the log signs its heads."""
        return self._signer().sign(text)

    def _signer(self) -> NoteSigner:
        name, seed = (self.folder / "signing.key").read_text("utf-8").split()
        return NoteSigner(name, bytes.fromhex(seed))

    def verify(self, kept_heads: Sequence[tuple[str, str]] = ()) -> VaultReport:
        """Check everything; `kept_heads` are heads from mails. Raise NoEvidenceHomeError."""
        try:
            key = NoteKey.from_text((self.folder / "log.pub").read_text("utf-8"))
        except FileNotFoundError as error:
            raise NoEvidenceHomeError(self.folder) from error
        heads = [*kept_heads] if self.copies is None else [*FolderCopy(self.copies).notes(), *kept_heads]
        return verify_vault(self._blobs(), FolderJournal(self.folder / "log"), key, keys=self._keys(), copies=heads)

    def _blobs(self) -> BlobStore:
        if self.bucket is None:
            return FolderBlobs(self.folder / "vault")
        from obstore.store import from_url  # noqa: PLC0415 - heavy; only who has a bucket pays

        return ObjectBlobs(from_url(self.bucket))

    def _keys(self) -> FolderKeys:
        master = bytes.fromhex((self.folder / "master.key").read_text("utf-8"))
        return FolderKeys(self.folder / "keys", master, secrets.token_bytes)


def new_salt() -> bytes:
    """Return a salt for a redacted twin."""
    return secrets.token_bytes(KEY_BYTES)


def _once(path: Path, text: str) -> None:
    if not path.exists():
        write_once(path, text.encode(), _SECRET)
