"""Once a day the newest head of the evidence log goes to the mailbox that the desk's owner named."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from casewright.cli.options import language_of
from casewright_sources.checkpoint_mails import checkpoint_send
from casewright_sources.errors import SourceError

__all__ = ["CheckpointMails"]

_DAY = timedelta(days=1)
_LOOK = timedelta(hours=1)
_log = logging.getLogger(__name__)


class CheckpointMails:
    """Looks every hour whether a head is to be mailed. Without an address it does nothing; trouble waits an hour."""

    def __init__(self, home: Path, to: str) -> None:
        self._home, self._to = home, to
        self._looked_at: datetime | None = None

    def look(self, *, at: datetime) -> bool:
        """Say whether a head was mailed."""
        if not self._to or (self._looked_at is not None and at - self._looked_at < _LOOK):
            return False
        self._looked_at = at
        try:
            return checkpoint_send(self._home, self._to, at=at, language=language_of(None), every=_DAY) is not None
        except (SourceError, OSError) as error:
            _log.warning("The head of the evidence log was not mailed to %s: %s", self._to, error)
            return False
