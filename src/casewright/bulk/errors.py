"""What a file of facts may not say, in both languages."""

from casewright.domain.errors import CasewrightError
from casewright.domain.words import Words

__all__ = ["BulkError"]


class BulkError(CasewrightError):
    """A file of facts that cannot be decided as it is, with what to change."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words
