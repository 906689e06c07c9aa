"""A saved web page as lines of cells: tables, lists of blocks that repeat, and labels with values that touch."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby, pairwise

__all__ = ["web_page_lines"]

_MOST = 2_000_000
_DEEPEST = 400
_LONGEST_CELL = 80
_MOST_CELLS = 12
_FEWEST_ALIKE = 3
_PAIR = 2
_SILENT = frozenset({"script", "style", "title", "noscript", "template", "svg"})
_WITHIN = frozenset(
    (
        "span",
        "b",
        "strong",
        "em",
        "i",
        "label",
        "a",
        "time",
        "small",
        "u",
        "font",
        "button",
        "abbr",
        "bdi",
        "data",
        "sup",
    )
)
_ALONE = frozenset({"img", "input", "meta", "link", "hr", "wbr", "col", "source", "base", "area", "embed"})
_APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "dl", "header", "footer"})
_CELLS = frozenset({"td", "th"})
_TABLE = "table"
_ROWLIKE = re.compile(r"\b(?:row|tr|event|item|line|entry|step|record|scan)s?\b", re.IGNORECASE)
_EDGE = "\x1f"
_TOUCHING = re.compile(r"(?<=\S)(?:\x1f\x1f+|\x1f+[ \t]*[\r\n]\s*\x1f+)\x1f*(?=\S)")
_HOUR = re.compile(r"\d{1,2} ?[:：h時点]\d\d")
_BLANKS = re.compile(r"\s+")

_Row = tuple[str, ...]


@dataclass(slots=True)
class _Block:
    """An open block: its tag, whether its class calls it a row, and what was closed inside, in order."""

    tag: str
    rowlike: bool = False
    words: list[str] = field(default_factory=list)
    parts: list["_Part"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    """A closed block: its rows; `cells`: it is nothing but blocks of one short text each, empty ones included."""

    tag: str
    rows: tuple[_Row, ...]
    cells: _Row = ()
    rowlike: bool = False
    text: bool = False


class _Reader(HTMLParser):
    """Keeps the open blocks while the tags pass by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[_Block] = [_Block("html")]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._end_line()
        elif tag in _WITHIN:
            self.open[-1].words.append(_EDGE)
        elif tag not in _ALONE and len(self.open) < _DEEPEST:
            self._close_implied(tag)
            self._end_line()
            self.open.append(
                _Block(tag, any(name == "class" and _ROWLIKE.search(value or "") for name, value in attrs))
            )

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _WITHIN:
            self.open[-1].words.append(_EDGE)
        elif any(block.tag == tag for block in self.open[1:]):
            while self.open[-1].tag != tag:
                self._close()
            self._close()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.open[-1].words.append(data)

    def _close_implied(self, tag: str) -> None:
        """Close what a new cell, row or item ends although nobody closed it."""
        ends = {"li": {"li"}, "tr": {"td", "th", "tr"}, "td": {"td", "th"}, "th": {"td", "th"}, "p": {"p"}}
        ends |= {"dt": {"dt", "dd"}, "dd": {"dt", "dd"}}
        while len(self.open) > 1 and self.open[-1].tag in ends.get(tag, ()):
            self._close()

    def _end_line(self) -> None:
        block = self.open[-1]
        text = "".join(block.words)
        block.words.clear()
        cells = tuple(_BLANKS.sub(" ", cell.replace(_EDGE, "")).strip() for cell in _TOUCHING.split(text))
        if any(cells):
            block.parts.append(_Part("", (cells,), text=True))

    def _close(self) -> None:
        self._end_line()
        block = self.open.pop()
        self.open[-1].parts.append(_closed(block))

    def end(self) -> list[str]:
        """Close what is open and return the lines."""
        while len(self.open) > 1:
            self._close()
        self._end_line()
        lines = ["\t".join(row) for row in _rows(self.open[0].parts)]
        return [line for above, line in pairwise(("", *lines)) if above or line]


def _closed(block: _Block) -> _Part:
    if block.tag in _CELLS and any(part.tag == _TABLE for part in block.parts):  # a table that only lays out a page
        return _Part(_TABLE, tuple(_rows(block.parts)))
    if block.tag in _CELLS:
        text = " ".join(cell for row in _rows(block.parts) for cell in row if cell)
        return _Part(block.tag, ((text,),), (text,))
    if block.tag == "tr" and any(part.tag == _TABLE for part in block.parts):
        return _Part(_TABLE, tuple(_rows(block.parts)))
    if block.tag == "tr":
        return _Part(block.tag, (tuple(part.rows[0][0] for part in block.parts if part.tag in _CELLS),))
    if block.tag == "dl":
        return _Part(block.tag, tuple(_defined(block.parts)))
    rows = tuple(_rows(block.parts))
    return _Part(block.tag, rows, _cells(block.parts), block.rowlike)


def _cells(parts: Sequence[_Part]) -> _Row:
    """Return the cells of a block that is nothing but short blocks of one text each; else none."""
    if not _PAIR <= len(parts) <= _MOST_CELLS or any(part.text or len(part.rows) > 1 for part in parts):
        return ()
    rows = [part.rows[0] if part.rows else ("",) for part in parts]
    if sum(_HOUR.match(row[0]) is not None for row in rows if row) > 1:  # each is a line of a history
        return ()
    return tuple(row[0] for row in rows) if all(len(row) == 1 and len(row[0]) <= _LONGEST_CELL for row in rows) else ()


def _defined(parts: Sequence[_Part]) -> Iterator[_Row]:
    """Yield a row for each term with what it means."""
    row: list[str] = []
    for part in parts:
        if part.tag == "dt" and row:
            yield tuple(row)
            row = []
        row.extend(cell for one in part.rows for cell in one)
    if row:
        yield tuple(row)


def _rows(parts: Sequence[_Part]) -> Iterator[_Row]:
    """Yield the rows of closed blocks; blocks that repeat with equally many cells are rows of a table."""
    for (tag, width), group in groupby(parts, key=lambda part: (part.tag, len(part.cells))):
        alike = list(group)
        table = width >= _PAIR and (
            tag == "li" or width == _PAIR or len(alike) >= _FEWEST_ALIKE or any(part.rowlike for part in alike)
        )
        for part in alike:
            if part.tag in _APART and part.rows:
                yield ("",)
            yield from (part.cells,) if table and any(part.cells) else part.rows
            if part.tag in _APART and part.rows:
                yield ("",)


def web_page_lines(source: str) -> list[str]:
    """Return the text of a web page by lines, the cells of a line apart by tabs. Broken markup gives what is there."""
    reader = _Reader()
    reader.feed(source[:_MOST])
    reader.close()
    return reader.end()
