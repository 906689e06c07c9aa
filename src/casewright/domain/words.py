"""A text that a person reads, in both languages of the product."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["LANGUAGES", "Language", "Words"]

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence or label in English and Chinese; neither may be empty."""

    en: str
    zh: str

    def __post_init__(self) -> None:
        if not self.en.strip() or not self.zh.strip():
            raise ValueError(f"words need both languages: en={self.en!r} zh={self.zh!r}")

    def say(self, language: Language) -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en

    def fill(self, **values: object) -> "Words":
        """Replace each `{name}` by its value. Raise KeyError when a name has no value."""
        return Words(en=self.en.format(**values), zh=self.zh.format(**values))
