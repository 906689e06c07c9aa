"""Weights and amounts in the text of documents, exact or not at all."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType

from casewright.domain.exhibit import Weight
from casewright.domain.money import CURRENCIES, Money
from casewright.intake.mail.amounts import amount_of, amounts_in
from casewright.intake.reports.numbers import NotANumber, read_number

__all__ = ["Measured", "amount_in", "is_mass", "unit_behind", "unit_of", "weight_in"]

_GRAMS = MappingProxyType(
    {
        "kg": Decimal(1000),
        "g": Decimal(1),
        "lb": Decimal("453.59237"),
        "oz": Decimal("28.349523125"),
        "jin": Decimal(500),
        "t": Decimal(1_000_000),
    }
)
_UNITS = MappingProxyType(
    {
        "kilograms": "kg",
        "kilogrammes": "kg",
        "kilogramos": "kg",
        "chilogrammi": "kg",
        "kilogram": "kg",
        "kilogramm": "kg",
        "kilos": "kg",
        "kilo": "kg",
        "kgs": "kg",
        "kg": "kg",
        "k": "kg",
        "公斤": "kg",
        "千克": "kg",
        "キログラム": "kg",
        "キロ": "kg",
        "grams": "g",
        "gramm": "g",
        "grammes": "g",
        "gramos": "g",
        "grammi": "g",
        "gram": "g",
        "gr": "g",
        "g": "g",
        "克": "g",
        "グラム": "g",
        "pounds": "lb",
        "pound": "lb",
        "lbs": "lb",
        "lb": "lb",
        "磅": "lb",
        "ounces": "oz",
        "ounce": "oz",
        "oz": "oz",
        "盎司": "oz",
        "斤": "jin",
    }
)
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[ ,.']\d{3})+(?:[.,]\d{1,3})?|\d{1,7}(?:[.,]\d{1,6})?"
_WEIGHT = re.compile(
    rf"(?<![\d.,A-Za-z])(?!(?-i:[2-6]G\b))(?P<number>{_NUMBER}) ?(?P<unit>{_UNIT})(?![A-Za-z])", re.IGNORECASE
)
"""A telephone shows `5G` at its top edge."""
_MISREAD_POUNDS = re.compile(r"(?<=\d )(?:[I1|]b|lD)(?=s?\b)")
"""What a recogniser makes of `lb`."""
_BARE = re.compile(rf"(?<![\d.,A-Za-z-])(?:{_NUMBER})(?![\d.,A-Za-z/-])")
_COLUMN_UNIT = re.compile(
    rf"^[\s_]*[(\[/]?\s*(?P<unit>{_UNIT}|{'|'.join(sorted(CURRENCIES))}|元|¥|€|\$|£|円)\s*[)\]]?\s*(?=[:.]|$)",
    re.IGNORECASE,
)
_UNIT_BEHIND = re.compile(rf"[\s._(\[（/,]+(?P<unit>{_UNIT})\s*[)\]）]?\s*$", re.IGNORECASE)
_COUNTED = re.compile(
    r"[ -]?(?:%|x\b|days?\b|weeks?\b|months?\b|years?\b|hours?\b|tage?n?\b|wochen?\b|monate?\b|jahre?\b|stück\b"
    r"|jours?\b|semaines?\b|mois\b|ans?\b|giorn[oi]\b|settiman[ae]\b|mes[ei]\b|ann[oi]\b|días?\b|semanas?\b|mes(?:es)?\b|años?\b"
    r"|units?\b|items?\b|pcs\b|pieces?\b|parcels?\b|orders?\b|[年月天周件个個箱台点単单笔筆回名日時小]|ヶ月|か月|か所|営業日)",
    re.IGNORECASE,
)
"""What follows a number that counts something, and so is no sum: `within 14 days`, `2026 年`."""
_MOST_GRAMS = 100_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """A weight or an amount, and whether its number could be read in one way only."""

    value: Weight | Money
    sure: bool
    words: str


def unit_of(rest: str) -> tuple[str, int] | None:
    """Return the unit a label ends with, as in `Weight (kg)`, and how many characters it fills."""
    found = _COLUMN_UNIT.match(rest)
    return None if found is None else (found["unit"], found.end())


def unit_behind(label: str) -> tuple[str, int] | None:
    """Return the unit of weight a label ends with, as in `Wt. kg`, and where what stands before it ends."""
    found = _UNIT_BEHIND.search(label)
    return None if found is None else (found["unit"], found.start())


def is_mass(unit: str | None) -> bool:
    """Whether a unit is one of weight."""
    return unit is not None and unit.lower() in _UNITS


def _weight_mark(unit: str, number: str) -> str:
    """Return the likelier decimal mark of 1.250: scales print kilograms with three decimals and grams with none."""
    used = "." if "." in number else ","
    heavy = _UNITS[unit.lower()] in ("kg", "lb", "jin")
    return used if heavy else ("," if used == "." else ".")


def _number(text: str, mark: str, proved: str | None = None) -> tuple[Decimal, bool] | None:
    read = read_number(text, proved)
    if read is NotANumber.TWO_READINGS:
        guessed = read_number(text, mark)
        return None if isinstance(guessed, NotANumber) else (guessed, False)
    return None if isinstance(read, NotANumber) else (read, True)


def weight_in(text: str, unit: str | None = None, proved: str | None = None) -> Measured | None:
    """Return the weight a text states, in whole grams. Pounds and ounces beside each other are added."""
    found = list(_WEIGHT.finditer(_MISREAD_POUNDS.sub("lb", text)))
    if not found:
        bare = _BARE.search(text)
        if bare is None or unit is None or unit.lower() not in _UNITS:
            return None
        return _weighed([(bare[0], unit)], bare[0], proved)
    pieces = [(found[0]["number"], found[0]["unit"])]
    end = found[0].end()
    together = len(found) > 1 and _UNITS[found[0]["unit"].lower()] == "lb" and _UNITS[found[1]["unit"].lower()] == "oz"
    if together and not text[end : found[1].start()].strip(" ,"):
        pieces.append((found[1]["number"], found[1]["unit"]))
        end = found[1].end()
    return _weighed(pieces, text[found[0].start() : end], proved)


def _weighed(pieces: list[tuple[str, str]], words: str, proved: str | None) -> Measured | None:
    grams, sure = Decimal(0), True
    for number, unit in pieces:
        read = _number(number, _weight_mark(unit, number), proved)
        if read is None:
            return None
        grams += read[0] * _GRAMS[_UNITS[unit.lower()]]
        sure = sure and read[1]
    whole = grams.to_integral_value(ROUND_HALF_EVEN)
    return Measured(Weight(int(whole)), sure, words) if 0 < whole <= _MOST_GRAMS else None


def amount_in(
    text: str, local: str | None, mark: str, unit: str | None = None, *, settled: bool = False
) -> Measured | None:
    """Return the amount a text states. Without a currency beside it, the column's or the marketplace's is taken.

    `settled` says that the paper itself leaves no doubt about its currency, `local`.
    """
    for money, start in amounts_in(text, local):
        return Measured(money, sure=True, words=text[start : start + 24].strip())
    bare = _BARE.search(text)
    if bare is None:
        return None
    if unit is not None:
        for money, _ in amounts_in(f"{bare[0]} {unit}", local):
            return Measured(money, sure=True, words=bare[0])
    if local is None or _COUNTED.match(text, bare.end()):
        return None
    read = _number(bare[0], mark)
    money_read = None if read is None else amount_of(f"{read[0]:f}", local)
    sure = settled and read is not None and read[1]
    return None if money_read is None else Measured(money_read, sure=sure, words=bare[0])
