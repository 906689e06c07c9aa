"""Pages copied from the seller's console: proposed, confirmed by a person, then a source like any other."""

from casewright.intake.paste.kinds import FIELD_TITLES, KIND_TITLES, OUTCOME_TITLES
from casewright.intake.paste.proposing import LONGEST_PASTE, Proposal, Proposed, propose
from casewright.intake.paste.reader import Paste, looks_like_paste, read_paste, wrap_paste
from casewright.intake.paste.saved_page import shown_part
from casewright.intake.paste.thread import PastedMessage

__all__ = [
    "FIELD_TITLES",
    "KIND_TITLES",
    "LONGEST_PASTE",
    "OUTCOME_TITLES",
    "Paste",
    "PastedMessage",
    "Proposal",
    "Proposed",
    "looks_like_paste",
    "propose",
    "read_paste",
    "shown_part",
    "wrap_paste",
]
