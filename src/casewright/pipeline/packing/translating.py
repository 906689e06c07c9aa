"""Messages beside their translation: by whoever the shell has for it, else with the word that there is none."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from casewright.domain.case import Case
from casewright.evidence.packet.content import PacketContent, PacketExhibit, Translated

__all__ = ["Translator", "with_translations"]


@dataclass(frozen=True, slots=True)
class Translator:
    """Who translates. `translate` takes a text and two languages (BCP 47), from and into; None when it cannot."""

    name: str
    translate: Callable[[str, str, str], str | None]


def with_translations(content: PacketContent, case: Case, translator: Translator | None) -> PacketContent:
    """Return the content with each message in another language translated, or marked as not translated."""
    messages = {
        notice.place.digest: (notice.body, notice.language)
        for notice in (*case.notices, *case.related)
        if notice.body and notice.language and _spoken(notice.language) != _spoken(content.language)
    }
    return replace(
        content,
        exhibits=tuple(
            _translated(one, *messages[one.exhibit.place.digest], content.language, translator)
            if one.exhibit.place.digest in messages
            else one
            for one in content.exhibits
        ),
    )


def _spoken(language: str) -> str:
    return language.partition("-")[0].lower()


def _translated(
    one: PacketExhibit, text: str, language: str, into: str, translator: Translator | None
) -> PacketExhibit:
    told = None if translator is None else translator.translate(text, language, into)
    if told is None or translator is None:
        return replace(one, untranslated=True)
    return replace(one, translations=(Translated(text, language, told),), translated_by=translator.name)
