"""The fixed words of a packet in the reader's language, from the TOML files beside this module."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from zoneinfo import ZoneInfo

__all__ = ["PACKET_LANGUAGES", "Labels", "labels_for"]

PACKET_LANGUAGES = ("en", "zh", "de", "ja", "fr", "es", "it")
"""Languages whose fixed words are written. A packet in another language has its frame in English."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language by section and name, and how it writes days and times."""

    language: str
    sections: MappingProxyType[str, MappingProxyType[str, str]]
    months: tuple[str, ...]
    day_form: str
    instant_form: str
    first: str = "1"
    decimal: str = "."

    def say(self, name: str, **values: object) -> str:
        """Return a label with its values filled in."""
        return self.sections["labels"][name].format(**values)

    def of(self, section: str, name: str) -> str:
        """Return the name of an element, speaker, kind, reading or role."""
        return self.sections[section][name]

    def day(self, day: date) -> str:
        """Write a day."""
        number = self.first if day.day == 1 else day.day
        return self.day_form.format(day=number, month=self.months[day.month - 1], year=day.year)

    def instant(self, instant: datetime, zone: ZoneInfo) -> str:
        """Write an instant on the clock of a zone; one without a zone is written as it stands."""
        seen = instant if instant.tzinfo is None else instant.astimezone(zone)
        return self.instant_form.format(date=self.day(seen.date()), time=f"{seen:%H:%M}")

    def number(self, number: Decimal) -> str:
        """Write a number with the sign that the language puts before decimals."""
        return f"{number:f}".replace(".", self.decimal)


@cache
def labels_for(language: str) -> Labels:
    """Return the labels of a language (BCP 47), in English where it is not written."""
    wanted = language.partition("-")[0].lower()
    found = wanted if wanted in PACKET_LANGUAGES else "en"
    text = files("casewright.evidence.packet").joinpath("words", f"{found}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    dates = data["dates"]
    names = ("labels", "element", "speaker", "kind", "reads", "role")
    sections = MappingProxyType({name: MappingProxyType(dict(data[name])) for name in names})
    given = {name: dates[name] for name in ("first", "decimal") if name in dates}
    return Labels(found, sections, tuple(dates["months"]), dates["day"], dates["instant"], **given)
