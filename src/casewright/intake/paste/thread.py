"""The messages of a copied thread: each begins with who speaks and when, in one short line or in two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache

from casewright.domain.marketplace import Marketplace
from casewright.domain.message import Direction
from casewright.intake.mail.dates import instants_in, only_instant
from casewright.intake.mail.wording import fold
from casewright.intake.paste.labels import label_topic
from casewright.intake.paste.words import page_words

__all__ = ["PastedMessage", "messages_in"]

_LONGEST_HEAD = 100
_LONGEST_NAME = 60
_NAME_WORDS = 5
_INITIAL = re.compile(r"\b[^\W\d_]{1,2}\.$")
_MOST = 500


@dataclass(frozen=True, slots=True)
class PastedMessage:
    """One message of a thread, as read or as a person corrected it."""

    direction: Direction
    sent_at: datetime | None
    text: str


@cache
def _speakers() -> tuple[tuple[Direction, re.Pattern[str]], ...]:
    table = page_words("speakers")
    return (
        (Direction.FROM_SELLER, _pattern(table["seller"])),
        (Direction.FROM_BUYER, _pattern(table["buyer"])),
    )


def _pattern(words: list[str]) -> re.Pattern[str]:
    plain = "|".join(re.escape(fold(word)) for word in words if word < "\u3000")
    east = "|".join(re.escape(word) for word in words if word >= "\u3000")
    return re.compile(rf"\b(?:{plain})\b|{east}")


def _head(line: str, zone: str, *, month_first: bool) -> tuple[Direction, datetime] | None:
    """Return who speaks and when, if the line begins a message; of two names the first speaks."""
    text = line.strip()
    if not text or len(text) > _LONGEST_HEAD or not any(sign.isdigit() for sign in text):
        return None
    moments = instants_in(text, zone, month_first=month_first, else_at=time())
    side = _side_of(text) if len(moments) == 1 else None
    return (side, moments[0]) if side else None


@dataclass(frozen=True, slots=True)
class _Head:
    """The start of a message: its line, the first line of its text, when, and who: a side, else a name."""

    at: int
    text_at: int
    moment: datetime
    side: Direction | None
    name: str | None = None


def _side_of(line: str) -> Direction | None:
    key = fold(line)
    found = [(match.start(), direction) for direction, pattern in _speakers() if (match := pattern.search(key))]
    return min(found)[1] if found else None


def _may_name(line: str) -> bool:
    """Say whether a line can be nothing but a name."""
    return (
        0 < len(line) <= _LONGEST_NAME
        and len(line.split()) <= _NAME_WORDS
        and (line[-1] not in ".!?。！？,，:：" or _INITIAL.search(line) is not None)
        and not any(sign.isdigit() for sign in line)
    )


def _split_head(lines: Sequence[str], at: int, zone: str, *, month_first: bool, named: bool) -> _Head | None:
    """Return the head whose name stands on a line of its own, the day on the next that is not blank."""
    name = lines[at].strip()
    below = next((one for one in range(at + 1, min(at + 3, len(lines))) if lines[one].strip()), None)
    if below is None or not _may_name(name):
        return None
    moment = only_instant(lines[below], zone, month_first=month_first)
    side = _side_of(name)
    if moment is None or (side is None and (not named or label_topic(name))):
        return None
    return _Head(at, below + 1, moment, side, name)


def _heads(lines: Sequence[str], zone: str, *, month_first: bool, named: bool) -> list[_Head]:
    found: list[_Head] = []
    for at, line in enumerate(lines):
        if len(found) >= _MOST:
            break
        if found and at < found[-1].text_at:
            continue
        if (one := _head(line, zone, month_first=month_first)) is not None:
            found.append(_Head(at, at + 1, one[1], one[0]))
        elif (split := _split_head(lines, at, zone, month_first=month_first, named=named)) is not None:
            found.append(split)
    return found


def _sides(heads: Sequence[_Head]) -> dict[str | None, Direction]:
    """Return the side of each name that no word tells: the one the thread lacks, else who wrote first is the buyer."""
    told = {head.side for head in heads if head.side}
    unknown = list(dict.fromkeys(head.name for head in sorted(heads, key=_when) if head.side is None))
    if told == {Direction.FROM_BUYER}:
        return dict.fromkeys(unknown, Direction.FROM_SELLER)
    sides: dict[str | None, Direction] = dict.fromkeys(unknown, Direction.FROM_BUYER)
    return sides if told else sides | dict.fromkeys(unknown[1:], Direction.FROM_SELLER)


def _when(head: _Head) -> float:
    return head.moment.timestamp()


def messages_in(
    lines: Sequence[str], site: Marketplace | None, *, named: bool = False
) -> tuple[tuple[PastedMessage, ...], str | None]:
    """Return the messages in the order of their instants, and the buyer's name where it stands above one.

    `named`: the page is a thread, so that any name above a day begins a message, not only a word for a side.
    """
    zone = site.zone if site else "UTC"
    month_first = site is not None and site.country == "US"
    heads = _heads(lines, zone, month_first=month_first, named=named)
    sides = _sides(heads)
    ends = [head.at for head in heads[1:]] + [len(lines)]
    found = [
        PastedMessage(head.side or sides[head.name], head.moment, text)
        for head, end in zip(heads, ends, strict=False)
        if (text := "\n".join(lines[head.text_at : end]).strip())
    ]
    buyer = next((name for name, side in sides.items() if side is Direction.FROM_BUYER), None)
    return tuple(sorted(found, key=lambda one: one.sent_at.timestamp() if one.sent_at else 0.0)), buyer
