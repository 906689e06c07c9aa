"""Numbers for the exhibits of one packet, in the order of the claim's elements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casewright.domain.words import Words
from casewright.evidence.packet.content import ClaimElement, PacketContent, PacketExhibit, PacketLetter
from casewright.evidence.packet.errors import ContentError

__all__ = ["Numbered", "number_exhibits"]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The exhibits in reading order with their numbers (`EX-014`), and the number of each key."""

    exhibits: tuple[tuple[str, PacketExhibit], ...]
    by_key: Mapping[str, str]

    def numbers(self, keys: Iterable[str]) -> list[str]:
        """Return the numbers that a sentence points to."""
        return [self.by_key[key] for key in keys]


def number_exhibits(content: PacketContent) -> Numbered:
    """Return the exhibits as numbered. Raise ContentError for a pointer to nothing, or two exhibits of one key."""
    rank = {element: at for at, element in enumerate(ClaimElement)}
    ordered = sorted(content.exhibits, key=lambda one: rank[one.element])
    numbered = tuple((f"EX-{at:03d}", one) for at, one in enumerate(ordered, start=1))
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
