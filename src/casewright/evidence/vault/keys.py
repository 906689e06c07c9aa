"""The key table: one secret per subject. To destroy a subject's key is to forget the subject.

A key's name is `<lookup>.<generation>`. The lookup is a keyed hash of the subject, so that neither the log nor the
folder says whose key it is. A forgotten generation is never used again.
"""

import hmac
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from casewright.evidence.log.durable import sync_folder, write_once
from casewright.evidence.vault.errors import KeyDamagedError

__all__ = ["KEY_BYTES", "Entropy", "FolderKeys", "KeyTable", "MemoryKeys", "SubjectKey"]

KEY_BYTES = 32
"""The length of every secret here."""
Entropy = Callable[[int], bytes]
"""Gives that many unguessable bytes; the shell has the real one."""
_NONCE_BYTES = 12
_GONE = ".gone"
_VERSION = b"casewright key 1\n"
_LOOKUP_BYTES = 16
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A subject's key by name, and its secret."""

    name: str
    secret: bytes

    def __repr__(self) -> str:
        return f"SubjectKey(name={self.name!r}, secret=…)"

    def derive(self, purpose: str) -> bytes:
        """Return the secret for one purpose. The secret itself encrypts nothing."""
        return hmac.digest(self.secret, f"casewright {purpose}".encode(), "sha256")


class KeyTable(Protocol):
    """Keys by subject and by name."""

    def current(self, subject: str) -> SubjectKey | None:
        """Return the key that the subject's exhibits are sealed under now."""

    def make(self, subject: str) -> SubjectKey:
        """Return the current key; make one, durably, when there is none."""

    def find(self, name: str) -> SubjectKey | None:
        """Return a key by its name; None once it is forgotten. Raise KeyDamagedError."""

    def forget(self, name: str) -> None:
        """Destroy a key for good. It is gone from the disk on return."""


class MemoryKeys:
    """Keys that are gone with the process."""

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self.held: dict[str, bytes | None] = {}

    def current(self, subject: str) -> SubjectKey | None:
        """Return the newest key unless it is forgotten."""
        names = [name for name in self.held if name.rpartition(".")[0] == _lookup(b"memory", subject)]
        return self.find(names[-1]) if names else None

    def make(self, subject: str) -> SubjectKey:
        """Make the next generation."""
        key = self.current(subject)
        if key is None:
            lookup = _lookup(b"memory", subject)
            count = sum(name.startswith(f"{lookup}.") for name in self.held)
            key = SubjectKey(f"{lookup}.{count + 1}", self._entropy(KEY_BYTES))
            self.held[key.name] = key.secret
        return key

    def find(self, name: str) -> SubjectKey | None:
        """Return."""
        secret = self.held.get(name)
        return None if secret is None else SubjectKey(name, secret)

    def forget(self, name: str) -> None:
        """Forget."""
        self.held[name] = None


class FolderKeys:
    """One small file per key, wrapped by the master key with AES-256-GCM. Keep it out of long-lived backups."""

    def __init__(self, folder: Path, master: bytes, entropy: Entropy) -> None:
        if len(master) != KEY_BYTES:
            raise KeyDamagedError("master")
        self._folder, self._entropy = folder, entropy
        self._wrapping = hmac.digest(master, b"casewright wrap", "sha256")
        self._looking = hmac.digest(master, b"casewright look up", "sha256")

    def current(self, subject: str) -> SubjectKey | None:
        """Return the newest generation unless it is forgotten."""
        lookup = _lookup(self._looking, subject)
        return self.find(f"{lookup}.{self._generations(lookup)}")

    def make(self, subject: str) -> SubjectKey:
        """Write the next generation; of two processes that try at once, both get the first one's."""
        key = self.current(subject)
        while key is None:
            lookup = _lookup(self._looking, subject)
            name = f"{lookup}.{self._generations(lookup) + 1}"
            write_once(self._path(name), self._wrap(name, self._entropy(KEY_BYTES)), _OWNER_ONLY)
            key = self.find(name)
        return key

    def find(self, name: str) -> SubjectKey | None:
        """Unwrap the key's file."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy; only who keeps exhibits pays
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - heavy

        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        nonce, wrapped = content[len(_VERSION) :][:_NONCE_BYTES], content[len(_VERSION) + _NONCE_BYTES :]
        try:
            secret = AESGCM(self._wrapping).decrypt(nonce, wrapped, content[: len(_VERSION)] + name.encode())
        except (InvalidTag, ValueError) as error:
            if self._path(name).with_suffix(_GONE).exists():  # killed while it was forgotten, after the overwriting
                return None
            raise KeyDamagedError(name) from error
        return SubjectKey(name, secret)

    def forget(self, name: str) -> None:
        """Leave a mark that the generation was used, overwrite the secret, and remove it."""
        path = self._path(name)
        write_once(path.with_suffix(_GONE), b"")
        with suppress(FileNotFoundError):
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        sync_folder(path.parent)

    def names(self) -> Iterator[str]:
        """Give the name of every key that is still there."""
        for path in sorted(self._folder.glob("??/*/*.key")):
            yield f"{path.parent.name}.{path.stem}"

    def _wrap(self, name: str, secret: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - heavy

        nonce = self._entropy(_NONCE_BYTES)
        return _VERSION + nonce + AESGCM(self._wrapping).encrypt(nonce, secret, _VERSION + name.encode())

    def _generations(self, lookup: str) -> int:
        folder = self._path(f"{lookup}.1").parent
        return max((int(path.stem) for path in folder.glob("*.*") if path.stem.isdecimal()), default=0)

    def _path(self, name: str) -> Path:
        lookup, _, generation = name.partition(".")
        return self._folder / lookup[:2] / lookup / f"{generation}.key"


def _lookup(secret: bytes, subject: str) -> str:
    return hmac.digest(secret, subject.encode(), "sha256")[:_LOOKUP_BYTES].hex()
