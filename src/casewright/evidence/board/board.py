"""The evidence board: checklist, contradictions, strength and verdict of one dispute, as values.

`casewright.evidence.board.make.make_board` makes it. Keys of exhibits are those of the exhibits given to it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, Locator
from casewright.domain.words import Words

__all__ = [
    "Ask",
    "Board",
    "ChecklistItem",
    "Contradiction",
    "ContradictionKind",
    "Course",
    "Grade",
    "Holder",
    "ProofState",
    "Purge",
    "Quarantined",
    "Reason",
    "Side",
    "Strength",
    "StrengthPart",
    "TwinState",
    "Verdict",
]


class Grade(StrEnum):
    """How much a proof is wanted: without a required one the dispute is normally lost (evidence matrix, grades)."""

    REQUIRED = "required"
    STRONG = "strong"
    SUPPORTING = "supporting"


class ProofState(StrEnum):
    """Where a proof stands. `missing` is expected and not there; `optional` is not there and only would help."""

    PROVIDED = "provided"
    WEAK = "weak"
    MISSING = "missing"
    OPTIONAL = "optional"


class Holder(StrEnum):
    """Who has a proof, and so who must be asked for it."""

    CARRIER = "carrier"
    LABORATORY = "laboratory"
    WAREHOUSE = "warehouse"
    SUPPLIER = "supplier"
    INSURER = "insurer"
    MARKETPLACE = "marketplace"
    BUYER = "buyer"
    OWN_RECORDS = "own_records"


class ContradictionKind(StrEnum):
    """What does not fit together."""

    OTHER_CITY = "other_city"
    OTHER_ORDER = "other_order"
    OTHER_TRACKING = "other_tracking"
    OTHER_SIGNER = "other_signer"
    OTHER_BATCH = "other_batch"
    OTHER_SERIAL = "other_serial"
    OTHER_ITEM = "other_item"
    OTHER_AMOUNT = "other_amount"
    OTHER_ENTITY = "other_entity"
    DELIVERED_LATE = "delivered_late"
    MADE_AFTER_CLAIM = "made_after_claim"
    WEIGHT_DIFFERS = "weight_differs"
    PICTURE_SEEN_BEFORE = "picture_seen_before"
    REFUND_GIVEN_AND_DENIED = "refund_given_and_denied"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    LISTING_AFTER_ORDER = "listing_after_order"


class Verdict(StrEnum):
    """Whether the evidence may go out as it is.

    `cannot_be_won`: no proof could change the outcome. `nothing_to_send`: the case's own decision sends none.
    """

    READY = "ready"
    NOT_READY = "not_ready"
    CANNOT_BE_WON = "cannot_be_won"
    NOTHING_TO_SEND = "nothing_to_send"


class Course(StrEnum):
    """What the case's decision does with the evidence: sends it, refunds instead, gives in; or it does not say."""

    SENDS = "sends"
    REFUNDS = "refunds"
    GIVES_IN = "gives_in"
    NOT_TOLD = "not_told"


class TwinState(StrEnum):
    """Whether what must be purged has its redacted twin: already made, to be made before the purge, or not needed."""

    MADE = "made"
    TO_MAKE = "to_make"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in words, with the policy row that says so. `exhibits` are the keys it speaks of."""

    code: str
    words: Words
    cite: tuple[str, ...] = ()
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """How to get a proof: whom to ask, a message ready to be sent, and by when an answer is needed.

    `message` is for the reader of the desk; `local` is the same in `language` (ISO 639-1), the holder's own, if we have
    it. `by` is None when no deadline is known.
    """

    holder: Holder
    how: Words
    message: Words
    by: datetime | None = None
    local: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One proof that this type of dispute wants. `code` is its policy row, `exhibits` the keys that bring it.

    `weak_because` is filled when the state is `weak`; `ask` whenever more can be had (weak, missing, optional).
    """

    code: str
    proof: str
    title: Words
    grade: Grade
    state: ProofState
    exhibits: tuple[str, ...] = ()
    weak_because: tuple[Reason, ...] = ()
    ask: Ask | None = None
    cite: tuple[str, ...] = ()
    confidence: str = "judgement"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: what it says, and the spot. `exhibit` is None for the claim's or our records' side.

    `locator` is None only where a record gives a value without a place.
    """

    says: Words
    exhibit: str | None = None
    locator: Locator | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that cannot both be right. It lowers the strength by `points`; it hides nothing.

    `sure` is false where a person should look first: a reading that was guessed, a neighbour who may be of the house.
    """

    code: str
    kind: ContradictionKind
    title: Words
    words: Words
    claimed: Side
    shown: Side
    points: int
    sure: bool = True
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StrengthPart:
    """What one exhibit, proof or contradiction adds or takes, in points, and why."""

    points: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the evidence is: 0 to 100, by the rows of `parts`."""

    score: int
    parts: tuple[StrengthPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An exhibit that must stay out of the packet, since sending it would show a violation, and why."""

    exhibit: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Purge:
    """An exhibit's personal data must be gone on `due_on`; its twin carries the evidence on while windows stay open."""

    exhibit: str
    due_on: date
    overdue: bool
    twin: TwinState
    reason: Reason


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board of one dispute as seen at `at`. `exhibits` are all that were given, quarantined ones included.

    `because` begins with the reason of the verdict; `idle` names exhibits in which nothing bears on the dispute.
    """

    dispute: Dispute
    at: datetime
    exhibits: tuple[Exhibit, ...]
    items: tuple[ChecklistItem, ...]
    contradictions: tuple[Contradiction, ...]
    strength: Strength
    verdict: Verdict
    because: tuple[Reason, ...]
    quarantined: tuple[Quarantined, ...] = ()
    purges: tuple[Purge, ...] = ()
    idle: tuple[Reason, ...] = ()

    def exhibit(self, key: str) -> Exhibit | None:
        """Return one exhibit by its key, or None."""
        return next((one for one in self.exhibits if one.key == key), None)
