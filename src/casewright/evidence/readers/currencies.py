"""Which money a paper counts in where none stands beside its sums: a code of a currency, a site or its country."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from types import MappingProxyType

from casewright.domain.marketplace import AMAZON_SITES, marketplace_by_code, marketplace_by_site
from casewright.domain.money import CURRENCIES
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.vocabulary import site_words

__all__ = ["currencies_named", "currency_of_row"]

_WORDS = frozenset({"TRY"})
"""Codes that are words as well, and count only where they stand alone."""
_CODE = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(sorted({'CNY', *(site.currency for site in AMAZON_SITES)} - _WORDS))})(?![^\W\d_])"
)
_SITE = re.compile(
    r"(?:^|[:：|\t])\s*(?:https?://)?((?:www\.)?amazon\.[a-z.]{2,6}|amazon_[a-z]{2})/?\s*$", re.IGNORECASE
)
_NAMED = re.compile(r"(?:amazon|amz)?[ ._-]*([A-Za-z]{2})", re.IGNORECASE)


def currencies_named(texts: Iterable[str]) -> frozenset[str]:
    """Return the currencies that texts name by code, or by a site that stands alone or behind a label."""
    found: set[str] = set()
    for text in texts:
        found.update(_CODE.findall(text))
        site = _SITE.search(text)
        if site is not None and (currency := _of_site(site[1])) is not None:
            found.add(currency)
    return frozenset(found)


def currency_of_row(header: Sequence[str], cells: Sequence[str]) -> str | None:
    """Return the currency of a row of a table: one cell is its code, else one cell is the site or its country."""
    codes = {cell.strip() for cell in cells if cell.strip() in CURRENCIES}
    if codes:
        return codes.pop() if len(codes) == 1 else None
    named = {
        currency
        for head, cell in zip(header, cells, strict=False)
        if (currency := _of_site(cell.strip()) or (_of_country(cell) if _is_site_head(head) else None)) is not None
    }
    return named.pop() if len(named) == 1 else None


def _of_site(text: str) -> str | None:
    site = marketplace_by_site(text) or marketplace_by_code(text.lower())
    return None if site is None else site.currency


def _is_site_head(head: str) -> bool:
    return squashed(head).key in _heads()


def _of_country(text: str) -> str | None:
    named = _NAMED.fullmatch(text.strip())
    code = _countries().get(squashed(text).key) or (named[1].upper() if named else None)
    return None if code is None else _currencies().get(code)


@cache
def _heads() -> frozenset[str]:
    return frozenset(squashed(head).key for head in site_words()[0])


@cache
def _countries() -> MappingProxyType[str, str]:
    return MappingProxyType({squashed(name).key: code for code, names in site_words()[1].items() for name in names})


@cache
def _currencies() -> MappingProxyType[str, str]:
    return MappingProxyType({site.country: site.currency for site in AMAZON_SITES} | {"UK": "GBP"})
