"""Whether two texts name the same person: across scripts, initials, order and accents; or one of the same family."""

import re
import tomllib
import unicodedata
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from anyascii import anyascii

from casewright.domain.redacted import is_redacted, redacted_agree
from casewright.evidence.names.spelling import with_plain_umlauts

__all__ = ["Signer", "signer_of"]

_LIKE = 0.8
_FEW = 4
_MOST_INITIALS = 3
_TITLE_WORDS = """mr mrs ms miss dr prof herr frau hr fr mme mlle sig sigra sr sra srta sir madam von van de der den
di da"""
_TITLES = frozenset(_TITLE_WORDS.split())
_EAST_TITLES = re.compile("(?:先生|女士|小姐|样|様|さん|さま|殿)$")
_EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff]")
_HIDDEN = re.compile(r"[*＊●•✱xX]{2,}|[*＊●•✱]")
_CAMEL = re.compile("[A-Z][^A-Z]*")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


class Signer(StrEnum):
    """Who signed, as far as the words tell, held against the recipient on the order.

    `unnamed` says "recipient" without a name; `family_name` only a name that the recipient shares; `household` another
    given name or a relative; `unsure` is a name in a script whose reading we do not know. `named`: there is a name and
    nobody to compare it with.
    """

    RECIPIENT = "recipient"
    UNNAMED = "unnamed"
    INITIALS = "initials"
    FAMILY_NAME = "family_name"
    HOUSEHOLD = "household"
    NEIGHBOUR = "neighbour"
    DESK = "desk"
    OTHER = "other"
    UNSURE = "unsure"
    NAMED = "named"
    NOBODY = "nobody"
    NOT_TOLD = "not_told"


_BESIDE_A_NAME = frozenset({Signer.NEIGHBOUR, Signer.DESK, Signer.HOUSEHOLD, Signer.NOBODY})
_AGREE = MappingProxyType({True: Signer.RECIPIENT, False: Signer.OTHER, None: Signer.UNSURE})


def signer_of(shown: str | None, recipient: str | None) -> Signer:
    """Return who signed. A name with hidden letters (`J*** S.`) is the recipient's where the rest of it fits."""
    if shown is None or not shown.strip():
        return Signer.NOT_TOLD
    role = _role(shown)
    if role is not None:
        return role
    if recipient is None or not recipient.strip():
        return Signer.NAMED
    if is_redacted(shown) or is_redacted(recipient):
        return _AGREE[redacted_agree(shown, recipient)]
    return _compared(shown, recipient)


@lru_cache(maxsize=1)
def _roles() -> dict[str, Signer]:
    source = (files("casewright.evidence.board") / "words" / "signers.toml").read_text("utf-8")
    kinds = {"recipient": Signer.UNNAMED}
    return {
        _squashed(word): kinds.get(kind) or Signer(kind)
        for kind, words in tomllib.loads(source).items()
        for word in words
    }


def _squashed(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in folded if sign.isalnum())


def _role(shown: str) -> Signer | None:
    """Return what a word says that is no name: alone, or before or after a name (`Nachbar Schulz`)."""
    whole = _roles().get(_squashed(shown))
    if whole is not None:
        return whole
    words = [word for word in re.split(r"[\s,，:：/()（）·-]+", shown) if word]
    inside = [_roles().get(_squashed(word)) or _east_role(_squashed(word)) for word in words]
    found = [role for role in inside if role in _BESIDE_A_NAME]
    return found[0] if found else None


def _east_role(word: str) -> Signer | None:
    """Return what is written before or after a name without a blank: `门卫张强`, `物业代收`. The longest word tells."""
    hits = [role for role in _roles() if len(role) > 1 and _EAST.match(role) and word.startswith(role)]
    hits += [role for role in _roles() if len(role) > 1 and _EAST.match(role) and word.endswith(role)]
    return _roles()[max(hits, key=len)] if hits else None


def _tokens(name: str) -> tuple[str, ...]:
    """Return the parts of a name in plain letters; a Chinese name gives one part for each character."""
    bare = _EAST_TITLES.sub("", _BRACKETS.sub(" ", unicodedata.normalize("NFKC", name)).strip())
    parts: list[str] = []
    for word in re.split(r"[^\w*'’]+", bare):
        if _EAST.search(word):
            parts.extend(part.casefold() for part in _CAMEL.findall(anyascii(word)))
        elif word:
            parts.append("".join(sign for sign in anyascii(word).casefold() if sign.isalnum() or sign == "*"))
    kept = [part for part in parts if part and part not in _TITLES]
    return tuple(kept or [part for part in parts if part])


def _compared(shown: str, recipient: str) -> Signer:
    if _HIDDEN.search(shown):
        return Signer.RECIPIENT if _hidden_fits(shown, recipient) else Signer.OTHER
    scripts = {_script(shown), _script(recipient)}
    mixed = len(scripts - {"SPACE"}) > 1
    answers = {_match(_tokens(one), _tokens(other)) for one, other in _spellings(shown, recipient)}
    if mixed and scripts & _WITHOUT_VOWELS:
        answers.add(_match(_bones(shown), _bones(recipient)))
    best = next((answer for answer in _BEST_FIRST if answer in answers), Signer.OTHER)
    return Signer.UNSURE if best is Signer.OTHER and (mixed or _KANA.search(shown + recipient)) else best


def _script(text: str) -> str:
    """Return the script of the first letter, East Asian ones as one; `SPACE` where there is none."""
    letter = next((sign for sign in text if sign.isalpha()), "")
    return "EAST" if _EAST.match(letter) else unicodedata.name(letter or " ", "").partition(" ")[0]


def _bones(name: str) -> tuple[str, ...]:
    """Return the parts of a name by the consonants that scripts without vowels write: `mhmd` of Mohammed."""
    found = []
    for part in _tokens(name):
        plain = part.replace("kh", "k").replace("gh", "g").replace("c", "k").replace("q", "k")
        bare = re.sub(r"^a?l(?=.{3})|[aeiouyw*]|h$", "", plain)
        found.append(re.sub(r"(.)\1+", r"\1", bare))
    return tuple(part for part in found if len(part) > 1)


_WITHOUT_VOWELS = frozenset({"ARABIC", "HEBREW"})
_BEST_FIRST = (Signer.RECIPIENT, Signer.INITIALS, Signer.FAMILY_NAME, Signer.HOUSEHOLD, Signer.OTHER)


def _spellings(shown: str, recipient: str) -> tuple[tuple[str, str], ...]:
    return ((shown, recipient), (with_plain_umlauts(shown), recipient), (shown, with_plain_umlauts(recipient)))


def _match(shown: tuple[str, ...], wanted: tuple[str, ...]) -> Signer:
    if not shown or not wanted:
        return Signer.OTHER
    if _together(shown, wanted):
        return Signer.RECIPIENT
    left, full, initials, strange = list(wanted), 0, 0, 0
    for part in sorted(shown, key=len, reverse=True):
        hit = next((other for other in left if _like(part, other)), None)
        if hit is not None:
            full += 1
        else:
            hit = next((other for other in left if len(part) == 1 and other.startswith(part)), None)
            initials += hit is not None
            strange += hit is None
        if hit is not None:
            left.remove(hit)
    return _verdict(shown, wanted, (full, initials, strange))


def _verdict(shown: tuple[str, ...], wanted: tuple[str, ...], counts: tuple[int, int, int]) -> Signer:
    full, initials, strange = counts
    if not full:
        letters = "".join(shown)
        known = "".join(part[0] for part in wanted)
        short = len(letters) <= _MOST_INITIALS and letters in {known, known[::-1], known[:1] + known[-1:]}
        return Signer.INITIALS if (initials and not strange) or short else Signer.OTHER
    if not strange:
        alone = full + initials == 1 < len(wanted)
        return Signer.FAMILY_NAME if alone else Signer.RECIPIENT
    return Signer.RECIPIENT if full > 1 and full >= len(wanted) - 1 else Signer.HOUSEHOLD


def _together(shown: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the parts give the same letters when written together, in either order of family and given name."""
    one = "".join(shown)
    orders = {"".join(wanted), "".join(wanted[1:] + wanted[:1]), "".join(wanted[-1:] + wanted[:-1])}
    return any(one == other or (len(one) > _FEW and _like(one, other)) for other in orders)


def _like(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _FEW:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE + 0.05


def _hidden_fits(shown: str, recipient: str) -> bool:
    """Whether the letters that are not hidden stand in the recipient's name in this order, its first among them."""
    open_letters = [sign for sign in anyascii(_HIDDEN.sub("*", shown)).casefold() if sign.isalnum() or sign == "*"]
    full = "".join(_tokens(recipient))
    for name in {full, "".join(_tokens(recipient)[::-1])}:
        pattern = "".join(".*" if sign == "*" else re.escape(sign) for sign in open_letters)
        if re.fullmatch(pattern, name):
            return True
    return False
