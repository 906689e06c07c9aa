"""How well pictures of documents are read: characters and values right, per kind, family, language and damage.

Two families of made-up documents: the readers were written on family A; family B has other words, layouts and fonts.
Run: python benchmarks/reading.py [DOCUMENTS_PER_TEMPLATE] [a|b|ab]
"""

import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.documents.drawing import DEGRADATIONS, Drawn, Sheet, spoil
from casewright.domain.exhibit import Observation, ObservationKind, ObservationRole, Weight
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.evidence.readers.eyes import Eyes, rapid_eyes
from casewright.evidence.readers.page import SeenLine, page_of_seen
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.safety.answers import Raster
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole
Value = str | Money | Weight | date | datetime
Truth = tuple[ObservationKind, Value, ObservationRole | None]
MONTHS = "January February March April May June July August September October November December".split()
NAMES = {
    "en": ["Anna Weber", "J. Brandt", "Maria Lopez", "Tom Hughes", "Claire Martin", "K. Novak", "Peter Olsen"],
    "zh": ["王小明", "李建国", "陈思雨", "赵敏", "欧阳晓峰", "刘洋", "周佳"],
}
PLACES = {
    "en": [("12 Mill Lane, Leeds LS1 4AP", "Leeds"), ("8 Oak Street, Austin, TX 78701", "Austin"), ("Am Markt 3, 10969 Berlin", "Berlin")],
    "zh": [("广东省深圳市南山区科技路1号", "深圳市"), ("浙江省杭州市西湖区文三路90号", "杭州市"), ("湖北省武汉市洪山区珞喻路7号", "武汉市")],
}
CARRIERS = {"en": ["Northline Parcel", "Kestrel Express", "Blue Van Logistics"], "zh": ["速达快递", "北线物流", "飞鸽速运"]}
SELLERS = {"en": ["Lantern Home Ltd", "Oakfield Trading", "Harbour Goods"], "zh": ["灯塔家居有限公司", "橡木贸易商行", "海港百货"]}
LABS = {"en": ["Meridian Test Laboratories", "Rhine Institute GmbH"], "zh": ["华南产品检测中心", "江南质量检验院"]}
TITLES = {"en": ["Table lamp, brass", "Folding chair", "Steel kettle 1.7 L"], "zh": ["黄铜台灯", "折叠椅", "不锈钢水壶"]}
RESULTS = {"en": ["PASS", "Conforms"], "zh": ["合格", "符合要求"]}


@dataclass
class Made:
    """One made-up document with what stands in it."""

    kind: str
    language: str
    drawn: Drawn
    truth: list[Truth] = field(default_factory=list)


@dataclass
class Score:
    """Counts of one cell of the table."""

    documents: int = 0
    kinds: int = 0
    characters: int = 0
    wrong_characters: int = 0
    values: int = 0
    found: int = 0
    false: int = 0
    false_sure: int = 0


class Dice:
    """Numbers that look drawn by lot and come out the same each time."""

    def __init__(self, seed: str) -> None:
        self._seed, self._count = seed, 0

    def below(self, most: int) -> int:
        """Return a number from 0."""
        self._count += 1
        return int.from_bytes(sha256(f"{self._seed}{self._count}".encode()).digest()[:6]) % most

    def of(self, choices: list[Any]) -> Any:  # noqa: ANN401 - whatever the list holds
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def digits(self, count: int) -> str:
        """Return so many digits, the first not a nought."""
        return str(1 + self.below(9)) + "".join(str(self.below(10)) for _ in range(count - 1))


class Values:
    """The values of one document: what is printed, and what should be read."""

    def __init__(self, family: dict[str, Any], language: str, seed: str) -> None:
        self._family, self._language, self._dice = family, language, Dice(seed)
        self.city = ""

    def moment(self) -> datetime:
        """Return a made-up instant."""
        dice = self._dice
        return datetime(2026, 1 + dice.below(9), 13 + dice.below(15), 8 + dice.below(11), dice.below(60))  # noqa: DTZ001 - print has no zone

    def shown(self, moment: datetime, shape: str) -> str:
        """Print an instant as the family does."""
        return shape.format(
            y=moment.year, m=moment.month, d=moment.day, H=moment.hour, M=moment.minute,
            month=MONTHS[moment.month - 1], mon=MONTHS[moment.month - 1][:3],
            h12=(moment.hour - 1) % 12 + 1, half="PM" if moment.hour >= 12 else "AM",  # noqa: PLR2004 - noon
        )

    def make(self, name: str) -> tuple[str, list[Truth]]:
        """Return what is printed for a value, and what should be read from it."""
        makers: dict[str, Callable[[], tuple[str, list[Truth]]]] = {
            "carrier": lambda: self._text(K.CARRIER, CARRIERS), "title": lambda: self._text(K.TITLE, TITLES),
            "laboratory": lambda: self._text(K.LABORATORY, LABS), "result": lambda: self._text(K.TEXT, RESULTS, R.RESULT),
            "sender": lambda: self._text(K.PERSON, SELLERS, R.SENDER), "recipient": lambda: self._text(K.PERSON, NAMES, R.RECIPIENT),
            "inspector": lambda: self._text(K.PERSON, NAMES, R.INSPECTOR), "signed_by": lambda: self._text(K.SIGNED_BY, NAMES),
            "tracking": lambda: self._number(K.TRACKING, f"{self._dice.of(['SF', 'YT', 'KX', ''])}{self._dice.digits(13)}"),
            "order": lambda: self._number(K.ORDER, f"{self._dice.digits(3)}-{self._dice.digits(7)}-{self._dice.digits(7)}"),
            "serial": lambda: self._number(K.SERIAL, f"SN{self._dice.digits(8)}"), "sku": lambda: self._number(K.SKU, f"LH-{self._dice.digits(4)}"),
            "batch": lambda: self._number(K.BATCH, f"B{self._dice.digits(6)}-{self._dice.of(['A', 'B', 'C'])}"),
            "code": lambda: self._number(K.ONE_TIME_CODE, self._dice.digits(6)),
            "weight": lambda: self._weight(None), "weight_net": lambda: self._weight(R.NET),
            "amount": lambda: self._amount(R.TOTAL), "collected": lambda: self._amount(R.COLLECTED), "address": self._address,
            "delivered": lambda: self._date(R.DELIVERED, timed=True), "shipped_day": lambda: self._date(R.SHIPPED),
            "issued": lambda: self._date(R.ISSUED), "tested": lambda: self._date(R.TESTED), "paid": lambda: self._date(R.PAID),
        }
        return makers[name]()

    def _text(self, kind: ObservationKind, choices: dict[str, list[str]], role: ObservationRole | None = None) -> tuple[str, list[Truth]]:
        value = self._dice.of(choices[self._language])
        return value, [(kind, value, role)]

    def _number(self, kind: ObservationKind, value: str) -> tuple[str, list[Truth]]:
        return value, [(kind, value, None)]

    def _weight(self, role: ObservationRole | None) -> tuple[str, list[Truth]]:
        grams = 100 + self._dice.below(9000)
        unit = " kg" if self._language == "en" else "公斤"
        return f"{grams / 1000:.2f}{unit}", [(K.WEIGHT, Weight(round(grams / 10) * 10), role)]

    def _amount(self, role: ObservationRole) -> tuple[str, list[Truth]]:
        minor = 500 + self._dice.below(90_000)
        if self._language == "zh":
            return f"¥{minor / 100:.2f}", [(K.AMOUNT, Money(minor, "CNY"), role)]
        return f"EUR {minor / 100:.2f}", [(K.AMOUNT, Money(minor, "EUR"), role)]

    def _address(self) -> tuple[str, list[Truth]]:
        text, city = self._dice.of(PLACES[self._language])
        return text, [(K.CITY, city, R.RECIPIENT)]

    def _date(self, role: ObservationRole, *, timed: bool = False) -> tuple[str, list[Truth]]:
        moment = self.moment()
        shape = self._family["dates" if timed else "days"][self._language]
        if timed:
            return self.shown(moment, shape), [(K.AT, moment, role)]
        return self.shown(moment, shape), [(K.DATED, moment.date(), role)]


def make(family: dict[str, Any], template: dict[str, Any], seed: str) -> Made:
    """Draw one document."""
    values = Values(family, template["language"], seed)
    layout = template["layout"]
    sheet = Sheet(family["font"], (900, 1600) if layout == "chat" else (1150, 1700), "#ededed" if layout == "chat" else "white")
    made = Made(template["kind"], template["language"], sheet.drawn)
    if layout == "chat":
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


def _table(sheet: Sheet, template: dict[str, Any], values: Values, made: Made) -> None:
    sheet.title(template["title"])
    rows = []
    for _ in range(4):
        cells = [values.make(name) for _, name in template["lines"]]
        rows.append([text for text, _ in cells])
        made.truth.extend(one for _, truth in cells for one in truth)
    sheet.table([label for label, _ in template["lines"]], rows)


def _events(sheet: Sheet, template: dict[str, Any], values: Values, made: Made, family: dict[str, Any]) -> None:
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
        row = template["row"].format(at=shown, city=city, event=event)
        for line in row.split("/") if "/" in template["row"] else [row]:
            sheet.row(line.split("|"))
        sheet.gap()
        made.truth += [(K.SCAN, kind, None), (K.AT, at, None), (K.CITY, city, None)]


def _chat(sheet: Sheet, template: dict[str, Any], values: Values, made: Made) -> None:
    sheet.stamp(template["title"])
    sheet.y = 220
    at = values.moment()
    sheet.stamp(values.shown(at, template["stamp"]))
    order, _ = values.make("order")
    for side, words in template["lines"]:
        text = words.format(order=order)
        sheet.bubble(text, right=side == "right", colour="#95ec69" if side == "right" else "white")
        role = R.SELLER_WROTE if side == "right" else R.BUYER_WROTE
        made.truth += [(K.TEXT, text, role)]
    made.truth += [(K.ORDER, order, None), (K.AT, at, R.SENT)]


class Recording:
    """Eyes that remember what they saw last."""

    def __init__(self, eyes: Eyes) -> None:
        self._eyes, self.text = eyes, ""

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        """See, and remember the text in reading order."""
        lines = self._eyes.read(picture, turns)
        self.text = page_of_seen(Place("", ""), None, lines, picture.width, picture.height).text
        return lines


def _squeezed(text: str) -> str:
    return "".join(text.replace("：", ":").replace("，", ",").replace("。", ".").replace("？", "?").replace("¥", "¥").split())


def distance(first: str, second: str) -> int:
    """Return how many characters must change to make one text the other."""
    row = list(range(len(second) + 1))
    for at, one in enumerate(first, start=1):
        previous, row[0] = row[0], at
        for index, other in enumerate(second, start=1):
            previous, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, previous + (one != other))
    return row[-1]


def _same(observation: Observation, truth: Truth) -> bool:
    kind, value, role = truth
    if observation.kind is not kind or (role is not None and observation.role is not role):
        return False
    if isinstance(value, str) and isinstance(observation.value, str):
        return _squeezed(value).casefold() == _squeezed(observation.value).casefold()
    return observation.value == value


def measure(made: Made, eyes: Recording, how: str, score: Score) -> list[str]:
    """Read one document and count. Return what was missed or read wrongly, in words."""
    reading = read_exhibit(SourceFile("scan.jpg", spoil(made.drawn.picture, how)), eyes=eyes)
    wanted = _squeezed("".join(made.drawn.lines))
    score.documents += 1
    score.kinds += reading.kind.value == made.kind
    score.characters += len(wanted)
    score.wrong_characters += min(distance(wanted, _squeezed(eyes.text)), len(wanted))
    score.values += len(made.truth)
    missed = [truth for truth in made.truth if not any(_same(one, truth) for one in reading.observations)]
    score.found += len(made.truth) - len(missed)
    asked = {truth[0] for truth in made.truth}
    false = [
        one for one in reading.observations
        if one.kind in asked and not any(_same(one, (kind, value, None)) for kind, value, _ in made.truth)
        and not (one.kind is K.SCAN or one.role in (R.TAKEN,))
    ]
    score.false += len(false)
    score.false_sure += sum(one.sure for one in false)
    notes = [f"missed {kind.value} {value}" for kind, value, _ in missed]
    notes += [f"false {one.kind.value} {one.value} sure={one.sure}" for one in false]
    return notes if reading.kind.value == made.kind else [*notes, f"kind {reading.kind.value}"]


def _line(name: str, score: Score) -> str:
    right = 100 * (1 - score.wrong_characters / max(score.characters, 1))
    return (
        f"{name:<34}{score.documents:>5}{right:>12.2f}{100 * score.found / max(score.values, 1):>10.1f}"
        f"{score.found:>7}/{score.values:<6}{score.false:>5}{score.false_sure:>6}{100 * score.kinds / max(score.documents, 1):>9.0f}"
    )


def main() -> None:
    """Measure and print."""
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    families = sys.argv[2] if len(sys.argv) > 2 else "ab"  # noqa: PLR2004 - the second argument
    talk = "-v" in sys.argv
    loaded = rapid_eyes()
    if loaded is None:
        raise SystemExit("install the recogniser first: pip install 'casewright[evidence]'")
    eyes, scores, started = Recording(loaded), defaultdict[tuple[str, ...], Score](Score), time.process_time()
    for name in families:
        path = Path(__file__).parent / "documents" / f"family_{name}.toml"
        family = tomllib.loads(path.read_text(encoding="utf-8"))
        for template in family["document"]:
            for number in range(each):
                made = make(family, template, f"{name}{template['kind']}{template['language']}{number}")
                for how in DEGRADATIONS:
                    one = Score()
                    notes = measure(made, eyes, how, one)
                    if talk and notes:
                        print(name, template["language"], template["kind"], how, notes)
                    for cell in ((name, made.language, "all"), (name, made.language, made.kind), (name, "all", how), (name, "all", "all")):
                        for counter in vars(one):
                            setattr(scores[cell], counter, getattr(scores[cell], counter) + getattr(one, counter))
    print(f"{'family, language, kind or damage':<34}{'docs':>5}{'characters %':>12}{'values %':>10}{'':>14}{'false':>5}{'sure':>6}{'kind %':>9}")
    for cell in sorted(scores):
        print(_line("  ".join(cell), scores[cell]))
    count = sum(score.documents for cell, score in scores.items() if cell[1:] == ("all", "all"))
    print(f"CPU-seconds a document {(time.process_time() - started) / max(count, 1):.2f}")


if __name__ == "__main__":
    main()
