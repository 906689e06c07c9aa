"""The evidence board of a case as its page shows it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from casewright.domain.case import Case
from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import CallTerms, Exhibit, ExhibitKind, Locator, Speaker
from casewright.domain.place import Place
from casewright.domain.wire import read_wire_value
from casewright.evidence.board.board import (
    Board,
    ChecklistItem,
    Contradiction,
    Course,
    Grade,
    ProofState,
    Purge,
    Quarantined,
    Reason,
    Side,
    StrengthPart,
    Verdict,
)
from casewright.evidence.board.disputes import dispute_of
from casewright.evidence.board.make import make_board
from casewright.evidence.board.records import exhibits_from_records, numbered, place_key
from casewright.evidence.board.together import SeenPicture
from casewright.evidence.readers.reading import ExhibitReading
from casewright.evidence.safety.cutting import CUT_TYPES
from casewright.evidence.vault.twin import twin_from_bytes
from casewright.pipeline.boards import course_of
from casewright.pipeline.evidence import came_from_our_side, exhibit_of_reading
from casewright.pipeline.redacting import exhibit_of_twin
from casewright_web.models import CaseRow, CaseStatus, ExhibitRow, ExhibitState
from casewright_web.selectors.exhibits import ExhibitView, exhibit_list

__all__ = ["BoardView", "ContradictionView", "SideView", "board_of", "board_view"]

_ORDER = {ProofState.MISSING: 0, ProofState.WEAK: 1, ProofState.PROVIDED: 2, ProofState.OPTIONAL: 3}
_GRADES = list(Grade)
_RECORD = "REC-"
_PHOTOS = frozenset(
    {
        ExhibitKind.BUYER_PHOTO,
        ExhibitKind.RETURN_PHOTO,
        ExhibitKind.PACK_PHOTO,
        ExhibitKind.DELIVERY_PHOTO,
        ExhibitKind.OTHER,
    }
)
"""Pictures of goods and parcels: the same one in two orders tells something; a form always looks alike."""


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a contradiction; `row` is set where its spot can be shown as a picture."""

    side: Side
    row: ExhibitRow | None


@dataclass(frozen=True, slots=True)
class ContradictionView:
    """A contradiction with both its places."""

    contradiction: Contradiction
    sides: tuple[SideView, SideView]


@dataclass(frozen=True, slots=True)
class PurgeView:
    """Exhibits whose personal data must go on the same day.

    They are `held` when that day has come, but they are records, which stay as long as the case's clock runs.
    """

    purge: Purge
    keys: tuple[str, ...]
    held: bool


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board in the order in which it is read: what stands in the way first. `clock_runs` is the case's."""

    board: Board
    contradictions: tuple[ContradictionView, ...]
    items: tuple[ChecklistItem, ...]
    clock_runs: bool

    @property
    def dispute(self) -> Dispute:
        """What is asserted."""
        return self.board.dispute

    @property
    def verdict(self) -> Verdict:
        """Whether the evidence may go out."""
        return self.board.verdict

    @property
    def because(self) -> tuple[Reason, ...]:
        """Why the verdict is what it is."""
        return self.board.because

    @property
    def score(self) -> int:
        """The strength, 0 to 100."""
        return self.board.strength.score

    @property
    def parts(self) -> tuple[StrengthPart, ...]:
        """What the strength is made of, the weightiest first."""
        return tuple(sorted(self.board.strength.parts, key=lambda part: -abs(part.points)))

    @property
    def quarantined(self) -> tuple[Quarantined, ...]:
        """What must stay out of the packet."""
        return self.board.quarantined

    @property
    def purges(self) -> tuple[PurgeView, ...]:
        """Whose personal data must go by when, the earliest first."""
        alike: dict[tuple[date, str, bool], list[Purge]] = {}
        for one in sorted(self.board.purges, key=lambda one: (one.due_on, one.exhibit)):
            held = one.overdue and self.clock_runs and one.exhibit.startswith(_RECORD)
            alike.setdefault((one.due_on, one.twin, held), []).append(one)
        return tuple(
            PurgeView(group[0], tuple(one.exhibit for one in group), held) for (_, _, held), group in alike.items()
        )

    @property
    def records(self) -> tuple[Exhibit, ...]:
        """The exhibits that are no files of their own, but what records say."""
        return tuple(one for one in self.board.exhibits if one.key.startswith(_RECORD))

    @property
    def wanted(self) -> int:
        """How many proofs are required."""
        return sum(item.grade is Grade.REQUIRED for item in self.items)

    @property
    def provided(self) -> int:
        """How many of the required proofs are there, and not weak."""
        return sum(item.grade is Grade.REQUIRED and item.state is ProofState.PROVIDED for item in self.items)


def board_of(*, row: CaseRow, case: Case | None, at: datetime) -> Board | None:
    """Return the board of a case as seen at an instant; None where nothing is in dispute.

    Exhibits are the files that are read and not left out, and what the case's own records say.
    """
    dispute = dispute_of(case) if case is not None else None
    if case is None or dispute is None:
        return None
    if dispute.respond_by is None:
        dispute = replace(dispute, respond_by=row.due_at)
    views = [one for one in exhibit_list(case=row) if one.row.state == ExhibitState.READ and not one.row.left_out]
    files = [_exhibit(dispute, case, one) for one in views]
    known = {place_key(exhibit.place): one.row.key for exhibit, one in zip(files, views, strict=True)}
    exhibits = numbered([*_records(case, files), *files], known | _record_keys(case))
    seen, twins = list(_seen(views, _of_our_side(case))), [one.row.key for one in views if one.row.purged_at]
    board = make_board(dispute, exhibits, at=at, earlier_pictures=seen, twins=twins, course=_course(row))
    return replace(board, purges=tuple(one for one in board.purges if not _is_done(one, row)))


def _is_done(purge: Purge, row: CaseRow) -> bool:
    """Say whether a record's personal data went with those of its case."""
    done = row.forgotten_at
    return done is not None and purge.exhibit.startswith(_RECORD) and purge.due_on <= done.date()


def _course(row: CaseRow) -> Course:
    """Return what the case's stored decision does with the evidence."""
    decision = row.decision["decision"]
    return course_of([step["code"] for step in decision["actions"]] if decision["row"] else ())


def _exhibit(dispute: Dispute, case: Case, view: ExhibitView) -> Exhibit:
    """Return the exhibit of a file; one that came with a mail is what that mail makes of it."""
    twin = (view.row.reading or {}).get("twin")
    if twin is not None:
        place = Place(view.row.name, view.row.digest)
        return exhibit_of_twin(twin_from_bytes(twin.encode()), place, dispute, view.row.media_type)
    kept = next((one for one in case.files if one.place.digest == view.row.digest), None)
    mails = {notice.place.digest: notice for notice in (*case.notices, *case.related)}
    read = view.row.reading or {}
    reading = ExhibitReading(
        kind=view.kind or ExhibitKind.OTHER,
        speaker=view.speaker or Speaker.SELLER,
        media_type=view.row.media_type,
        digest=view.row.digest,
        observations=view.readings,
        other_channel=read_wire_value(Locator, read.get("other_channel")),
    )
    name = kept.place.file if kept else view.row.name
    mail = mails.get(kept.mail_digest) if kept and kept.mail_digest else None
    made = exhibit_of_reading(dispute, name, reading, mail=mail)
    told = view.row.call_told
    made = replace(made, call=CallTerms(told) if told in set(CallTerms) else None)
    return made if made.received_at is not None else replace(made, received_at=view.row.received_at)


def _records(case: Case, files: Iterable[Exhibit]) -> Iterator[Exhibit]:
    """Yield what the records say; a file that a record already stands for is taken as the file."""
    digests = {one.place.digest for one in files}
    return (one for one in exhibits_from_records(case) if one.place.digest not in digests)


def _record_keys(case: Case) -> dict[str, str]:
    """Return keys for what the records say, apart from those of files, so that a new file moves no number."""
    records = sorted(exhibits_from_records(case), key=lambda one: (one.kind, place_key(one.place)))
    return {place_key(one.place): f"{_RECORD}{number:02}" for number, one in enumerate(records, start=1)}


def _of_our_side(case: Case) -> frozenset[str]:
    """Return the digests of files that came in mails of the seller or the marketplace."""
    ours = {mail.place.digest for mail in (*case.notices, *case.related) if came_from_our_side(mail)}
    return frozenset(one.place.digest for one in case.files if one.mail_digest in ours)


def _seen(views: Iterable[ExhibitView], ours: Collection[str]) -> Iterator[SeenPicture]:
    """Yield what the reader found again in other cases; a logo in our own mails is found in all of them."""
    for view in views:
        if view.kind in _PHOTOS and view.row.digest not in ours:
            for seen in (view.row.reading or {}).get("seen", ()):
                place = Place(seen["file"], seen["digest"])
                yield SeenPicture(view.row.key, place, seen["order_id"], seen["mirrored"])


def board_view(*, board: Board, row: CaseRow, exhibits: tuple[ExhibitView, ...]) -> BoardView:
    """Return the board for the page of a case with these exhibits."""
    drawable = {one.row.key: one.row for one in exhibits if one.can_be_drawn}
    found = (
        ContradictionView(one, (_side(one.claimed, drawable), _side(one.shown, drawable)))
        for one in board.contradictions
    )
    return BoardView(
        board=board,
        contradictions=tuple(sorted(found, key=lambda one: (not one.contradiction.sure, -one.contradiction.points))),
        items=tuple(sorted(board.items, key=lambda item: (_GRADES.index(item.grade), _ORDER[item.state]))),
        clock_runs=row.status != CaseStatus.CLOSED and row.due_at is not None and row.due_at > board.at,
    )


def _side(side: Side, drawable: Mapping[str, ExhibitRow]) -> SideView:
    """Find what can be drawn: the exhibit itself, or the exhibit of another case that holds the place."""
    if side.locator is None:
        return SideView(side, None)
    if side.exhibit is not None:
        return SideView(side, drawable.get(side.exhibit))
    elsewhere = ExhibitRow.objects.filter(
        digest=side.locator.place.digest, media_type__in=CUT_TYPES, state=ExhibitState.READ
    )
    return SideView(side, elsewhere.order_by("pk").first())
