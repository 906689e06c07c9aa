"""One seller's account as a source: notifications first, then orders, money movements and reports since last time."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from casewright.intake.spapi import wrap_answers
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.progress import ListedMark, Progress, ReportMark
from casewright_sources.amazon.queue import NotificationQueue
from casewright_sources.amazon.report_listing import LISTED_TYPES, read_listed
from casewright_sources.amazon.report_stream import REPORT_TYPES, read_report
from casewright_sources.amazon.streams import STREAMS, read_stream
from casewright_sources.errors import SourceError
from casewright_sources.port import Arrival

__all__ = ["FIRST_DAYS", "AmazonSource"]

FIRST_DAYS = 30
"""How far back an account is read the first time."""
_SHOWN = 12


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class AmazonSource:
    """Brings what an account has. A stream that fails does not keep the others from being read."""

    client: AmazonClient
    queue: NotificationQueue | None = None
    report_types: tuple[str, ...] = REPORT_TYPES
    first_days: int = FIRST_DAYS
    streams: tuple[str, ...] = tuple(STREAMS)
    now: Callable[[], datetime] = _now

    def arrivals(self, cursor: str | None) -> Iterator[Arrival]:
        """Yield what came since the cursor. Raise the first SourceError after all streams had their turn."""
        state = _State(Progress.read(cursor))
        troubles: list[SourceError] = []
        for part in self._parts():
            try:
                yield from part(state)
            except SourceError as trouble:
                troubles.append(trouble)
        if troubles:
            raise next((one for one in troubles if one.needs_person), troubles[0])

    def wait(self, seconds: float) -> None:
        """Wait the whole time: Amazon tells of nothing by itself, and a queue is read in the next pass."""
        self.client.pacer.sleep(seconds)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _parts(self) -> "list[Callable[[_State], Iterator[Arrival]]]":
        streams = [self._stream(name) for name in self.streams]
        reports = [self._listed(one) if one in LISTED_TYPES else self._report(one) for one in self.report_types]
        return [self._notifications, *streams, *reports]

    def _notifications(self, state: "_State") -> Iterator[Arrival]:
        for message in self.queue.messages() if self.queue else ():
            yield Arrival(state.progress.written(), message.name, message.content)

    def _stream(self, name: str) -> "Callable[[_State], Iterator[Arrival]]":
        def read(state: _State) -> Iterator[Arrival]:
            now = self.now()
            mark = getattr(state.progress, name)
            pages = read_stream(self.client, STREAMS[name], mark, now=now, first=now - timedelta(days=self.first_days))
            for page in pages:
                changed: dict[str, Any] = {name: page.mark}
                state.progress = replace(state.progress, **changed)
                content = wrap_answers([page.answer.kept])
                yield Arrival(state.progress.written(), _name(name, content), content)

        return read

    def _report(self, report_type: str) -> "Callable[[_State], Iterator[Arrival]]":
        def read(state: _State) -> Iterator[Arrival]:
            now = self.now()
            mark = state.progress.reports.get(report_type, ReportMark())
            first = now - timedelta(days=self.first_days)
            for step in read_report(self.client, report_type, mark, now=now, first=first):
                state.progress = state.progress.with_report(report_type, step.mark)
                yield Arrival(state.progress.written(), step.name, step.content)

        return read

    def _listed(self, report_type: str) -> "Callable[[_State], Iterator[Arrival]]":
        def read(state: _State) -> Iterator[Arrival]:
            now = self.now()
            mark = state.progress.listed.get(report_type, ListedMark())
            first = now - timedelta(days=self.first_days)
            for step in read_listed(self.client, report_type, mark, now=now, first=first):
                state.progress = state.progress.with_listed(report_type, step.mark)
                yield Arrival(state.progress.written(), step.name, step.content)

        return read


@dataclass(slots=True)
class _State:
    """How far this pass has come."""

    progress: Progress


def _name(stream: str, content: bytes) -> str:
    return f"amazon-{stream}-{hashlib.sha256(content).hexdigest()[:_SHOWN]}.json"
