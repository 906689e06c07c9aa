"""Numbers for the exhibits of one packet, by the claim's elements; content that cannot be shown is refused here."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casewright.domain.words import Words
from casewright.evidence.packet.content import ClaimElement, PacketContent, PacketExhibit, PacketLetter, WordsMask
from casewright.evidence.packet.errors import ContentError

__all__ = ["Numbered", "number_exhibits"]

_NUMBER = re.compile(r"EX-[0-9]{3,6}")


@dataclass(frozen=True, slots=True)
class Numbered:
    """The exhibits in reading order with their numbers (`EX-014`), and the number of each key."""

    exhibits: tuple[tuple[str, PacketExhibit], ...]
    by_key: Mapping[str, str]

    def numbers(self, keys: Iterable[str]) -> list[str]:
        """Return the numbers that a sentence points to."""
        return [self.by_key[key] for key in keys]


def number_exhibits(content: PacketContent) -> Numbered:
    """Return the exhibits as numbered; keys that are numbers stay, so that each packet of a case calls it the same.

    Raise ContentError for a pointer to nothing, two exhibits of one key, an unknown zone, or a mask that cannot work.
    """
    _check_zone(content.zone)
    _check_masks(content)
    rank = {element: at for at, element in enumerate(ClaimElement)}
    ordered = sorted(content.exhibits, key=lambda one: rank[one.element])
    stable = all(_NUMBER.fullmatch(one.exhibit.key) for one in ordered)
    numbered = tuple((one.exhibit.key if stable else f"EX-{at:03d}", one) for at, one in enumerate(ordered, start=1))
    by_key = {one.exhibit.key: number for number, one in numbered}
    if len(by_key) < len(numbered):
        raise ContentError(
            Words(
                en="Two exhibits have the same key. Give each exhibit a key of its own.",
                zh="有两项证据使用了同一个标识。请为每项证据设定各自的标识。",
            )
        )
    for key in _pointed_to(content.letter, content):
        if key not in by_key:
            raise ContentError(
                Words(
                    en=f"The letter or timeline points to {key!r}, which is not among the exhibits. Add or remove it.",
                    zh=f"信函或时间线引用了“{key}”，但证据中没有这一项。请补上或删去引用。",
                )
            )
    return Numbered(numbered, by_key)


def _pointed_to(letter: PacketLetter, content: PacketContent) -> Iterable[str]:
    for section in (letter.facts, letter.why, letter.asked, content.timeline):
        for sentence in section:
            yield from sentence.exhibits


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ContentError(
            Words(
                en=f"There is no time zone {zone!r}. Write it like Europe/London.",
                zh=f"没有名为“{zone}”的时区。请写成 Europe/London 这样的形式。",
            )
        ) from error


def _check_masks(content: PacketContent) -> None:
    """A mask that is no pattern, or that matches nothing at all and so everywhere, would hide the wrong things."""
    own = (mask for one in content.exhibits for mask in one.masks)
    for mask in (*content.masks, *own):
        if not isinstance(mask, WordsMask):
            continue
        try:
            empty = re.search(mask.pattern, "") is not None
        except re.error:
            empty = True
        if empty:
            raise ContentError(
                Words(
                    en=f"The mask {mask.name!r} is not a pattern that finds words: {mask.pattern!r}. Correct it.",
                    zh=f"遮盖规则“{mask.name}”不是可用的查找式：{mask.pattern!r}。请改正。",
                )
            )
