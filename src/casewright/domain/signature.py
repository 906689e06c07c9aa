"""Whether the domain that signed a mail stands behind it (DKIM, RFC 6376), checked with a key that was stored."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["MailSignature", "SignatureState"]


class SignatureState(StrEnum):
    """What the check found. `no_key`: the signer's key was never stored; `unusable`: key or signature is malformed."""

    HOLDS = "holds"
    BROKEN = "broken"
    NO_KEY = "no_key"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class MailSignature:
    """One signature of a mail: who signed, with which key, and whether it holds. A mail that was altered breaks it."""

    domain: str
    selector: str
    state: SignatureState

    @property
    def key_name(self) -> str:
        """Where the signer publishes the key."""
        return f"{self.selector}._domainkey.{self.domain}"
