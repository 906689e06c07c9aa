"""Conversations written down line by line: a line that says who wrote and when, and below it what was written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from casewright.domain.exhibit import Observation, ObservationKind, ObservationRole
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.typed import DocumentHabits
from casewright.evidence.readers.vocabulary import talking_words
from casewright.intake.mail.wording import fold

__all__ = ["read_transcript"]

_FEWEST = 2
_LONGEST_NAME = 40
_CLOCK_BEHIND = re.compile(r"(?:\d{1,2}[-/.月]\d{1,2}[.日]?,? *)?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)? *$")
"""A day without its year, or a mere time, as conversations write it."""
_MARKS = " ,:;·|-–—[]()（）【】"


@dataclass(slots=True)
class _Message:
    """What one side wrote: the line that says who and when, and the lines below it."""

    page: Page
    head: Span
    role: ObservationRole
    sent: datetime | date | None
    lines: list[Span] = field(default_factory=list)


def read_transcript(pages: Sequence[Page], habits: DocumentHabits) -> tuple[Observation, ...]:
    """Return who wrote what and when; nothing where the pages are no conversation between a shop and its customer."""
    messages = [message for page in pages for message in _messages(page, habits)]
    if len(messages) < _FEWEST or len({message.role for message in messages}) < _FEWEST:
        return ()
    return tuple(one for message in messages for one in _observations(message))


def _messages(page: Page, habits: DocumentHabits) -> Iterator[_Message]:
    current: _Message | None = None
    for row in page.rows:
        head = _head(page, row, habits)
        if head is not None:
            if current is not None and current.lines:
                yield current
            current = head
        elif current is not None:
            current.lines.extend(row)
    if current is not None and current.lines:
        yield current


def _head(page: Page, row: Sequence[Span], habits: DocumentHabits) -> _Message | None:
    """Return the message that a row begins, if all it holds is one of the two sides and a day or an instant."""
    text = "  ".join(span.text for span in row)
    moment = next(habits.dates.moments_in(text), None)
    bare = f"{text[: moment.start]} {text[moment.end :]}" if moment is not None else _CLOCK_BEHIND.sub(" ", text)
    name = bare.strip(_MARKS)
    role = _sides().get(fold(name)) if len(name) <= _LONGEST_NAME and bare != text else None
    return None if role is None else _Message(page, row[0], role, None if moment is None else moment.value)


@cache
def _sides() -> dict[str, ObservationRole]:
    roles = {"seller": ObservationRole.SELLER_WROTE, "buyer": ObservationRole.BUYER_WROTE}
    return {fold(word): role for side, role in roles.items() for word in talking_words()[side]}


def _observations(message: _Message) -> Iterator[Observation]:
    text = " ".join(span.text for span in message.lines)
    spot = message.page.spot(message.lines[0], text)
    yield Observation(ObservationKind.TEXT, text, spot, all(span.sure for span in message.lines), message.role)
    if message.sent is None:
        return
    kind = ObservationKind.AT if isinstance(message.sent, datetime) else ObservationKind.DATED
    yield Observation(kind, message.sent, message.page.spot(message.head), role=ObservationRole.SENT)
