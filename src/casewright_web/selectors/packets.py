"""The packets of a case with what their channels take."""

from dataclasses import dataclass
from datetime import date

from casewright.domain.case import CaseKind
from casewright.evidence.packet.errors import ProfileUnknownError
from casewright.evidence.packet.profile import PacketProfile, profile_named, profile_names
from casewright_web.models import CaseRow, PacketRow, PacketState

__all__ = ["PacketMeter", "PacketView", "packet_get", "packet_list", "packet_profiles", "profile_usual"]

_FULL = 0.9


@dataclass(frozen=True, slots=True)
class PacketMeter:
    """How much of a channel's limit a packet uses. `limit` is None where the channel states none."""

    used: int
    limit: int | None

    @property
    def tone(self) -> str:
        """Whether it fits well, just so, or not."""
        if self.limit is None or self.used <= _FULL * self.limit:
            return "green"
        return "amber" if self.used <= self.limit else "red"


@dataclass(frozen=True, slots=True)
class PacketView:
    """A packet and its channel."""

    row: PacketRow
    profile: PacketProfile

    @property
    def waits(self) -> bool:
        """Whether it is being made, for the first time or anew."""
        return self.row.state == PacketState.WANTED

    @property
    def size(self) -> PacketMeter:
        """Bytes against the channel's limit."""
        return PacketMeter(self.row.size_bytes, self.profile.max_bytes)

    @property
    def pages(self) -> PacketMeter:
        """Pages against the channel's limit."""
        return PacketMeter(self.row.pages, self.profile.max_pages)

    @property
    def page_numbers(self) -> range:
        """The pages to look at."""
        return range(1, self.row.pages + 1)


def packet_profiles(*, on: date) -> tuple[PacketProfile, ...]:
    """Return the channels in force on a day."""
    return tuple(profile_named(name, on) for name in profile_names(on))


def packet_list(*, case: CaseRow, on: date) -> tuple[PacketView, ...]:
    """Return the packets of a case, in the order in which they were first asked for."""
    return tuple(filter(None, (_view(row, on) for row in PacketRow.objects.filter(case=case).order_by("pk"))))


def profile_usual(*, case: CaseRow) -> str:
    """Return the channel that a packet of this kind of case mostly goes to."""
    return "safe_t" if case.kind == CaseKind.RETURN else "amazon"


def packet_get(*, case_id: int, profile: str) -> PacketRow | None:
    """Return the packet of a case for a channel, or None where none was made."""
    return PacketRow.objects.filter(case_id=case_id, profile=profile).exclude(digest="").first()


def _view(row: PacketRow, on: date) -> PacketView | None:
    try:
        return PacketView(row, profile_named(row.profile, on))
    except ProfileUnknownError:
        return None
