"""Read what is connected, again and again, while the desk runs: `python -m casewright_web.watching`.

Each connection has its thread and keeps its line open, so that a mail is here a moment after it came. A connection that
another process reads is left to it.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django

from casewright.domain.words import Words
from casewright_sources.connections import Connection, Connections
from casewright_sources.errors import ConnectionUnknownError, SourceError
from casewright_sources.kinds import open_source
from casewright_sources.port import Sink, Source
from casewright_sources.reading import now, read_connection
from casewright_sources.signer_keys import KeyShelf, LearningSink
from casewright_web.parents import parent_named

__all__ = ["Watch", "watch_while_served"]

_LOOK_SECONDS = 2.0
_WAIT_SECONDS = 20.0
_ASK_SECONDS = 1.0
_log = logging.getLogger(__name__)
_BROKEN = Words(
    "Something came that the desk could not keep; the log of `casewright serve` says what. It will be tried again.",
    "收到的内容未能保存，原因见 `casewright serve` 的日志。系统会再次尝试。",
)


class Watch:
    """Follows every connection of a home until it is stopped."""

    def __init__(self, connections: Connections, sink: Sink) -> None:
        self._connections, self._sink = connections, sink
        self._threads: dict[str, threading.Thread] = {}
        self.stopped = threading.Event()

    def look(self) -> None:
        """Start following what was connected since the last look."""
        for name in self._connections.names():
            if name not in self._threads or not self._threads[name].is_alive():
                thread = threading.Thread(target=self._follow, args=(name,), name=f"source {name}", daemon=True)
                self._threads[name] = thread
                thread.start()

    def _follow(self, name: str) -> None:
        """Read one connection whenever it is due, until it is removed."""
        while not self.stopped.is_set():
            try:
                with self._connections.taken(name) as ours:
                    if ours and self._wanted(name) and self._connections.state(name).is_due(now()):
                        self._read(name)
            except ConnectionUnknownError:
                return
            except SourceError as error:
                self._failed(name, error.words, needs_person=error.needs_person)
            except Exception:  # noqa: BLE001 - one bad mail or a full disk must not end the watch for good
                _log.exception("The source %s could not be read", name)
                self._failed(name, _BROKEN, needs_person=False)
            self.stopped.wait(_LOOK_SECONDS)

    def _failed(self, name: str, words: Words, *, needs_person: bool) -> None:
        state = self._connections.state(name)
        with suppress(ConnectionUnknownError):  # it was removed while it failed
            self._connections.save_state(name, state.failed(words, at=now(), needs_person=needs_person))

    def _wanted(self, name: str) -> bool:
        """Say whether a connection is to be read now. Raise ConnectionUnknownError."""
        return not self.stopped.is_set() and not self._connections.get(name).paused

    def _read(self, name: str) -> None:
        """Read with one open line for as long as nothing fails and the settings stay."""
        connection = self._connections.get(name)
        with _opened(connection, self._connections.secret(name)) as source:
            while self._wanted(name) and self._connections.get(name) == connection:
                with _own_database_line():
                    done = read_connection(
                        name, source, self._sink, self._connections, progress=lambda _: self._wanted(name)
                    )
                if done.trouble is not None:
                    return
                self._wait(name, source)

    def _wait(self, name: str, source: Source) -> None:
        """Wait for news. A line that breaks while nothing happens is no trouble yet: the next pass tells."""
        try:
            source.wait(_WAIT_SECONDS)
        except SourceError:
            source.close()
            _log.info("The line of %s broke while waiting", name)


@contextmanager
def _opened(connection: Connection, secret: str | None) -> Iterator[Source]:
    source = open_source(connection, secret)
    try:
        yield source
    finally:
        source.close()


@contextmanager
def _own_database_line() -> Iterator[None]:
    """Let go of a database line that grew old; a thread that lives for days has no request to do it."""
    from django.db import close_old_connections  # noqa: PLC0415 - needs Django

    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


def _look_up_orders(stopped: threading.Event) -> None:
    """Ask about the orders that people want looked up, one after the other."""
    from casewright_web.services.order_look_ups import order_look_up_next  # noqa: PLC0415 - needs Django

    while not stopped.wait(_ASK_SECONDS):
        try:
            with _own_database_line():
                while order_look_up_next(clock=now) is not None:
                    pass
        except Exception:  # noqa: BLE001 - one answer that cannot be kept must not end the looking up for good
            _log.exception("An order could not be looked up")


def watch_while_served(parent: int) -> None:
    """Follow all connections until the process that serves the desk has gone."""
    from django.conf import settings  # noqa: PLC0415 - needs Django

    from casewright_web.services.arrivals import DeskSink  # noqa: PLC0415 - the same

    home = Path(settings.CASEWRIGHT_HOME)
    watch = Watch(Connections(home), LearningSink(DeskSink(), KeyShelf(home)))
    asking = threading.Thread(target=_look_up_orders, args=(watch.stopped,), name="order look-ups", daemon=True)
    asking.start()
    while os.getppid() == parent:
        watch.look()
        watch.stopped.wait(_LOOK_SECONDS)


if __name__ == "__main__":
    django.setup()
    watch_while_served(parent_named())
