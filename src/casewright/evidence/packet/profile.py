"""What each channel takes, as dated data: bytes, pages, types, colour, names, and whether there is a second try."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from casewright.domain.words import Words
from casewright.evidence.packet.errors import ProfileUnknownError
from casewright.rulebook.section import Section

__all__ = ["PacketProfile", "ProfileSource", "Quality", "profile_named", "profile_names", "qualities"]

_FILE = "packet_profiles.toml"
_CONFIDENCE = ("published", "announced", "secondary", "uncertain", "judgement")


@dataclass(frozen=True, slots=True)
class Quality:
    """One step of the ladder: how large photos and how fine drawn sheets are."""

    name: str
    picture_pixels: int
    picture_quality: int
    sheet_dpi: int
    sheet_quality: int


@dataclass(frozen=True, slots=True)
class ProfileSource:
    """What a limit rests on, and where it was read."""

    code: str
    words: Words
    at: str


@dataclass(frozen=True, slots=True)
class PacketProfile:
    """One channel's rules from a day on. A limit of None is not stated by the channel."""

    name: str
    title: Words
    from_on: date
    to_on: date | None
    types: tuple[str, ...]
    max_bytes: int | None
    max_pages: int | None
    max_dpi: int | None
    longest_name: int | None
    front_pages: int | None
    pictures_a_page: int
    grey: bool
    one_shot: bool
    sources: tuple[ProfileSource, ...]
    confidence: str

    def file_name(self, case: str) -> str:
        """Return a name the channel takes: plain characters, no longer than it allows."""
        plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in case).strip("-") or "packet"
        room = (self.longest_name or 80) - len(".pdf")
        return f"{plain[:room].strip('-')}.pdf"


@dataclass(frozen=True, slots=True)
class _File:
    profiles: tuple[PacketProfile, ...]
    qualities: tuple[Quality, ...]


@cache
def _file() -> _File:
    text = files("casewright.policies").joinpath(_FILE).read_text(encoding="utf-8")
    return _read(Section(tomllib.loads(text), _FILE, "the file"))


def _read(section: Section) -> _File:
    sources = {code: _source(code, value, section.file) for code, value in section.section("source").entries()}
    profiles = tuple(_profile(entry, sources) for entry in section.sections("profile"))
    steps = tuple(_quality(entry) for entry in section.sections("quality"))
    section.done()
    return _File(profiles, steps)


def _source(code: str, value: object, file: str) -> ProfileSource:
    entry = Section(value, file, f"source {code}")
    source = ProfileSource(code, Words(en=entry.text("en"), zh=entry.text("zh")), entry.text("at"))
    entry.done()
    return source


def _profile(entry: Section, sources: dict[str, ProfileSource]) -> PacketProfile:
    name = entry.text("name")
    entry.at(f"profile {name}")
    cited = entry.texts("cite")
    for code in cited:
        if code not in sources:
            entry.refuse(
                Words(f"source {code} is not listed", f"依据 {code} 没有列出"),
                Words("Add it under [source], with where it was read", "请写到 [source] 下，并注明出处"),
            )
    if not cited:
        entry.refuse(
            Words("it cites nothing", "没有写明依据"), Words("Say where the limits were read", "请写明这些上限出自哪里")
        )
    profile = PacketProfile(
        name=name,
        title=entry.words("title"),
        from_on=entry.day("from"),
        to_on=entry.day_or_none("to"),
        types=entry.texts("types"),
        max_bytes=entry.whole_or_none("max_bytes"),
        max_pages=entry.whole_or_none("max_pages"),
        max_dpi=entry.whole_or_none("max_dpi"),
        longest_name=entry.whole_or_none("longest_name"),
        front_pages=entry.whole_or_none("front_pages"),
        pictures_a_page=entry.whole_or_none("pictures_a_page") or 1,
        grey=entry.flag("grey"),
        one_shot=entry.flag("one_shot"),
        sources=tuple(sources[code] for code in cited),
        confidence=entry.choice("confidence", _CONFIDENCE),
    )
    entry.done()
    return profile


def _quality(entry: Section) -> Quality:
    name = entry.text("name")
    numbers = [entry.whole_or_none(key) for key in ("picture_pixels", "picture_quality", "sheet_dpi", "sheet_quality")]
    if None in numbers:
        entry.refuse(
            Words(f"step {name} misses a number", f"步骤 {name} 缺少数字"),
            Words("Give pixels, qualities and dpi", "请写 pixels、qualities 和 dpi"),
        )
    entry.done()
    pixels, picture_quality, dpi, sheet_quality = (number or 0 for number in numbers)
    return Quality(name, pixels, picture_quality, dpi, sheet_quality)


def profile_names(on: date) -> tuple[str, ...]:
    """Return the names of the profiles in force on a day."""
    return tuple(dict.fromkeys(profile.name for profile in _file().profiles if _in_force(profile, on)))


def profile_named(name: str, on: date) -> PacketProfile:
    """Return the profile in force on a day. Raise ProfileUnknownError."""
    found = [profile for profile in _file().profiles if profile.name == name and _in_force(profile, on)]
    if not found:
        raise ProfileUnknownError(name, profile_names(on))
    return found[-1]


def qualities() -> Sequence[Quality]:
    """Return the ladder, finest first."""
    return _file().qualities


def _in_force(profile: PacketProfile, on: date) -> bool:
    return profile.from_on <= on and (profile.to_on is None or on < profile.to_on)
