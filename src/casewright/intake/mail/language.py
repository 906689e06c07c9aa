"""The language of a text, by its script first and by statistics after."""

import re
from functools import cache
from typing import Any

from casewright.intake.mail.wording import fold

__all__ = ["language_of"]

_NOISE = re.compile(r"https?://\S+|\S+@\S+|\d[\d-]*|B0[A-Z0-9]{8}|[_*#=<>|]+")
_LATIN = ("en", "de", "fr", "it", "es", "nl", "pt", "pl", "sv", "tr", "da", "cs")
_CYRILLIC = ("ru", "uk", "bg")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff\uff66-\uff9d]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_FEWEST_LETTERS = 4
_FEWEST_WIDE = 2
_SAMPLE = 2_000
_COMMON = {
    "en": "the is my are you your and not have where it this was please for order what when i hello hi can received "
    "item yet do with thanks still has didn't hasn't",
    "de": "der die das ist und ich nicht mein meine wo bitte ein eine habe wann sie mit guten tag danke noch ihr kann "
    "paket bestellung fur",
    "fr": "le la les est je mon ma et pas bonjour ou une un vous ne suis avec merci des colis commande quand pour recu",
    "it": "il lo la e non mio mia ho dove ciao buongiorno sono un una per con grazie che di quando ordine pacco ancora",
    "es": "el la los es mi no hola donde esta he un una por con gracias que de cuando pedido buenos me ha "
    "llegado y paquete",
    "pt": "o a os e meu minha nao ola onde esta um uma por com obrigado que de quando pedido bom dia voce encomenda eu "
    "obrigada ainda",
    "nl": "de het is ik mijn en niet waar een u met bedankt wanneer bestelling hallo heb nog voor kan pakket van",
    "pl": "jest nie moj moja i gdzie czy sie prosze z dzien dobry kiedy zamowienie na dziekuje paczka "
    "mam w do dlaczego",
    "sv": "ar jag min mitt och inte var ett en hej med tack nar bestallning det har paket har pa kan fick",
    "tr": "ve bir bu nerede benim siparisim ne zaman icin merhaba degil tesekkurler henuz kargo geldi urun mi var yok",
}


_COMMON_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_LEAD = 2


@cache
def _identifier(languages: tuple[str, ...]) -> Any:  # noqa: ANN401 - the library has no types
    from py3langid.langid import (  # type: ignore[import-untyped] # noqa: PLC0415 - heavy; few texts need it
        MODEL_FILE,
        LanguageIdentifier,
    )

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier


def _by_common_words(text: str) -> str | None:
    """Return the language whose most common words lead clearly: short messages mislead statistics."""
    written = re.findall(r"[a-z']+", fold(text))
    counts = {language: sum(word in common for word in written) for language, common in _COMMON_WORDS.items()}
    best, second = sorted(counts.items(), key=lambda count: -count[1])[:2]
    return best[0] if best[1] >= second[1] + _LEAD else None


def _by_statistics(text: str, languages: tuple[str, ...]) -> str:
    return str(_identifier(languages).classify(text.lower())[0])


def language_of(text: str | None) -> str | None:
    """Return the ISO 639-1 code of the language a person wrote in, or None when there is too little to tell."""
    cleaned = _NOISE.sub(" ", (text or "")[:_SAMPLE])
    letters = sum(1 for sign in cleaned if sign.isalpha())
    for language, script in _SCRIPTS:
        found = len(script.findall(cleaned))
        if found >= _FEWEST_WIDE and found * 3 >= letters:
            return language
    if letters < _FEWEST_LETTERS:
        return None
    if len(_CYRILLIC_LETTER.findall(cleaned)) * 2 > letters:
        return _by_statistics(cleaned, _CYRILLIC)
    return _by_common_words(cleaned) or _by_statistics(cleaned, _LATIN)
