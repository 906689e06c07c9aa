"""Processes that work beside the pages, started anew when they die: nobody would see on a page that one is missing."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from casewright_web.parents import child_environment

__all__ = ["Worker", "kept_running"]

_LOOK_SECONDS = 2.0
_RESTART_SECONDS = 20.0
_END_SECONDS = 5.0
_log = logging.getLogger(__name__)


class Worker:
    """A module that runs in a process of its own; after it died it starts anew, `restart_seconds` after its last start.

    The pause keeps a broken one from spinning.
    """

    def __init__(self, module: str, restart_seconds: float = _RESTART_SECONDS) -> None:
        self._module, self._restart_seconds = module, restart_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def keep_running(self) -> None:
        """Start it when it does not run."""
        ended = None if self._process is None else self._process.poll()
        if (self._process is not None and ended is None) or time.monotonic() < self._not_before:
            return
        if ended is not None:
            _log.warning("%s has ended (%d) and is started again", self._module, ended)
        arguments = [sys.executable, "-m", self._module]
        self._process = subprocess.Popen(arguments, env=child_environment())  # noqa: S603 - our own modules
        self._not_before = time.monotonic() + self._restart_seconds

    def end(self) -> None:
        """Ask it to end, and wait a little for it."""
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECONDS)


@contextmanager
def kept_running(*workers: Worker, look_seconds: float = _LOOK_SECONDS) -> Iterator[None]:
    """Keep processes running for as long as the block lasts."""
    stopped = threading.Event()

    def look() -> None:
        while not stopped.is_set():
            for worker in workers:
                worker.keep_running()
            stopped.wait(look_seconds)

    keeper = threading.Thread(target=look, name="workers", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopped.set()
        keeper.join()
        for worker in workers:
            worker.end()
