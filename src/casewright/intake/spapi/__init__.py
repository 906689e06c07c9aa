"""Answers and notifications of Amazon's Selling Partner API, kept as files, read into records."""

from casewright.intake.spapi.answers import BrokenAnswersError, wrap_answers
from casewright.intake.spapi.cancelling import buyer_asks_to_cancel
from casewright.intake.spapi.reader import looks_like_spapi, read_spapi

__all__ = ["BrokenAnswersError", "buyer_asks_to_cancel", "looks_like_spapi", "read_spapi", "wrap_answers"]
