"""One writer at a time, in the order in which they came.

SQLite's own busy handler sleeps and wakes at random, so that an unlucky writer waits for most of a second. A lock in
front of the write transaction is fair. PostgreSQL gets the same order from an advisory lock that ends with the
transaction.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

__all__ = ["write_transaction"]

_THREADS = threading.Lock()
_DESK_LOCK_ID = 0x43415345


@contextmanager
def write_transaction() -> Iterator[None]:
    """Run the body in one transaction that no other writer of this desk overlaps."""
    if connection.vendor == "sqlite":
        with _THREADS, _processes(Path(settings.CASEWRIGHT_HOME) / "desk.lock"), transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DESK_LOCK_ID])
        yield


@contextmanager
def _processes(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
