"""The exhibits of a case as its page shows them."""

from dataclasses import dataclass

from casewright.domain.exhibit import ExhibitKind, Observation, ObservationKind, Speaker
from casewright.domain.observation_wire import observation_from_wire
from casewright.domain.words import Words
from casewright.evidence.safety.cutting import CUT_TYPES
from casewright_web.models import CaseRow, ExhibitRow, ExhibitState

__all__ = ["ExhibitView", "exhibit_get", "exhibit_list", "exhibit_view"]

_NOT_SHOWN = frozenset({ObservationKind.PICTURE, ObservationKind.TEXT})


@dataclass(frozen=True, slots=True)
class ExhibitView:
    """One exhibit: the stored row, and what its reading says in the core's own terms.

    `kind` is None while it is not read; `sure` is false where the reader guessed it and nobody confirmed. `remarks` are
    the reader's findings with their severity.
    """

    row: ExhibitRow
    kind: ExhibitKind | None
    sure: bool
    speaker: Speaker | None
    readings: tuple[Observation, ...]
    remarks: tuple[tuple[str, Words], ...]

    @property
    def shown(self) -> tuple[Observation, ...]:
        """The readings that a person checks, each once."""
        seen = {(one.kind, one.role, one.value): one for one in self.readings if one.kind not in _NOT_SHOWN}
        return tuple(seen.values())

    @property
    def is_call(self) -> bool:
        """Whether it is a recorded call, of which somebody must say who called and whether the caller agreed."""
        return self.kind is ExhibitKind.CALL_RECORDING

    @property
    def transcript(self) -> str:
        """What a program wrote down of a recorded call; empty without one."""
        texts = [str(one.value) for one in self.readings if one.kind is ObservationKind.TEXT]
        return "\n".join(texts) if self.is_call else ""

    @property
    def can_be_drawn(self) -> bool:
        """Whether a spot of it can be shown as a picture."""
        return self.row.media_type in CUT_TYPES and self.row.state in (ExhibitState.READ, ExhibitState.WAITING)


def exhibit_get(*, case_id: int, number: int) -> ExhibitRow | None:
    """Return an exhibit of a case or None."""
    return ExhibitRow.objects.filter(case_id=case_id, number=number).first()


def exhibit_list(*, case: CaseRow) -> tuple[ExhibitView, ...]:
    """Return the exhibits of a case by number."""
    return tuple(exhibit_view(row) for row in ExhibitRow.objects.filter(case=case).order_by("number"))


def exhibit_view(row: ExhibitRow) -> ExhibitView:
    """Return one exhibit as the page shows it."""
    read = row.reading or {}
    kind, speaker = row.kind_told or read.get("kind"), read.get("speaker")
    return ExhibitView(
        row=row,
        kind=ExhibitKind(kind) if kind in set(ExhibitKind) else None,
        sure=bool(row.kind_told or read.get("kind_sure")),
        speaker=Speaker(speaker) if speaker in set(Speaker) else None,
        readings=tuple(observation_from_wire(one) for one in read.get("observations", ())),
        remarks=tuple((one["severity"], Words(**one["words"])) for one in read.get("findings", ())),
    )
