"""What differences mean and whether the evidence may go out, as the board's tables say."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import ExhibitKind
from casewright.domain.facts import FactValue
from casewright.domain.returns import RefundedBy
from casewright.domain.shipment import ScanKind
from casewright.domain.words import Words
from casewright.evidence.board.board import (
    ChecklistItem,
    Contradiction,
    Course,
    Grade,
    ProofState,
    Reason,
    Verdict,
)
from casewright.evidence.board.chronology import day_differences_in
from casewright.evidence.board.difference import Difference
from casewright.evidence.board.differences import differences_in
from casewright.evidence.board.features import MOVED
from casewright.evidence.board.rules import Rules, reason_of
from casewright.evidence.board.together import SeenPicture, refund_differences, seen_before
from casewright.evidence.board.view import View, instant_of

__all__ = ["Features", "contradictions_of", "verdict_of"]

Features = Mapping[str, Mapping[str, FactValue | None]]
"""The facts of each exhibit, by its key."""
_BACK = frozenset({ScanKind.REFUSED, ScanKind.RETURNING, ScanKind.UNDELIVERABLE})
_MISSING = (Words("Missing: {title}.", "缺少“{title}”。"), ProofState.MISSING)
_WEAK = (Words("Weak: {title}.", "“{title}”较弱。"), ProofState.WEAK)
_TOLD = {True: "yes", False: "no", None: "not_told"}


def contradictions_of(
    views: Sequence[View], earlier: Iterable[SeenPicture], features: Features, rules: Rules
) -> tuple[Contradiction, ...]:
    """Return what does not fit, the heaviest first."""
    found = [one for view in views for one in (*differences_in(view), *day_differences_in(view))]
    found += [*refund_differences(views), *seen_before(views, earlier)]
    judged = (_judged(one, features[one.view.key], rules) for one in found)
    kept = [one for one in judged if one is not None]
    return tuple(sorted(kept, key=lambda one: (-one.points, one.kind.value, one.shown.exhibit or "", one.words.en)))


def _judged(one: Difference, features: Mapping[str, FactValue | None], rules: Rules) -> Contradiction | None:
    facts = {**features, **one.facts, "difference": one.kind.value, "certain": one.certain}
    answer = rules.ask("contradiction", facts)
    outcome = dict(answer.outcome)
    if outcome["standing"] == "none":
        return None
    title = rules.title("difference", one.kind.value)
    return Contradiction(
        code=answer.row or "",
        kind=one.kind,
        title=Words(title.en[:1].upper() + title.en[1:], title.zh),
        words=Words(f"{one.words.en} {answer.because.en}", f"{one.words.zh}{answer.because.zh}"),
        claimed=one.claimed,
        shown=one.shown,
        points=int(outcome["points"]),
        sure=outcome["standing"] == "contradiction",
        cite=answer.cite,
    )


def verdict_of(  # noqa: PLR0913 - each is a part of the question, named by the caller
    dispute: Dispute,
    views: Sequence[View],
    items: Sequence[ChecklistItem],
    contradictions: Sequence[Contradiction],
    rules: Rules,
    *,
    at: datetime,
    course: Course,
) -> tuple[Verdict, tuple[Reason, ...]]:
    """Return the verdict with the row that gives it first, then everything that stands in the way."""
    required = [item for item in items if item.grade is Grade.REQUIRED]
    facts: dict[str, FactValue | None] = {
        "dispute": dispute.type.value,
        "course": course.value,
        "gaps": sum(item.state is ProofState.MISSING for item in required),
        "weak_required": sum(item.state is ProofState.WEAK for item in required),
        "certain_contradictions": sum(one.sure for one in contradictions),
        "open_contradictions": sum(not one.sure for one in contradictions),
        "refunded_by_seller": _TOLD[None if dispute.refunded_by is None else dispute.refunded_by is RefundedBy.SELLER],
        "overdue": _TOLD[None if dispute.respond_by is None else dispute.respond_by < at],
        **_parcel(views),
    }
    answer = rules.ask("board-verdict", facts)
    verdict, reasons = Verdict(dict(answer.outcome)["verdict"]), [reason_of(answer)]
    if verdict is Verdict.NOTHING_TO_SEND:
        return verdict, tuple(reasons)
    for words, state in (_MISSING, _WEAK):
        reasons += [_stands_in_the_way(item, words) for item in required if item.state is state]
    reasons += [_of(one) for one in contradictions]
    return verdict, tuple(reasons)


def _stands_in_the_way(item: ChecklistItem, words: Words) -> Reason:
    """Name a required proof that is missing or weak, and why it is weak."""
    why = [reason.words for reason in item.weak_because]
    en = " ".join([words.en.format(title=item.title.en), *(one.en for one in why)])
    return Reason(
        item.code,
        Words(en, "".join([words.zh.format(title=item.title.zh), *(one.zh for one in why)])),
        item.cite,
        item.exhibits,
    )


def _of(one: Contradiction) -> Reason:
    keys = tuple(side.exhibit for side in (one.claimed, one.shown) if side.exhibit)
    return Reason(one.code, one.words, one.cite, keys)


def _parcel(views: Sequence[View]) -> dict[str, FactValue | None]:
    """Return what tracking says of the way out: whether it was scanned at all, and whether it is coming back."""
    tracked = [view for view in views if view.exhibit.kind is ExhibitKind.TRACKING_HISTORY and not view.way_back]
    events = [event for view in tracked for event in view.events()]
    timed = [(instant_of(event.at, views[0].zone), event.kind) for event in events if event.at is not None]
    last = max(timed, key=lambda one: one[0])[1] if timed else None
    return {
        "tracking_read": bool(events),
        "scanned": any(event.kind in MOVED for event in events),
        "parcel_refused": _TOLD[None if last is None else last in _BACK],
    }
