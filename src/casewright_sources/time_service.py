"""A time-stamping authority (RFC 3161) over HTTP: it confirms when a signature existed, and sees only a hash."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

__all__ = ["HttpTimeService"]

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_LONGEST_REPLY = 256 * 1024
_OK = 200


class HttpTimeService:
    """Asks the authority at an address. Redirects are not followed: a key to trust is configured with the address."""

    def __init__(self, address: str, *, timeout_seconds: float = 20) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{address!r} is no address of a time service: write http://… or https://…")
        self._parts, self._timeout_seconds = parts, timeout_seconds

    def reply(self, request: bytes) -> bytes:
        """Return the authority's answer in DER. Raise OSError when there is none."""
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        connection = kind(self._parts.hostname or "", self._parts.port, timeout=self._timeout_seconds)
        path = self._parts.path or "/"
        try:
            connection.request(
                "POST", f"{path}?{self._parts.query}" if self._parts.query else path, request, {"Content-Type": _QUERY}
            )
            with connection.getresponse() as response:
                content = response.read(_LONGEST_REPLY)
                if response.status != _OK or response.getheader("Content-Type", "").partition(";")[0] != _REPLY:
                    raise OSError(f"it answered {response.status} {response.reason}")
        except HTTPException as error:
            raise OSError(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        return content
