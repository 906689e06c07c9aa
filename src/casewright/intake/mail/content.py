"""The readable content of a mail in one shape: lines, sentences, labelled values, tables and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from casewright.intake.mail.charsets import decode_text
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.html import Page, read_html
from casewright.intake.mail.mime import Part
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import Sentence, fold, joined_lines, plain, sentences_of

__all__ = ["Content", "read_content"]

_LONGEST = 1_000_000
_LONGEST_SHOWN = 100_000
"""Signs of visible text that are read; a notice has a few thousand."""
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"'\]]{1,2000}|mailto:[^\s<>\"'\]]{1,500}", re.IGNORECASE)
_LABEL = re.compile(r"[ \-*•>|]*([^:\t|]{2,70}?)\s*[:\t|][ \t]*(.*)")
_PIPES = re.compile(r"\s*\|\s*|\t+|\s{3,}")
_NEXT_LABEL = re.compile(r"([,;]?)\s+([^\W\d_][^:\t|,;.]{1,30}?)\s?:\s")
_SIDES = ("quantity", "reason", "asin", "sku", "carrier", "tracking", "order")
"""What may stand behind another value on its line."""
_LONGEST_VALUE = 300
_MOST_LABELS = 3_000
_MOST_ROWS = 2_000
_FIRST_COLUMNS = 2


@dataclass(frozen=True)
class Content:
    """One rendering of a mail's text (its HTML or its plain text)."""

    part: str
    raw: str
    lines: tuple[str, ...]
    links: tuple[str, ...] = ()
    tables: tuple[list[list[str]], ...] = ()
    messages: tuple[str, ...] = field(default=())

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The prose, wrapped lines joined, cut into sentences."""
        return tuple(sentences_of(joined_lines(list(self.lines))))

    @cached_property
    def key(self) -> str:
        """All lines folded for matching."""
        return fold("\n".join(self.lines))

    @cached_property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Each `label: value`, label folded; a value may stand on the following line or in the next cell."""
        found: list[tuple[str, str]] = []
        for index, line in enumerate(self.lines):
            if len(found) >= _MOST_LABELS:
                break
            match = _LABEL.match(line[:2000])
            if match:
                value = match[2].strip(" \t|") or _following(self.lines, index)
                found.extend(_side_by_side(fold(match[1].strip()), value))
        for table in self.tables:
            found.extend((fold(row[0].strip(" :")), row[1]) for row in table if len(row) == _FIRST_COLUMNS)
        return tuple(found[:_MOST_LABELS])

    def labelled(self, topic: str) -> str | None:
        """Return the first non-empty value beside a label of this topic."""
        return next((value for label, value in self.labels if value and says("labels", topic, label)), None)


def _side_by_side(label: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a labelled value, and those behind it on its line, as in `Item: Lamp, Quantity: 2`.

    What a buyer says stays whole.
    """
    while len(value) <= _LONGEST_VALUE and not says("labels", "comment", label):
        found = next((split for mark in _NEXT_LABEL.finditer(value) if (split := _split_at(mark, value))), None)
        if found is None:
            break
        yield label, found[0]
        label, value = found[1:]
    yield label, value


def _split_at(mark: re.Match[str], value: str) -> tuple[str, str, str] | None:
    """Return the value before a further label, the label, and what follows; None where the words name no value."""
    words = mark[2].split()
    for count in (len(words),) if mark[1] else range(1, len(words) + 1):
        label = fold(" ".join(words[-count:]))
        if any(says("labels", topic, label) for topic in _SIDES):
            before = " ".join([value[: mark.start()], *words[:-count]])
            return before.strip(" ,;"), label, value[mark.end() :].strip()
    return None


def _following(lines: tuple[str, ...], index: int) -> str:
    for line in lines[index + 1 : index + 3]:
        if line.strip():
            return "" if _LABEL.match(line[:200]) else line.strip()
    return ""


def _text_tables(lines: list[str]) -> tuple[list[list[str]], ...]:
    """Find tables drawn with tabs, bars or wide gaps in a plain text."""
    tables: list[list[list[str]]] = []
    rows: list[list[str]] = []
    for line in lines[:_MOST_ROWS]:
        cells = [plain(cell).strip() for cell in _PIPES.split(line[:2000].strip(" |\t\r"))]
        if len(cells) > 1:
            rows.append(cells)
        elif rows and line.strip(" -+=|"):
            tables.append(rows)
            rows = []
    return (*tables, rows) if rows else tuple(tables)


def _text_of(part: Part, remarks: Remarks) -> str:
    raw = part.content
    if len(raw) > _LONGEST:
        remarks.add("MAIL012", part.label, f"{_LONGEST} / {len(raw)}")
        raw = raw[:_LONGEST]
    declared = part.charset
    if declared is None and part.media_type == "text/html" and (meta := _META.search(raw, 0, 4096)):
        declared = meta[1].decode("ascii")
    return decode_text(raw, declared, remarks, part.label).replace("\0", "")


def _cut(text: str, part: Part, remarks: Remarks) -> str:
    if len(text) > _LONGEST_SHOWN:
        remarks.add("MAIL012", part.label, f"{_LONGEST_SHOWN} / {len(text)}")
    return text[:_LONGEST_SHOWN]


def _from_html(part: Part, text: str, remarks: Remarks) -> Content:
    page: Page = read_html(text)
    shown = _cut("\n".join(page.lines), part, remarks)
    lines = tuple(plain(shown).split("\n"))
    tables = tuple([[plain(cell) for cell in row] for row in table] for table in page.tables)
    return Content(part.label, shown, lines, tuple(page.links), tables, tuple(page.messages))


def _from_text(part: Part, text: str, remarks: Remarks) -> Content:
    text = _cut(text, part, remarks)
    spaced = plain(text.replace("\xa0", " "))
    lines = tuple(line.rstrip() for line in spaced.split("\n"))
    return Content(part.label, text, lines, tuple(_LINK.findall(text)[:500]), _text_tables(text.split("\n")))


def read_content(parts: list[Part], remarks: Remarks) -> list[Content]:
    """Return the renderings of a mail, HTML first because it keeps tables, then plain text."""
    shown = [part for part in parts if not part.attached and part.content.strip()]
    html = [_from_html(part, _text_of(part, remarks), remarks) for part in shown if part.media_type == "text/html"]
    text = [_from_text(part, _text_of(part, remarks), remarks) for part in shown if part.media_type == "text/plain"]
    return html + text
