"""What people write, by its meaning: receipt admitted, refund given or denied, pressure about reviews, channels."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from casewright.domain.exhibit import Locator, Observation, ObservationKind, ObservationRole
from casewright.domain.redacted import codes_kept
from casewright.evidence.readers.nearest import Subject, nearest
from casewright.evidence.readers.page import Page
from casewright.evidence.readers.refunds import denies_refund, speaks_of_refund, tells_refund

__all__ = ["Meaning", "channel_named", "invitation_in", "invitation_on", "means", "telling_lines"]

_SENTENCE = re.compile(r"(?:\.(?!\d)|[!;。！；\n\r]|(?<=[?？]))+")
_WRAPPED = re.compile(r"(?<=[^\n.!?;:]{40})[ \t]*\r?\n(?=[^\W\d_])")
"""A line that only the width of the page ends: long, without a mark, and carried on by a word."""
_LONGEST = 20_000
_LONGEST_SENTENCE = 400
_HEADING_ROWS = 4
_LONGEST_HEADING = 60


class Meaning(StrEnum):
    """What a sentence may say."""

    ADMITS_RECEIPT = "admits_receipt"
    REFUND_GIVEN = "refund_given"
    REFUND_DENIED = "refund_denied"
    PRESSES_FOR_REVIEW = "presses_for_review"
    HEALTH_DATA = "health_data"
    OFF_CHANNEL = "off_channel"


@lru_cache(maxsize=1)
def _patterns() -> dict[Meaning, tuple[re.Pattern[str], re.Pattern[str] | None]]:
    source = (files("casewright.evidence.readers") / "words" / "phrases.toml").read_text("utf-8")
    found = {}
    for name, entry in tomllib.loads(source).items():
        says, but = ("|".join(f"(?:{one})" for one in entry[key]) for key in ("says", "but"))
        found[Meaning(name)] = (re.compile(says, re.IGNORECASE), re.compile(but, re.IGNORECASE) if but else None)
    return found


def means(meaning: Meaning, text: str) -> str | None:
    """Return the first sentence of a text that says it, or None. Of redacted words, they stand for the sentence."""
    if (kept := codes_kept(text, "means")) is not None:
        return text if meaning.value in kept else None
    text = _WRAPPED.sub(" ", text[:_LONGEST])
    about_refund = meaning is Meaning.REFUND_DENIED and speaks_of_refund(text)
    for sentence in _SENTENCE.split(text):
        part = sentence.strip()[:_LONGEST_SENTENCE]
        if part and _says(meaning, part, about_refund=about_refund):
            return part
    return None


def _says(meaning: Meaning, sentence: str, *, about_refund: bool) -> bool:
    if meaning is Meaning.REFUND_DENIED:
        return denies_refund(sentence, about_refund=about_refund)
    if meaning is Meaning.REFUND_GIVEN:
        return tells_refund(sentence)
    says, but = _patterns()[meaning]
    return says.search(sentence) is not None and not (but and but.search(sentence))


def telling_lines(page: Page) -> Iterator[Observation]:
    """Yield the lines of a page that speak of receipt, refund, reviews or health, as text."""
    for row in page.rows:
        line = "  ".join(span.text for span in row)
        if any(means(meaning, line) for meaning in Meaning if meaning is not Meaning.OFF_CHANNEL):
            sure = all(span.sure for span in row)
            yield Observation(ObservationKind.TEXT, line[:_LONGEST_SENTENCE], page.spot(row[0], line), sure)


def channel_named(pages: Sequence[Page]) -> Locator | None:
    """Return the heading line of a screen that names a channel outside the marketplace's, or None."""
    for page in pages:
        for row in page.rows[:_HEADING_ROWS]:
            line = "  ".join(span.text for span in row)
            if len(line) <= _LONGEST_HEADING and means(Meaning.OFF_CHANNEL, line):
                return page.spot(row[0], line)
    return None


_WRITTEN = frozenset({ObservationRole.SELLER_WROTE, ObservationRole.BUYER_WROTE})
_INVITES = "invites"


def invitation_in(told: Iterable[Observation]) -> Locator | None:
    """Return the message that leads away from the marketplace by its sense, whatever the screen is called, or None."""
    messages = (one for one in told if one.kind is ObservationKind.TEXT and one.role in _WRITTEN)
    return next((one.locator for one in messages if _invites(str(one.value))), None)


def invitation_on(pages: Sequence[Page]) -> Locator | None:
    """Return the line of a screen at which a message begins that leads away from the marketplace, or None."""
    for page in pages:
        begin: int | None = None
        for at, row in enumerate((*page.rows, ())):
            line = " ".join(span.text for span in row)
            if row and not _STAMP.search(line):
                begin = at if begin is None else begin
                continue
            if begin is not None and _invites(" ".join(span.text for one in page.rows[begin:at] for span in one)):
                return page.spot(page.rows[begin][0])
            begin = None
    return None


_STAMP = re.compile(r"\d{1,2}[:：]\d{2}")
"""A clock beside or between messages parts them."""


def _invites(message: str) -> bool:
    near = (nearest(Subject.CHANNEL, part.strip()) for part in _SENTENCE.split(message))
    return any(one is not None and one.meaning == _INVITES for one in near)
