"""How far an account was read: one mark per stream, written as the cursor of the source."""

from dataclasses import dataclass, field, replace

import msgspec

__all__ = ["ListedMark", "Progress", "ReportMark", "StreamMark"]


@dataclass(frozen=True, slots=True)
class StreamMark:
    """A stream read by time: where the present window begins (`after`), where it ends, and its next page."""

    after: str | None = None
    until: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class ReportMark:
    """A report read by time windows. `waiting` is the report asked for but not yet finished, up to `asked_until`."""

    after: str | None = None
    waiting: str | None = None
    asked_until: str | None = None


@dataclass(frozen=True, slots=True)
class ListedMark:
    """Reports that Amazon makes by itself: from when on they are listed next, when we last looked, which we have."""

    after: str | None = None
    looked_at: str | None = None
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """The cursor of an account."""

    orders: StreamMark = field(default_factory=StreamMark)
    finances: StreamMark = field(default_factory=StreamMark)
    reports: dict[str, ReportMark] = field(default_factory=dict)
    listed: dict[str, ListedMark] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str | None) -> "Progress":
        """Return what a cursor says; a missing one, or one that cannot be read, begins anew."""
        try:
            return msgspec.json.decode(cursor or "{}", type=cls)
        except msgspec.DecodeError:
            return cls()

    def written(self) -> str:
        """Return the cursor."""
        return msgspec.json.encode(self).decode()

    def with_report(self, report_type: str, mark: ReportMark) -> "Progress":
        """Return the progress with one report's mark changed."""
        return replace(self, reports={**self.reports, report_type: mark})

    def with_listed(self, report_type: str, mark: ListedMark) -> "Progress":
        """Return the progress with the mark of one kind of listed reports changed."""
        return replace(self, listed={**self.listed, report_type: mark})
