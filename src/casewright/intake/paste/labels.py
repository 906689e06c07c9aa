"""Labels of a copied page and their values, also where each stands on a line of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from casewright.intake.mail.amounts import amounts_in
from casewright.intake.mail.dates import days_in, first_day_at
from casewright.intake.mail.deadlines import span_days
from casewright.intake.mail.vocabulary import words
from casewright.intake.mail.wording import fold
from casewright.intake.order_ids import order_ids_in
from casewright.intake.paste.words import page_words

__all__ = ["Labelled", "Sheet", "label_topic", "read_sheet"]

_LONGEST_LABEL = 48
_MOST_WORDS = 6
_MOST_BLANKS = 3
_FAR = 400
"""Signs of a value in which what its label announces is looked for."""
_ENDS = ".!?。！？,，;；"
_SPLIT = re.compile(r"^([^:：\t|]{2,48}?)\s*[:：\t|]\s*(.*)$")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_MAIL_TOPICS = ("respond_by", "order", "amount", "reason")
"""Labels that the marketplace's mails use too, in more languages."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One value with the topic of its label, and the line or lines it was read from."""

    topic: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page taken apart.

    `lines` hold each label and its value on one line, without the buyer's own words, which are `comment`; `loose` are
    those of them that no label stands before.
    """

    lines: tuple[str, ...]
    labelled: tuple[Labelled, ...]
    loose: tuple[str, ...]
    comment: str | None

    def values(self, topic: str) -> tuple[Labelled, ...]:
        """Return every value beside a label of this topic, in the order of the page."""
        return tuple(one for one in self.labelled if one.topic == topic)


@cache
def _page_labels() -> tuple[tuple[str, str], ...]:
    """Return (word, topic), the longest first, so that `order date` is not taken for `order`."""
    table = ((fold(word), topic) for topic, known in page_words("labels").items() for word in known)
    return tuple(sorted(table, key=lambda pair: -len(pair[0])))


def _begins(key: str, word: str) -> bool:
    rest = key[len(word) :].removeprefix("s")
    return key.startswith(word) and not (word.isascii() and rest[:1].isalpha())


def _page_topic(key: str) -> str | None:
    found = ((word, topic) for word, topic in _page_labels() if _begins(key, word))
    return next((topic for word, topic in found if topic != "buyer" or key == word), None)


def label_topic(line: str) -> str | None:
    """Return what a line that is only a label stands for, None for any other line."""
    text = line.strip(" \t*•|-")
    bare = text.rstrip(":： ")
    if not bare or len(bare) > _LONGEST_LABEL or bare[-1] in _ENDS or any(sign.isdigit() for sign in bare):
        return None
    key = fold(bare)
    split = _SPLIT.match(text)
    if len(key.split()) > _MOST_WORDS or (split and split[2]):
        return None
    return _page_topic(key) or _mail_topic(key)


def _mail_topic(key: str) -> str | None:
    for topic in _MAIL_TOPICS:
        match = words("labels", topic).search(key)
        if match and (match.start() == 0 or match.end() == len(key)):
            return topic
    return None


def _fits(topic: str, value: str) -> bool:
    """Say whether a value can be what such a label announces."""
    near = value[:_FAR]
    match topic:
        case "order":
            fits = bool(order_ids_in(near))
        case "amount":
            fits = next(amounts_in(near, None), None) is not None
        case "came":
            fits = bool(days_in(near))
        case "left":
            fits = span_days(near) is not None
        case "respond_by":
            fits = bool(days_in(near)) or span_days(near) is not None
        case "reason" | "comment" | "buyer":
            fits = any(sign.isalpha() for sign in near) and first_day_at(near) != 0 and not order_ids_in(near)
        case _:
            fits = True
    return fits


class _Reader:
    """Walks over the lines of a page once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._topics = [label_topic(line) for line in lines]
        self.out: list[str] = []
        self.labelled: list[Labelled] = []
        self.loose: list[str] = []
        self.comment: list[str] = []

    def _next(self, at: int) -> int | None:
        """Return the next line that is not blank, unless the gap is wide."""
        near = range(at + 1, min(at + 2 + _MOST_BLANKS, len(self._lines)))
        return next((one for one in near if self._lines[one].strip()), None)

    def _run(self, at: int) -> list[int]:
        """Return the labels that follow one another without a value."""
        run = [at]
        while (following := self._next(run[-1])) is not None and self._topics[following]:
            run.append(following)
        return run

    def _pairs(self, run: list[int]) -> Iterator[tuple[int, int]]:
        """Pair labels with values: as many values as labels in their order, else the last label with the next line."""
        values: list[int] = []
        at = self._next(run[-1])
        while at is not None and not self._topics[at] and len(values) < len(run):
            values.append(at)
            at = self._next(at)
        if len(values) == len(run) and all(map(self._fit, run, values)):
            yield from zip(run, values, strict=True)
        elif values and self._fit(run[-1], values[0]):
            yield run[-1], values[0]

    def _fit(self, label: int, value: int) -> bool:
        return _fits(self._topics[label] or "", self._lines[value])

    def read(self) -> None:
        """Take the page apart."""
        at = 0
        while at < len(self._lines):
            at = self._labels(at) if self._topics[at] else self._line(at)

    def _labels(self, at: int) -> int:
        run = self._run(at)
        pairs = list(self._pairs(run))
        if not pairs:
            self.out.extend(self._lines[one] for one in run)
            return run[-1] + 1
        last = pairs[-1][1]
        for label, value in pairs:
            topic = self._topics[label] or ""
            last = max(last, self._told(topic, self._lines[label].strip().rstrip(":： "), value))
        return last + 1

    def _told(self, topic: str, label: str, value: int) -> int:
        """Keep one value and return its last line; a comment goes on to the next label, link or blank line."""
        text = self._lines[value].strip()
        if topic == "comment":
            return self._comment(value, text) - 1
        joined = f"{label}: {text}"
        self.labelled.append(Labelled(topic, text, joined))
        if topic != "left":
            self.out.extend(("", joined, ""))
        return value

    def _comment(self, at: int, first: str) -> int:
        """Keep the buyer's words, which begin in this line, and return the line behind them."""
        end = at + 1
        while end < len(self._lines) and self._goes_on(end):
            end += 1
        self.comment.append("\n".join([first, *(line.strip() for line in self._lines[at + 1 : end])]))
        return end

    def _goes_on(self, at: int) -> bool:
        line = self._lines[at]
        split = _SPLIT.match(line.strip())
        labelled = self._topics[at] or (split and label_topic(split[1]))
        return bool(line.strip()) and not labelled and not _LINK.search(line) and _dated_topic(line) is None

    def _line(self, at: int) -> int:
        """Take a line with label and value, or one without a label."""
        text = self._lines[at].strip()
        split = _SPLIT.match(text)
        topic = label_topic(split[1]) if split else None
        if split and topic == "comment" and split[2]:
            return self._comment(at, split[2])
        if split and topic and split[2]:
            self.labelled.append(Labelled(topic, split[2], text))
        elif dated := _dated_topic(text):
            self.labelled.append(Labelled(dated, fold(text)[first_day_at(text) or 0 :], text))
        else:
            self.loose.append(text)
        if topic != "left":
            self.out.append(self._lines[at])
        return at + 1


def _dated_topic(line: str) -> str | None:
    """Return the topic of a label that stands before a day in the same line, with no colon between them."""
    at = first_day_at(line[:_FAR])
    return label_topic(fold(line)[:at].rstrip(" :：(-")) if at else None


def read_sheet(lines: Sequence[str]) -> Sheet:
    """Take a page apart into values with their labels, the buyer's comment, and the rest."""
    reader = _Reader(lines)
    reader.read()
    comment = "\n".join(reader.comment).strip() or None
    return Sheet(tuple(reader.out), tuple(reader.labelled), tuple(reader.loose), comment)
