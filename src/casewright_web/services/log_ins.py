"""How often somebody may try to log in: a count per name and address, and per address, kept beside the desk's files.

Counts are per address, so that nobody can lock another person out from elsewhere.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache

__all__ = ["log_in_blocked", "log_in_failed", "log_in_succeeded"]

_NAMES_PER_ADDRESS = 10
"""So many names may be mistyped to the limit from one address before the address itself must wait."""


def _keys(name: str, address: str) -> dict[str, int]:
    """Return the counters of an attempt with the most that each allows."""
    most = settings.CASEWRIGHT_LOG_IN_TRIES
    named = f"{name.strip().casefold()} {address}"
    return {_key("name", named): most, _key("address", address): most * _NAMES_PER_ADDRESS}


def _key(kind: str, text: str) -> str:
    return f"log-in-{kind}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def log_in_blocked(*, name: str, address: str) -> bool:
    """Say whether this attempt comes after too many that failed; then the password is not even looked at."""
    return any(cache.get(key, 0) >= most for key, most in _keys(name, address).items())


def log_in_failed(*, name: str, address: str) -> None:
    """Count a failure; the count is forgotten when nothing failed for a while."""
    for key in _keys(name, address):
        cache.set(key, cache.get(key, 0) + 1, settings.CASEWRIGHT_LOG_IN_PAUSE_SECONDS)


def log_in_succeeded(*, name: str, address: str) -> None:
    """Forget the failures of this name from this address."""
    cache.delete(next(iter(_keys(name, address))))
