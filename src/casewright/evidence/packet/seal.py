"""The seal of a packet: a digest over the whole file, written into a field of fixed length inside the same file.

The field is blank while the digest is taken, so anybody can take it again. The seal shows damage and careless change;
it does not show who made the file. That is what the signature and the log are for.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

__all__ = ["BLANK_SEAL", "SealCheck", "check_seal", "write_seal"]

_DIGITS = 10
_HEX = 64
BLANK_SEAL = f"casewright-seal-1 {'0' * _DIGITS} {'0' * _HEX}"
"""The field before it is filled, as it stands among the file's keywords."""
_FIELD = re.compile(rb"casewright-seal-1 (\d{10}) ([0-9a-f]{64})")
_BLANK = BLANK_SEAL.encode()


@dataclass(frozen=True, slots=True)
class SealCheck:
    """Whether the sealed part of a file is as it was made, how long it is, and how many bytes follow it."""

    whole: bool
    length: int
    added: int


def write_seal(pdf: bytes) -> bytes:
    """Return the file with its seal filled in, wherever the field stands."""
    digest = sha256(pdf).hexdigest()
    return pdf.replace(_BLANK, f"casewright-seal-1 {len(pdf):0{_DIGITS}} {digest}".encode())


def check_seal(pdf: bytes) -> SealCheck | None:
    """Take the digest again. None when the file bears no seal."""
    found = {match.groups() for match in _FIELD.finditer(pdf)}
    if not found:
        return None
    length, digest = min(found)
    sealed = pdf[: int(length)]
    blank = _FIELD.sub(_BLANK, sealed)
    whole = len(found) == 1 and len(sealed) == int(length) and sha256(blank).hexdigest() == digest.decode()
    return SealCheck(whole, int(length), len(pdf) - len(sealed))
