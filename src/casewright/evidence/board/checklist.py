"""The checklist of a dispute: every proof its type wants, and how far the exhibits bring it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casewright.domain.dispute import Dispute
from casewright.domain.facts import FactValue
from casewright.domain.words import Words
from casewright.evidence.board.asking import Proof, ask_for_proof, proofs
from casewright.evidence.board.board import ChecklistItem, Grade, ProofState, Reason
from casewright.evidence.board.rules import Rules, reason_of
from casewright.evidence.board.strength import Scored, Worth
from casewright.evidence.board.view import View
from casewright.rulebook.decision import Decision

__all__ = ["Candidate", "Listed", "checklist_of"]

_NOT_WANTED, _NONE, _FULL = "not_wanted", "none", "full"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An admitted exhibit with its facts, what it is worth, and the proofs that a person says it brings."""

    view: View
    features: Mapping[str, FactValue | None]
    worth: Worth
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the checklist, and how it counts."""

    item: ChecklistItem
    scored: Scored


@dataclass(frozen=True, slots=True)
class _Brought:
    """How one exhibit brings one proof."""

    key: str
    full: bool
    percent: int
    reason: Reason
    worth: Worth


def checklist_of(dispute: Dispute, candidates: Sequence[Candidate], rules: Rules) -> tuple[Listed, ...]:
    """Return the lines of the checklist, required ones first, each grade in the catalogue's order."""
    wanted = []
    for name in rules.values("proof"):
        answer = rules.ask("proof-grade", {"dispute": dispute.type.value, "proof": name})
        if dict(answer.outcome)["grade"] != _NOT_WANTED:
            wanted.append(_listed(dispute, proofs()[name], answer, candidates, rules))
    order = list(Grade)
    return tuple(sorted(wanted, key=lambda listed: order.index(listed.item.grade)))


def _listed(dispute: Dispute, proof: Proof, answer: Decision, candidates: Sequence[Candidate], rules: Rules) -> Listed:
    outcome = dict(answer.outcome)
    grade, points = Grade(outcome["grade"]), int(outcome["points"])
    brought = sorted(_brought(proof, candidates, rules), key=lambda one: (not one.full, -one.percent, one.key))
    title = _capital(rules.title("proof", proof.name))
    full = [one for one in brought if one.full]
    state = ProofState.PROVIDED if full else ProofState.WEAK if brought else _lacking(grade)
    item = ChecklistItem(
        code=answer.row or "",
        proof=proof.name,
        title=title,
        grade=grade,
        state=state,
        exhibits=tuple(one.key for one in (full or brought)),
        weak_because=_reasons(brought) if state is ProofState.WEAK else (),
        ask=None if full else ask_for_proof(proof, rules.title("proof", proof.name), dispute),
        cite=answer.cite,
        confidence=answer.confidence.value,
    )
    return Listed(item, _scored(item, points, brought))


def _lacking(grade: Grade) -> ProofState:
    return ProofState.OPTIONAL if grade is Grade.SUPPORTING else ProofState.MISSING


def _capital(words: Words) -> Words:
    return Words(words.en[:1].upper() + words.en[1:], words.zh)


def _brought(proof: Proof, candidates: Sequence[Candidate], rules: Rules) -> Iterator[_Brought]:
    for one in candidates:
        fits = proof.name in one.told or proof.may_come_from(one.view.exhibit)
        answer = rules.ask("proof-fit", {**one.features, "proof": proof.name, "kind_fits": fits})
        outcome = dict(answer.outcome)
        if outcome["fit"] != _NONE:
            share = int(outcome["points"]) * one.worth.percent // 100
            yield _Brought(one.view.key, outcome["fit"] == _FULL, share, reason_of(answer, one.view.key), one.worth)


def _reasons(brought: Sequence[_Brought]) -> tuple[Reason, ...]:
    """Return each reason once, with all exhibits it is true of."""
    by_code: dict[str, Reason] = {}
    for one in brought:
        known = by_code.get(one.reason.code)
        keys = (*(known.exhibits if known else ()), one.key)
        by_code[one.reason.code] = Reason(one.reason.code, one.reason.words, one.reason.cite, keys)
    return tuple(by_code.values())


def _scored(item: ChecklistItem, points: int, brought: Sequence[_Brought]) -> Scored:
    best = max(brought, key=lambda one: (one.percent, one.key), default=None)
    why = best.worth.words() if best else Words("Nothing brings it yet.", "尚无证据。")
    words = Words(f"{item.title.en}: {why.en}", f"{item.title.zh}：{why.zh}")
    reason = Reason(item.code, words, item.cite, (best.key,) if best else ())
    return Scored(points, best.percent if best else 0, reason, item.grade is not Grade.SUPPORTING)
