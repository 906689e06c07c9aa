"""Text brought down to its letters and digits, with the way back: labels must not care for the blanks OCR loses."""

from dataclasses import dataclass
from functools import lru_cache

from casewright.intake.mail.wording import fold

__all__ = ["Squashed", "squashed"]


@dataclass(frozen=True, slots=True)
class Squashed:
    """The letters and digits of a text, folded. `at[i]` is the offset in the text that key character `i` came from."""

    text: str
    key: str
    at: tuple[int, ...]

    def begins_word(self, index: int) -> bool:
        """Whether a word may begin at this character of the key."""
        here = self.at[index]
        return here == 0 or _wide(self.text[here]) or not _joins(self.text[here - 1], self.text[here])

    def ends_word(self, index: int) -> bool:
        """Whether a word may end before this character of the key."""
        last = self.at[index - 1]
        return last + 1 >= len(self.text) or _wide(self.text[last]) or not _joins(self.text[last], self.text[last + 1])

    def after(self, index: int) -> int:
        """Return the offset in the text just behind the key character before `index`."""
        return self.at[index - 1] + 1


def _joins(left: str, right: str) -> bool:
    """Whether two characters stand in one word; wide ones need no blank between words, and some write ShipTo."""
    if _wide(left) or _wide(right):
        return False
    return left.isalnum() and right.isalnum() and not (left.islower() and right.isupper())


def _wide(character: str) -> bool:
    return "\u2e80" <= character <= "\ua4cf" or "\uac00" <= character <= "\ud7a3" or "\uf900" <= character <= "\ufaff"


@lru_cache(maxsize=20_000)
def squashed(text: str) -> Squashed:
    """Squash a text."""
    key: list[str] = []
    at: list[int] = []
    for offset, character in enumerate(text):
        for folded in fold(character):
            if folded.isalnum():
                key.append(folded)
                at.append(offset)
    return Squashed(text, "".join(key), tuple(at))
