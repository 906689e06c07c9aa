"""Work beside the pages ends with whoever started it, also in the middle: what it writes is whole at any moment."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["PARENT", "alone", "child_environment", "end_with", "parent_named"]

PARENT = "CASEWRIGHT_PARENT"
"""The environment variable that names, by its number, the process which started this one."""
_LOOK_SECONDS = 0.5


def child_environment() -> dict[str, str]:
    """Return the environment for a process to be started: it names this one as its parent."""
    return {**os.environ, PARENT: str(os.getpid())}


def parent_named() -> int:
    """Return the number of the process which started this one; it may have gone before this one could look."""
    return int(os.environ.get(PARENT) or os.getppid())


def end_with(parent: int) -> None:
    """End this process as soon as its parent has gone, as a `kill -9` would. What it was at is begun anew later."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock that only one process of this machine has, and wait for it while another one still ends."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
