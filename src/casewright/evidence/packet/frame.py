"""What surrounds the exhibits: letter, timeline, index and integrity page, as the template reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casewright.evidence.packet.content import PacketContent, Point
from casewright.evidence.packet.fonts import FontSet
from casewright.evidence.packet.labels import Labels
from casewright.evidence.packet.numbering import Numbered
from casewright.evidence.packet.pen import Pen, language_parts
from casewright.evidence.packet.seal import BLANK_SEAL
from casewright.evidence.packet.showing import Shown

__all__ = ["FrameMaker", "Layout"]

_DIGIT_MM = 1.75
_WIDE = "\u2e80"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pages are laid out: size of the letter's type, front matter run together, photos that share a page."""

    letter_points: float
    compact: bool
    pictures_a_page: int
    grey: bool


@dataclass(frozen=True, slots=True)
class FrameMaker:
    """Makes the template's data for one packet."""

    content: PacketContent
    numbered: Numbered
    pen: Pen
    labels: Labels
    zone: ZoneInfo
    fonts: FontSet

    def _letter(self) -> dict[str, Any]:
        letter = self.content.letter
        reference = (
            ("case", self.content.case),
            ("order", self.content.order),
            ("reason_code", letter.reason_code),
            ("dated", self.labels.day(letter.dated_on)),
        )
        sections = (("facts", letter.facts), ("why", letter.why), ("asked", letter.asked))
        return {
            "to": self._all(letter.to),
            "sender": self._all(letter.sender),
            "signed": self._all(letter.signed_by),
            "subject": self.pen.write(letter.subject),
            "opening": self.pen.maybe(letter.opening),
            "reference": [[self.labels.say(name), self.pen.write(value)] for name, value in reference if value],
            "sections": [
                {"title": self.labels.say(name), "points": [self._point(point) for point in points]}
                for name, points in sections
                if points
            ],
        }

    def _all(self, texts: Sequence[str]) -> list[str]:
        return [self.pen.write(text) for text in texts]

    def _point(self, point: Point) -> dict[str, Any]:
        return {"says": self.pen.write(point.says), "exhibits": self.numbered.numbers(point.exhibits)}

    def _timeline(self) -> list[dict[str, Any]]:
        return [
            {
                "when": self._when(moment.at),
                "says": self.pen.write(moment.says),
                "exhibits": self.numbered.numbers(moment.exhibits),
            }
            for moment in self.content.timeline
        ]

    def _when(self, at: Any) -> str:  # noqa: ANN401 - an instant or a day
        return self.labels.instant(at, self.zone) if isinstance(at, datetime) else self.labels.day(at)

    def _groups(self, shown: Sequence[Shown]) -> list[dict[str, Any]]:
        """Return the index, and tell each exhibit its group and whether it opens it."""
        groups: list[dict[str, Any]] = []
        for one in shown:
            title = self.labels.of("element", one.source.element)
            new = not groups or groups[-1]["title"] != title
            if new:
                groups.append({"title": title, "exhibits": []})
            one.page |= {"group": title, "opens_group": new}
            made = one.source.exhibit.made_at
            day = "" if made is None else self.labels.day(made if made.tzinfo is None else made.astimezone(self.zone))
            entry = {"no": one.number, "title": one.page["title"], "source": one.page["source"], "made": day}
            groups[-1]["exhibits"].append(entry)
        return groups

    def _notes(self) -> list[str]:
        notes = [self.labels.say("times", zone=self.content.zone)]
        if self.pen.replaced:
            notes.append(self.labels.say("replaced"))
        log = self.content.log
        if log is None:
            notes.append(self.labels.say("log_none"))
        else:
            proven = {one.key for one in log.exhibits} & set(self.numbered.by_key)
            total = len(self.numbered.exhibits)
            notes.append(self.labels.say("log_proofs", count=len(proven), total=total))
        return notes

    def _digest_line(self, one: Shown) -> dict[str, Any]:
        """Return the digest of the original; where part of it is covered the commitment, or that none is given."""
        logged = None if self.content.log is None else self.content.log.of(one.source.exhibit.key)
        if not one.masked:
            value = one.source.exhibit.place.digest
        elif logged is not None:
            value = self.labels.say("commitment", value=logged.commitment)
        else:
            value = self.labels.say("withheld")
        return {"no": one.number, "value": value, "plain": not one.masked}

    def data(self, shown: Sequence[Shown], layout: Layout) -> dict[str, Any]:
        """Return everything the template reads."""
        content = self.content
        language, region = language_parts(content.language)
        letter, timeline, groups = self._letter(), self._timeline(), self._groups(shown)
        title = self.pen.write(content.title)
        author = self.pen.write(content.letter.sender[0]) if content.letter.sender else "Casewright"
        case, stamp = self.pen.write(content.case), self.pen.write(content.stamp)
        log_head = None if content.log is None else self.pen.write(content.log.checkpoint.rstrip("\n"))
        return {
            "title": title,
            "author": author,
            "case": case,
            "stamp": stamp,
            "language": language,
            "lang": language,
            "region": region,
            "paper": content.paper.value,
            "grey": layout.grey,
            "compact": layout.compact,
            "letter_size": layout.letter_points,
            "seal": BLANK_SEAL,
            "fonts": {
                "serif": self.fonts.chain(content.language),
                "sans": self.fonts.chain(content.language, serif=False),
                "mono": self.fonts.mono(content.language),
                "stamp": self.fonts.chain("en", serif=False),
            },
            "chains": self.pen.chains,
            "labels": dict(self.labels.sections["labels"]),
            "letter": letter,
            "timeline": timeline,
            "when_width": _when_width([line["when"] for line in timeline]),
            "times_note": self.labels.say("times", zone=content.zone),
            "groups": groups,
            "leaves": _leaves(shown, layout.pictures_a_page),
            "digests": [self._digest_line(one) for one in shown],
            "log_head": log_head,
            "notes": self._notes(),
        }


def _leaves(shown: Sequence[Shown], together: int) -> list[list[dict[str, Any]]]:
    """Put photos of one element that follow one another on shared pages; everything else begins its own."""
    leaves: list[list[Shown]] = []
    for one in shown:
        last = leaves[-1] if leaves else []
        joins = (
            one.is_picture
            and 0 < len(last) < together
            and last[-1].is_picture
            and last[-1].source.element is one.source.element
        )
        if joins:
            last.append(one)
        else:
            leaves.append([one])
    return [[one.page for one in leaf] for leaf in leaves]


def _when_width(shown: Sequence[str]) -> float:
    widths = (sum(2 if sign >= _WIDE else 1 for sign in text) for text in shown)
    return max([12, *widths]) * _DIGIT_MM
