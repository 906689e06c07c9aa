"""DKIM signatures checked by dkimpy against stored keys. Nothing is looked up here: the shell brings the keys."""

import re
from collections.abc import Mapping

from casewright.domain.signature import MailSignature, SignatureState
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.headers import Headers, split_headers

__all__ = ["SignerKeys", "checked_signatures", "key_names_of"]

SignerKeys = Mapping[str, bytes]
"""Key name (`selector._domainkey.domain`) to the text that the signer's domain publishes under it."""
_MOST = 5
_LONGEST_HEAD = 256 * 1024
_TAG = re.compile(rb"(?:^|;)\s*([a-z])\s*=\s*([^;]*)")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")


def _signers(headers: Headers) -> tuple[MailSignature, ...]:
    """Return who signed, topmost first, not yet checked. Names that no domain can have are left out."""
    found = []
    for raw in headers.all("dkim-signature")[:_MOST]:
        tags = {name: re.sub(rb"\s+", b"", value).decode("ascii", "replace") for name, value in _TAG.findall(raw)}
        domain, selector = tags.get(b"d", "").lower(), tags.get(b"s", "").lower()
        if _NAME.fullmatch(domain) and _NAME.fullmatch(selector) and "." in domain:
            found.append(MailSignature(domain, selector, SignatureState.NO_KEY))
        else:
            found.append(MailSignature("", "", SignatureState.UNUSABLE))
    return tuple(found)


def key_names_of(content: bytes) -> tuple[str, ...]:
    """Return the names of the keys with which a mail's signatures can be checked."""
    headers, _ = split_headers(content, 0, min(len(content), _LONGEST_HEAD), Remarks("", ""), "header")
    return tuple(dict.fromkeys(one.key_name for one in _signers(headers) if one.domain))


def checked_signatures(content: bytes, headers: Headers, keys: SignerKeys) -> tuple[MailSignature, ...]:
    """Return each signature with what its check found. Without a stored key it stays unchecked."""
    return tuple(
        MailSignature(one.domain, one.selector, _state(content, place, one, keys))
        for place, one in enumerate(_signers(headers))
    )


def _state(content: bytes, place: int, one: MailSignature, keys: SignerKeys) -> SignatureState:
    key = keys.get(one.key_name)
    if one.state is SignatureState.UNUSABLE or key is None:
        return one.state
    try:
        import dkim  # noqa: PLC0415 - an extra; only who has stored keys needs it

        holds = dkim.DKIM(content).verify(idx=place, dnsfunc=lambda _name, timeout=0: key)  # noqa: ARG005 - its form
    except ModuleNotFoundError:
        return SignatureState.NO_KEY
    except Exception as error:  # noqa: BLE001 - the library promises nothing about malformed mails and keys
        altered = str(error).startswith("body hash mismatch")
        return SignatureState.BROKEN if altered else SignatureState.UNUSABLE
    return SignatureState.HOLDS if holds else SignatureState.BROKEN
