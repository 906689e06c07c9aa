"""Passwords and tokens at rest: sealed with a key that only the owner of the desk's home can read.

CASEWRIGHT_SECRETS_KEY holds the key (64 hexadecimal digits) where it shall not lie beside what it seals.
"""

import os
import secrets
from pathlib import Path

from casewright.domain.words import Words
from casewright_sources.errors import SecretLostError, SourceError

__all__ = ["SecretBox"]

_KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"casewright secret 1\n"
_KEY_FILE = "secrets.key"
_VARIABLE = "CASEWRIGHT_SECRETS_KEY"


class SecretBox:
    """Seals and opens the secrets of one home folder. Each is bound to its name: swapped files do not open."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def seal(self, name: str, secret: str) -> bytes:
        """Return the sealed form."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an extra

        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + AESGCM(self._key(make=True)).encrypt(nonce, secret.encode(), name.encode())

    def open(self, name: str, sealed: bytes) -> str:
        """Return the secret. Raise SecretLostError."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - the same
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - the same

        if not sealed.startswith(_VERSION):
            raise SecretLostError(name)
        rest = sealed[len(_VERSION) :]
        try:
            plain = AESGCM(self._key()).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError, FileNotFoundError) as error:
            raise SecretLostError(name) from error
        return plain.decode()

    def _key(self, *, make: bool = False) -> bytes:
        given = os.environ.get(_VARIABLE)
        if given:
            return _key_read(given)
        path = self._home / _KEY_FILE
        if make and not path.exists():
            _key_make(path)
        return _key_read(path.read_text("ascii"))


def _key_read(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SourceError(
            Words(
                f"The key that seals passwords is not 64 hexadecimal digits. Restore {_KEY_FILE} or set {_VARIABLE}.",
                f"用于保存密码的密钥不是 64 位十六进制数字。请恢复 {_KEY_FILE}，或设置 {_VARIABLE}。",
            ),
            needs_person=True,
        )
    return key


def _key_make(path: Path) -> None:
    """Write the key once; of two processes that try at once, one wins and both read its key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{_KEY_FILE}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
