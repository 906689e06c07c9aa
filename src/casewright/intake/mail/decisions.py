"""How a claim was decided, read from its sentences. Sentences that contradict each other give no answer."""

from casewright.domain.notice import ClaimOutcome
from casewright.intake.mail.content import Content
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import Sentence, clauses_of

__all__ = ["outcome_of", "recovery_outcome_of"]

_TOPICS = ("granted", "debited", "denied", "favour_seller", "funded", "withdrawn")


def _said(clause: Sentence) -> set[str]:
    """Return what one clause states; `not_granted` and `not_debited` are statements too."""
    if says("decisions", "if", clause.key):
        return set()
    held = {topic for topic in _TOPICS if says("decisions", topic, clause.key)}
    if "favour_seller" in held:
        held.discard("withdrawn")
    if "funded" in held:
        return held - {"debited", "granted"} if _negated(clause.key) else held - {"debited"}
    if "denied" in held:
        return held - {"granted"}
    if not _negated(clause.key):
        return held
    turned = {f"not_{topic}" for topic in held & {"granted", "debited"}}
    return turned - ({"not_debited"} if "withdrawn" in held else set())


def _negated(key: str) -> bool:
    return says("values", "not", key)


def _statements(content: Content) -> set[str]:
    said: set[str] = set()
    for sentence in content.sentences:
        if says("decisions", "if", sentence.key):
            parts = [] if says("decisions", "if", clauses_of(sentence)[0].key) else clauses_of(sentence)
        else:
            parts = clauses_of(sentence)
            whole = _said(sentence)
            said |= whole if len(parts) == 1 else set()
        before: set[str] = set()
        for clause in parts:
            before |= _said(clause)
        said |= before
    return said


def outcome_of(content: Content) -> ClaimOutcome:
    """Return the outcome that the sentences agree on, else unknown."""
    said = _statements(content)
    against = bool(said & {"granted", "debited"})
    if {"debited", "not_debited"} <= said or ({"granted", "not_granted"} <= said):
        return ClaimOutcome.UNKNOWN
    if "withdrawn" in said:
        return ClaimOutcome.UNKNOWN if against or "funded" in said else ClaimOutcome.WITHDRAWN
    denied = bool(said & {"denied", "not_granted"})
    if "funded" in said or ("granted" in said and "not_debited" in said):
        return ClaimOutcome.UNKNOWN if "debited" in said or denied else ClaimOutcome.AMAZON_FUNDED
    if denied or "favour_seller" in said:
        return ClaimOutcome.UNKNOWN if against else ClaimOutcome.FOR_SELLER
    return ClaimOutcome.AGAINST_SELLER if against else ClaimOutcome.UNKNOWN


def recovery_outcome_of(content: Content) -> ClaimOutcome:
    """Return how a claim that the seller filed ended: what grants it is for the seller, whoever pays."""
    said = _statements(content)
    won = bool(said & {"granted", "funded", "favour_seller"})
    lost = bool(said & {"denied", "not_granted"})
    if won == lost or "withdrawn" in said:
        return ClaimOutcome.WITHDRAWN if said == {"withdrawn"} else ClaimOutcome.UNKNOWN
    return ClaimOutcome.FOR_SELLER if won else ClaimOutcome.AGAINST_SELLER
