"""Make the board of one dispute: admit, weigh, list, contradict, score, and say whether it may go out. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, Observation, ObservationKind, ObservationRole
from casewright.domain.facts import FactValue
from casewright.domain.words import Words
from casewright.evidence.board.board import Board, ChecklistItem, Contradiction, Course, Quarantined, Reason
from casewright.evidence.board.checklist import Candidate, checklist_of
from casewright.evidence.board.features import features_of
from casewright.evidence.board.judge import Features, contradictions_of, verdict_of
from casewright.evidence.board.keeping import purges_of
from casewright.evidence.board.rules import Rules, board_rulebook, reason_of
from casewright.evidence.board.strength import strength_of, worth_of
from casewright.evidence.board.together import SeenPicture
from casewright.evidence.board.view import View, day_of, instant_of, view_of, zone_of
from casewright.rulebook import Rulebook

__all__ = ["make_board"]

_IDLE = Words(
    "Nothing in it bears on this dispute; give it its kind, or leave it out.",
    "其中没有与本争议有关的内容；请指明种类，或不采用。",
)
_HOUR = 3600


def make_board(  # noqa: PLR0913 - each is a part of the question, named by the caller
    dispute: Dispute,
    exhibits: Iterable[Exhibit],
    *,
    at: datetime,
    earlier_pictures: Iterable[SeenPicture] = (),
    proves: Mapping[str, tuple[str, ...]] | None = None,
    twins: Collection[str] = (),
    course: Course = Course.NOT_TOLD,
    rulebook: Rulebook | None = None,
) -> Board:
    """Return the board of a dispute as seen at an aware instant. The order in which exhibits are given is no matter.

    `earlier_pictures` are pictures of these exhibits that were known from before, `proves` is a person's word which
    proofs an exhibit brings, `twins` are the keys whose redacted twin is made, `course` is what the case's decision
    does with the evidence. `rulebook` is the board's own house.
    """
    given = tuple(sorted(exhibits, key=lambda one: one.key))
    opened = dispute.opened_at or at
    rules = Rules(rulebook or board_rulebook(), day_of(opened, zone_of(dispute)), dispute.marketplace)
    views = [view_of(one, dispute) for one in given]
    features = _features(views)
    quarantined = tuple(_quarantined(views, features, rules))
    out = {one.exhibit for one in quarantined}
    candidates = [
        Candidate(
            view, features[view.key], worth_of(view.key, features[view.key], rules), (proves or {}).get(view.key, ())
        )
        for view in views
        if view.key not in out
    ]
    listed = checklist_of(dispute, candidates, rules)
    items = tuple(line.item for line in listed)
    contradictions = contradictions_of(views, earlier_pictures, features, rules)
    verdict, because = verdict_of(dispute, views, items, contradictions, rules, at=at, course=course)
    return Board(
        dispute=dispute,
        at=at,
        exhibits=given,
        items=items,
        contradictions=contradictions,
        strength=strength_of([line.scored for line in listed], contradictions),
        verdict=verdict,
        because=because,
        quarantined=quarantined,
        purges=purges_of(dispute, views, at, twins),
        idle=_idle(views, items, contradictions, out),
    )


def _features(views: Sequence[View]) -> dict[str, dict[str, FactValue | None]]:
    waits = _waits(views)
    return {
        view.key: {**features_of(view), "answer_told": view.key in waits, "answer_hours": waits.get(view.key, 0)}
        for view in views
    }


def _waits(views: Sequence[View]) -> dict[str, int]:
    """Return for each exhibit with an answer of the seller the longest time, in hours, that the buyer waited for it."""
    turns: list[tuple[datetime, bool, str]] = []
    for view in views:
        for text in view.of(ObservationKind.TEXT, ObservationRole.BUYER_WROTE, ObservationRole.SELLER_WROTE):
            sent = [one for one in view.of(ObservationKind.AT, ObservationRole.SENT) if _beside(one, text)]
            if sent and isinstance(sent[0].value, datetime):
                by_seller = text.role is ObservationRole.SELLER_WROTE
                turns.append((instant_of(sent[0].value, view.zone), by_seller, view.key))
    waits: dict[str, int] = {}
    asked: datetime | None = None
    for when, by_seller, key in sorted(turns):
        if by_seller and asked is not None:
            waits[key] = max(waits.get(key, 0), int((when - asked).total_seconds() // _HOUR))
            asked = None
        elif not by_seller and asked is None:
            asked = when
    return waits


def _beside(one: Observation, other: Observation) -> bool:
    return (one.locator.page, one.locator.line, one.locator.place) == (
        other.locator.page,
        other.locator.line,
        other.locator.place,
    )


def _quarantined(views: Sequence[View], features: Features, rules: Rules) -> Iterator[Quarantined]:
    for view in views:
        answer = rules.ask("exhibit-admission", features[view.key])
        if dict(answer.outcome)["admission"] == "quarantined":
            yield Quarantined(view.key, reason_of(answer, view.key))


def _idle(
    views: Sequence[View], items: Sequence[ChecklistItem], contradictions: Sequence[Contradiction], out: Collection[str]
) -> tuple[Reason, ...]:
    """Name the exhibits that neither bring a proof nor contradict anything nor are kept out."""
    used = {key for item in items for key in item.exhibits} | set(out)
    used |= {key for one in contradictions for key in (one.claimed.exhibit, one.shown.exhibit) if key}
    return tuple(Reason("idle", _IDLE, (), (view.key,)) for view in views if view.key not in used)
