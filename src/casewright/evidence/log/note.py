"""Signed notes (c2sp.org/signed-note): a text, an empty line, and lines with who signed it. Ed25519 only."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casewright.evidence.log.errors import NoteError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["NoteKey", "NoteSigner", "decode_base64", "encode_base64", "open_note"]

_ED25519 = b"\x01"
_KEY_BYTES = 32
_ID_BYTES = 4
_MOST_SIGNATURES = 64
_MARK = "— "  # an em dash and a space, as the format has it
_SIGNATURE = re.compile(rf"{_MARK}(\S+) (\S+)")


def encode_base64(content: bytes) -> str:
    """Return standard base64."""
    return base64.b64encode(content).decode("ascii")


def decode_base64(text: str) -> bytes:
    """Read standard base64 in its one spelling, so that no other text means the same. Raise NoteError."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"{text[:40]!r} is not base64") from error
    if encode_base64(content) != text:
        raise NoteError(f"{text[:40]!r} is not base64 in its usual form")
    return content


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that checks signatures: its name (the log's origin) and the 32 bytes of the public key."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or re.search(r"\s", self.name) or not self.name.isprintable():
            raise NoteError(f"{self.name!r} cannot name a key: it needs a text without spaces and plus signs")
        if len(self.public) != _KEY_BYTES:
            raise NoteError(f"a public key has {_KEY_BYTES} bytes, not {len(self.public)}")

    @property
    def identifier(self) -> bytes:
        """Four bytes that, with the name, say which key signed."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as one word, to hand to whoever shall check: name, identifier, public key."""
        return f"{self.name}+{self.identifier.hex()}+{encode_base64(_ED25519 + self.public)}"

    @classmethod
    def from_text(cls, text: str) -> "NoteKey":
        """Read what `text` wrote. Raise NoteError."""
        name, identifier, public = (*text.strip().split("+", 2), "", "")[:3]
        content = decode_base64(public)
        if content[:1] != _ED25519:
            raise NoteError("only Ed25519 keys are supported")
        key = cls(name, content[1:])
        if key.identifier.hex() != identifier:
            raise NoteError(f"the key's identifier is {key.identifier.hex()}, but the text says {identifier!r}")
        return key

    def accepts(self, text: str, signature: bytes) -> bool:
        """Say whether this key made the signature over the text."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - heavy; only who checks pays
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - heavy

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class NoteSigner:
    """The private half: 32 secret bytes under a name. It never shows them."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._private = _private(seed)
        self.key = NoteKey(name, self._private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the text as a note with this key's signature. The text must end with a newline."""
        if not text.endswith("\n"):
            raise NoteError("the text must end with a newline")
        signature = encode_base64(self.key.identifier + self._private.sign(text.encode()))
        return f"{text}\n{_MARK}{self.key.name} {signature}\n"


def _private(seed: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - heavy

    if len(seed) != _KEY_BYTES:
        raise NoteError(f"a signing key has {_KEY_BYTES} bytes, not {len(seed)}")
    return Ed25519PrivateKey.from_private_bytes(seed)


def open_note(note: str, *keys: NoteKey) -> str:
    """Return the note's text once a trusted key has signed it. Unknown signers are passed over. Raise NoteError."""
    text, signatures = _parts(note)
    known = {(key.name, key.identifier): key for key in keys}
    signed = False
    for name, signature in signatures:
        key = known.get((name, signature[:_ID_BYTES]))
        if key is None:
            continue
        if not key.accepts(text, signature[_ID_BYTES:]):
            raise NoteError(f"the signature of {name} does not fit the text")
        signed = True
    if not signed:
        raise NoteError("no trusted key has signed it")
    return text


def _parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if any(sign < " " and sign != "\n" for sign in note):
        raise NoteError("it holds control characters")
    text, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or lines.pop() or not 0 < len(lines) <= _MOST_SIGNATURES:
        raise NoteError("it is not a text, an empty line and lines of signatures")
    found = [_SIGNATURE.fullmatch(line) for line in lines]
    if any(match is None for match in found):
        raise NoteError("a line of signature is not well formed")
    return f"{text}\n", [(match[1], decode_base64(match[2])) for match in found if match]
