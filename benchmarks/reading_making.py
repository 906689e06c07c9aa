"""Make up documents: fill the templates of a family with values, and keep what should be read from each."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from casewright.domain.exhibit import ObservationKind, ObservationRole, Weight
from casewright.domain.money import Money
from reading_pages import Drawn, Sheet

__all__ = ["Made", "Truth", "family_of", "make"]

K, R = ObservationKind, ObservationRole
Value = str | Money | Weight | date | datetime
Truth = tuple[ObservationKind, Value, ObservationRole | None]
_T = TypeVar("_T")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NOON = 12
_WORDS: dict[str, tuple[str, ObservationKind, ObservationRole | None]] = {
    "carrier": ("carriers", K.CARRIER, None),
    "title": ("titles", K.TITLE, None),
    "laboratory": ("laboratories", K.LABORATORY, None),
    "result": ("results", K.TEXT, R.RESULT),
    "sender": ("sellers", K.PERSON, R.SENDER),
    "recipient": ("names", K.PERSON, R.RECIPIENT),
    "inspector": ("names", K.PERSON, R.INSPECTOR),
    "signed_by": ("names", K.SIGNED_BY, None),
}
_DATES: dict[str, tuple[ObservationRole, bool]] = {
    "delivered": (R.DELIVERED, True),
    "shipped_day": (R.SHIPPED, False),
    "issued": (R.ISSUED, False),
    "tested": (R.TESTED, False),
    "paid": (R.PAID, False),
}
_WEIGHTS: dict[str, ObservationRole | None] = {"weight": None, "weight_net": R.NET}
_AMOUNTS = {"amount": R.TOTAL, "collected": R.COLLECTED}


@cache
def family_of(name: str) -> dict[str, Any]:
    """Return the templates of one family, or what they are filled with."""
    text = (Path(__file__).parent / "documents" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass
class Made:
    """One made-up document with what stands in it."""

    kind: str
    language: str
    drawn: Drawn
    truth: list[Truth] = field(default_factory=list)


class _Dice:
    """Numbers that look drawn by lot and come out the same each time."""

    def __init__(self, seed: str) -> None:
        self._seed, self._count = seed, 0

    def below(self, most: int) -> int:
        self._count += 1
        return int.from_bytes(sha256(f"{self._seed}{self._count}".encode()).digest()[:6]) % most

    def of(self, choices: list[_T]) -> _T:
        return choices[self.below(len(choices))]

    def digits(self, count: int) -> str:
        return str(1 + self.below(9)) + "".join(str(self.below(10)) for _ in range(count - 1))


class _Values:
    """The values of one document: what is printed, and what should be read."""

    def __init__(self, family: dict[str, Any], language: str, seed: str) -> None:
        self._family, self._language, self._dice = family, language, _Dice(seed)

    def moment(self) -> datetime:
        dice = self._dice
        month, day = 1 + dice.below(9), 13 + dice.below(15)
        return datetime(2026, month, day, 8 + dice.below(11), dice.below(60))  # noqa: DTZ001 - print has no zone

    def shown(self, moment: datetime, shape: str) -> str:
        """Print an instant as the family does."""
        return shape.format(
            y=moment.year,
            m=moment.month,
            d=moment.day,
            H=moment.hour,
            M=moment.minute,
            month=_MONTHS[moment.month - 1],
            mon=_MONTHS[moment.month - 1][:3],
            h12=(moment.hour - 1) % _NOON + 1,
            half="PM" if moment.hour >= _NOON else "AM",
        )

    def make(self, name: str) -> tuple[str, list[Truth]]:
        """Return what is printed for a value, and what should be read from it."""
        if name in _WORDS:
            topic, kind, role = _WORDS[name]
            text = self._dice.of(family_of("made_up")[topic][self._language])
            return text, [(kind, text, role)]
        if name in _DATES:
            return self._date(*_DATES[name])
        if name in _WEIGHTS:
            return self._weight(_WEIGHTS[name])
        if name in _AMOUNTS:
            return self._amount(_AMOUNTS[name])
        return self._address() if name == "address" else self._number(name)

    def _number(self, name: str) -> tuple[str, list[Truth]]:
        dice = self._dice
        match name:
            case "tracking":
                kind, value = K.TRACKING, f"{dice.of(['SF', 'YT', 'KX', ''])}{dice.digits(13)}"
            case "order":
                kind, value = K.ORDER, f"{dice.digits(3)}-{dice.digits(7)}-{dice.digits(7)}"
            case "serial":
                kind, value = K.SERIAL, f"SN{dice.digits(8)}"
            case "sku":
                kind, value = K.SKU, f"LH-{dice.digits(4)}"
            case "batch":
                kind, value = K.BATCH, f"B{dice.digits(6)}-{dice.of(['A', 'B', 'C'])}"
            case _:
                kind, value = K.ONE_TIME_CODE, dice.digits(6)
        return value, [(kind, value, None)]

    def _weight(self, role: ObservationRole | None) -> tuple[str, list[Truth]]:
        grams = 10 * (10 + self._dice.below(900))
        unit = " kg" if self._language == "en" else "公斤"
        return f"{grams / 1000:.2f}{unit}", [(K.WEIGHT, Weight(grams), role)]

    def _amount(self, role: ObservationRole) -> tuple[str, list[Truth]]:
        minor = 500 + self._dice.below(90_000)
        if self._language == "zh":
            return f"¥{minor / 100:.2f}", [(K.AMOUNT, Money(minor, "CNY"), role)]
        return f"EUR {minor / 100:.2f}", [(K.AMOUNT, Money(minor, "EUR"), role)]

    def _address(self) -> tuple[str, list[Truth]]:
        text, city = self._dice.of(family_of("made_up")["places"][self._language])
        return text, [(K.CITY, city, R.RECIPIENT)]

    def _date(self, role: ObservationRole, timed: bool) -> tuple[str, list[Truth]]:  # noqa: FBT001 - a row of a table
        moment = self.moment()
        shape = self._family["dates" if timed else "days"][self._language]
        kind, value = (K.AT, moment) if timed else (K.DATED, moment.date())
        return self.shown(moment, shape), [(kind, value, role)]


def make(family: dict[str, Any], template: dict[str, Any], seed: str) -> Made:
    """Draw one document."""
    values = _Values(family, template["language"], seed)
    layout = template["layout"]
    chat = layout == "chat"
    sheet = Sheet(family["font"], (900, 1600) if chat else (1150, 1700), "#ededed" if chat else "white")
    made = Made(template["kind"], template["language"], sheet.drawn)
    if chat:
        _chat(sheet, template, values, made)
    elif layout == "table":
        _table(sheet, template, values, made)
    elif layout == "events":
        _events(sheet, template, values, made, family)
    else:
        sheet.title(template["title"])
        pairs = []
        for label, name in template["lines"]:
            text, truth = values.make(name)
            pairs.append((label, text))
            made.truth.extend(truth)
        getattr(sheet, layout)(pairs)
    sheet.done()
    return made


def _table(sheet: Sheet, template: dict[str, Any], values: _Values, made: Made) -> None:
    sheet.title(template["title"])
    rows = []
    for _ in range(4):
        cells = [values.make(name) for _, name in template["lines"]]
        rows.append([text for text, _ in cells])
        made.truth.extend(one for _, truth in cells for one in truth)
    sheet.table([label for label, _ in template["lines"]], rows)


def _events(sheet: Sheet, template: dict[str, Any], values: _Values, made: Made, family: dict[str, Any]) -> None:
    sheet.title(template["title"])
    label, name = template["lines"][0]
    text, truth = values.make(name)
    sheet.inline([(label, text)])
    made.truth.extend(truth)
    start = values.moment()
    for day, (kind, event) in enumerate(template["events"]):
        at = start.replace(day=start.day - 4 + day)
        _, places = values.make("address")
        city = str(places[0][1])
        shown = values.shown(at, family["dates"][made.language])
        for line in template["row"].split("//"):
            sheet.row(line.format(at=shown, city=city, event=event).split("|"))
        sheet.gap()
        made.truth += [(K.SCAN, kind, None), (K.AT, at, None), (K.CITY, city, None)]


def _chat(sheet: Sheet, template: dict[str, Any], values: _Values, made: Made) -> None:
    sheet.stamp(template["title"])
    sheet.y = 220
    at = values.moment()
    sheet.stamp(values.shown(at, template["stamp"]))
    order, _ = values.make("order")
    for side, words in template["lines"]:
        text = words.format(order=order)
        sheet.bubble(text, right=side == "right", colour="#95ec69" if side == "right" else "white")
        made.truth.append((K.TEXT, text, R.SELLER_WROTE if side == "right" else R.BUYER_WROTE))
    made.truth += [(K.ORDER, order, None), (K.AT, at, R.SENT)]
