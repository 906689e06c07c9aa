"""Writes texts for the typesetter: hidden words covered, undrawable signs by number, each in its language's faces."""

import re
from collections.abc import Sequence
from typing import Any

from casewright.evidence.packet.content import WordsMask
from casewright.evidence.packet.fonts import FontSet, text_language
from casewright.evidence.packet.glyphs import Glyphs
from casewright.evidence.safety.sheet_work import COVER

__all__ = ["Pen", "covered", "language_parts"]

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_REGION = re.compile(r"[a-z]{2}")


def language_parts(language: str) -> tuple[str, str | None]:
    """Return language and region of a BCP 47 tag as the typesetter takes them."""
    primary, *rest = language.lower().split("-")
    region = next((part.upper() for part in rest if _REGION.fullmatch(part)), None)
    if region is None and "hant" in rest:
        region = "TW"
    return (primary if _LANGUAGE.fullmatch(primary) else "en"), region


def covered(text: str, masks: Sequence[WordsMask]) -> str:
    """Return the text with the words of every mask covered."""
    for mask in masks:
        text = re.sub(mask.pattern, COVER, text)
    return text


class Pen:
    """Writes every text of one packet, and remembers the languages met and the signs replaced."""

    def __init__(self, language: str, fonts: FontSet, masks: Sequence[WordsMask]) -> None:
        self.language = language
        self._fonts = fonts
        self._masks = tuple(masks)
        self._glyphs = Glyphs(fonts.draws)
        self._chains: dict[str, dict[str, Any]] = {}

    @property
    def replaced(self) -> tuple[str, ...]:
        """The signs that no font draws."""
        return self._glyphs.replaced

    @property
    def chains(self) -> dict[str, dict[str, Any]]:
        """The faces of every language met."""
        return self._chains

    def write(self, text: str, more: Sequence[WordsMask] = ()) -> str:
        """Return the text as it may be shown."""
        return self._glyphs.clean(covered(text, (*self._masks, *more)))

    def maybe(self, text: str | None, more: Sequence[WordsMask] = ()) -> str | None:
        """Return the text as it may be shown, or None."""
        return None if text is None else self.write(text, more)

    def tongue(self, text: str, stated: str | None) -> str:
        """Return the name of the faces for a text, by its language or its script."""
        language = text_language(text, stated, self.language)
        if language not in self._chains:
            primary, region = language_parts(language)
            self._chains[language] = {
                "lang": primary,
                "region": region,
                "serif": self._fonts.chain(language),
                "sans": self._fonts.chain(language, serif=False),
            }
        return language
