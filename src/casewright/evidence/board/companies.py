"""Whether two texts name the same company, whatever its legal form and in whichever script it is written."""

import re
import unicodedata
from difflib import SequenceMatcher

from anyascii import anyascii

from casewright.evidence.names.spelling import with_plain_umlauts

__all__ = ["is_company", "same_company"]

_LIKE = 0.85
_TELLING = 4
_FORMS = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|kg|ohg|ug|sarl|sas|sa|srl|spa|slu?|bv|nv|"
    r"pty|kk|pte|sp z o o|the)\b|股份有限公司|有限责任公司|有限公司|公司|株式会社|有限会社|合同会社",
    re.IGNORECASE,
)
_COMMON_WORDS = """trading trade home international technology technologies electronic electronics industry industrial
import export commerce ecommerce group global supply china hong kong shenzhen xiamen guangzhou shanghai ningbo yiwu"""
_COMMON = frozenset(_COMMON_WORDS.split())
_EAST = re.compile("[\u3040-\u9fff]")


def same_company(one: str, other: str) -> bool | None:
    """Say whether two names are of one company; None where they are in scripts that do not tell."""
    first, second = _bare(one), _bare(other)
    if not first or not second:
        return None
    if bool(_EAST.search(first)) != bool(_EAST.search(second)):
        east, latin = (first, second) if _EAST.search(first) else (second, first)
        return True if _sounds_in(latin, east) else None
    short, long = sorted(map(_letters, (first, second)), key=lambda letters: (len(letters), letters))
    if short == long or (len(short) >= _TELLING and short in long):
        return True
    one, other = sorted("".join(sorted(map(_letters, text.split()))) for text in (first, second))
    pairs = ((short, long), (one, other))
    return any(SequenceMatcher(None, a, b, autojunk=False).ratio() >= _LIKE for a, b in pairs)


def is_company(name: str) -> bool:
    """Whether a name has a legal form in it: nobody's own name has."""
    plain = re.sub(r"[.,]", " ", unicodedata.normalize("NFKC", name))
    return any(form.casefold() != "the" for form in _FORMS.findall(plain))


def _bare(name: str) -> str:
    """Return a name without its legal form and marks."""
    plain = re.sub(r"[.,()（）、·&]", " ", unicodedata.normalize("NFKC", name))
    return " ".join(_FORMS.sub(" ", plain).split())


def _letters(name: str) -> str:
    return "".join(sign for sign in anyascii(with_plain_umlauts(name)).casefold() if sign.isalnum())


def _sounds_in(latin: str, east: str) -> bool:
    """Whether a telling word of the Latin name is heard in the other: `Yuanfeng` in 厦门远丰."""
    heard = _letters(east)
    words = [_letters(word) for word in latin.split()]
    telling = [word for word in words if len(word) >= _TELLING and word not in _COMMON]
    return any(word in heard for word in telling)
