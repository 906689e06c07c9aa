"""An exhibit sealed under its subject's key: AES-256-GCM, and a commitment that says nothing without its salt.

Everything follows from the key and the content, the nonce too (a keyed hash of what is sealed), so that to keep the
same exhibit again, after a kill or from another process, makes the same bytes and they are stored once.
"""

import hmac
import json
from dataclasses import dataclass

from casewright.evidence.vault.errors import SealedError
from casewright.evidence.vault.keys import SubjectKey

__all__ = ["COMMITMENT", "Label", "Sealed", "commitment_of", "key_name", "open_sealed", "seal"]

COMMITMENT = "hmac-sha256"
"""How a commitment is made: HMAC over the content with a salt of the exhibit's own."""
_HEADER = "casewright sealed 1 aes-256-gcm "
_NONCE_BYTES = 12
_LONGEST_HEADER = 200


@dataclass(frozen=True, slots=True)
class Label:
    """What is sealed beside the content: the exhibit's name, its media type, and whose redacted twin it is."""

    exhibit: str
    media_type: str
    twin_of: str | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """An opened exhibit. Content and salt together make the commitment that stands in the log."""

    label: Label
    content: bytes
    salt: bytes
    key: str

    @property
    def commitment(self) -> str:
        """The commitment, its algorithm first."""
        return commitment_of(self.content, self.salt)


def commitment_of(content: bytes, salt: bytes) -> str:
    """Return the commitment to a content: who holds both can check the log, who lacks the salt cannot even guess."""
    return f"{COMMITMENT}:{hmac.digest(salt, content, 'sha256').hex()}"


def seal(content: bytes, label: Label, key: SubjectKey) -> tuple[bytes, Sealed]:
    """Return the bytes to store, and what they hold."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - heavy

    head = json.dumps([label.exhibit, label.media_type, label.twin_of], ensure_ascii=False, separators=(",", ":"))
    inner = head.encode() + b"\n" + content
    header = f"{_HEADER}{key.name}\n".encode()
    nonce = hmac.digest(key.derive("nonce"), inner, "sha256")[:_NONCE_BYTES]
    stored = header + nonce + AESGCM(key.derive("seal")).encrypt(nonce, inner, header)
    return stored, Sealed(label, content, _salt(key, nonce), key.name)


def key_name(stored: bytes) -> str:
    """Return the name of the key that opens stored bytes. Raise SealedError."""
    line = stored[:_LONGEST_HEADER].partition(b"\n")[0].decode("utf-8", "replace")
    if not line.startswith(_HEADER):
        raise SealedError("the bytes do not begin as a sealed exhibit does")
    return line.removeprefix(_HEADER)


def open_sealed(stored: bytes, key: SubjectKey) -> Sealed:
    """Return what is sealed. Raise SealedError when a byte was changed or the key is another one."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - heavy

    header = f"{_HEADER}{key.name}\n".encode()
    if not stored.startswith(header):
        raise SealedError(f"it is sealed under {key_name(stored)}, not under {key.name}")
    nonce, body = stored[len(header) :][:_NONCE_BYTES], stored[len(header) + _NONCE_BYTES :]
    try:
        inner = AESGCM(key.derive("seal")).decrypt(nonce, body, header)
    except (InvalidTag, ValueError) as error:
        raise SealedError("its bytes were changed, or its key was") from error
    head, _, content = inner.partition(b"\n")
    exhibit, media_type, twin_of = json.loads(head)
    return Sealed(Label(exhibit, media_type, twin_of), content, _salt(key, nonce), key.name)


def _salt(key: SubjectKey, nonce: bytes) -> bytes:
    """One salt per exhibit, so that to show one tells nothing of another."""
    return hmac.digest(key.derive("commit"), nonce, "sha256")
