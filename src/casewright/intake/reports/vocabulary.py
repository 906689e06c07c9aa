"""The words reports use for closed sets, folded for comparison. The words themselves stand in `vocabulary.toml`."""

import re
import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from casewright.domain.marketplace import AMAZON_SITES
from casewright.domain.order import Fulfilment, OrderState, Payment
from casewright.domain.shipment import ScanKind

__all__ = [
    "DAY_FIRST_COUNTRIES",
    "FULFILMENTS",
    "MONTHS",
    "MONTH_FIRST_COUNTRIES",
    "ORDER_STATES",
    "PAYMENTS",
    "TRUTHS",
    "ZONES",
    "fold",
    "scan_kind",
    "site_by_name",
]

_E = TypeVar("_E", bound=StrEnum)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SITE_AROUND = re.compile(r"^(?:amazon|亚马逊)\s*|\s*(?:站点|站)$")
_GAP = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the text as it is compared: case folded, every run of blanks and punctuation one blank."""
    return _GAP.sub(" ", _CAMEL.sub(" ", text)).strip().casefold()


def _load() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))


def _closed(table: dict[str, list[str]], kind: type[_E]) -> MappingProxyType[str, _E]:
    return MappingProxyType({fold(word): kind(value) for value, words in table.items() for word in words})


_WORDS = _load()
MONTHS: MappingProxyType[str, int] = MappingProxyType(
    {name: int(number) for number, names in _WORDS["months"].items() for name in names}
)
"""Month names and abbreviations, case folded and without a full stop, in the languages reports are written in."""
ZONES: MappingProxyType[str, int] = MappingProxyType(_WORDS["zones"])
"""Zone names with one meaning, and their hours from UTC."""
DAY_FIRST_COUNTRIES = frozenset(_WORDS["day_first"]["DAY_FIRST"])
"""Countries that write 10/11/25 for the tenth of November."""
MONTH_FIRST_COUNTRIES = frozenset(_WORDS["day_first"]["MONTH_FIRST"])
"""Countries that write 11/10/25 for it."""
TRUTHS: MappingProxyType[str, bool] = MappingProxyType(
    {fold(word): value == "yes" for value, words in _WORDS["bool"].items() for word in words}
)
"""Words for yes and no."""
ORDER_STATES = _closed(_WORDS["order_state"], OrderState)
"""Order status words."""
_SITES = {fold(word): code for code, words in _WORDS["site"].items() for word in words} | {
    site.country.casefold(): site.code for site in AMAZON_SITES
}


def site_by_name(name: str) -> str | None:
    """Return the code of the site that a team's own word names: `DE`, `Amazon US`, `美国站`; None for other words."""
    return _SITES.get(_SITE_AROUND.sub("", fold(name)))


FULFILMENTS = _closed(_WORDS["fulfilment"], Fulfilment)
"""Words for who ships."""
PAYMENTS = _closed(_WORDS["payment"], Payment)
"""Words for how the buyer pays."""
_OF_A_PERSON = frozenset("人者员員")
_SCAN_CODES = _closed(_WORDS["scan"]["codes"], ScanKind)
_SCAN_PHRASES = tuple(
    (fold(phrase), ScanKind(kind)) for kind, phrases in _WORDS["scan"]["phrases"].items() for phrase in phrases
)


@lru_cache(maxsize=20_000)
def scan_kind(event: str) -> ScanKind | None:
    """Return what a carrier's event text or code means, or None for words that are not known.

    Of several phrases the most telling kind decides, unless a longer phrase holds the words of that one:
    "handed over" is a delivery, "handed over to the carrier" is none.
    """
    folded = fold(event)
    known = _SCAN_CODES.get(folded) or _SCAN_CODES.get(fold(event.casefold()))
    if known is not None:
        return known
    spaced = f" {folded} "
    found = [
        (phrase, kind)
        for phrase, kind in _SCAN_PHRASES
        if f" {phrase} " in spaced or (not phrase.isascii() and _east_asian(phrase) and _tells(phrase, kind, folded))
    ]
    if not found:
        return None
    first = found[0][0]
    return max((one for one in found if first in one[0]), key=lambda one: len(one[0]))[1]


def _tells(phrase: str, kind: ScanKind, folded: str) -> bool:
    """Whether a phrase is an event where it stands: 荷受 is one, 荷受人 a person; only 签收人 tells of a signature."""
    if kind is ScanKind.DELIVERED:
        return phrase in folded
    return any(folded[found.end() : found.end() + 1] not in _OF_A_PERSON for found in re.finditer(phrase, folded))


def _east_asian(phrase: str) -> bool:
    """Whether the phrase is written without blanks between words."""
    return any("\u3040" <= char <= "\u9fff" for char in phrase)
