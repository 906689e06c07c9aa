"""What is connected: settings, sealed secret and state of each source, below `connections` in the desk's home.

connections/NAME/settings.json      kind and settings; no secret
connections/NAME/secret             the sealed password or token
connections/NAME/state.json         cursor, last read, trouble in words, next try
"""

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from casewright.domain.words import Words
from casewright_sources.errors import ConnectionUnknownError, SourceError
from casewright_sources.files import write_whole
from casewright_sources.port import Arrival
from casewright_sources.secret_box import SecretBox

__all__ = ["Connection", "ConnectionState", "Connections"]

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=15)
_MOST_DOUBLINGS = 10
_PERSON_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Connection:
    """One source by name. `settings` are what its kind needs, never a secret. One that is `paused` is not read."""

    name: str
    kind: str
    settings: dict[str, Any] = field(default_factory=dict)
    paused: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise SourceError(
                Words(
                    f"{self.name!r} cannot be a name. Use small letters, digits and hyphens, at most 40.",
                    f"{self.name!r} 不能用作名称。请使用小写字母、数字和连字符，最多 40 个字符。",
                ),
                needs_person=True,
            )


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """How far a source was read and how it stands. Instants are aware; `arrived` counts contents that were new.

    `left` are those known to wait while it is being read. `trouble` are the words of the last failure, gone after the
    next success; with `needs_person` it is tried seldom, so that no account is locked, yet no mail waits for ever.
    """

    cursor: str | None = None
    read_at: datetime | None = None
    arrived_at: datetime | None = None
    arrived: int = 0
    left: int | None = None
    trouble: Words | None = None
    failures: int = 0
    next_try_at: datetime | None = None
    needs_person: bool = False

    def came(self, arrival: Arrival, *, new: bool, at: datetime) -> "ConnectionState":
        """Return the state after one arrival was kept."""
        arrived_at = at if new else self.arrived_at
        return replace(
            self, cursor=arrival.cursor, arrived=self.arrived + new, arrived_at=arrived_at, left=arrival.left
        )

    def succeeded(self, *, at: datetime) -> "ConnectionState":
        """Return the state after a reading that came to its end."""
        return replace(self, read_at=at, left=None, trouble=None, failures=0, next_try_at=None, needs_person=False)

    def failed(self, words: Words, *, at: datetime, needs_person: bool, spread: float = 0.0) -> "ConnectionState":
        """Return the state after a failure: the pause doubles up to a quarter of an hour. `spread` (0 to 1) adds to it.

        The spread keeps many desks from trying at the same instant after one outage.
        """
        doubled = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(self.failures, _MOST_DOUBLINGS))
        pause = (_PERSON_PAUSE if needs_person else doubled) * (1 + spread / 4)
        return replace(
            self, trouble=words, failures=self.failures + 1, next_try_at=at + pause, needs_person=needs_person
        )

    def is_due(self, at: datetime) -> bool:
        """Say whether the source may be tried now."""
        return self.next_try_at is None or self.next_try_at <= at


class Connections:
    """The connections of one home folder. `states`: another folder for how far each was read, for another reader.

    `folder` keeps those apart that are no sources.
    """

    def __init__(self, home: Path, states: Path | None = None, folder: str = "connections") -> None:
        self._folder = home / folder
        self._states = states
        self._box = SecretBox(home)

    def names(self) -> tuple[str, ...]:
        """Return the names of all connections, sorted."""
        return tuple(sorted(path.parent.name for path in self._folder.glob("*/settings.json")))

    def get(self, name: str) -> Connection:
        """Return one connection. Raise ConnectionUnknownError."""
        try:
            content = self._path(name, "settings.json").read_bytes()
        except FileNotFoundError as error:
            raise ConnectionUnknownError(name) from error
        return msgspec.json.decode(content, type=Connection)

    def save(self, connection: Connection, secret: str | None) -> None:
        """Write a connection; None leaves the secret as it is. One that had failed is tried at once."""
        folder = self._folder / connection.name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if secret is not None:
            self.save_secret(connection.name, secret)
        self._write(connection)
        state = self.state(connection.name)
        self.save_state(connection.name, replace(state, failures=0, next_try_at=None, needs_person=False))

    def pause(self, name: str, *, paused: bool) -> None:
        """Have a connection read no more, or again. Raise ConnectionUnknownError."""
        self._write(replace(self.get(name), paused=paused))

    def _write(self, connection: Connection) -> None:
        path = self._path(connection.name, "settings.json")
        write_whole(path, msgspec.json.format(msgspec.json.encode(connection)))

    def save_secret(self, name: str, secret: str) -> None:
        """Seal another secret in place of the one that is stored."""
        write_whole(self._path(name, "secret"), self._box.seal(name, secret))

    def remove(self, name: str) -> None:
        """Forget a connection with its secret and state. What was read stays. Raise ConnectionUnknownError."""
        self.get(name)
        shutil.rmtree(self._folder / name)

    def secret(self, name: str) -> str | None:
        """Return the secret in the clear, None where there is none. Raise SecretLostError."""
        path = self._path(name, "secret")
        return self._box.open(name, path.read_bytes()) if path.exists() else None

    def state(self, name: str) -> ConnectionState:
        """Return the state; that of a connection never read is empty."""
        try:
            return msgspec.json.decode(self._state_path(name).read_bytes(), type=ConnectionState)
        except FileNotFoundError:
            return ConnectionState()

    def save_state(self, name: str, state: ConnectionState) -> None:
        """Write the state, whole or not at all. Raise ConnectionUnknownError for one that was removed meanwhile."""
        self.get(name)
        write_whole(self._state_path(name), msgspec.json.encode(state))

    @contextmanager
    def taken(self, name: str) -> Iterator[bool]:
        """Hold a connection while it is read; gives False at once when another process holds it."""
        self.get(name)
        with self._path(name, "lock").open("w", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _state_path(self, name: str) -> Path:
        own = self._path(name, "state.json")
        return own if self._states is None else self._states / f"{name}.json"

    def _path(self, name: str, file: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ConnectionUnknownError(name)
        return self._folder / name / file
