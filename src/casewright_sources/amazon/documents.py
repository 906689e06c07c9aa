"""The document of a finished report: download, decrypt where it is sealed, and leave it packed as it came."""

import base64
import codecs
import re
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from casewright_sources.amazon.faults import AmazonSilentError

__all__ = ["MOST_BYTES", "report_document"]

MOST_BYTES = 2 * 1024**3
"""How large a report may be, packed or unpacked: a guard for the machine."""

_SECONDS = 120.0
_CHARSET = re.compile(r"charset=\"?([\w.:-]{1,40})", re.IGNORECASE)
_UTF8 = frozenset({"utf-8", "ascii"})
_BLOCK_BITS = 128
_NAME = "report document"


def report_document(document: Mapping[str, Any], *, own_host: str | None = None) -> tuple[bytes, bool]:
    """Return a report's bytes and whether they are packed with gzip. Raise AmazonSilentError.

    They stay as they came, unless the address says that they are in another encoding than UTF-8: then they are written
    as UTF-8 with its mark, since nothing in the file itself would say so. `own_host` may be asked without TLS.
    """
    content, charset = _download(str(document.get("url", "")), own_host)
    sealed = document.get("encryptionDetails")
    if isinstance(sealed, Mapping):
        content = _opened(content, sealed)
    packed = document.get("compressionAlgorithm") == "GZIP" or content.startswith(b"\x1f\x8b")
    if charset is None or charset in _UTF8:
        return content, packed
    plain = _unpacked(content) if packed else content
    try:
        return codecs.BOM_UTF8 + plain.decode(charset).encode(), False
    except UnicodeDecodeError:
        return plain, False


def _download(url: str, own_host: str | None) -> tuple[bytes, str | None]:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.netloc != own_host:
        raise AmazonSilentError(_NAME, f"not https: {parts.scheme}://{parts.netloc}")
    content = bytearray()
    try:
        with httpx.stream("GET", url, timeout=_SECONDS, follow_redirects=False) as answer:
            answer.raise_for_status()
            for part in answer.iter_raw():
                content += part
                if len(content) > MOST_BYTES:
                    raise AmazonSilentError(_NAME, f"> {MOST_BYTES:,} B")
            return bytes(content), _charset(answer.headers.get("content-type", ""))
    except httpx.HTTPError as error:
        raise AmazonSilentError(_NAME, type(error).__name__) from error


def _charset(content_type: str) -> str | None:
    """Return the encoding an address declares; Japan's is read as the wider one that Windows writes."""
    named = _CHARSET.search(content_type)
    if named is None:
        return None
    try:
        known = codecs.lookup(named[1].lower().replace("windows-31j", "cp932")).name
    except LookupError:
        return None
    return {"shift_jis": "cp932", "iso8859-1": "cp1252"}.get(known, known)


def _opened(content: bytes, sealed: Mapping[str, Any]) -> bytes:
    """Decrypt a document of the older kind: AES-256-CBC with the key beside it."""
    try:
        key, start = base64.b64decode(sealed["key"]), base64.b64decode(sealed["initializationVector"])
        opener = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
        padded = opener.update(content) + opener.finalize()
        unpadder = PKCS7(_BLOCK_BITS).unpadder()
        return unpadder.update(padded) + unpadder.finalize()
    except (KeyError, ValueError, TypeError) as error:
        raise AmazonSilentError(_NAME, f"AES: {error}"[:120]) from error


def _unpacked(content: bytes) -> bytes:
    opener = zlib.decompressobj(wbits=31)
    try:
        plain = opener.decompress(content, MOST_BYTES)
    except zlib.error as error:
        raise AmazonSilentError(_NAME, str(error)[:120]) from error
    if not opener.eof:
        raise AmazonSilentError(_NAME, f"gzip > {MOST_BYTES:,} B")
    return plain
