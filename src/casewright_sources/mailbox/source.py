"""A mailbox as a source: after each mail the cursor says, per folder, up to which UID of which validity it was read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import msgspec

from casewright_sources.connections import Connection
from casewright_sources.mailbox.session import Folder, MailboxSession
from casewright_sources.mailbox.settings import MailboxSettings, settings_of
from casewright_sources.oauth import OAuthSecret, access_token
from casewright_sources.port import Arrival

__all__ = ["FolderMark", "MailboxSource", "open_source"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FolderMark:
    """How far a folder was read: the UID, the validity in which it counts, and the day on which that was."""

    validity: int
    uid: int
    on: date


_Marks = dict[str, FolderMark]


class MailboxSource:
    """Reads a mailbox; keeps its line between passes, to be told at once when a mail comes."""

    def __init__(self, name: str, settings: MailboxSettings, password: str, clock: Callable[[], datetime]) -> None:
        self._name, self._settings, self._password, self._clock = name, settings, password, clock
        self._session: MailboxSession | None = None
        self.renewed_secret: str | None = None

    def arrivals(self, cursor: str | None) -> Iterator[Arrival]:
        """Yield every mail after the cursor, folder by folder, each under `connection/folder/uid.eml`."""
        marks = _marks(cursor)
        if self._session is None:
            self._session = MailboxSession(self._settings, self._pass_word())
        for name in self._settings.folders:
            folder = self._session.examine(name)
            before = marks.get(name)
            uids = self._uids(self._session, folder, before)
            mark = FolderMark(folder.validity, uids[0] - 1 if uids else folder.next_uid - 1, self._today())
            if before is not None and before.validity == folder.validity:
                mark = replace(mark, uid=max(before.uid, mark.uid))
            for number, (uid, content) in enumerate(self._session.mails(uids), 1):
                mark = replace(mark, uid=uid)
                marks[name] = mark
                yield Arrival(_text(marks), f"{self._name}/{name}/{uid}.eml", content, left=len(uids) - number)
            if marks.get(name) != mark:
                marks[name] = mark
                yield Arrival(_text(marks))

    def wait(self, seconds: float) -> None:
        """Wait for a new mail, at most so many seconds."""
        if self._session is not None:
            self._session.wait(seconds)

    def close(self) -> None:
        """Hang up; the next reading connects anew."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _pass_word(self) -> str:
        """Return the password, or an access token that was just given."""
        if self._settings.oauth is None:
            return self._password
        token, kept = access_token(self._settings.oauth, OAuthSecret.from_text(self._password))
        if kept.to_text() != self._password:
            self._password = self.renewed_secret = kept.to_text()
        return token

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()

    def _uids(self, session: MailboxSession, folder: Folder, before: FolderMark | None) -> list[int]:
        """Return what to read. A folder numbered anew is read as at first, or as far back as it was last read."""
        if before is not None and before.validity == folder.validity:
            return session.uids_after(before.uid)
        first = self._today() - self._settings.first_days * _DAY
        return session.uids_since(first if before is None else min(first, before.on - _DAY))


def _marks(cursor: str | None) -> _Marks:
    """Read the cursor; one that is damaged starts from the beginning, for whoever keeps the mails keeps each once."""
    try:
        return msgspec.json.decode(cursor or "{}", type=_Marks)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return {}


def _text(marks: _Marks) -> str:
    return msgspec.json.encode(marks).decode()


def open_source(connection: Connection, secret: str | None) -> MailboxSource:
    """Return the source of a connected mailbox."""
    return MailboxSource(connection.name, settings_of(connection.settings), secret or "", lambda: datetime.now(UTC))
