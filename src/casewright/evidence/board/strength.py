"""What an exhibit is worth by who made it, when, what it names and how well it reads; and how strong the whole is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casewright.domain.facts import FactValue
from casewright.domain.words import Words
from casewright.evidence.board.board import Contradiction, Reason, Strength, StrengthPart
from casewright.evidence.board.rules import Rules, reason_of

__all__ = ["Scored", "Worth", "strength_of", "worth_of"]

_TABLES = ("exhibit-independence", "exhibit-time", "exhibit-binding", "exhibit-legibility")
_MOST = 100


@dataclass(frozen=True, slots=True)
class Worth:
    """The worth of one exhibit in percent, and a reason from each table."""

    percent: int
    reasons: tuple[Reason, ...]

    def words(self) -> Words:
        """Say all reasons in one line."""
        return Words(" ".join(one.words.en for one in self.reasons), "".join(one.words.zh for one in self.reasons))


def worth_of(key: str, features: Mapping[str, FactValue | None], rules: Rules) -> Worth:
    """Weigh one exhibit."""
    answers = [rules.ask(table, features) for table in _TABLES]
    points = sum(int(dict(answer.outcome)["points"]) for answer in answers)
    return Worth(min(points, _MOST), tuple(reason_of(answer, key) for answer in answers))


@dataclass(frozen=True, slots=True)
class Scored:
    """One line of the checklist as it counts: its weight, how far it is brought in percent, and why."""

    points: int
    percent: int
    reason: Reason
    counts_in_full: bool


def strength_of(lines: Sequence[Scored], contradictions: Sequence[Contradiction]) -> Strength:
    """Return the share of what required and strong proofs could give, plus supporting ones, less contradictions."""
    whole = sum(line.points for line in lines if line.counts_in_full) or 1
    parts = [StrengthPart(round(line.points * line.percent / whole), line.reason) for line in lines if line.percent]
    parts += [StrengthPart(-one.points, _of(one)) for one in contradictions if one.points]
    return Strength(max(0, min(_MOST, sum(part.points for part in parts))), tuple(parts))


def _of(contradiction: Contradiction) -> Reason:
    keys = tuple(side.exhibit for side in (contradiction.claimed, contradiction.shown) if side.exhibit)
    return Reason(contradiction.code, contradiction.words, contradiction.cite, keys)
