"""The messages of a copied thread: each begins with a short line that names who speaks and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from casewright.domain.marketplace import Marketplace
from casewright.domain.message import Direction
from casewright.intake.mail.dates import instants_in
from casewright.intake.mail.wording import fold
from casewright.intake.paste.words import page_words

__all__ = ["PastedMessage", "messages_in"]

_LONGEST_HEAD = 100
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
    moments = instants_in(text, zone, month_first=month_first)
    if len(moments) != 1:
        return None
    key = fold(text)
    found = [(match.start(), direction) for direction, pattern in _speakers() if (match := pattern.search(key))]
    return (min(found)[1], moments[0]) if found else None


def messages_in(lines: Sequence[str], site: Marketplace | None) -> tuple[PastedMessage, ...]:
    """Return the messages in the order of their instants; nothing when no line begins one."""
    zone = site.zone if site else "UTC"
    month_first = site is not None and site.country == "US"
    heads = [
        (at, head) for at, line in enumerate(lines) if (head := _head(line, zone, month_first=month_first)) is not None
    ][:_MOST]
    ends = [at for at, _ in heads[1:]] + [len(lines)]
    found = [
        PastedMessage(direction, moment, text)
        for (at, (direction, moment)), end in zip(heads, ends, strict=False)
        if (text := "\n".join(lines[at + 1 : end]).strip())
    ]
    return tuple(sorted(found, key=lambda message: message.sent_at.timestamp() if message.sent_at else 0.0))
