"""The sentences of letters in the reader's language, from the TOML files in `letters/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from zoneinfo import ZoneInfo

from casewright.evidence.packet.labels import PACKET_LANGUAGES, Labels, labels_for

__all__ = ["LetterWords", "letter_words"]


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The sentences of one language by section and name, and the packet's own labels in it."""

    sections: Mapping[str, Mapping[str, str]]
    labels: Labels

    def say(self, section: str, sentence: str, **values: object) -> str:
        """Return a sentence with its values filled in."""
        return self.sections[section][sentence].format(**values)

    def local_time(self, at: datetime, zone: ZoneInfo) -> str | None:
        """Name the time on the clock where it happened; None where that is the packet's own clock or was not told."""
        there = at.utcoffset()
        here = at.astimezone(zone)
        if not there or there == here.utcoffset():
            return None
        as_written = self.labels.instant(at.replace(tzinfo=None), zone)
        return self.say("form", "local_time", time=f"{at:%H:%M}" if at.date() == here.date() else as_written)

    def has(self, section: str, name: str) -> bool:
        """Say whether there is such a sentence."""
        return name in self.sections[section]


@cache
def letter_words(language: str) -> LetterWords:
    """Return the sentences of a language (BCP 47), in English where it is not written."""
    wanted = language.partition("-")[0].lower()
    found = wanted if wanted in PACKET_LANGUAGES else "en"
    path = files("casewright.pipeline.packing").joinpath("letters", f"{found}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = {name: MappingProxyType(part) for name, part in data.items() if isinstance(part, dict)}
    return LetterWords(MappingProxyType(sections), labels_for(language))
