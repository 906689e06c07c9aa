"""What a table answers: the row that decided, or the facts it asks for, with reasons, clocks and a trace."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from casewright.domain.clocks import Span
from casewright.domain.facts import Fact
from casewright.domain.words import Words

__all__ = [
    "ActionStep",
    "CellTrace",
    "Confidence",
    "Deadline",
    "Decision",
    "Fed",
    "Overruled",
    "Question",
    "RowState",
    "RowTrace",
    "ValueUsed",
]


class Confidence(StrEnum):
    """How sure a rule is, weakest last (facts.md: P, N, S, our judgement, U)."""

    PUBLISHED = "published"
    ANNOUNCED = "announced"
    SECONDARY = "secondary"
    JUDGEMENT = "judgement"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class ActionStep:
    """One thing to do, from the closed catalogue of actions."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class ValueUsed:
    """A dated value that was in force: `text` is the amount as written (`24`, `50.00 USD`)."""

    name: str
    text: str
    unit: str
    from_on: date
    cite: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock that runs: what must happen, since when, how long, until when, and who says so.

    `from_fact` names the fact the length or the end was read from; otherwise it came from the dated value `value_name`.
    `started_at` is None only when the end itself was read and the start was not.
    """

    clock: str
    words: Words
    started_at: datetime | None
    due_at: datetime
    span: Span | None
    confidence: Confidence
    cite: tuple[str, ...] = ()
    from_fact: str | None = None
    value_name: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One unknown fact that decides, asked in words, with who or what can prove it."""

    fact: str
    words: Words
    proof: Words


@dataclass(frozen=True, slots=True)
class Overruled:
    """Advice of an old source that today's policy forbids or narrows; the row shows what to do instead."""

    seed: str
    words: Words
    mark: str


class RowState(StrEnum):
    """What became of a row: it decided, a fact excluded it, an unknown fact stopped the walk there, and so on.

    `holds` is a row that holds while another one, still open, keeps the table from deciding.
    """

    HIT = "hit"
    HOLDS = "holds"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"
    NOT_IN_FORCE = "not_in_force"
    ELSEWHERE = "elsewhere"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class CellTrace:
    """One condition that did not hold or could not be told: the fact, its value as text (None: unknown), the test."""

    fact: str
    value: str | None
    test: str


@dataclass(frozen=True, slots=True)
class RowTrace:
    """Why one row did or did not decide."""

    code: str
    name: str
    state: RowState
    cells: tuple[CellTrace, ...] = ()


@dataclass(frozen=True, slots=True)
class Fed:
    """A fact that another table answered: which table, by which content, and by which row; None when it asked."""

    fact: str
    table: str
    digest: str
    row: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of one table to one case on one day. `row` is None when the table asks instead of deciding.

    `rows` are all rows behind the answer: one, or as many as hold where the table collects them. A table that collects
    answers without a row, and asks nothing, where none holds.
    """

    table: str
    digest: str
    policy_on: date
    marketplace: str | None
    row: str | None
    row_name: str | None
    because: Words
    actions: tuple[ActionStep, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    questions: tuple[Question, ...] = ()
    cite: tuple[str, ...] = ()
    confidence: Confidence = Confidence.JUDGEMENT
    outcome: tuple[tuple[str, str], ...] = ()
    overruled: Overruled | None = None
    values: tuple[ValueUsed, ...] = ()
    facts: tuple[Fact, ...] = ()
    trace: tuple[RowTrace, ...] = field(default=())
    rows: tuple[str, ...] = ()
    fed_by: tuple[Fed, ...] = ()
