"""The document of a finished report: download, and leave it packed as it came.

Version 2021-06-30 of the Reports API, which we call, gives an address and a compression, of restricted reports too; the
keys with which callers of earlier versions decrypted documents are gone from its model. The line is private (TLS).
"""

import codecs
import re
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from casewright_sources.amazon.faults import AmazonSilentError

__all__ = ["MOST_BYTES", "report_document"]

MOST_BYTES = 2 * 1024**3
"""How large a report may be, packed or unpacked: a guard for the machine."""

_SECONDS = 120.0
_CHARSET = re.compile(r"charset=\"?([\w.:-]{1,40})", re.IGNORECASE)
_UTF8 = frozenset({"utf-8", "ascii"})
_NAME = "report document"


def report_document(document: Mapping[str, Any], *, own_host: str | None = None) -> tuple[bytes, bool]:
    """Return a report's bytes and whether they are packed with gzip. Raise AmazonSilentError.

    They stay as they came, unless the address says that they are in another encoding than UTF-8: then they are written
    as UTF-8 with its mark, since nothing in the file itself would say so. `own_host` may be asked without TLS.
    """
    if "encryptionDetails" in document:
        raise AmazonSilentError(
            _NAME, "encryptionDetails"
        )  # an answer of another version: never keep what none can read
    content, charset = _download(str(document.get("url", "")), own_host)
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


def _unpacked(content: bytes) -> bytes:
    opener = zlib.decompressobj(wbits=31)
    try:
        plain = opener.decompress(content, MOST_BYTES)
    except zlib.error as error:
        raise AmazonSilentError(_NAME, str(error)[:120]) from error
    if not opener.eof:
        raise AmazonSilentError(_NAME, f"gzip > {MOST_BYTES:,} B")
    return plain
